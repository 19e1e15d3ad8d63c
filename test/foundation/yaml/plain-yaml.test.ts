import { readFileSync, readdirSync } from 'fs';
import { join } from 'path';
import * as fc from 'fast-check';
import { parseAllDocuments, stringify } from 'yaml';
import { plainDocuments, plainYaml } from '../../../src/foundation/yaml/plain-yaml';
import { cases } from '../../util/cases';
import { ROOT } from '../../util/paths';

/** What the parser says of a text; undefined when it complains, or finds no map or several documents. */
function parsed(text: string): unknown {
  const documents = parseAllDocuments(text, { logLevel: 'silent' });
  if (
    !Array.isArray(documents) ||
    documents.length !== 1 ||
    documents[0].errors.length + documents[0].warnings.length > 0
  ) {
    return undefined;
  }
  return documents[0].toJS() as unknown;
}

/** What is read is what the parser reads, in the same order. */
function expectSame(text: string): void {
  const found = plainYaml(text);
  if (found === undefined) {
    return;
  }
  const theirs = parsed(text);
  // not strictly: a key may be `constructor`
  expect(found).toEqual(theirs);
  expect(JSON.stringify(found)).toBe(JSON.stringify(theirs));
}

/** The same for a stream of documents; those that the parser finds empty are none. */
function expectSameDocuments(text: string): void {
  const found = plainDocuments(text);
  if (found === undefined) {
    return;
  }
  const theirs = parseAllDocuments(text, { logLevel: 'silent' });
  if (!Array.isArray(theirs)) {
    throw new Error('the parser finds nothing');
  }
  expect(theirs.flatMap(({ errors }) => errors)).toEqual([]);
  expect(JSON.stringify(found)).toBe(JSON.stringify(theirs.map(document => document.toJS() as unknown)));
}

/** Pieces of lines that are plain, nearly plain, or mean something else. */
const VALUES = [
  'a',
  'a b',
  'a:b',
  'a: b',
  'a :b',
  'a, b',
  'a=b',
  'a#b',
  'a #b',
  '"a"',
  "'a'",
  "'a #b'",
  '"a #b"',
  "'it''s #b'",
  '"a" #b',
  '"a" b',
  '"a\\n"',
  "'a",
  '"a',
  '[]',
  '{}',
  '[a]',
  '{a: b}',
  '[',
  '-',
  '- a',
  '- - a',
  '- a: b',
  '?',
  '? a',
  ':',
  ': a',
  '|',
  '>',
  '>-',
  '*a',
  '&a',
  '&a b',
  '!a',
  '!!str 1',
  '@a',
  '`a',
  '%a',
  '---',
  '--- a',
  '...',
  '~',
  'null',
  'Null',
  'NULL',
  'true',
  'True',
  'false',
  'FALSE',
  'yes',
  'No',
  'on',
  'y',
  '.inf',
  '.nan',
  '.5',
  '0',
  '-0',
  '-1',
  '+1',
  '1',
  '007',
  '08',
  '0o17',
  '0x1f',
  '0b1',
  '1_000',
  '1e3',
  '1.',
  '1.5',
  '1.2.3',
  '1.2.3e5',
  '10.0.0.0/8',
  '1.2.3: a',
  '64Mi',
  '1Gi',
  '0s',
  '30s',
  '1d',
  '1h30m',
  '100m',
  '999999999999999',
  '9999999999999999',
  '12:30',
  '-f',
  '--port',
  '-.5',
  '-.inf',
  '-a: b',
  '${A}',
  '${A:-b}',
  '$a: b',
  '$a',
  '8000:8080',
  '1:2:3',
  '1:',
  '0.5',
  '00.5',
  '1.50',
  '256M',
  '5k',
  '5e',
  'a|b',
  'a"b',
  'a\\b',
  'a[0]',
  'a, [b]',
  'a &b *c !d',
  'a %b @c `d',
  'a > b',
  'a ? b',
  'a ?: b',
  'a - b',
  'a -',
  '2026-11-21',
  'http://a.b:80/c',
  '/bin/sh',
  '_a',
  '=',
  '<<',
  'a]',
  'a}',
  "a'b",
  'a  b',
  'a ',
  ' a',
  'a\t',
  '\ta',
  'a\r',
  'é',
  '\ufeff',
  '\u0000',
  '\u2028',
  '',
];
const KEYS = [
  'a',
  'b',
  'c-d',
  'app.kubernetes.io/name',
  '_',
  'true',
  'Null',
  'no',
  '__proto__',
  'constructor',
  'toString',
  '<<',
  '1',
  '"a"',
  'a b',
  '? a',
  'x'.repeat(201),
];
const value = fc.constantFrom(...VALUES);
const entry = fc
  .tuple(fc.constantFrom(...KEYS), fc.constantFrom(':', ': ', ':  ', ': # c', ':#', ' :', ''), value)
  .map(parts => parts.join(''));
