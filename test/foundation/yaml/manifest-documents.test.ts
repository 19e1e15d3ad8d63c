import { readFileSync, readdirSync } from 'fs';
import { join } from 'path';
import { isDeepStrictEqual } from 'util';
import * as fc from 'fast-check';
import { manifestDocuments } from '../../../src/foundation/yaml/manifest-documents';
import { plainYaml } from '../../../src/foundation/yaml/plain-yaml';
import { composeDocuments } from '../../../src/foundation/yaml/yaml-documents';
import { withoutValues, yamlProblem } from '../../../src/foundation/yaml/yaml-problems';
import { cases } from '../../util/cases';
import { ROOT } from '../../util/paths';

type Values = { readonly values: readonly unknown[] } | { readonly problem: string };

/** The values of a text as the parser alone reads it, or what is wrong with it. */
function parsed(text: string): Values {
  return valuesOf(() =>
    composeDocuments(text, { version: '1.1', merge: false, uniqueKeys: true })
      .map((document): unknown => {
        const [problem] = document.errors;
        if (problem !== undefined) {
          throw new Error(yamlProblem(problem));
        }
        return document.toJS({ maxAliasCount: 100 });
      })
      .filter(value => value !== null),
  );
}

function read(text: string): Values {
  return valuesOf(() => manifestDocuments(text).map(({ value }) => value));
}

function valuesOf(of: () => unknown[]): Values {
  try {
    return { values: of() };
  } catch (error) {
    return { problem: withoutValues(error) };
  }
}

/** In the same order of keys. */
function expectSame(text: string): void {
  const [ours, theirs] = [read(text), parsed(text)];
  // not toStrictEqual, for which a key may be the constructor of a value
  expect({ text, isSame: isDeepStrictEqual(ours, theirs) }).toEqual({ text, isSame: true });
  expect(JSON.stringify(ours)).toBe(JSON.stringify(theirs));
}

const FILES = ['examples', 'test', 'docs']
  .flatMap(folder =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map(name => join(folder, name)),
  )
  .filter(name => /\.(?:ya?ml|json)$/.test(name));
const TEXTS = FILES.map(name => readFileSync(join(ROOT, name), 'utf8'));
const MANIFESTS = TEXTS.filter(text => text.startsWith('apiVersion: ')).map(text => text.split(/^---\n/m));

/** Small manifests with what programs write and what people write. */
const WRITTEN = [
  [
    'apiVersion: v1',
    'kind: ConfigMap # note',
    'metadata:',
    '  name: a',
    '  annotations:',
    '    "helm.sh/hook": pre-install',
    "    checksum/config: '0a #b'",
    '    empty:',
    '  labels: {}',
    'data:',
    '  a.txt: |',
    '    # no comment',
    '    key: value',
    '',
    '      more',
    '',
    '  b.txt: |-',
    '    "quoted"',
    '  c: "a\\nb\\u00e9"',
    '',
  ],
  [
    '# Source: chart/templates/a.yaml',
    'apiVersion: v1',
    'kind: Pod',
    'spec:',
    '  containers:',
    '  - name: a',
    '    image: "ghcr.io/a/b:1.2"',
    '    command: ["sh", "-c", "echo #1"]',
    '    args:',
    '      - --port=80',
    '      - -v',
    '      - |',
    '        two',
    '        lines',
    '    resources: {"limits": {"cpu": 0.5, "memory": "64Mi"}}',
    '  hostNetwork: true',
    '  priority: null',
    '',
  ],
  ['{', '  "apiVersion": "v1",', '  "kind": "List",', '  "items": [{"a": 1, "b": [-1, 1.5e3, "x\\ty"]}, {}]', '}', ''],
];

/** Pieces of text that mean something, or nearly so. */
const PIECES = [
  ...' \n\t\r:-#\'"[]{}a1,&*!|>?%@`~=.\\0\ufeff\u2028\u0085\u00a0é漢😀',
  '\r\n',
  '\n\n',
  '---\n',
  '\n---\n',
  '\n--- ',
  '\n---\t',
  '\n---a',
  '\n...\n',
  '%YAML 1.2\n---\n',
  '\n%TAG ! x\n',
  ': ',
  ' #',
  ' # note',
  '- ',
  '? ',
  '&a ',
  '*a',
  '<<: ',
  '<<: *a\n',
  '!!str ',
  '!!binary ',
  ': |\n',
  ': |-\n',
  ': |+\n',
  ': |2\n',
  ': >\n',
  ': yes\n',
  ': No\n',
  ': on\n',
  ': off\n',
  ': y\n',
  ': ~\n',
  ': 0644\n',
  ': 0o17\n',
  ': 0x1f\n',
  ': 1_000\n',
  ': 12:30\n',
  ': 1:30.5\n',
  ': 2026-11-21\n',
  ': 1e3\n',
  ': 1E3\n',
  ': .5\n',
  ': 5.\n',
  ': 1.10\n',
  ': -0\n',
  ': -0.0\n',
  ': +1\n',
  ': .inf\n',
  ': 1d\n',
  ': 1h30m\n',
  ': 1.5Gi\n',
  ': 0b1\n',
  ': 12345678901234567890\n',
  ': null\n',
  ': Null\n',
  ': TRUE\n',
  '"a": ',
  '"a":1,',
  '"a" : 1,',
  '"a"\n: 1,',
  '__proto__: ',
  '"__proto__": ',
  'constructor: ',
  'yes: ',
  '1: ',
  '"1": ',
  '[a, b]',
  '["a"]',
  '{a: b}',
  '{"a": 1, "a": 2}',
  "''",
  '\\n',
  '\\x41',
  '\\ud83d',
  'x'.repeat(300),
  'x'.repeat(1100),
];

