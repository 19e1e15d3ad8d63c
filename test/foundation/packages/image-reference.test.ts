import * as fc from 'fast-check';
import {
  ImageReference,
  imageProblem,
  isFromRegistry,
  parseImageReference,
  registryPrefixProblem,
  registryPrefixes,
} from '../../../src/foundation/packages/image-reference';
import { cases } from '../../util/cases';

const runs = cases(1000, 20240519);
const sha256 = `sha256:${'0123456789abcdef'.repeat(4)}`;
const sha512 = `sha512:${'0123456789abcdef'.repeat(8)}`;

function image(text: string): ImageReference {
  const parsed = parseImageReference(text);
  if (typeof parsed === 'string') {
    throw new Error(`${text} ${parsed}`);
  }
  return parsed;
}

test('a full reference is taken apart', () => {
  expect(image(`ghcr.io:443/acme/mcp/server:1.2.3@${sha256}`)).toEqual({
    registry: 'ghcr.io:443',
    repository: 'acme/mcp/server',
    name: 'ghcr.io:443/acme/mcp/server',
    tag: '1.2.3',
    digest: sha256,
    text: `ghcr.io:443/acme/mcp/server:1.2.3@${sha256}`,
  });
});

test('parts that are not given are not there', () => {
  expect(image('ghcr.io/acme/x')).toEqual({
    registry: 'ghcr.io',
    repository: 'acme/x',
    name: 'ghcr.io/acme/x',
    text: 'ghcr.io/acme/x',
  });
});

test.each([
  { given: 'node', text: 'docker.io/library/node' },
  { given: 'node:24', text: 'docker.io/library/node:24' },
  { given: 'grafana/x:1', text: 'docker.io/grafana/x:1' },
  { given: 'docker.io/node', text: 'docker.io/library/node' },
  { given: 'index.docker.io/node:24', text: 'docker.io/library/node:24' },
  { given: 'registry-1.docker.io/grafana/x', text: 'docker.io/grafana/x' },
  { given: 'localhost/x', text: 'localhost/x' },
  { given: 'localhost:5000', text: 'docker.io/library/localhost:5000' },
  { given: 'registry:5000/x', text: 'registry:5000/x' },
  { given: '10.0.0.5:5000/x/y:1', text: '10.0.0.5:5000/x/y:1' },
  { given: '[2001:db8::1]/x', text: '[2001:db8::1]/x' },
  { given: '[::1]:5000/x:1', text: '[::1]:5000/x:1' },
  { given: `node@${sha512}`, text: `docker.io/library/node@${sha512}` },
  { given: 'ghcr.io/a__b/c.d/e---f_g:V1_a.b-c', text: 'ghcr.io/a__b/c.d/e---f_g:V1_a.b-c' },
])('$given means $text', ({ given, text }) => {
  expect(image(given).text).toBe(text);
});

test.each([
  { text: '', part: 'empty' },
  { text: 'docker://node', part: 'scheme' },
  { text: 'https://ghcr.io/x', part: 'scheme' },
  { text: 'node; rm -rf /', part: 'characters' },
  { text: '$(IMAGE)', part: 'characters' },
  { text: 'node\n', part: 'characters' },
  { text: 'nöde', part: 'characters' },
  { text: 'a'.repeat(64), part: 'image id' },
  { text: 'Acme/server:1', part: 'upper-case letters before the first slash' },
  { text: 'GHCR.IO/acme/x', part: 'upper-case letters before the first slash' },
  { text: 'ghcr.io/Acme/x', part: 'upper-case letters in the repository' },
  { text: 'Node', part: 'upper-case letters in the repository' },
  { text: 'ghcr.io/acme//x', part: 'repository' },
  { text: 'ghcr.io/acme/', part: 'repository' },
  { text: 'ghcr.io/-acme', part: 'repository' },
  { text: 'ghcr.io/a..b', part: 'repository' },
  { text: 'ghcr.io/a___b', part: 'repository' },
  { text: '/node', part: 'repository' },
  { text: './node', part: 'registry' },
  { text: '-a.io/x', part: 'registry' },
  { text: 'ghcr..io/x', part: 'registry' },
  { text: '[::g]/x', part: 'registry' },
  { text: '[1.2.3.4]/x', part: 'registry' },
  { text: '[::ffff:1.2.3.4]/x', part: 'registry' },
  { text: '[::1/x', part: 'registry' },
  { text: 'ghcr.io:0/x', part: 'port' },
  { text: 'ghcr.io:65536/x', part: 'port' },
  { text: 'ghcr.io:099/x', part: 'port' },
  { text: 'ghcr.io:/x', part: 'port' },
  { text: 'user:pass/x', part: 'port' },
  { text: 'node:', part: 'tag' },
  { text: 'node:.1', part: 'tag' },
  { text: `node:${'a'.repeat(129)}`, part: 'tag' },
  { text: 'node@', part: 'malformed digest' },
  { text: 'node@sha256:abc', part: 'short digest' },
  { text: `node@${sha256.toUpperCase()}`, part: 'malformed digest' },
  { text: `node@${sha256.replace(/abcdef$/, 'ABCDEF')}`, part: 'malformed digest' },
  { text: `node@${sha256}0`, part: 'digest' },
  { text: `node@md5:${'a'.repeat(32)}`, part: 'malformed digest' },
  { text: `node@${sha256}@${sha256}`, part: 'malformed digest' },
  { text: `ghcr.io/${'a'.repeat(250)}`, part: 'longer than 255' },
])('$text is refused for its $part', ({ text, part }) => {
  const problem = parseImageReference(text);
  expect(problem).toEqual(expect.stringContaining(part));
});

