import { parse } from 'yaml';
import { settled, synth, unknownIn } from './importing';
import { ImportDecision, ImportOutcome, McpImport } from '../../src';
import { Manifest } from '../util/app';

const IMAGE = `ghcr.io/acme/notes-mcp:1.4.0@sha256:${'1'.repeat(64)}`;
const RBAC = 'rbac.authorization.k8s.io/v1';

const object = (apiVersion: string, kind: string, name: string, more: object = {}): object => ({
  apiVersion,
  kind,
  metadata: { name, namespace: 'tools' },
  ...more,
});
/** A Deployment whose container and pod have more members. */
const deployment = (container: object = {}, pod: object = {}): object =>
  object('apps/v1', 'Deployment', 'notes', {
    spec: {
      template: {
        spec: { containers: [{ name: 'notes', image: IMAGE, ports: [{ containerPort: 8000 }], ...container }], ...pod },
      },
    },
  });
const imported = (...objects: readonly object[]): McpImport =>
  McpImport.fromKubernetes(objects.map(each => JSON.stringify(each)).join('\n---\n'));
const notes = (from: McpImport): Manifest => parse(from.toYaml()).servers.notes;
const required = (from: McpImport): ImportDecision[] => from.decisions.filter(each => each.required);
const permissions = (from: McpImport): ImportDecision[] =>
  from.decisions.filter(({ at, what }) => at === 'servers.notes.kubernetesAccess' && what === 'permissions');

describe('what charts leave empty', () => {
  test('is no decision', () => {
    const from = imported(
      deployment(
        { resources: {}, securityContext: {}, env: [], envFrom: null, volumeMounts: [], lifecycle: {} },
        { securityContext: {}, initContainers: [], imagePullSecrets: [], affinity: {}, hostAliases: null, volumes: [] },
      ),
    );
    expect(required(from)).toEqual([]);
    expect(unknownIn(from)).toEqual([]);
    expect(() => synth(settled(from))).not.toThrow();
  });

  test('does not hide what is beside it', () => {
    const from = imported(deployment({ resources: {} }, { initContainers: [{ name: 'prepare', image: IMAGE }] }));
    expect(required(from).map(({ what }) => what)).toEqual(['container']);
  });
});

describe('what belongs to Helm', () => {
  test.each(['test', 'test-success', 'test-failure'])('a pod of %s is told as a test, and is no decision', hook => {
    const pod = object('v1', 'Pod', 'notes-try', { spec: { containers: [{ name: 'wget', image: 'busybox' }] } });
    const from = imported(deployment(), {
      ...pod,
      metadata: { name: 'notes-try', annotations: { 'helm.sh/hook': hook } },
    });
    expect(from.decisions.filter(({ at }) => at === 'document 2')).toEqual([]);
    const losses = from.losses.filter(({ field }) => field.startsWith('document 2'));
    expect(new Set(losses.map(({ reason }) => reason))).toEqual(new Set(['a test of the chart, which runs once']));
  });

  test('a job that runs before an upgrade is still a decision', () => {
    const job = object('batch/v1', 'Job', 'migrate');
    const from = imported(deployment(), {
      ...job,
      metadata: { name: 'migrate', annotations: { 'helm.sh/hook': 'pre-upgrade' } },
    });
    expect(from.decisions.find(({ at }) => at === 'document 2')?.how).toContain('Job migrate');
  });

  test('labels of charts and of replica sets are not carried over, others are', () => {
    const base = deployment() as Manifest;
    base.spec.template.metadata = {
      labels: { 'helm.sh/chart': 'notes-1.0.0', 'pod-template-hash': '5d8f', 'team': 'docs' },
    };
    expect(notes(imported(base)).labels).toEqual({ team: 'docs' });
  });
});

