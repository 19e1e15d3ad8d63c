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
  ['node', 'docker.io/library/node'],
  ['node:24', 'docker.io/library/node:24'],
  ['grafana/x:1', 'docker.io/grafana/x:1'],
  ['docker.io/node', 'docker.io/library/node'],
  ['index.docker.io/node:24', 'docker.io/library/node:24'],
  ['registry-1.docker.io/grafana/x', 'docker.io/grafana/x'],
  ['localhost/x', 'localhost/x'],
  ['localhost:5000', 'docker.io/library/localhost:5000'],
  ['registry:5000/x', 'registry:5000/x'],
  ['10.0.0.5:5000/x/y:1', '10.0.0.5:5000/x/y:1'],
  ['[2001:db8::1]/x', '[2001:db8::1]/x'],
  ['[::1]:5000/x:1', '[::1]:5000/x:1'],
  [`node@${sha512}`, `docker.io/library/node@${sha512}`],
  ['ghcr.io/a__b/c.d/e---f_g:V1_a.b-c', 'ghcr.io/a__b/c.d/e---f_g:V1_a.b-c'],
])('%s means %s', (given, text) => {
  expect(image(given).text).toBe(text);
});

test.each([
  ['', 'empty'],
  ['docker://node', 'scheme'],
  ['https://ghcr.io/x', 'scheme'],
  ['node; rm -rf /', 'characters'],
  ['$(IMAGE)', 'characters'],
  ['node\n', 'characters'],
  ['nöde', 'characters'],
  ['a'.repeat(64), 'image id'],
  ['Acme/server:1', 'upper-case letters before the first slash'],
  ['GHCR.IO/acme/x', 'upper-case letters before the first slash'],
  ['ghcr.io/Acme/x', 'upper-case letters in the repository'],
  ['Node', 'upper-case letters in the repository'],
  ['ghcr.io/acme//x', 'repository'],
  ['ghcr.io/acme/', 'repository'],
  ['ghcr.io/-acme', 'repository'],
  ['ghcr.io/a..b', 'repository'],
  ['ghcr.io/a___b', 'repository'],
  ['/node', 'repository'],
  ['./node', 'registry'],
  ['-a.io/x', 'registry'],
  ['ghcr..io/x', 'registry'],
  ['[::g]/x', 'registry'],
  ['[1.2.3.4]/x', 'registry'],
  ['[::ffff:1.2.3.4]/x', 'registry'],
  ['[::1/x', 'registry'],
  ['ghcr.io:0/x', 'port'],
  ['ghcr.io:65536/x', 'port'],
  ['ghcr.io:099/x', 'port'],
  ['ghcr.io:/x', 'port'],
  ['user:pass/x', 'port'],
  ['node:', 'tag'],
  ['node:.1', 'tag'],
  [`node:${'a'.repeat(129)}`, 'tag'],
  ['node@', 'malformed digest'],
  ['node@sha256:abc', 'short digest'],
  [`node@${sha256.toUpperCase()}`, 'malformed digest'],
  [`node@${sha256.replace(/abcdef$/, 'ABCDEF')}`, 'malformed digest'],
  [`node@${sha256}0`, 'digest'],
  [`node@md5:${'a'.repeat(32)}`, 'malformed digest'],
  [`node@${sha256}@${sha256}`, 'malformed digest'],
  [`ghcr.io/${'a'.repeat(250)}`, 'longer than 255'],
])('%j is refused for its %s', (text, part) => {
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

test('every reference of the grammar parses, and its normal form is a fixed point that the admission policy matches', () => {
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
  ['node:latest', false, 'latest'],
  ['node:LATEST', false, 'latest'],
  [`node:latest@${sha256}`, true, 'latest'],
  ['node', false, 'no tag'],
  [`node@${sha256}`, true, 'no tag'],
  ['node:24', true, 'no digest'],
])('%s may not run (digest required: %s): %s', (text, requireDigest, why) => {
  expect(imageProblem(image(text), { requireDigest })).toEqual(expect.stringContaining(why));
});

test('a version tag may run, with a digest where one is required', () => {
  expect(imageProblem(image('node:24'), { requireDigest: false })).toBeUndefined();
  expect(imageProblem(image(`node:24@${sha256}`), { requireDigest: true })).toBeUndefined();
});

test.each([
  ['ghcr.io/acme/x', 'ghcr.io/acme', true],
  ['ghcr.io/acme/x', 'ghcr.io/acme/x', true],
  ['ghcr.io/acme/x', 'ghcr.io', true],
  ['ghcr.io/acme-evil/x', 'ghcr.io/acme', false],
  ['ghcr.io/acme/x-evil', 'ghcr.io/acme/x', false],
  ['ghcr.io.evil.com/acme/x', 'ghcr.io', false],
  ['ghcr.io:8443/acme/x', 'ghcr.io', false],
  ['evil.com/ghcr.io/acme/x', 'ghcr.io/acme', false],
  ['grafana/x', 'docker.io', true],
  ['node', 'docker.io', true],
  ['node', 'index.docker.io', true],
  ['grafana/x', 'docker.io/grafana', true],
  ['grafana/x', 'grafana', true],
  ['grafana/x', 'grafana/x', true],
  ['grafana/y', 'grafana/x', false],
  ['grafana-evil/x', 'grafana', false],
  ['node', 'node', true],
  ['node', 'docker.io/node', true],
  ['node', 'docker.io/library', true],
  ['node', 'library', true],
  ['node', 'library/node', true],
  ['acme/node', 'node', false],
  ['localhost/x', 'localhost', true],
  ['x', 'docker.io/', false],
  ['x', '', false],
])('a prefix admits only whole path components: %s from %j is %s', (text, entry, expected) => {
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
  ['', 'empty'],
  ['https://ghcr.io', 'scheme'],
  ['ghcr.io/*', 'wildcard'],
  ['*.io', 'wildcard'],
  [`ghcr.io/x@${sha256}`, 'digest'],
  ['ghcr.io/', 'slash'],
  ['ghcr.io/acme/x:1', 'tag'],
  ['ghcr.io:0', 'port'],
  ['GHCR.io', 'upper-case'],
  ['ghcr.io/Acme', 'upper-case'],
  ['ghcr.io//x', 'repository'],
  ['grafana_', 'repository'],
  ['a b', 'repository'],
  ['.io/x', 'registry'],
  ['a'.repeat(300), 'longer'],
])('the allow-list entry %j is refused for its %s', (entry, part) => {
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
