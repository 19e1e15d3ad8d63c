import * as fc from 'fast-check';
import { CoveringRights } from '../../src/report/covering-rights';
import { Right } from '../../src/report/gateway-rights';
import { cases } from '../util/cases';

/** What the index must find, said pair by pair. */
function covers(wide: Right, narrow: Right): boolean {
  const isPart = narrow.tool !== '*' && wide.tool.endsWith('*') && narrow.tool.startsWith(wide.tool.slice(0, -1));
  return (
    ['*', narrow.caller].includes(wide.caller) &&
    ['*', narrow.server].includes(wide.server) &&
    (wide.tool === narrow.tool || wide.tool === '*' || isPart)
  );
}

const RIGHT = fc.record({
  caller: fc.constantFrom('*', 'ci', 'a b', 'a'),
  server: fc.constantFrom('*', 'wiki', 'b wiki', 'wiki/'),
  tool: fc.stringMatching(/^[ab*]{0,4}$/),
});

test('a right is covered by the same rights as when each is compared with it', () => {
  fc.assert(
    fc.property(fc.array(RIGHT, { maxLength: 6 }), RIGHT, (rights, right) => {
      const index = new CoveringRights(rights);
      expect(index.covers(right)).toBe(rights.some(other => covers(other, right)));
      expect(index.has(right)).toBe(rights.some(other => JSON.stringify(other) === JSON.stringify(right)));
    }),
    cases(300, 20261130),
  );
});
