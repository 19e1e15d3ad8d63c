import { readFileSync, readdirSync } from 'fs';
import { join } from 'path';
import { ROOT } from '../util/paths';

/** Something that exists, for which the list of a heading in docs/architecture.md is followed. */
interface Example {
  readonly heading: string;
  /** What the words in capitals stand for. */
  readonly words: { readonly [placeholder: string]: string };
  /** What a file of src has in its code when it knows the example. */
  readonly known: RegExp;
  /** What any file that the list names has in its text or in its path. */
  readonly mentioned: RegExp;
}

const EXAMPLES: readonly Example[] = [
  {
    heading: 'A construct',
    words: { NAME: 'smoke-test' },
    known: /SmokeTest|smoke-test|smokeTest|SMOKE_TEST/,
    mentioned: /smoke[-_]?test/i,
  },
  {
    heading: 'A prop',
    words: { NAME: 'shutdown', SUBJECT: 'identity' },
    known: /\b(?:[sS]hutdown|resolveShutdown)\b/,
    mentioned: /\bshutdown\b/i,
  },
  {
    heading: 'A rule',
    words: { SUBJECT: 'network' },
    known: /'service-type'/,
    mentioned: /service-type|NodePort|NETWORK_RULES|^# Changelog/,
  },
  {
    heading: 'An engine',
    words: { NAME: 'http-route' },
    known: /HttpRouteEngine|engines\/http-route/,
    mentioned: /http-?route/i,
  },
  { heading: 'An importer', words: { NAME: 'kmcp' }, known: /[kK]mcp/, mentioned: /kmcp/i },
  { heading: 'A command', words: { NAME: 'graph' }, known: /graphCommand|'graph'/, mentioned: /\bgraph/ },
  {
    heading: 'A secret store',
    words: {},
    known: /\b(?:I?SecretStore|ClusterSecretStore|secretStore|secretStoreRef|checkStore)\b/,
    mentioned: /SecretStore\b|secretStore|\bstore\b/,
  },
];

const FOLDERS = ['build-tools', 'docs', 'schemas', 'src', 'test'];
const files = [
  'CHANGELOG.md',
  ...FOLDERS.flatMap(folder =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map(file => `${folder}/${file}`),
  ),
];
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');
const withoutComments = (code: string): string => code.replace(/\/\*[^]*?\*\/|(?<!:)\/\/.*$/gm, '');

/** The paths that come before the colon in the items of a list: those with a number, and those with a dash. */
function listsOf(heading: string): { readonly always: string[]; readonly sometimes: string[] } {
  const [, text] = read('docs/architecture.md').split(`\n### ${heading}\n`);
  const [section] = text.split(/^##/m);
  const paths = (item: RegExp): string[] =>
    [...section.matchAll(item)].flatMap(([, places]) => [...places.matchAll(/`([^`]+)`/g)].map(([, path]) => path));
  return { always: paths(/^\d+\. (`[^:]+):/gm), sometimes: paths(/^- (`[^:]+):/gm) };
}

function matching(pattern: string, words: Example['words']): string[] {
  const path = pattern.replace(/[A-Z]{4,}(?=[/.-])/g, word => words[word] ?? word);
  const expression = new RegExp(`^${path.replace(/\./g, '\\.').replace(/\*/g, '[^/]*')}$`);
  return files.filter(file => expression.test(file));
}

describe.each(EXAMPLES)('$heading in docs/architecture.md', ({ heading, words, known, mentioned }) => {
  const { always, sometimes } = listsOf(heading);
  const patterns = [...always, ...sometimes];

  test.each(patterns)('names %s, which exists and has its part of the example', pattern => {
    const found = matching(pattern, words);
    expect(found.filter(file => mentioned.test(file) || mentioned.test(read(file)))).not.toEqual([]);
  });

  test('names every file of src that knows the example', () => {
    const listed = patterns.flatMap(pattern => matching(pattern, words));
    const knowing = files.filter(file => /^src\/.*\.ts$/.test(file) && known.test(withoutComments(read(file))));
    expect(knowing.length).toBeGreaterThan(0);
    expect(knowing.filter(file => !listed.includes(file))).toEqual([]);
  });
});

test('a prop with a rule needs at most eight files', () => {
  expect(listsOf('A prop').always.length).toBeLessThanOrEqual(8);
});
