import { parse } from 'yaml';
import { ImportOutcome, McpImport } from '../../src';

const DIGEST = `@sha256:${'a'.repeat(64)}`;
const GOOD = { command: 'npx', args: ['-y', 'notes-mcp@1.0.0'] };
const HOST = {
  command: 'docker',
  args: ['run', '--rm', '-i', '-v', '/home/a/src:/src', `ghcr.io/acme/b:1.0.0${DIGEST}`],
};

const resource = (name: string, deployment: object): string =>
  JSON.stringify({
    apiVersion: 'kagent.dev/v1alpha1',
    kind: 'MCPServer',
    metadata: { name, namespace: 'tools' },
    spec: { transportType: 'stdio', deployment },
  });

/** An input of each format with a server `good`, and one `bad` that asks for the host. */
const INPUTS: Readonly<Record<string, string>> = {
  'mcp.json': JSON.stringify({ mcpServers: { good: GOOD, bad: HOST } }),
  'vscode': JSON.stringify({ servers: { good: GOOD, bad: HOST } }),
  'docker-compose': JSON.stringify({
    services: { good: { image: 'ghcr.io/acme/a:1.0.0' }, bad: { image: 'ghcr.io/acme/b:1.0.0', privileged: true } },
  }),
  'docker-mcp-catalog': JSON.stringify({
    registry: { good: { image: 'mcp/a' }, bad: { image: 'mcp/b', volumes: ['/var/run/docker.sock:/sock'] } },
  }),
  'matey': JSON.stringify({
    version: '1',
    servers: { good: { image: 'ghcr.io/acme/a:1.0.0' }, bad: { image: 'ghcr.io/acme/b:1.0.0', privileged: true } },
  }),
  'archon': JSON.stringify({
    config: { mcp: { servers: { good: { package: 'a-mcp@1.0.0' }, bad: { image: 'https://ghcr.io/b' } } } },
  }),
  'kmcp': [
    resource('good', { cmd: 'npx', args: ['-y', 'notes-mcp@1.0.0'] }),
    resource('bad', { image: 'ghcr.io/acme/b:1.0.0', securityContext: { privileged: true } }),
  ].join('\n---\n'),
};

const servers = (imported: McpImport): string[] => Object.keys(parse(imported.toYaml()).servers);
const refusals = (imported: McpImport): string[] =>
  imported.decisions.filter(({ what }) => what === 'not imported').map(({ how }) => how);

describe.each(Object.entries(INPUTS))('an input in the format %s', (format, text) => {
  test('is imported without the server that cannot be', () => {
    const imported = McpImport.detect(text);
    expect(imported.format).toBe(format);
    expect(servers(imported)).toEqual(['good']);
    expect(refusals(imported)).toHaveLength(1);
    expect(imported.decisions.filter(({ at }) => at.startsWith('servers.bad.'))).toEqual([]);
    expect(
      imported.losses
        .filter(({ reason }) => reason === 'not imported: see the decisions')
        .map(({ outcome }) => outcome),
    ).toContain(ImportOutcome.DROPPED);
  });

  test('is read in part if servers are selected', () => {
    const [only, except] = [McpImport.detect(text, { only: ['good'] }), McpImport.detect(text, { except: ['bad'] })];
    expect([servers(only), servers(except)]).toEqual([['good'], ['good']]);
    expect([refusals(only), refusals(except)]).toEqual([[], []]);
    expect(only.losses).toEqual(except.losses);
  });

  test('is refused with every reason if nothing of it can be imported', () => {
    expect(() => McpImport.detect(text, { only: ['bad'] })).toThrow(/^McpImport\.detect: /);
  });

  test('does not take a name that it does not have', () => {
    for (const options of [{ only: ['goood'] }, { except: ['goood'] }]) {
      expect(() => McpImport.detect(text, options)).toThrow(
        /(?:only|except) names what the input does not have: "goood" \(it has: "good", "bad"\)/,
      );
    }
  });
});

test('comments beside servers are told as comments', () => {
  const imported = McpImport.fromMcpJson(
    JSON.stringify({ mcpServers: { '__comment_dev': '=== development ===', '//': ['x'], 'good': GOOD } }),
  );
  expect(servers(imported)).toEqual(['good']);
  expect(imported.losses.filter(({ reason }) => reason === 'a comment')).toHaveLength(2);
});

test('options of an import are checked', () => {
  const cases: (readonly [object, RegExp])[] = [
    [{ only: [] }, /options\.only must be a list of at least one name/],
    [{ onyl: ['good'] }, /options\.onyl is not a known prop/],
    [{ only: 'good' }, /options\.only must be a list/],
  ];
  for (const [options, message] of cases) {
    expect(() => McpImport.fromMcpJson(INPUTS['mcp.json'], options as never)).toThrow(message);
  }
});

const IMAGE = 'ghcr.io/acme/a:1.0.0';
const list = (...items: object[]): string => JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
const workload = (name: string, container: object = {}): object => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name },
  spec: {
    template: {
      metadata: { labels: { app: name } },
      spec: { containers: [{ name, image: IMAGE, ports: [{ containerPort: 8080 }], ...container }] },
    },
  },
});
const configMap = (data: unknown): object => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' }, data });
const toolHive = (kind: string, name: string, spec: object): object => ({
  apiVersion: 'toolhive.stacklok.dev/v1beta1',
  kind,
  metadata: { name },
  spec,
});
const stdio = (name: string, spec: object = {}): object =>
  toolHive('MCPServer', name, { image: IMAGE, transport: 'stdio', ...spec });
const FROM_MAP = { envFrom: [{ configMapRef: { name: 'c' } }] };

test.each([
  ['a ConfigMap with a map as value', list(workload('a', FROM_MAP), workload('b'), configMap({ A: { b: 1 } }))],
  ['a ConfigMap that is a list', list(workload('a', FROM_MAP), workload('b'), configMap(['A']))],
  [
    'a ConfigMap with a key of prototypes',
    list(workload('a', FROM_MAP), workload('b'), configMap({ KEY: '1' })).replace('"KEY"', '"__proto__"'),
  ],
  [
    'a Service without a list of ports',
    list(workload('a'), workload('b'), {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 's' },
      spec: { selector: { app: 'a' }, ports: 'http' },
    }),
  ],
  [
    'tools that are no list',
    list(
      stdio('a', { toolConfigRef: { name: 't' } }),
      stdio('b'),
      toolHive('MCPToolConfig', 't', { toolsFilter: 'search' }),
    ),
  ],
])('what is wrong in an object beside the servers refuses the server that uses it: %s', (_, text) => {
  const imported = McpImport.detect(text);
  expect(Object.keys(parse(imported.toYaml()).servers)).toEqual(['b']);
  expect(imported.decisions.map(({ what }) => what)).toContain('not imported');
});