describe('the account of a workload', () => {
  const account = (more: object = {}): object => object('v1', 'ServiceAccount', 'notes', more);
  const binding = (kind: string, role: string): object =>
    object(RBAC, kind, 'notes', {
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: role, name: 'notes' },
      subjects: [{ kind: 'ServiceAccount', name: 'notes', namespace: 'tools' }],
    });
  const role = (kind: string, ...rules: readonly object[]): object => object(RBAC, kind, 'notes', { rules });
  const read = (...resources: readonly string[]): object => ({
    apiGroups: [''],
    resources,
    verbs: ['get', 'list', 'watch'],
  });
  const withAccount = deployment({}, { serviceAccountName: 'notes' });

  test('without roles in the input is for review', () => {
    const from = imported(account(), withAccount);
    expect(required(from)).toEqual([]);
    expect(permissions(from)[0].how).toContain('no role of the input is bound');
  });

  test.each([
    { where: 'pod', pod: { automountServiceAccountToken: false }, more: {} },
    { where: 'account', pod: {}, more: { automountServiceAccountToken: false } },
  ])('without roles and without a token of the $where is no decision', ({ pod, more }) => {
    const from = imported(account(more), deployment({}, { serviceAccountName: 'notes', ...pod }));
    expect(permissions(from)).toEqual([]);
  });

  test('that the input does not have is a required decision', () => {
    expect(required(imported(withAccount)).map(({ at }) => at)).toEqual(['servers.notes.kubernetesAccess']);
  });

  test('is known by both of its names, as kubectl writes it', () => {
    const from = imported(account(), deployment({}, { serviceAccountName: 'notes', serviceAccount: 'notes' }));
    expect(unknownIn(from)).toEqual([]);
  });

  test.each([
    {
      title: 'reading in its namespace',
      objects: [role('Role', read('pods', 'pods/log')), binding('RoleBinding', 'Role')],
      form: 'write { readOnly: { resources: [pods, pods/log] } }',
    },
    {
      title: 'reading in the cluster',
      objects: [
        role('ClusterRole', { ...read('deployments'), apiGroups: ['apps'] }, read('nodes')),
        binding('ClusterRoleBinding', 'ClusterRole'),
      ],
      form: 'write { clusterReadOnly: { resources: [deployments.apps, nodes] } }',
    },
    {
      title: 'less than reading',
      objects: [
        role('Role', { apiGroups: [''], resources: ['pods'], verbs: ['get'], resourceNames: ['web'] }),
        binding('RoleBinding', 'Role'),
      ],
      form: 'rules: [{ apiGroup: "", resources: [pods], verbs: [get], resourceNames: [web] }], reason: … } }',
    },
    {
      title: 'reading Secrets',
      objects: [role('Role', read('secrets')), binding('RoleBinding', 'Role')],
      form: '[{ apiGroup: "", resources: [secrets], verbs: [get, list, watch] }]',
    },
    {
      title: 'everything',
      objects: [
        role('ClusterRole', { apiGroups: ['*'], resources: ['*'], verbs: ['*'] }),
        binding('ClusterRoleBinding', 'ClusterRole'),
      ],
      form: 'they allow everything (*)',
    },
    {
      title: 'writing in the cluster',
      objects: [
        role('ClusterRole', { apiGroups: ['apps'], resources: ['deployments'], verbs: ['patch'] }),
        binding('ClusterRoleBinding', 'ClusterRole'),
      ],
      form: 'rules hold in the namespace of the server alone',
    },
    {
      title: 'a role of the cluster',
      objects: [binding('ClusterRoleBinding', 'ClusterRole')],
      form: 'the input does not have all these roles',
    },
  ])('proposes $title', ({ objects, form }) => {
    const from = imported(account(), ...objects, withAccount);
    expect(permissions(from)).toMatchObject([{ required: true, how: expect.stringContaining(form) }]);
    expect(notes(from).kubernetesAccess).toBeUndefined();
    expect(from.decisions.filter(({ at, what }) => at.startsWith('document ') && what === 'permissions')).toEqual([]);
    expect(() => synth(settled(from))).not.toThrow();
  });

  test('has no roles of another account, whose roles stay decisions', () => {
    const other = { ...binding('RoleBinding', 'Role'), subjects: [{ kind: 'ServiceAccount', name: 'other' }] };
    const from = imported(account(), other, withAccount);
    expect(permissions(from)[0].required).toBe(false);
    expect(from.decisions.find(({ at }) => at === 'document 2')?.what).toBe('permissions');
  });

  const ofCloud = (key: string): object => ({
    ...account(),
    metadata: { name: 'notes', namespace: 'tools', annotations: { [key]: 'notes' } },
  });
  const aboutAccount = (from: McpImport): ImportDecision[] => from.decisions.filter(({ what }) => what === 'account');

  test.each([
    { key: 'eks.amazonaws.com/role-arn', tokens: 'sts.REGION.amazonaws.com' },
    { key: 'iam.gke.io/gcp-service-account', tokens: 'the metadata server' },
  ])('that stands for one of a cloud by $key stays the account of the server', ({ key, tokens }) => {
    const from = imported(ofCloud(key), withAccount);
    expect(notes(from).serviceAccount).toBe('notes');
    expect(required(from)).toEqual([]);
    expect(aboutAccount(from)).toMatchObject([{ at: 'servers.notes.serviceAccount' }]);
    expect(aboutAccount(from)[0].how).toMatch(new RegExp(`${key}.*${tokens}`));
    expect(from.decisions.find(({ what }) => what === 'stays')).toMatchObject({
      at: 'document 1',
      how: expect.stringContaining('ServiceAccount notes'),
    });
    expect(from.losses.find(({ field }) => field.includes(key))?.outcome).toBe(ImportOutcome.USED);
    const objects = synth(settled(from));
    expect(objects.find(({ kind }) => kind === 'Deployment')?.spec.template.spec.serviceAccountName).toBe('notes');
    expect(objects.filter(({ kind }) => kind === 'ServiceAccount')).toEqual([]);
  });

  test('of Azure stays too, and the label of its pods is a required decision', () => {
    const labelled = deployment({}, { serviceAccountName: 'notes' }) as Manifest;
    labelled.spec.template.metadata = { labels: { 'azure.workload.identity/use': 'true' } };
    const from = imported(ofCloud('azure.workload.identity/client-id'), labelled);
    expect(notes(from)).toMatchObject({ serviceAccount: 'notes' });
    expect(required(from)).toMatchObject([{ at: 'servers.notes.labels', what: 'account' }]);
    expect(required(from)[0].how).toContain('platform.annotationDomains');
    const loss = from.losses.find(({ field }) => field.includes('azure.workload.identity/use'));
    expect(loss?.outcome).toBe(ImportOutcome.OPEN);
    expect(() => synth(settled(from))).not.toThrow();
  });

  test('of a cloud that is the default one needs another', () => {
    const annotations = { 'eks.amazonaws.com/role-arn': 'notes' };
    const from = imported(
      object('v1', 'ServiceAccount', 'default', { metadata: { name: 'default', annotations } }),
      deployment({}, { serviceAccountName: 'default' }),
    );
    expect(required(from)).toMatchObject([{ at: 'servers.notes.serviceAccount', what: 'account' }]);
    expect(notes(from).serviceAccount).toBeUndefined();
    expect(() => synth(settled(from))).not.toThrow();
  });

  test('without one of a cloud does not stay', () => {
    const from = imported(account(), withAccount);
    expect(notes(from).serviceAccount).toBeUndefined();
    expect(from.decisions.filter(({ what }) => what === 'stays' || what === 'account')).toEqual([]);
  });

  test('that cannot be read refuses its server, and not the others', () => {
    const other = deployment() as Manifest;
    other.metadata.name = 'wiki';
    const rules = object(RBAC, 'Role', 'notes', { rules: 'all' });
    const from = imported(account(), rules, binding('RoleBinding', 'Role'), withAccount, other);
    expect(Object.keys(parse(from.toYaml()).servers as object)).toEqual(['wiki']);
    expect(from.decisions.find(({ what }) => what === 'not imported')?.how).toContain('rules must be a list');
  });

  test('gives its pull secrets to the server', () => {
    const from = imported(account({ imagePullSecrets: [{ name: 'registry' }] }), withAccount);
    expect(notes(from).imagePullSecrets).toEqual(['registry']);
  });
});

