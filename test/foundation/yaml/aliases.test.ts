import { Issues } from '../../../src/foundation/issues';
import { readManifests } from '../../../src/report/read-manifests';
import { refused } from '../../util/refusal';

const HEAD = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\n';
const lines = (count: number, line: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => `${line(i)}\n`).join('');

/** The first object of a text. */
function read(text: string): Record<string, unknown> {
  const issues = new Issues('a');
  const [object] = readManifests(issues, [text]);
  issues.throwIfAny();
  return object;
}

test('many merge keys are read', () => {
  const object = read(`${HEAD}x: &x { a: b }\ndata:\n${lines(5000, i => `  k${i}: { <<: *x, c: d }`)}`);
  expect((object.data as Record<string, unknown>).k4999).toEqual({ a: 'b', c: 'd' });
});

test('a merge key takes what its anchor means there, and lists of maps', () => {
  const object = read(
    `${HEAD}a: &x { a: 1 }\nb: { <<: *x }\nc: &x { a: 2 }\nd: &l [*x, { b: 3 }]\n` +
      'e: { <<: *l }\nf: { <<: [*x], a: 4 }\n',
  );
  expect(object).toMatchObject({ b: { a: 1 }, d: [{ a: 2 }, { b: 3 }], e: { a: 2, b: 3 }, f: { a: 4 } });
});

test.each([
  ['many merges of a large map', `x: &x\n${lines(100, i => `  k${i}: 1`)}${lines(2000, i => `m${i}: { <<: *x }`)}`],
  ['merges of merges', `x: &m0 { a: b }\n${lines(40, i => `y${i}: &m${i + 1} { <<: [*m${i}, *m${i}] }`)}`],
  ['lists of lists', `x: &m0 [1, 2]\n${lines(40, i => `y${i}: &m${i + 1} [*m${i}, *m${i}]`)}`],
])('%s are refused', (_, text) => {
  expect(refused(() => read(HEAD + text))).toContain('aliases that repeat more than 100000 values');
});
