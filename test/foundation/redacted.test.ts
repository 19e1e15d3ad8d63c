import { McpDiff, McpReport } from '../../src';
import { redacted } from '../../src/foundation/credentials/redacted';
import { Issues } from '../../src/foundation/issues';
import { run } from '../util/command-line';
import { refused } from '../util/refusal';

const TOKEN = `ghp_${'aB3dE5fG7h'.repeat(4)}`;
const DIGEST = `sha256:${'a'.repeat(64)}`;

describe('errors show no credential', () => {
  test.each([
    ['an image with user and password', `u:hunter2hunter2@ghcr.io/acme/x:1@${DIGEST}`],
    ['an image with a digest in front', `got "u:hunter2@localhost:5000/x@${DIGEST}"`],
    ['a URL with user and password', 'https://u:hunter2@example.com/x'],
    ['a URL with a password alone', 'redis://:hunter2@cache:6379/0'],
    ['a URL with a token as user', 'https://hunter2@github.com/acme/x.git'],
    ['a URL with a slash in the password', 'https://u:hunter2/x@example.com/'],
    ['two URLs', 'https://a.example.com,https://u:hunter2@b.example.com'],
    ['a URL with a key in its query', 'https://a.example.com/?api_key=hunter2hunter2'],
    ['scp of Git', 'u:hunter2@github.com:acme/x.git'],
    ['a header', 'authorization: Bearer hunter2hunter2'],
    ['a setting', 'Server=x;Password=hunter2hunter2;'],
    ['JSON', '{"password": "hunter2hunter2"}'],
  ])('%s', (_, text) => {
    expect(redacted(text)).toContain('hidden');
    expect(redacted(`before ${text} after`)).not.toContain('hunter2');
  });

  test.each([
    ['a key', `servers.x.${TOKEN} is not known here`, 'servers.x.<hidden> is not known here'],
    ['a part of a path', `/srv/${TOKEN}.yaml: no such file`, '/srv/<hidden>.yaml: no such file'],
  ])('%s, and still the place', (_, text, shown) => {
    expect(redacted(text)).toBe(shown);
  });

  test.each([
    `ghcr.io/acme/x:1.2.3@${DIGEST}`,
    `localhost:5000/acme/x:1.2.3@${DIGEST}`,
    `x:1.2.3@${DIGEST}`,
    'npm:@modelcontextprotocol/server-memory@2026.8.31',
    'npm:name@latest',
    'pypi:mcp-server-fetch@1.0.0',
    'https://registry.npmjs.org/@scope/name',
    'http://localhost:8080/mcp',
    'http://[::1]:8080/mcp',
    'admin@example.com',
    'must be an https URL: https://mcp.example.com:8443/mcp.',
    'Authorization: Bearer token is required',
  ])('but %s', text => {
    expect(redacted(text)).toBe(text);
  });

  test('nor characters that act on a terminal', () => {
    const issues = new Issues('\u001b[2Jplace');
    issues.add('\u202ekey\n', 'is wrong', 'mend\u009b it');
    expect(() => {
      issues.throwIfAny();
    }).toThrow('\\u001b[2Jplace: \\u202ekey\\u000a is wrong (mend\\u009b it)');
  });

  test('and ends on texts that look like the start of one everywhere', () => {
    for (const part of ['a@', 'a:', '://', 'a,b://', '@:', 'Bearer 1', 'password=', '\\"', '${a']) {
      expect(redacted(part.repeat(50_000))).not.toBe('');
    }
  });
});

function app(server: string): string {
  return `version: 1\nnamespace: a\nservers: { x: { source: { npm: "a@1.0.0" }, ${server} } }\n`;
}