interface Change {
  readonly place: number;
  readonly piece: string;
  readonly how: number;
}

const change: fc.Arbitrary<Change> = fc.record({
  place: fc.nat(),
  piece: fc.constantFrom(...PIECES),
  how: fc.nat({ max: 9 }),
});

function changed(text: string, { place, piece, how }: Change): string {
  const at = place % (text.length + 1);
  const lines = text.split('\n');
  const row = place % lines.length;
  const withLine = (...now: string[]): string => [...lines.slice(0, row), ...now, ...lines.slice(row + 1)].join('\n');
  const line = lines[row];
  switch (how) {
    case 0:
      return withLine();
    case 1:
      return withLine(line, line);
    case 2:
      return withLine(` ${line}`);
    case 3:
      return withLine(line.slice(1));
    case 4:
      return withLine(`${line}${piece}`);
    case 5:
      return withLine(line.replace(/: .*/, `: ${piece}`));
    case 6:
      return text.slice(0, at) + text.slice(at + 1);
    case 7:
      return withLine(line.replace(/(?<=^ *(?:- )?)[\w.-]+(?=:)/, piece));
    default:
      return text.slice(0, at) + piece + text.slice(at);
  }
}

const document = fc.oneof(fc.constantFrom(...MANIFESTS.flat()), {
  weight: 3,
  arbitrary: fc.constantFrom(...WRITTEN.map(lines => lines.join('\n'))),
});

test.each(FILES)('%s is read as the parser reads it', name => {
  expectSame(readFileSync(join(ROOT, name), 'utf8'));
});

test('the manifests of the examples and those that programs write are read without the parser', () => {
  const written = FILES.filter(name => name.endsWith('expected.k8s.yaml')).flatMap(name =>
    readFileSync(join(ROOT, name), 'utf8').split(/^---\n/m),
  );
  const left = [...written, ...WRITTEN.map(lines => lines.join('\n'))].filter(text => plainYaml(text) === undefined);
  expect(left).toStrictEqual([]);
});

test('any manifest with any changes is read as the parser reads it', () => {
  fc.assert(
    fc.property(document, fc.array(change, { minLength: 1, maxLength: 3 }), (text, changes) => {
      expectSame(changes.reduce(changed, text));
    }),
    cases(8_000, 20261130),
  );
});

test('any manifests one after another are read as the parser reads them, with any change', () => {
  const mark = fc.oneof(
    fc.constant('---\n'),
    fc.constantFrom('--- # note\n', '---  \n', '---\r\n', '\n---\n---\n', '...\n', '...\n---\n'),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(mark, document), { maxLength: 3 }), change, fc.boolean(), (parts, one, crlf) => {
      const text = changed(parts.flat().join(''), one);
      expectSame(crlf ? text.replaceAll('\n', '\r\n') : text);
    }),
    cases(4_000, 20261130),
  );
});

test('any JSON is read as the parser reads it, with any change', () => {
  const key = fc.string({ unit: 'binary' });
  const json = fc.oneof(
    fc.object({ maxDepth: 3 }).map(value => [value]),
    fc.object({ key, values: [fc.double(), key, fc.maxSafeInteger()] }),
  );
  fc.assert(
    fc.property(json, fc.constantFrom(undefined, 1, 2), fc.option(change), (value, indent, one) => {
      const text = JSON.stringify(value, undefined, indent);
      expectSame(one === null ? text : changed(text, one));
      expectSame(`a: ${JSON.stringify(value)}\n`);
    }),
    cases(4_000, 20261130),
  );
});

test('each document says on which line it starts', () => {
  const text = 'a: 1\n---\n\n# note\n---\nb: [1]\nc: [d]\n...\n--- # note\ne: f\n';
  expect(manifestDocuments(text).map(({ line }) => line)).toStrictEqual([1, 5, 9]);
});

test('each document says on which line it starts, below directives too', () => {
  const text = '%YAML 1.2\n---\na: yes\n---\nb: [\n]\n---\nc: 1\n';
  expect(manifestDocuments(text)).toStrictEqual([
    { value: { a: 'yes' }, line: 2 },
    { value: { b: [] }, line: 4 },
    { value: { c: 1 }, line: 7 },
  ]);
});