describe('ConfigMaps and Secrets of the input', () => {
  const mounting = (volume: object, mount: object = {}): object =>
    deployment(
      { volumeMounts: [{ name: 'v', mountPath: '/etc/notes', ...mount }] },
      { volumes: [{ name: 'v', ...volume }] },
    );
  const config = object('v1', 'ConfigMap', 'notes', { data: { 'a.toml': 'a = 1', 'b.toml': 'b = 2' } });
  const secret = object('v1', 'Secret', 'notes', { stringData: { token: 'hunter2' }, data: { key: 'aHVudGVyMg==' } });

  test('become one file for each key', () => {
    const from = imported(mounting({ configMap: { name: 'notes' } }), config);
    expect(notes(from).configMapFiles).toEqual({
      '/etc/notes/a.toml': { name: 'notes', key: 'a.toml' },
      '/etc/notes/b.toml': { name: 'notes', key: 'b.toml' },
    });
    expect(required(from)).toEqual([]);
    expect(() => synth(settled(from))).not.toThrow();
  });

  test('that are secret become files that name them, without their values', () => {
    const from = imported(mounting({ secret: { secretName: 'notes' } }), secret);
    expect(notes(from).secretFiles).toEqual({
      '/etc/notes/key': { fromSecretName: { name: 'notes', key: 'key' } },
      '/etc/notes/token': { fromSecretName: { name: 'notes', key: 'token' } },
    });
    expect(`${from.toYaml()}${from.toMarkdown()}`).not.toMatch(/hunter2|aHVudGVyMg/);
  });

  test('together in one volume become files too', () => {
    const sources = [{ configMap: { name: 'notes' } }, { secret: { name: 'notes' } }];
    const from = imported(mounting({ projected: { sources } }), config, secret);
    expect(Object.keys(notes(from).configMapFiles)).toHaveLength(2);
    expect(Object.keys(notes(from).secretFiles)).toHaveLength(2);
  });

  test('of another namespace are not meant', () => {
    const from = imported(mounting({ configMap: { name: 'notes' } }), {
      ...config,
      metadata: { name: 'notes', namespace: 'other' },
    });
    expect(required(from).map(({ what }) => what)).toEqual(['config map keys']);
  });

  test.each([
    { title: 'items that are named', volume: { configMap: { name: 'notes', items: [{ key: 'a.toml', path: 'x' }] } } },
    { title: 'a sub-path', volume: { configMap: { name: 'notes' } }, mount: { subPath: 'a.toml' } },
  ])('are not mounted beyond $title', ({ volume, mount }) => {
    const from = imported(mounting(volume, mount), config);
    expect(Object.values(notes(from).configMapFiles)).toEqual([{ name: 'notes', key: 'a.toml' }]);
  });

  test('that stay are told, and not those whose values are in the app', () => {
    const values = object('v1', 'ConfigMap', 'values', { data: { LEVEL: 'info' } });
    const from = imported(
      deployment({ envFrom: [{ configMapRef: { name: 'values' } }, { secretRef: { name: 'notes' } }] }),
      values,
      secret,
    );
    expect(from.decisions.filter(({ what }) => what === 'stays').map(({ at }) => at)).toEqual(['document 3']);
  });
});