describe('the command line shows no credential', () => {
  test.each([
    ['a key', ['synth', '-', '--stdout'], app(`${TOKEN}: 1`)],
    ['a key of a nested map', ['synth', '-', '--stdout'], app(`probes: { ${TOKEN}: 1 }`)],
    ['the name of a server', ['synth', '-', '--stdout'], `version: 1\nservers: { ${TOKEN}: { source: {} } }`],
    ['the place of a factory of secrets', ['synth', '-'], app('secrets: { TOKEN: { hunter2hunter2: x } }')],
    ['letters in that place', ['synth', '-'], app('secrets: { TOKEN: { hunter: x } }')],
    ['a secret as text', ['synth', '-'], app('secrets: { TOKEN: hunter2hunter2 }')],
    ['a secret as list', ['synth', '-'], app('secrets: { TOKEN: [hunter2hunter2] }')],
    ['the argument of a secret', ['synth', '-'], app('secrets: { TOKEN: { fromSecretName: { hunter2hunter2: x } } }')],
    ['the place of another factory', ['synth', '-'], app('serverAuth: hunter2hunter2')],
    ['a map in that place', ['synth', '-'], app('serverAuth: { hunter2hunter2: x }')],
    ['a file that is missing', ['check', `/missing/${TOKEN}`], ''],
    ['a URL that is no file', ['check', 'https://u:hunter2@example.com/x'], ''],
    ['a server that does not answer', ['tools-hash', 'http://u:hunter2@127.0.0.1:1/mcp'], ''],
    ['an unknown option', ['check', `--${TOKEN}`], ''],
    ['an unknown command', [TOKEN], ''],
    ['a key of what is imported', ['import', '-'], `{"mcpServers": {"a": {"${TOKEN}": 1}}, "${TOKEN}": 2}`],
    ['the name of a server that is imported', ['import', '-'], `{"mcpServers": {"${TOKEN}": {}}}`],
    [
      'a name in a manifest',
      ['check', '-'],
      `{apiVersion: v1, kind: Pod, metadata: {name: a, namespace: b, labels: {${TOKEN}: '!'}}, spec: {containers: []}}`,
    ],
  ])('of %s', async (_, words, input) => {
    const { out, err } = await run(words, input);
    expect(out + err).not.toBe('');
    expect(out + err).not.toMatch(/hunter|ghp_/);
  });
});

test('a misspelt name is still shown', async () => {
  const { err } = await run(['synth', '-'], app('serverAuth: { bearrer: x }'));
  expect(err).toContain('serverAuth.bearrer is not known here');
});

test('an error of our own never names its argument', () => {
  expect(
    refused(() => {
      const issues = new Issues('place');
      issues.check(false, 'value', 'something else', `u:hunter2@example.com`);
      issues.throwIfAny();
    }),
  ).toBe('place: value must be something else, got "<hidden>@example.com"');
});

describe('no report shows a credential that is', () => {
  const object = (apiVersion: string, kind: string, metadata: object): string =>
    JSON.stringify({ apiVersion, kind, metadata, spec: { template: { metadata: { labels: { app: TOKEN } } } } });

  test.each([
    ['a name', object('apps/v1', 'Deployment', { name: TOKEN, labels: { 'cdk8s-mcp/server': TOKEN } })],
    ['a namespace', object('apps/v1', 'Deployment', { name: 'x', namespace: TOKEN })],
    ['a kind', object('apps/v1', TOKEN, { name: 'x', namespace: 'y' })],
    ['a group', object(`${TOKEN}/v1`, 'Thing', { name: 'x', namespace: 'y' })],
    [
      'in a reason',
      object('apps/v1', 'Deployment', {
        name: 'x',
        annotations: { 'cdk8s-mcp/acknowledged-namespace': `the vendor needs ${TOKEN} for it` },
      }),
    ],
  ])('%s', async (_, text) => {
    const report = McpReport.ofManifests([text]);
    const diff = McpDiff.between([], [text]);
    const outputs = [
      report.toJson(),
      report.toMarkdown(),
      report.toMermaid(),
      report.toSarif(),
      diff.toText(),
      diff.toJson(),
      diff.toMarkdown(),
      (await run(['check', '-'], text)).out,
      (await run(['check', '--json', '-'], text)).out,
    ];
    expect(outputs.join('')).not.toContain(TOKEN);
    expect(outputs[0]).toContain('secret-literal');
  });
});
