import { parse } from 'yaml';
import { settled, synth, unknownIn } from './importing';
import { ImportDecision, McpImport } from '../../src';
import { Manifest } from '../util/app';

const IMAGE = `ghcr.io/acme/notes-mcp:1.4.0@sha256:${'1'.repeat(64)}`;
const RBAC = 'rbac.authorization.k8s.io';

const object = (apiVersion: string, kind: string, name: string, more: object = {}): object => ({
  apiVersion,
  kind,
  metadata: { name, namespace: 'tools' },
  ...more,
});
const VOLUMES = {
  volumes: [{ name: 'config', configMap: { name: 'notes' } }],
  volumeMounts: [{ name: 'config', mountPath: '/etc/notes' }],
};
const toolHive = (account: object, volumes: Partial<typeof VOLUMES> = {}): object =>
  object('toolhive.stacklok.dev/v1beta1', 'MCPServer', 'notes', {
    spec: {
      image: IMAGE,
      transport: 'streamable-http',
      mcpPort: 8000,
      ...account,
      podTemplateSpec: {
        spec: {
          volumes: volumes.volumes ?? [],
          containers: [{ name: 'mcp', volumeMounts: volumes.volumeMounts ?? [] }],
        },
      },
    },
  });
const kmcp = (deployment: object): object =>
  object('kagent.dev/v1alpha1', 'MCPServer', 'notes', {
    spec: { transportType: 'http', httpTransport: { targetPort: 8000 }, deployment: { image: IMAGE, ...deployment } },
  });

const SERVERS = [
  { title: 'serviceAccount of ToolHive', read: McpImport.fromToolHive, server: toolHive({ serviceAccount: 'reader' }) },
  {
    title: 'the template of ToolHive',
    read: McpImport.fromToolHive,
    server: toolHive({}) as Manifest,
    template: true,
  },
  { title: 'kmcp', read: McpImport.fromKmcp, server: kmcp({ serviceAccountName: 'reader' }) },
];
const MOUNTING = [
  { title: 'ToolHive', read: McpImport.fromToolHive, server: toolHive({}, VOLUMES) },
  { title: 'kmcp', read: McpImport.fromKmcp, server: kmcp(VOLUMES) },
];

const textOf = (...objects: readonly object[]): string => objects.map(each => JSON.stringify(each)).join('\n---\n');
const notes = (from: McpImport): Manifest => parse(from.toYaml()).servers.notes;
const required = (from: McpImport): ImportDecision[] => from.decisions.filter(each => each.required);

const ACCOUNT = object('v1', 'ServiceAccount', 'reader', { imagePullSecrets: [{ name: 'registry' }] });
const ROLE = object(`${RBAC}/v1`, 'Role', 'reader', {
  rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'watch'] }],
});
const BINDING = object(`${RBAC}/v1`, 'RoleBinding', 'reader', {
  roleRef: { apiGroup: RBAC, kind: 'Role', name: 'reader' },
  subjects: [{ kind: 'ServiceAccount', name: 'reader', namespace: 'tools' }],
});

describe.each(SERVERS)('the account in $title', ({ read, server, template = false }) => {
  const withAccount = JSON.parse(JSON.stringify(server)) as Manifest;
  if (template) {
    withAccount.spec.podTemplateSpec.spec.serviceAccountName = 'reader';
  }
  const imported = (...objects: readonly object[]): McpImport => read(textOf(withAccount, ...objects));

  test('has its roles in the file proposed', () => {
    const from = imported(ACCOUNT, ROLE, BINDING);
    expect(required(from)).toMatchObject([
      {
        at: 'servers.notes.kubernetesAccess',
        how: expect.stringContaining('write { readOnly: { resources: [pods] } }') as string,
      },
    ]);
    expect(notes(from).imagePullSecrets).toEqual(['registry']);
    expect(from.decisions.filter(({ at }) => at.startsWith('document '))).toEqual([]);
    expect(unknownIn(from)).toEqual([]);
    expect(() => synth(settled(from))).not.toThrow();
  });

  test('without roles in the file is for review, and one that the file does not have is a required decision', () => {
    expect(required(imported(ACCOUNT))).toEqual([]);
    expect(required(imported()).map(({ at }) => at)).toEqual(['servers.notes.kubernetesAccess']);
  });

  test('of a cloud stays the account of the server', () => {
    const annotations = { 'eks.amazonaws.com/role-arn': 'notes' };
    const from = imported(
      object('v1', 'ServiceAccount', 'reader', { metadata: { name: 'reader', namespace: 'tools', annotations } }),
    );
    expect(notes(from).serviceAccount).toBe('reader');
    expect(required(from)).toEqual([]);
    expect(from.decisions.filter(({ what }) => what === 'stays')).toHaveLength(1);
  });
});