const word = fc.string({ unit: fc.constantFrom(...'az09'), minLength: 1, maxLength: 6 });
const component = fc
  .tuple(word, fc.array(fc.tuple(fc.constantFrom('.', '_', '__', '-', '--'), word), { maxLength: 2 }))
  .map(([first, rest]) => first + rest.map(([separator, more]) => separator + more).join(''));
const domain = fc
  .tuple(
    fc.array(
      fc.tuple(word, word).map(([a, b]) => `${a}-${b}`),
      { minLength: 2, maxLength: 3 },
    ),
    fc.option(fc.integer({ min: 1, max: 65535 })),
  )
  .map(([labels, port]) => labels.join('.') + (port === null ? '' : `:${port}`));
const reference = fc
  .tuple(
    fc.option(domain),
    fc.array(component, { minLength: 1, maxLength: 4 }),
    fc.option(fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/)),
    fc.option(fc.stringMatching(/^sha256:[a-f0-9]{64}$/)),
  )
  .filter(([host, path]) => host !== null || path.length === 1 || !(path[0].includes('.') || path[0] === 'localhost'))
  .map(
    ([host, path, tag, digest]) =>
      (host === null ? '' : `${host}/`) +
      path.join('/') +
      (tag === null ? '' : `:${tag}`) +
      (digest === null ? '' : `@${digest}`),
  );

test('a reference of the grammar parses to a normal form, which the admission policy matches', () => {
  const admitted = /^[a-z0-9.-]+(:[0-9]+)?\/[a-z0-9._/-]+(:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(@sha256:[a-f0-9]{64})?$/;
  fc.assert(
    fc.property(reference, text => {
      const parsed = image(text);
      expect(image(parsed.text)).toEqual(parsed);
      expect(parsed.text).toMatch(admitted);
      expect(parsed.name).toBe(`${parsed.registry}/${parsed.repository}`);
    }),
    runs,
  );
});

test('what parses has the shape of the distribution grammar', () => {
  // The pattern of github.com/distribution/reference, regexp.go.
  const host = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])';
  const path = '[a-z0-9]+(?:(?:[._]|__|[-]+)[a-z0-9]+)*';
  const grammar = new RegExp(
    `^(?:(?:${host}(?:\\.${host})*|\\[(?:[a-fA-F0-9:]+)\\])(?::[0-9]+)?/)?${path}(?:/${path})*(?::\\w[\\w.-]{0,127})?$`,
  );
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('a', 'B', '0', '.', '-', '_', '/', ':', 'x.y/'), maxLength: 12 }),
      text => {
        if (typeof parseImageReference(text) !== 'string') {
          expect(text).toMatch(grammar);
        }
      },
    ),
    cases(5000, runs.seed),
  );
});

test.each([
  { text: 'node:latest', requireDigest: false, why: 'latest' },
  { text: 'node:LATEST', requireDigest: false, why: 'latest' },
  { text: `node:latest@${sha256}`, requireDigest: true, why: 'latest' },
  { text: 'node', requireDigest: false, why: 'no tag' },
  { text: `node@${sha256}`, requireDigest: true, why: 'no tag' },
  { text: 'node:24', requireDigest: true, why: 'no digest' },
])('$text may not run (digest required: $requireDigest): $why', ({ text, requireDigest, why }) => {
  expect(imageProblem(image(text), { requireDigest })).toEqual(expect.stringContaining(why));
});