describe('ports and memory', () => {
  test.each(['metrics', 'http-metrics', 'prometheus'])('a port named %s serves metrics', name => {
    const ports = [
      { name: 'http', containerPort: 8000 },
      { name, containerPort: 9090, protocol: 'TCP' },
    ];
    const from = imported(deployment({ ports }));
    expect(notes(from).source.image).toMatchObject({ port: 8000, metricsPort: 9090 });
    expect(() => synth(settled(from))).not.toThrow();
  });

  test.each([
    { title: 'is the only one', ports: [{ name: 'metrics', containerPort: 9090 }] },
    {
      title: 'is below 1024',
      ports: [
        { name: 'http', containerPort: 8000 },
        { name: 'metrics', containerPort: 90 },
      ],
    },
  ])('a port of metrics that $title is not opened for metrics', ({ ports }) => {
    expect(notes(imported(deployment({ ports }))).source.image).not.toHaveProperty('metricsPort');
  });

  test('a request of memory below its limit is for review', () => {
    const from = imported(deployment({ resources: { limits: { memory: '512Mi' }, requests: { memory: '256Mi' } } }));
    expect(from.decisions.find(({ what }) => what === 'memory')).toMatchObject({
      at: 'servers.notes.resources.memory.request',
      required: false,
      how: expect.stringContaining('256Mi of 512Mi'),
    });
    const same = imported(deployment({ resources: { limits: { memory: '512Mi' }, requests: { memory: '512Mi' } } }));
    expect(same.decisions.filter(({ what }) => what === 'memory')).toEqual([]);
  });

  test('every field of these objects is accounted for', () => {
    const from = imported(deployment({ resources: { limits: { memory: '512Mi' } } }));
    expect(from.losses.filter(({ outcome }) => outcome === ImportOutcome.USED).length).toBeGreaterThan(0);
    expect(unknownIn(from)).toEqual([]);
  });
});

