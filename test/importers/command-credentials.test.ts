import { McpImport } from '../../src';

const IMAGE = 'ghcr.io/acme/a:1.0.0';
const deployment = (container: object): string =>
  JSON.stringify({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'a' },
    spec: {
      template: {
        spec: { containers: [{ name: 'a', image: IMAGE, ports: [{ containerPort: 8080 }], ...container }] },
      },
    },
  });
const service = (keys: object): string =>
  JSON.stringify({ services: { a: { image: IMAGE, ports: ['8080'], ...keys } } });
const kmcp = (args: string[]): string =>
  JSON.stringify({
    apiVersion: 'kagent.dev/v1alpha1',
    kind: 'MCPServer',
    metadata: { name: 'a' },
    spec: { transportType: 'stdio', deployment: { image: IMAGE, cmd: 'sh', args } },
  });

const SCRIPTS = [
  'exec node x --api-key=hunter2abcdef',
  'node x --api-key hunter2abcdef',
  'node x && API_KEY=hunter2abcdef node y',
  'export TOKEN=hunter2abcdef; node x',
  "node x --password 'hunter2abc def'",
  'node x --header "Authorization: Bearer hunter2abcdefghij"',
];

describe.each(SCRIPTS)('a credential in %j is not copied', script => {
  test.each([
    ['behind sh -c', deployment({ command: ['sh', '-c', script] })],
    ['as arguments of the image', deployment({ args: ['-c', script] })],
    ['in a variable', deployment({ env: [{ name: 'ARGS', value: script }] })],
    ['in a service', service({ command: ['sh', '-c', script] })],
    ['in an entrypoint', service({ entrypoint: `/bin/sh -c ${JSON.stringify(script)}` })],
    ['in a custom resource', kmcp(['-c', script])],
  ])('%s', (_, text) => {
    const imported = McpImport.detect(text);
    expect(imported.toYaml() + imported.toMarkdown()).not.toContain('hunter2');
    expect(imported.decisions.some(({ how }) => how.includes('was not copied'))).toBe(true);
  });
});

test.each([
  ['JAVA_OPTS', '-Dapi.token=hunter2abcdef -Xmx1g'],
  ['CONF', 'user: x\npassword: hunter2abcdef'],
  ['FLAG', '--token=hunter2abcdef'],
])('options of a program with a credential are a secret: %s', (name, value) => {
  expect(McpImport.detect(deployment({ env: [{ name, value }] })).toYaml()).not.toContain('hunter2');
});

test.each(['--max-old-space-size=2048', 'node server.js --port 8080', 'a=b c=d', 'Use the token of the user'])(
  'a text without a credential is copied: %s',
  value => {
    expect(McpImport.detect(deployment({ env: [{ name: 'TEXT', value }] })).toYaml()).toContain(value);
  },
);

const client = (args: readonly string[]): string =>
  JSON.stringify({ mcpServers: { a: { command: 'npx', args: ['-y', 'a@1.0.0', ...args] } } });
const program = (args: readonly string[]): string =>
  JSON.stringify({
    apiVersion: 'kagent.dev/v1alpha1',
    kind: 'MCPServer',
    metadata: { name: 'a' },
    spec: { transportType: 'stdio', deployment: { image: IMAGE, cmd: '/a', args } },
  });

describe.each([
  ['--api-key', 'hunter2abc'],
  ['--apiKey', 'hunter2abc'],
  ['--token=hunter2abc'],
  ['--token:hunter2abc'],
  ['/token:hunter2abc'],
  ['--password', '-hunter2abc'],
  ['--pass', 'hunter2abc'],
  ['--pat', 'hunter2abc'],
  ['--key', 'hunter2abc'],
  ['--auth=hunter2abc'],
  ['--user', 'me:hunter2abc'],
  ['-u', 'me:hunter2abc'],
  ['--basic-auth=me:hunter2abc'],
  ['-H', 'Authorization: Bearer hunter2abc'],
  ['-H', 'X-Api-Key:hunter2abc'],
  ['-HAuthorization: Bearer hunter2abc'],
  ['--header=Private-Token: hunter2abc'],
  ['--headers', '{"Authorization":"Bearer hunter2abc"}'],
  ['--config', '{"apiKey":"hunter2abc"}'],
  ['-e', 'API_KEY=hunter2abc'],
])('the credential in the arguments %j %j', (...args) => {
  const given = args.filter(word => typeof word === 'string');
  test.each([
    ['of a client', client(given)],
    ['of a custom resource', program(given)],
    ['of a service', service({ command: given })],
    ['of a container', deployment({ args: given })],
  ])('%s is asked for', (_, text) => {
    const imported = McpImport.detect(text);
    expect(imported.toYaml() + imported.toMarkdown()).not.toContain('hunter2');
    const asked = imported.decisions.filter(({ what, required }) => required && /^(?:secret store|value)$/.test(what));
    expect(asked).toHaveLength(1);
  });
});

test.each([
  ['--user', '1000:1000'],
  ['--auth', 'oauth'],
  ['--key', '/certs/server.key'],
  ['--pass', 'true'],
  ['--login', 'db:5432'],
  ['--token', '-v'],
  ['--use-token', '--verbose'],
])('what only looks like one is copied: %s %s', (...args) => {
  expect(McpImport.detect(client(args)).toYaml()).toContain(args[1]);
});
