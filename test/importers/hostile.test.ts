import { parse } from 'yaml';
import { MCP_JSON } from './clients';
import { McpImport } from '../../src';
import { ALL_CASES } from '../util/cases';
import { refused, wrong } from '../util/refusal';

const READERS: readonly { name: string; read: (text: string) => McpImport }[] = [
  { name: 'fromServerJson', read: text => McpImport.fromServerJson(text) },
  { name: 'fromMcpJson', read: text => McpImport.fromMcpJson(text) },
  { name: 'fromVsCode', read: text => McpImport.fromVsCode(text) },
  { name: 'fromDockerCatalog', read: text => McpImport.fromDockerCatalog(text) },
  { name: 'fromToolHive', read: text => McpImport.fromToolHive(text) },
  { name: 'fromKmcp', read: text => McpImport.fromKmcp(text) },
  { name: 'fromSigMcpServer', read: text => McpImport.fromSigMcpServer(text) },
  { name: 'fromV2dy', read: text => McpImport.fromV2dy(text) },
  { name: 'fromMatey', read: text => McpImport.fromMatey(text) },
  { name: 'fromArchon', read: text => McpImport.fromArchon(text) },
  { name: 'fromCompose', read: text => McpImport.fromCompose(text) },
  { name: 'detect', read: text => McpImport.detect(text) },
];
const LAUGHS = [
  'a: &a [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]',
  ...'bcdefghij'
    .split('')
    .map((name, i) => `${name}: &${name} [${Array.from({ length: 10 }, () => `*${'abcdefghi'[i]}`).join(', ')}]`),
].join('\n');

interface Hostile {
  readonly title: string;
  readonly text: string;
  readonly reason: string;
  /** It takes half a second, so that one reader stands for all unless all cases are tried. */
  readonly isSlow?: boolean;
}

const HOSTILE: readonly Hostile[] = [
  { title: 'aliases that grow', text: LAUGHS, reason: 'at most 200000 values', isSlow: true },
  { title: 'an alias to itself', text: 'servers: &a { b: *a }', reason: 'at most 100 levels' },
  { title: 'an alias without anchor', text: 'servers: *hunter2', reason: 'has an alias without its anchor' },
  { title: '10 MB', text: `a: "${'x'.repeat(10 * 1024 * 1024)}"`, reason: 'must be at most 4 MiB, got 11 MiB' },
  { title: 'deep nesting', text: `${'['.repeat(5000)}${']'.repeat(5000)}`, reason: 'at most 100 levels' },
  { title: 'very deep nesting', text: '['.repeat(500_000), reason: 'at most 100 levels' },
  {
    title: 'deep maps',
    text: Array.from({ length: 150 }, (_, i) => `${' '.repeat(i)}a:`).join('\n'),
    reason: 'at most 100 levels',
  },
  {
    title: 'a key twice',
    text: '{"servers":{"a":{"command":"x"},"a":{"command":"y"}},"mcpServers":{"a":1,"a":2}}',
    reason: 'has a duplicate key in one map',
  },
  {
    title: 'many keys',
    text: `{${Array.from({ length: 30_000 }, (_, i) => `"k${i}":1`).join(',')}}`,
    reason: '',
    isSlow: true,
  },
  { title: 'a key that is a map', text: '? { a: b }\n: c', reason: 'has a key that is not a string' },
  { title: 'not UTF-8', text: 'a: \ufffd', reason: 'is not UTF-8' },
  { title: 'half a surrogate', text: 'a: \ud800', reason: 'is not UTF-8' },
  { title: 'NUL', text: 'a: \0', reason: 'is not UTF-8' },
  { title: 'nothing', text: ' \r\n', reason: 'is empty' },
  { title: 'a comment', text: '# nothing', reason: 'text is ' },
  { title: 'a lone text', text: 'hunter2', reason: 'text ' },
  { title: 'null', text: 'null', reason: 'text ' },
  { title: 'a list', text: '[1, 2]', reason: 'text ' },
  { title: 'an empty map', text: '{}', reason: '' },
  { title: 'broken JSON', text: '{"token": "hunter2"', reason: 'is neither JSON nor YAML' },
  { title: 'a broken text', text: 'a: "hunter2\nb: c: d', reason: 'is neither JSON nor YAML' },
  { title: 'a tag of JavaScript', text: 'a: !!js/function "function () { hunter2 }"', reason: '' },
  {
    title: 'keys of prototypes',
    text: '{"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}}',
    reason: '',
  },
];

