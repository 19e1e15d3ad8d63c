import * as fc from 'fast-check';
import { parse } from 'yaml';
import { parseText } from '../../src/importers/parse';
import { quickDocuments } from '../../src/importers/quick-documents';
import { cases } from '../util/cases';

const MAX_VALUES = 1000;
const read = (text: string): unknown[] | undefined => quickDocuments(text, text.startsWith('{'), MAX_VALUES);

test('JSON is read as the parser of YAML reads it', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue({ maxDepth: 3 })),
      fc.nat(4),
      (map, space) => {
        const text = JSON.stringify(map, undefined, space);
        expect(JSON.stringify(read(text))).toBe(JSON.stringify([parse(text, { uniqueKeys: false, merge: false })]));
      },
    ),
    cases(500, 20261130),
  );
});

test('JSON with escapes, keys of prototypes and texts that look like keys is read whole', () => {
  const text = String.raw`{"a\"": "\u0041: \"b\":", "__proto__": {"c": ["\"d\": 1", {"": null}]}, "toString": -1.5e3}`;
  expect(JSON.stringify(read(text))).toBe(`[${JSON.stringify(JSON.parse(text))}]`);
  expect(parseText('test', text)).toStrictEqual([JSON.parse(text)]);
});

test.each([
  { title: 'a key twice', text: '{"a": {"b": 1, "b": 2}}' },
  { title: 'a key twice in two spellings', text: String.raw`{"a": 1, "\u0061": 2}` },
  { title: 'a prototype twice', text: '{"__proto__": {}, "__proto__": {}}' },
  { title: 'a comma too many', text: '{"a": 1,}' },
  { title: 'two values', text: '{"a": 1} {"b": 2}' },
  { title: 'depth in JSON', text: `{"a": ${'['.repeat(101)}${']'.repeat(101)}}` },
  { title: 'many values in JSON', text: JSON.stringify({ a: Array.from({ length: MAX_VALUES }, () => 1) }) },
  { title: 'many values in YAML', text: `a:\n${'- b\n'.repeat(MAX_VALUES)}` },
  { title: 'a key twice in YAML', text: 'a: 1\n---\nb: 1\nb: 2' },
])('$title is left to the parser', ({ text }) => {
  expect(read(text)).toBeUndefined();
});

test('a key that is there twice is told with its place, in JSON and YAML', () => {
  expect(() => parseText('test', '{\n  "a": 1,\n  "\\u0061": 2\n}')).toThrow(
    'duplicate key in one map (at line 3, column 3)',
  );
  expect(() => parseText('test', 'a: 1\nb: 1\na: 2\n')).toThrow('duplicate key in one map (at line 3, column 1)');
});
