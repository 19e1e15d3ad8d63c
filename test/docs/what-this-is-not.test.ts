import { readFileSync } from 'fs';
import { join } from 'path';
import * as library from '../../src';
import { ROOT } from '../util/paths';

const text = readFileSync(join(ROOT, 'docs', 'what-this-is-not.md'), 'utf8');
const rows = text
  .split('\n')
  .filter(line => line.startsWith('| ') && !line.startsWith('| feature |'))
  .map(line =>
    line
      .slice(1, -1)
      .split('|')
      .map(cell => cell.trim()),
  );
/** Names that other projects have. */
const OTHERS = ['MCPExternalAuthConfig', 'MCPTaskScheduler', 'MCPMemory', 'MCPToolbox', 'MCPGroup'];

describe('docs/what-this-is-not.md', () => {
  test('says of each feature who has it and what to do here', () => {
    expect(rows.length).toBeGreaterThan(20);
    expect(rows.filter(cells => cells.length !== 3 || cells.some(cell => cell === ''))).toEqual([]);
  });

  test('names what the library has', () => {
    const names = [...text.matchAll(/`([A-Z]\w+)(?:\.(\w+))?`/g)].filter(([, name]) => !OTHERS.includes(name));
    const known: Readonly<Record<string, unknown>> = { ...library };
    const missing = names.filter(([, name, member]) => {
      const found = known[name] as { readonly prototype?: object } | undefined;
      const owners = [found, found?.prototype].filter(one => one !== undefined);
      return member === undefined ? found === undefined : !owners.some(one => member in one);
    });
    expect(names.length).toBeGreaterThan(10);
    expect(missing.map(([name]) => name)).toEqual([]);
  });
});
