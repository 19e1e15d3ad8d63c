import { readFileSync, readdirSync } from 'fs';
import { join } from 'path';
import { Yaml } from 'cdk8s';
import * as fc from 'fast-check';
import { parseAllDocuments } from 'yaml';
import { isMisquotedInYaml } from '../../../src/foundation/names';
import { yamlText } from '../../../src/foundation/yaml/yaml-text';
import { cases } from '../../util/cases';
import { ROOT } from '../../util/paths';
import { SCENARIOS } from '../../util/scenarios';

const SEED = 20261122;
const EXAMPLES = join(ROOT, 'examples');

/** Texts that one reader or another takes for something else, or that need quotes, lines or escapes. */
const AWKWARD = [
  '',
  ' ',
  'y',
  'N',
  'yes',
  'Off',
  'ON',
  'true',
  'False',
  'null',
  'NULL',
  '~',
  '<<',
  '=',
  '-',
  '?',
  ':',
  '- a',
  '? a',
  'a: b',
  'a:',
  ':a',
  'a #b',
  '#a',
  'a#b',
  '*a',
  '&a',
  '!a',
  '!!str a',
  '|',
  '>',
  '@a',
  '`a',
  '%a',
  '---',
  '--- a',
  '...',
  '.',
  '..',
  '.inf',
  '-.INF',
  '.nan',
  '0',
  '-0',
  '+1',
  '007',
  '0o17',
  '0x1f',
  '0b11',
  '1_000',
  '1e3',
  '1.',
  '.5',
  '1.5e-7',
  '12:30',
  '1:30:00',
  '190:20:30.15',
  '2026-11-21',
  '2026-11-21T10:00:00Z',
  '1.2.3',
  '100m',
  '64Mi',
  '10%',
  '"a"',
  "'a'",
  'it\'s "so"',
  '{a}',
  '[a]',
  '{',
  ']',
  ',a',
  'a, b',
  'a\tb',
  '\ta',
  'a ',
  ' a',
  'a\nb',
  'a\n',
  '\na',
  'a\n\n',
  'a\n \nb',
  'a\n  b\n',
  '  a\nb',
  '\n',
  '\n\n',
  ' \n',
  'a \nb',
  'a\r\nb',
  '%a\nb',
  '---\na',
  'a\n---\nb',
  '...\n',
  'a\u0000b',
  'a\u001b',
  '\u0085',
  '\u00a0',
  '\u2028',
  '\ufeff',
  'é',
  '日本',
  '😀',
  '\ud800',
  'x'.repeat(200),
  'word '.repeat(60),
  `${'word '.repeat(60)}\nend`,
  '/bin/sh',
  'a=b',
  'http://a.b:80/c?d=e&f',
  'sha256:0a',
  'cpu: "1"',
  'toString',
  '__proto__',
  'constructor',
];
const texts = fc.oneof(
  fc.constantFrom(...AWKWARD),
  fc.string(),
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }),
  fc
    .array(fc.constantFrom(...AWKWARD, ' ', '\n', '\n \n', ':', '#', '-', 'a'), { maxLength: 6 })
    .map(parts => parts.join('')),
);
const keys = fc.oneof(fc.constantFrom('name', 'metadata', 'app.kubernetes.io/name', ...AWKWARD), texts);
const leaves = fc.oneof(texts, fc.integer(), fc.double(), fc.boolean(), fc.constant(null));
const { json } = fc.letrec<{ json: unknown }>(tie => ({
  json: fc.oneof(
    { maxDepth: 5 },
    leaves,
    fc.array(tie('json'), { maxLength: 4 }),
    fc
      .uniqueArray(fc.tuple(keys, tie('json')), { maxLength: 4, selector: ([key]) => key })
      .map(entries => Object.fromEntries(entries)),
  ),
}));

function read(text: string, version: '1.1' | '1.2'): unknown[] {
  return parseAllDocuments(text, { version, merge: false, logLevel: 'silent' }).map(
    document => document.toJS() as unknown,
  );
}