const plainEntry = fc
  .tuple(fc.constantFrom('a', 'b', 'c', 'd', 'e-f'), fc.constantFrom('', '', '', ' 1', ' text', " 'quoted'", ' # note'))
  .map(([key, rest]) => `${key}:${rest}`);
const content = fc.oneof(
  { weight: 20, arbitrary: plainEntry },
  { weight: 2, arbitrary: entry },
  { weight: 2, arbitrary: value },
  fc.constantFrom('# note', '#', '---', '...'),
);
const line = fc
  .tuple(
    fc.constantFrom(0, 0, 2, 2, 2, 4, 4, 1, 3),
    fc.constantFrom('', '', '', '', '- ', '- ', '-  ', '- - ', '-'),
    content,
    fc.constantFrom('', '', '', ' ', ' # note', '#'),
  )
  .map(([indent, dash, text, end]) => `${' '.repeat(indent)}${dash}${text}${end}`);
const strange = fc.array(line, { maxLength: 7 }).map(lines => lines.join('\n'));

const leaf = fc.oneof(
  { weight: 1, arbitrary: value },
  {
    weight: 20,
    arbitrary: fc.constantFrom<unknown>('text', 'a b', '1.2.3', '64Mi', 'a:b', 'a, b', 'true', true, 7, [], {}),
  },
);
const { map } = fc.letrec<{ map: Record<string, unknown>; node: unknown }>(tie => ({
  map: fc
    .dictionary(fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_./-]{0,5}$/), tie('node'), { maxKeys: 4 })
    .map(made => ({ ...made })),
  node: fc.oneof({ maxDepth: 4 }, leaf, tie('map'), fc.array(tie('node'), { maxLength: 3 })),
}));

describe('plainYaml reads what the parser reads', () => {
  const folder = join(ROOT, 'docs');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.md'));
  test.each(files)('in the pieces of YAML in docs/%s', name => {
    for (const [, text] of readFileSync(join(folder, name), 'utf8').matchAll(/```ya?ml\n([^]*?)```/g)) {
      expectSame(text);
    }
  });

  test.each(VALUES)('for %j as a value, an item, a key and a line', text => {
    const lines = [
      `a: ${text}`,
      `a:\n  - ${text}`,
      `a:\n- ${text}\nb: 1`,
      `a:\n  - b: ${text}\n    c: 1`,
      `${text}: a`,
      `a:\n  ${text}: b`,
      text,
      `a: b\n${text}`,
      `a: b\n  ${text}`,
      `a:\n${text}`,
      `a:\n  - b\n${text}`,
    ];
    for (const each of lines) {
      expectSame(each);
    }
  });

  test('for any lines', () => {
    fc.assert(fc.property(strange, expectSame), cases(20_000, 20261122));
  });

  test('for any lines of several documents', () => {
    fc.assert(
      fc.property(fc.array(strange, { minLength: 1, maxLength: 3 }), texts => {
        expectSameDocuments(texts.join('\n---\n'));
        expectSameDocuments(`---\n${texts.join('\n--- # note\n')}`);
      }),
      cases(5000, 20261122),
    );
  });

  test('for any map as it is written, and with one character changed', () => {
    fc.assert(
      fc.property(
        map,
        fc.nat(),
        fc.constantFrom(...' \n:-#\'"[]{}a1,&*!|>?\t\r'),
        fc.boolean(),
        (given, place, character, inserted) => {
          const text = stringify(given, { aliasDuplicateObjects: false, lineWidth: 0 });
          const at = place % text.length;
          for (const each of [text, `${text.slice(0, at)}${character}${text.slice(inserted ? at : at + 1)}`]) {
            expectSame(each);
          }
        },
      ),
      cases(4000, 20261122),
    );
  });
});