describe('metrics', () => {
  const scraped = (annotations: object, container: object = {}): object => {
    const base = deployment(container) as Manifest;
    base.spec.template.metadata = { annotations };
    return base;
  };
  const image = (from: McpImport): Manifest => notes(from).source.image;
  const about = (from: McpImport): ImportDecision[] => from.decisions.filter(({ what }) => what === 'metrics');

  test('that annotations name have their port and path, and ask who scrapes', () => {
    const from = imported(
      scraped({ 'prometheus.io/scrape': 'true', 'prometheus.io/port': '9090', 'prometheus.io/path': '/stats' }),
    );
    expect(image(from)).toMatchObject({ port: 8000, metricsPort: 9090, metricsPath: '/stats' });
    expect(about(from)).toMatchObject([{ required: false, how: expect.stringContaining('platform.monitoring') }]);
    expect(from.losses.filter(({ field }) => field.includes('prometheus.io')).map(({ outcome }) => outcome)).toEqual(
      Array(3).fill(ImportOutcome.USED),
    );
    expect(() => synth(settled(from))).not.toThrow();
  });

  test.each([
    { title: 'on the MCP port', port: { 'prometheus.io/port': '8000' }, how: 'a scraper could call tools' },
    { title: 'on no port', port: {}, how: 'names no port' },
  ])('$title are for review', ({ port, how }) => {
    const from = imported(scraped({ 'prometheus.io/scrape': 'true', ...port }));
    expect(image(from).metricsPort).toBeUndefined();
    expect(about(from)).toMatchObject([{ how: expect.stringContaining(how) }]);
  });

  test('that nothing scrapes ask nothing', () => {
    const from = imported(scraped({ 'prometheus.io/scrape': 'false', 'prometheus.io/port': '9090' }));
    expect(image(from).metricsPort).toBeUndefined();
    expect(about(from)).toEqual([]);
  });

  test.each(['ServiceMonitor', 'PodMonitor'])('of a %s are told with what to write', kind => {
    const monitor = object('monitoring.coreos.com/v1', kind, 'notes', { spec: { selector: {} } });
    const from = imported(deployment(), monitor);
    expect(about(from)).toMatchObject([{ at: 'document 2', how: expect.stringContaining('platform.monitoring') }]);
  });
});
