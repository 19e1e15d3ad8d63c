import { parse } from 'yaml';
import { ImportDecision, McpImport } from '../../src';

const read = (env: object, args: readonly string[] = []): McpImport =>
  McpImport.fromMcpJson(
    JSON.stringify({ mcpServers: { notes: { command: 'npx', args: ['-y', 'notes-mcp@1.0.0', ...args], env } } }),
  );
const egressOf = ({ decisions }: McpImport): ImportDecision | undefined =>
  decisions.find(({ at, what }) => at === 'servers.notes.egress' && what === 'egress');

test.each([
  ['https://api.example.com/v1?x=1', '[{ toHosts: [api.example.com] }]'],
  ['https://api.example.com:8443', '[{ toHosts: [api.example.com], onPorts: [8443] }]'],
  ['http://api.example.com', '[{ toHosts: [api.example.com], onPorts: [80] }]'],
  ['redis://cache.example.com/0', '[{ toHosts: [cache.example.com], onPorts: [6379] }]'],
  [
    'http://notes.default.svc.cluster.local:3000',
    '[{ toPods: { namespace: default, labels: { app: notes }, port: 3000 } }]',
  ],
  ['http://notes.data.svc:3000/api', '[{ toPods: { namespace: data, labels: { app: notes }, port: 3000 } }]'],
  ['http://notes:3000', '[{ toPods: { namespace: …, labels: { app: notes }, port: 3000 } }]'],
])('the destination %s is proposed as egress, and not set', (url, rule) => {
  for (const imported of [read({ NOTES_URL: url }), read({}, [`--url=${url}`]), read({}, ['--url', url])]) {
    expect(egressOf(imported)).toMatchObject({ required: false, how: expect.stringContaining(rule) });
    expect(parse(imported.toYaml()).servers.notes).not.toHaveProperty('egress');
  }
});

test('the destination in a variable of a resource is proposed as egress', () => {
  const imported = McpImport.fromToolHive(
    JSON.stringify({
      apiVersion: 'toolhive.stacklok.dev/v1beta1',
      kind: 'MCPServer',
      metadata: { name: 'notes', namespace: 'tools' },
      spec: {
        image: 'ghcr.io/acme/notes:1.0.0',
        transport: 'stdio',
        env: [{ name: 'NOTES_URL', value: 'https://api.example.com' }],
      },
    }),
  );
  expect(egressOf(imported)?.how).toBe(
    'NOTES_URL names api.example.com: if the server calls it: [{ toHosts: [api.example.com] }]',
  );
});

test.each(['https://me:hunter2hunter2@db.example.com/app', 'text', 'https://10.0.0.7', 'a.example.com', 'https://'])(
  'no destination of %s is proposed',
  value => {
    expect(egressOf(read({ NOTES_URL: value }))?.how).toContain('the server has egress only to DNS');
  },
);

test('what is the same for every server is said once, with their names', () => {
  const server = (name: string, env: object = {}): object => ({ command: 'npx', args: ['-y', `${name}@1.0.0`], env });
  const several = McpImport.fromMcpJson(
    JSON.stringify({
      mcpServers: { a: server('a'), b: server('b'), c: server('c', { API: 'https://api.example.com' }) },
    }),
  );
  const open = ({ decisions }: McpImport): string[] =>
    decisions.filter(({ what }) => ['egress', 'callers', 'owner'].includes(what)).map(({ at, how }) => `${at}: ${how}`);
  expect(open(several)).toEqual([
    expect.stringMatching(/^servers\.c\.egress: API names api\.example\.com/),
    expect.stringMatching(/^servers: each of a, b has egress only to DNS/),
    expect.stringMatching(/^servers: each of a, b, c has no callers/),
    expect.stringMatching(/^servers: each of a, b, c has no owner/),
  ]);
  expect(open(read({})).map(line => line.slice(0, line.indexOf(':')))).toEqual([
    'servers.notes.egress',
    'servers.notes.callers',
    'servers.notes.owner',
  ]);
});