describe.each(READERS)('McpImport.$name refuses', ({ name, read }) => {
  const texts = HOSTILE.filter(({ isSlow }) => isSlow !== true || ALL_CASES || name === 'detect');
  test.each(texts)(
    '$title',
    ({ text, reason }) => {
      const started = Date.now();
      const message = refused(() => read(text));
      expect(message).toContain(`McpImport.${name}: `);
      expect(message).toContain(reason);
      expect(message).not.toContain('hunter2');
      expect(message.length).toBeLessThan(2000);
      expect(Date.now() - started).toBeLessThan(20_000);
      expect(({} as Readonly<Record<string, unknown>>).polluted).toBeUndefined();
    },
    30_000,
  );

  test.each([
    { given: undefined },
    { given: null },
    { given: 5 },
    { given: {} },
    { given: Buffer.from('{}') },
    { given: ['{}'] },
  ])('what is not a string: $given', ({ given }) => {
    expect(refused(() => read(wrong(given)))).toContain('text must be a string');
  });
});

test('McpImport.detect says which formats there are', () => {
  expect(refused(() => McpImport.detect('a: b'))).toBe(
    'McpImport.detect: text is in no format that can be imported (known: archon, docker-compose, ' +
      'docker-mcp-catalog, kmcp, kubernetes, matey, mcp.json, mcp.x-k8s.io, server.json, toolhive, v2dy, vscode)',
  );
});

test.each(MCP_JSON)('a byte order mark and line ends of Windows change nothing: $title', ({ text }) => {
  expect(McpImport.fromMcpJson(`\ufeff${text.replaceAll('\n', '\r\n')}`).toYaml()).toBe(
    McpImport.fromMcpJson(text).toYaml(),
  );
});

const mcp = (server: object): string => JSON.stringify({ mcpServers: { a: server } });
const docker = (...args: string[]): string =>
  mcp({ command: 'docker', args: ['run', '-i', ...args, 'ghcr.io/acme/a:1.0.0'] });
const compose = (service: object): string =>
  JSON.stringify({ services: { a: { image: 'ghcr.io/acme/a:1.0.0', ports: ['8080'], ...service } } });
const kmcp = (deployment: object): string =>
  JSON.stringify({
    apiVersion: 'kagent.dev/v1alpha1',
    kind: 'MCPServer',
    metadata: { name: 'a' },
    spec: { transportType: 'http', deployment: { image: 'ghcr.io/acme/a:1.0.0', ...deployment } },
  });

test.each<{ title: string; text: string; reason: string }>([
  {
    title: '--privileged',
    text: docker('--privileged'),
    reason: 'args[2] asks for a privileged container (a server must not reach its node)',
  },
  { title: '--network host', text: docker('--network', 'host'), reason: 'asks for the network of the host' },
  { title: '--net=host', text: docker('--net=host'), reason: 'asks for the network of the host' },
  { title: '--pid host', text: docker('--pid', 'host'), reason: 'asks for --pid=host' },
  { title: 'a folder of the host', text: docker('-v', '/home/me:/data'), reason: 'asks for a folder of the host' },
  { title: 'a folder of Windows', text: docker('-v', 'C:\\Users\\me:/data'), reason: 'asks for a folder of the host' },
  { title: 'a variable as folder', text: docker('-v', '${HOME}/x:/data'), reason: 'asks for a folder of the host' },
  {
    title: 'a bind mount',
    text: docker('--mount', 'type=bind,src=/x,dst=/y'),
    reason: 'asks for a folder of the host',
  },
  {
    title: 'the socket of docker',
    text: docker('-v', '/var/run/docker.sock:/var/run/docker.sock'),
    reason: 'asks for the socket of the container engine',
  },
  { title: 'a capability', text: docker('--cap-add', 'SYS_ADMIN'), reason: 'asks for a capability' },
  { title: 'a device', text: docker('--device=/dev/kvm'), reason: 'asks for --device' },
  { title: 'root', text: docker('-u', '0'), reason: 'asks for root' },
  {
    title: 'less confinement',
    text: docker('--security-opt', 'seccomp=unconfined'),
    reason: 'asks for less confinement',
  },
  {
    title: 'compose: privileged',
    text: compose({ privileged: true }),
    reason: 'services.a.privileged asks for a privileged container',
  },
  {
    title: 'compose: host network',
    text: compose({ network_mode: 'host' }),
    reason: 'asks for the network of the host',
  },
  {
    title: 'compose: a folder',
    text: compose({ volumes: ['/srv/data:/data'] }),
    reason: 'services.a.volumes[0] asks for a folder of the host',
  },
  {
    title: 'compose: a bind',
    text: compose({ volumes: [{ type: 'bind', source: '/x', target: '/y' }] }),
    reason: 'asks for a folder of the host',
  },
  { title: 'compose: pid', text: compose({ pid: 'host' }), reason: 'asks for pid of the host' },
  { title: 'compose: devices', text: compose({ devices: ['/dev/kvm'] }), reason: 'asks for devices' },
  {
    title: 'compose: a path that climbs',
    text: compose({ volumes: ['data:/data/../etc'] }),
    reason: 'must mount at an absolute path without . and ..',
  },
  {
    title: 'kmcp: a host path',
    text: kmcp({ volumes: [{ name: 'a', hostPath: { path: '/' } }], volumeMounts: [{ name: 'a', mountPath: '/a' }] }),
    reason: 'asks for a folder of the host',
  },
  { title: 'kmcp: privileged', text: kmcp({ securityContext: { privileged: true } }), reason: 'asks for privileged' },
  {
    title: 'a variable of prototypes',
    text: '{"mcpServers":{"a":{"command":"npx","args":["a@1.0.0"],"env":{"__proto__":"x"}}}}',
    reason: 'must have the name of an environment variable',
  },
  {
    title: 'a variable that is a map',
    text: mcp({ command: 'npx', args: ['a@1.0.0'], env: { A: { b: 'c' } } }),
    reason: 'mcpServers.a.env.A must be a string',
  },
  { title: 'no image', text: mcp({ command: 'docker', args: ['run', '-i'] }), reason: 'names no image' },
  { title: 'no package', text: mcp({ command: 'npx', args: ['-y'] }), reason: 'names no package' },
  { title: 'no command', text: mcp({ args: [] }), reason: 'mcpServers.a.command must be the program' },
  { title: 'a server that is a text', text: '{"mcpServers":{"a":"npx"}}', reason: 'mcpServers.a must be a map' },
  { title: 'servers that are a list', text: '{"mcpServers":[]}', reason: 'in no format' },
  {
    title: 'an image that is none',
    text: docker().replace('ghcr.io/acme/a:1.0.0', 'https://ghcr.io/a'),
    reason: 'is an image that has a scheme',
  },
  {
    title: 'a program of the machine',
    text: mcp({ command: '/home/me/server', env: { TOKEN: 'hunter2' } }),
    reason: 'has no server that can run in a cluster (mcpServers.a.command: it starts a program',
  },
  {
    title: 'two namespaces',
    text: ['a', 'b']
      .map(namespace =>
        JSON.stringify({
          apiVersion: 'mcp.v2dy.io/v1',
          kind: 'MCPServer',
          metadata: { name: namespace, namespace },
          spec: { image: 'a/b:1.0.0', port: 8080 },
        }),
      )
      .join('\n---\n'),
    reason: 'metadata.namespace must be the same for all',
  },
  {
    title: 'v2dY from OpenAPI',
    text:
      'apiVersion: mcp.v2dy.io/v1\nkind: MCPServer\nmetadata: { name: a }\nspec: { url: ' +
      '"https://api.example.com/openapi.json" }',
    reason: 'spec.image is missing: its operator generates a server from an OpenAPI document',
  },
])('an import of $title is refused', ({ text, reason }) => {
  expect(refused(() => McpImport.detect(text))).toContain(reason);
});

