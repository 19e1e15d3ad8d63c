import { parseAllDocuments } from 'yaml';
import { composeDocuments } from '../../../src/foundation/yaml/yaml-documents';

test.each([
  'a: 1\nb: 2\n',
  'a: 1\na: 2\n',
  'a: { b: 1, c: [{ d: 1, d: 2 }], b: 3 }\n',
  '- a: 1\n  a: 2\n- a: 1\n',
  'a: 1\n"a": 2\n? a\n: 3\n',
  '1: a\n"1": b\n1: c\n',
  '? [a]\n: 1\n? [a]\n: 2\n? { b: 1, b: 2 }\n: 3\n',
  'a: &x 1\n&y a: 2\n',
  'a: 1\na: "\n',
  'a: 1\n---\na: 1\na: 2\n',
])('keys that stand twice in a map are found where the parser finds them: %j', text => {
  const told = (errors: readonly { code: string; pos: readonly number[] }[]) =>
    errors.map(({ code, pos }) => [code, pos[0]]);
  const theirs = parseAllDocuments(text, { uniqueKeys: true, logLevel: 'silent' }).flatMap(({ errors }) =>
    told(errors),
  );
  expect(composeDocuments(text, { uniqueKeys: true }).flatMap(({ errors }) => told(errors))).toEqual(theirs);
});

test('keys may stand twice where they are allowed to', () => {
  expect(composeDocuments('a: 1\na: 2\n', { uniqueKeys: false }).flatMap(({ errors }) => errors)).toEqual([]);
});