test('plainYaml reads what app files are made of', () => {
  const text = [
    '# note',
    '',
    'version: 1',
    'name: a # note',
    'servers:',
    '  a-b:',
    '    image: registry.example.com/a:1.2.3@sha256:0a',
    "    quoted: 'a: b'",
    '    open: true',
    '    memory: 64Mi',
    '    egress:',
    '      - toCidrs: 203.0.113.0/24',
    '        ports: []',
    '      - dns',
    '    callers:',
    '    - pods: {}',
    '      in: "1"',
    '',
  ].join('\n');
  expect(plainYaml(text)).toStrictEqual({
    version: 1,
    name: 'a',
    servers: {
      'a-b': {
        image: 'registry.example.com/a:1.2.3@sha256:0a',
        quoted: 'a: b',
        open: true,
        memory: '64Mi',
        egress: [{ toCidrs: '203.0.113.0/24', ports: [] }, 'dns'],
        callers: [{ pods: {}, in: '1' }],
      },
    },
  });
});

test('plainYaml reads options of programs, references to variables, ports and amounts', () => {
  const lines = [
    '- -f',
    '- --port=1',
    '- ${A:-b}',
    '- 8000:8080',
    '- 0.5',
    '- 256M',
    '- a?b=c&d=[e]',
    '- http://a.b:80/c',
  ];
  expect(plainYaml(`a:\n${lines.join('\n')}`)).toStrictEqual({
    a: ['-f', '--port=1', '${A:-b}', '8000:8080', 0.5, '256M', 'a?b=c&d=[e]', 'http://a.b:80/c'],
  });
});

test('plainDocuments reads a stream with markers before, between and after comments', () => {
  expect(plainDocuments('# one\n---\na: 1\n--- # two\n# two\nb:\n  - c\n---\nd: e\n')).toStrictEqual([
    { a: 1 },
    { b: ['c'] },
    { d: 'e' },
  ]);
});

test.each([
  { title: 'nothing', text: '' },
  { title: 'a key twice', text: 'a: 1\na: 2' },
  { title: 'a word that YAML 1.1 has', text: 'a: yes' },
  { title: 'a key twice in JSON', text: '{"a": 1, "a": 2}' },
  { title: 'a key twice in JSON, over two lines', text: '{"a": 1, "a"\n: 2}' },
  { title: 'a tab', text: 'a:\tb' },
  { title: 'several documents', text: 'a: 1\n---\nb: 2' },
  { title: 'a prototype', text: '__proto__:\n  a: 1' },
  { title: 'a number with an exponent', text: 'a: 1.5e3' },
  { title: 'an empty document', text: 'a: 1\n---\n' },
  { title: 'an octal number', text: 'a: 0644' },
  { title: 'depth', text: Array.from({ length: 80 }, (_, i) => `${' '.repeat(i)}a:`).join('\n') },
])('plainYaml leaves $title to the parser', ({ text }) => {
  expect(plainYaml(text)).toBeUndefined();
});