describe('names', () => {
  const names = (...given: string[]): string[] =>
    Object.keys(
      parse(
        McpImport.fromMcpJson(
          JSON.stringify({
            mcpServers: Object.fromEntries(given.map(name => [name, { command: 'npx', args: ['a@1.0.0'] }])),
          }),
        ).toYaml(),
      ).servers,
    );

  test('that are valid stay', () => {
    expect(names('notes', 'a-1')).toEqual(['notes', 'a-1']);
  });
  test('that are not are derived', () => {
    expect(names('My Notes!', 'grafanaProd', '1st', 'Ünï', '…', '__proto__x')).toEqual([
      'my-notes',
      'grafana-prod',
      'mcp-1st',
      'n',
      'server',
      'proto-x',
    ]);
  });
  test('that become one stay apart', () => {
    expect(names('notes', 'Notes', 'NOTES')).toEqual(['notes', 'notes-2', 'notes-3']);
  });
  test('that are long are cut, and differ', () => {
    const [one, two] = names('x'.repeat(80), 'x'.repeat(81));
    expect(one).toHaveLength(46);
    expect(one).not.toBe(two);
  });
  test('that were changed are told', () => {
    const imported = McpImport.fromMcpJson('{"mcpServers":{"My Notes":{"command":"npx","args":["a@1.0.0"]}}}');
    expect(imported.decisions).toContainEqual({
      at: 'servers.my-notes',
      what: 'name',
      how: '"My Notes" is not a valid name here or is already used: my-notes stands for it',
      required: false,
    });
    expect(parse(imported.toYaml()).servers['my-notes'].annotations).toEqual({ 'mcp-import/name': 'My Notes' });
  });
});

test('a name cannot write into comments or tables', () => {
  const imported = McpImport.fromMcpJson(
    JSON.stringify({
      mcpServers: { 'a\nversion: 2 | [x](y) <b> `c`': { 'command': 'npx', 'args': ['a@1.0.0'], '\nkey | `': 1 } },
    }),
  );
  expect(parse(imported.toYaml()).version).toBe(1);
  expect(
    imported
      .toMarkdown()
      .split('\n')
      .filter(line => line.startsWith('| `'))
      .every(line => line.replaceAll('\\|', '').split('|').length === 4),
  ).toBe(true);
});