describe.each(MOUNTING)('volumes in $title', ({ read, server }) => {
  const config = object('v1', 'ConfigMap', 'notes', { data: { 'a.toml': 'a = 1', 'b.toml': 'b = 2' } });

  test('have the keys of a ConfigMap in the file', () => {
    const from = read(textOf(server, config));
    expect(notes(from).configMapFiles).toEqual({
      '/etc/notes/a.toml': { name: 'notes', key: 'a.toml' },
      '/etc/notes/b.toml': { name: 'notes', key: 'b.toml' },
    });
    expect(required(from)).toEqual([]);
    expect(from.decisions.filter(({ what }) => what === 'stays')).toMatchObject([{ at: 'document 2' }]);
    expect(() => synth(settled(from))).not.toThrow();
  });

  test('have those of one that says no namespace', () => {
    const from = read(textOf(server, { ...config, metadata: { name: 'notes' } }));
    expect(required(from)).toEqual([]);
  });

  test('that name one which is not in the file are a required decision', () => {
    expect(required(read(textOf(server))).map(({ what }) => what)).toEqual(['config map keys']);
  });
});

test('Secrets and ConfigMaps of kmcp become variables and files by their keys', () => {
  const server = kmcp({
    secretRefs: [{ name: 'notes' }],
    configMapRefs: [{ name: 'notes' }],
    env: { LEVEL: 'info' },
  });
  const from = McpImport.fromKmcp(
    textOf(
      server,
      object('v1', 'Secret', 'notes', { stringData: { TOKEN: 'hunter2', LEVEL: 'debug' } }),
      object('v1', 'ConfigMap', 'notes', { data: { 'notes.yaml': 'a: b' } }),
    ),
  );
  expect(notes(from)).toMatchObject({
    env: { LEVEL: 'info' },
    secrets: { TOKEN: { fromSecretName: { name: 'notes', key: 'TOKEN' } } },
    configMapFiles: { '/configmaps/notes/notes.yaml': { name: 'notes', key: 'notes.yaml' } },
  });
  expect(required(from)).toEqual([]);
  expect(from.toYaml()).not.toContain('hunter2');
});

test('variables of ToolHive come from whole objects too, and those that are named count', () => {
  const server = toolHive({ env: [{ name: 'LEVEL', value: 'info' }] }) as Manifest;
  server.spec.podTemplateSpec.spec.containers[0].envFrom = [{ configMapRef: { name: 'notes' } }];
  const config = object('v1', 'ConfigMap', 'notes', { data: { LEVEL: 'debug', REGION: 'north' } });
  const from = McpImport.fromToolHive(textOf(server, config));
  expect(notes(from).env).toMatchObject({ LEVEL: 'info', REGION: 'north' });
  expect(required(from)).toEqual([]);
  expect(from.decisions.filter(({ what }) => what === 'stays')).toEqual([]);
});

test('a profile of ToolHive that is read does not stay', () => {
  const profile = { network: { outbound: { allow_host: ['api.example.com'], allow_port: [443] } } };
  const server = toolHive({ permissionProfile: { type: 'configmap', name: 'profile', key: 'p.json' } });
  const config = object('v1', 'ConfigMap', 'profile', { data: { 'p.json': JSON.stringify(profile) } });
  const from = McpImport.fromToolHive(textOf(server, config));
  expect(notes(from).egress).toEqual([{ toHosts: ['api.example.com'] }]);
  expect(from.decisions.filter(({ what }) => what === 'stays')).toEqual([]);
});

test.each(SERVERS)('what is beside servers in $title is told as beside a Deployment', ({ read, server }) => {
  const ingress = object('networking.k8s.io/v1', 'Ingress', 'notes', { spec: {} });
  expect(read(textOf(server, ingress)).decisions.find(({ at }) => at === 'document 2')).toMatchObject({
    what: 'gateway',
  });
});