/**
 * What cdk8s writes so that one reader or the other takes it for something else: octal numbers of YAML 1.2, merge keys
 * of YAML 1.1, half characters, and texts with a backslash too many.
 */
function hasOther(value: unknown): boolean {
  if (typeof value === 'string') {
    return /^[-+]?0o[0-7]+$/.test(value) || /\p{Surrogate}/u.test(value) || isMisquotedInYaml(value);
  }
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.entries(value).some(([key, item]) => key === '<<' || hasOther(key) || hasOther(item))
  );
}

describe('yamlText writes the bytes of cdk8s', () => {
  test.each(
    readdirSync(EXAMPLES, { withFileTypes: true })
      .filter(entry => entry.isDirectory())
      .map(({ name }) => name),
  )('for the example %s', name => {
    const text = readFileSync(join(EXAMPLES, name, 'expected.k8s.yaml'), 'utf8');
    expect(yamlText(read(text, '1.1'))).toBe(text);
  });

  test.each(Object.keys(SCENARIOS))('for the scenario: %s', name => {
    const documents = SCENARIOS[name]().charts.map(chart => chart.toJson() as unknown[]);
    expect(documents.map(yamlText)).toEqual(documents.map(objects => Yaml.stringify(...objects)));
  });

  test.each(AWKWARD)('for the text %j, as a value, an item and a key', text => {
    const document = {
      a: text,
      b: [text, [text]],
      c: { d: { e: text } },
      f: { [text]: { [text]: text } },
      g: [{ [text]: text }],
    };
    for (const each of [document, { [text]: 1 }, [text], text]) {
      expect(yamlText([each])).toBe(Yaml.stringify(each));
    }
  });

  test('for any JSON', () => {
    const documents = fc.array(json, { maxLength: 3 });
    fc.assert(
      fc.property(documents, given => {
        expect(yamlText(given)).toBe(Yaml.stringify(...given));
      }),
      cases(2000, SEED),
    );
  });

  test('for what is more than JSON', () => {
    const twice = { a: 1 };
    const none: unknown[] = [];
    const long = 'k'.repeat(1100);
    const numbers = [{ a: Infinity }, { a: -0 }, [[-0]], { a: 1e21 }, { a: NaN }];
    const objects = [
      { b: twice, c: twice },
      [none, none],
      { a: new Date(0) },
      { a: new Map([[1, 2]]) },
      { a: { toJSON: () => 1 } },
      {},
      [],
    ];
    for (const document of [
      ...objects,
      ...numbers,
      { [long]: { [long]: 1 } },
      { a: undefined },
      [undefined],
      undefined,
      null,
    ]) {
      expect(yamlText([document, document])).toBe(Yaml.stringify(document, document));
    }
  });

  test('for values that are deep, wide or many', () => {
    const deep = Array.from({ length: 150 }).reduce<unknown>(inner => ({ a: [inner] }), 'end');
    const wide = Object.fromEntries(Array.from({ length: 3000 }, (_, i) => [`key-${i}`, `value-${i}`]));
    expect(yamlText([deep, wide])).toBe(Yaml.stringify(deep, wide));
    const many = Array.from({ length: 120 }, (_, i) => ({ i }));
    expect(yamlText(many)).toBe(Yaml.stringify(...many));
    expect(yamlText([])).toBe(Yaml.stringify());
  });
});

test('what yamlText writes means the same to readers of YAML 1.1 and 1.2', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom('a', 'b', 'spec'), json), document => {
      fc.pre(!hasOther(document));
      // JSON has no minus zero
      const same = JSON.parse(JSON.stringify(document)) as unknown;
      const text = yamlText([same]);
      for (const version of ['1.1', '1.2'] as const) {
        expect(read(text, version)).toEqual([same]);
      }
    }),
    cases(2000, SEED),
  );
});