test('a version tag may run, with a digest where one is required', () => {
  expect(imageProblem(image('node:24'), { requireDigest: false })).toBeUndefined();
  expect(imageProblem(image(`node:24@${sha256}`), { requireDigest: true })).toBeUndefined();
});

test.each([
  { text: 'ghcr.io/acme/x', entry: 'ghcr.io/acme', expected: true },
  { text: 'ghcr.io/acme/x', entry: 'ghcr.io/acme/x', expected: true },
  { text: 'ghcr.io/acme/x', entry: 'ghcr.io', expected: true },
  { text: 'ghcr.io/acme-evil/x', entry: 'ghcr.io/acme', expected: false },
  { text: 'ghcr.io/acme/x-evil', entry: 'ghcr.io/acme/x', expected: false },
  { text: 'ghcr.io.evil.com/acme/x', entry: 'ghcr.io', expected: false },
  { text: 'ghcr.io:8443/acme/x', entry: 'ghcr.io', expected: false },
  { text: 'evil.com/ghcr.io/acme/x', entry: 'ghcr.io/acme', expected: false },
  { text: 'grafana/x', entry: 'docker.io', expected: true },
  { text: 'node', entry: 'docker.io', expected: true },
  { text: 'node', entry: 'index.docker.io', expected: true },
  { text: 'grafana/x', entry: 'docker.io/grafana', expected: true },
  { text: 'grafana/x', entry: 'grafana', expected: true },
  { text: 'grafana/x', entry: 'grafana/x', expected: true },
  { text: 'grafana/y', entry: 'grafana/x', expected: false },
  { text: 'grafana-evil/x', entry: 'grafana', expected: false },
  { text: 'node', entry: 'node', expected: true },
  { text: 'node', entry: 'docker.io/node', expected: true },
  { text: 'node', entry: 'docker.io/library', expected: true },
  { text: 'node', entry: 'library', expected: true },
  { text: 'node', entry: 'library/node', expected: true },
  { text: 'acme/node', entry: 'node', expected: false },
  { text: 'localhost/x', entry: 'localhost', expected: true },
  { text: 'x', entry: 'docker.io/', expected: false },
  { text: 'x', entry: '', expected: false },
])('a prefix admits only whole path components: $entry admits $text: $expected', ({ text, entry, expected }) => {
  expect(isFromRegistry(image(text), [entry])).toBe(expected);
});

test('an empty allow-list admits nothing, and any entry is enough', () => {
  expect(isFromRegistry(image('node'), [])).toBe(false);
  expect(isFromRegistry(image('node'), ['ghcr.io', 'docker.io/library'])).toBe(true);
});

test('an entry is spelled out for the admission policy', () => {
  expect(registryPrefixes('ghcr.io/acme')).toEqual(['ghcr.io/acme']);
  expect(registryPrefixes('registry-1.docker.io')).toEqual(['docker.io']);
  expect(registryPrefixes('grafana')).toEqual(['docker.io/grafana', 'docker.io/library/grafana']);
});

test.each([
  { entry: '', part: 'empty' },
  { entry: 'https://ghcr.io', part: 'scheme' },
  { entry: 'ghcr.io/*', part: 'wildcard' },
  { entry: '*.io', part: 'wildcard' },
  { entry: `ghcr.io/x@${sha256}`, part: 'digest' },
  { entry: 'ghcr.io/', part: 'slash' },
  { entry: 'ghcr.io/acme/x:1', part: 'tag' },
  { entry: 'ghcr.io:0', part: 'port' },
  { entry: 'GHCR.io', part: 'upper-case' },
  { entry: 'ghcr.io/Acme', part: 'upper-case' },
  { entry: 'ghcr.io//x', part: 'repository' },
  { entry: 'grafana_', part: 'repository' },
  { entry: 'a b', part: 'repository' },
  { entry: '.io/x', part: 'registry' },
  { entry: 'a'.repeat(300), part: 'longer' },
])('the allow-list entry $entry is refused for its $part', ({ entry, part }) => {
  expect(registryPrefixProblem(entry)).toEqual(expect.stringContaining(part));
});

test.each([
  'ghcr.io',
  'ghcr.io:443',
  'ghcr.io:443/acme',
  'docker.io/grafana',
  'grafana',
  'grafana/x',
  'localhost',
  'localhost:5000',
  '[::1]:5000/x',
])('the allow-list entry %s is well formed', entry => {
  expect(registryPrefixProblem(entry)).toBeUndefined();
});
