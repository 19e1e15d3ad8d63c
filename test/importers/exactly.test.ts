import { parse } from 'yaml';
import { settled, synth } from './importing';
import { McpImport } from '../../src';

const IMAGE = `ghcr.io/acme/notes:1.0.0@sha256:${'a'.repeat(64)}`;

const requiredAt = (imported: McpImport): string[] =>
  imported.decisions.filter(({ required }) => required).map(({ at, what }) => `${at}: ${what}`);
const notes = (imported: McpImport): Record<string, unknown> =>
  (parse(imported.toYaml()) as { servers: { notes: Record<string, unknown> } }).servers.notes;

const toolHive = (spec: object): McpImport =>
  McpImport.fromToolHive(
    JSON.stringify({
      apiVersion: 'toolhive.stacklok.dev/v1beta1',
      kind: 'MCPServer',
      metadata: { name: 'notes', namespace: 'tools' },
      spec: { image: IMAGE, transport: 'streamable-http', mcpPort: 8080, ...spec },
    }),
  );

const sig = (network: object): McpImport =>
  McpImport.fromSigMcpServer(
    JSON.stringify({
      apiVersion: 'mcp.x-k8s.io/v1beta1',
      kind: 'MCPServer',
      metadata: { name: 'notes', namespace: 'tools' },
      spec: {
        source: { type: 'ContainerImage', containerImage: { ref: IMAGE } },
        config: { port: 8080 },
        network,
      },
    }),
  );

test.each([
  ['a misspelt selector of labels', { podSelector: { matchLabel: { app: 'a' } } }],
  ['a misspelt selector of pods', { podSelectors: { matchLabels: { app: 'a' } } }],
  ['a misspelt selector of namespaces', { namespaceSelector: { matchLabel: { team: 'a' } } }],
  ['a misspelt exception', { ipBlock: { cidr: '198.51.100.0/24', excepts: ['198.51.100.1/32'] } }],
])('%s of a peer opens nothing, and is asked about', (_, peer) => {
  const [callers, egress] = [sig({ ingressFrom: [peer] }), sig({ egressTo: [peer], egressPorts: [{ port: 443 }] })];
  expect([notes(callers).callers, requiredAt(callers)]).toEqual([undefined, ['servers.notes.callers: callers']]);
  expect([notes(egress).egress, requiredAt(egress)]).toEqual([undefined, ['servers.notes.egress: egress']]);
});

test.each(['*', 'get_*'])('a filter of ToolHive with %s, which means no pattern there, is asked about', tool => {
  const imported = toolHive({ toolsFilter: ['search', tool] });
  expect([notes(imported).tools, requiredAt(imported)]).toEqual([undefined, ['servers.notes.tools: tools']]);
});

test('of a text and a secret for one variable the last one counts, and it is said', () => {
  const imported = toolHive({
    env: [{ name: 'LEVEL', value: 'info' }],
    secrets: [{ name: 'notes', key: 'level', targetEnvName: 'LEVEL' }],
  });
  expect(notes(imported)).toMatchObject({ secrets: { LEVEL: { fromSecretName: { name: 'notes', key: 'level' } } } });
  expect(notes(imported).env).not.toHaveProperty('LEVEL');
  expect(imported.decisions.map(({ at }) => at)).toContain('servers.notes.env.LEVEL');
  expect(() => synth(settled(imported))).not.toThrow();
});

test('a probe over TLS is asked about', () => {
  const probe = { httpGet: { path: '/healthz', port: 8080, scheme: 'HTTPS' } };
  const imported = toolHive({
    podTemplateSpec: { spec: { containers: [{ name: 'mcp', readinessProbe: probe }] } },
  });
  expect(requiredAt(imported)).toEqual(['servers.notes.source: tls']);
});

const compose = (service: object): McpImport =>
  McpImport.fromCompose(JSON.stringify({ services: { notes: { image: IMAGE, ports: ['8080'], ...service } } }));

test.each([{ tmpfs: ['/run'] }, { tmpfs: '/etc' }, { volumes: ['data:/usr/lib'] }])(
  'a mount over files of the system is asked about: %j',
  service => {
    const imported = compose(service);
    expect([notes(imported).storage, requiredAt(imported)]).toEqual([undefined, ['servers.notes.storage: storage']]);
  },
);

test('of two mounts at one path the first counts, and it is said', () => {
  const imported = compose({ tmpfs: ['/data', '/data'], volumes: ['data:/data'] });
  expect(notes(imported).storage).toHaveLength(1);
  expect(imported.decisions.map(({ how }) => how)).toContain('/data is mounted twice: the first one counts');
  expect(() => synth(settled(imported))).not.toThrow();
});

test('inputs of VS Code that are no list do not refuse its servers', () => {
  const servers = { notes: { command: 'npx', args: ['-y', 'notes-mcp@1.0.0'] } };
  const imported = McpImport.fromVsCode(JSON.stringify({ inputs: { id: 'a' }, servers }));
  expect(notes(imported).source).toEqual({ npm: { reference: 'notes-mcp@1.0.0' } });
});
