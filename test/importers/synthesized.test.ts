import { parse } from 'yaml';
import { settled, synth } from './importing';
import { McpImport } from '../../src';
import { Manifest } from '../util/app';

const IMAGE = 'ghcr.io/acme/a:1.0.0';

interface Parts {
  readonly container?: object;
  readonly pod?: object;
  readonly spec?: object;
  readonly beside?: readonly object[];
}

const workload = ({ container = {}, pod = {}, spec = {}, beside = [] }: Parts): string => {
  const server = { name: 'a', image: IMAGE, ports: [{ containerPort: 8080 }], ...container };
  const template = { metadata: { labels: { app: 'a' } }, spec: { containers: [server], ...pod } };
  const kind = 'volumeClaimTemplates' in spec ? 'StatefulSet' : 'Deployment';
  const own = { apiVersion: 'apps/v1', kind, metadata: { name: 'a' }, spec: { template, ...spec } };
  return JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [own, ...beside] });
};
const claim = (mounts: object[], spec: object = { resources: { requests: { storage: '10Gi' } } }): string =>
  workload({
    container: { volumeMounts: mounts.map(mount => ({ name: 'd', ...mount })) },
    spec: { volumeClaimTemplates: [{ metadata: { name: 'd' }, spec }] },
  });
const service = (...ports: object[]): object => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 's' },
  spec: { selector: { app: 'a' }, ports },
});
const nodes = (nodeSelector: object, ...matchExpressions: object[]): string =>
  workload({
    pod: {
      nodeSelector,
      affinity: {
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions }] },
        },
      },
    },
  });
const sig = (path: string): string =>
  JSON.stringify({
    apiVersion: 'mcp.x-k8s.io/v1beta1',
    kind: 'MCPServer',
    metadata: { name: 'a' },
    spec: { source: { type: 'ContainerImage', containerImage: { ref: IMAGE } }, config: { port: 8080, path } },
  });
const compose = (keys: object): string =>
  JSON.stringify({ services: { a: { image: IMAGE, ports: ['8080'], ...keys } } });
const ARM = { key: 'kubernetes.io/arch', operator: 'In', values: ['amd64', 'arm64'] };

const serverOf = (text: string): Manifest => parse(McpImport.detect(text).toYaml()).servers.a;
const required = (text: string): string[] =>
  McpImport.detect(text)
    .decisions.filter(decision => decision.required)
    .map(({ what }) => what);

test.each([
  ['a claim over files of the system', claim([{ mountPath: '/etc' }])],
  ['a claim at a path with a slash at its end', claim([{ mountPath: '/data/' }])],
  ['a claim with no amount', claim([{ mountPath: '/data' }], { resources: { requests: { storage: 'lots' } } })],
  ['a claim in decimal units', claim([{ mountPath: '/data' }], { resources: { requests: { storage: '10000M' } } })],
  ['a claim in two places', claim([{ mountPath: '/data' }, { mountPath: '/more', subPath: 'x' }])],
  ['a Service of a low port', workload({ container: { ports: [] }, beside: [service({ port: 80 })] })],
  ['a Service of no port', workload({ container: { ports: [] }, beside: [service({ port: 99_999 })] })],
  ['a relative directory', workload({ container: { workingDir: 'app/../x' } })],
  ['a directory with a slash at its end', compose({ working_dir: '/app/' })],
  ['a relative directory of a service', compose({ working_dir: 'app' })],
  ['a health path that climbs', compose({ healthcheck: { test: 'curl http://localhost:8080/a/../b' } })],
  ['an endpoint with a query', sig('/mcp?token=hunter2')],
  ['an endpoint that climbs', sig('/mcp/../x')],
  ['an endpoint without a slash', sig('mcp')],
])('what is imported can be built once its decisions are made: %s', (_, text) => {
  const imported = McpImport.detect(text);
  expect(imported.toYaml()).not.toContain('hunter2');
  expect(() => synth(settled(imported))).not.toThrow();
});

test('a claim of a StatefulSet is mounted once, and its part of a volume is asked for', () => {
  expect(serverOf(claim([{ mountPath: '/data' }])).storage).toEqual([{ persistent: { path: '/data', size: '10Gi' } }]);
  expect(required(claim([{ mountPath: '/data' }]))).toEqual(['digest']);
  expect(required(claim([{ mountPath: '/data', subPath: 'x' }]))).toContain('storage');
});

test('of several ports behind a Service none is taken at random', () => {
  const ports = (...names: string[]): object[] => names.map((name, i) => ({ name, containerPort: 9000 + i }));
  const behind = (...names: string[]): string =>
    workload({
      container: { ports: ports(...names) },
      beside: [service(...names.map(name => ({ port: 80, targetPort: name })))],
    });
  expect(serverOf(behind('metrics', 'http')).source.image.port).toBe(9001);
  expect(required(behind('one', 'two'))).toContain('port');
});

test('a node meets every condition', () => {
  expect(serverOf(nodes({ 'kubernetes.io/arch': 'amd64' }, ARM)).placement).toEqual({ architectures: ['amd64'] });
  expect(required(nodes({ zone: 'a' }, { key: 'zone', operator: 'In', values: ['b'] }))).toContain('nodes');
});

test.each([{ key: 'dedicated' }, { key: 'dedicated', operator: 'Lt', value: '5' }])(
  'a toleration is not widened to every value: %j',
  toleration => {
    const text = workload({ pod: { tolerations: [toleration] } });
    expect(serverOf(text).placement?.tolerations).toBeUndefined();
    expect(required(text)).toContain('tolerations');
  },
);

test('what is empty asks for nothing', () => {
  expect(required(workload({ pod: { initContainers: null, hostAliases: null } }))).toEqual(['digest']);
});

test('a gateway has no server in the place of one that was refused', () => {
  const toolHive = (kind: string, name: string, spec: object): object => ({
    apiVersion: 'toolhive.stacklok.dev/v1beta1',
    kind,
    metadata: { name },
    spec,
  });
  const groupRef = { name: 'g' };
  const refused = { groupRef, image: IMAGE, podTemplateSpec: { spec: { hostNetwork: true } } };
  const items = [
    toolHive('MCPServer', 'A', refused),
    toolHive('MCPServer', 'a', { image: IMAGE, transport: 'stdio' }),
    toolHive('MCPServer', 'b', { image: IMAGE, transport: 'stdio', groupRef }),
    toolHive('VirtualMCPServer', 'v', { groupRef }),
  ];
  const app = parse(McpImport.detect(JSON.stringify({ apiVersion: 'v1', kind: 'List', items })).toYaml());
  expect(app.gateways.v.servers).toEqual(['b']);
});

test('decisions show characters that nobody sees', () => {
  const imported = McpImport.detect(compose({ depends_on: ['db\u202egnp'], profiles: ['a\u200bb'] }));
  expect(imported.toYaml() + imported.toMarkdown()).not.toMatch(/[\u202e\u200b]/);
  expect(imported.toYaml()).toContain('\\u202e');
});

test.each([
  ['a header of no Secret', { headerForward: { addHeadersFromSecret: [{ headerName: 'X-A' }] } }],
  [
    'a header of a Secret that cannot be',
    { headerForward: { addHeadersFromSecret: [{ headerName: 'X-A', valueSecretRef: { name: 'A_b', key: 'k' } }] } },
  ],
  ['certificates of no ConfigMap', { caBundleRef: { configMapRef: { key: 'ca.crt' } } }],
])('a remote server with a name that no object has is refused by itself: %s', (_, spec) => {
  const proxy = (name: string, more: object): object => ({
    apiVersion: 'toolhive.stacklok.dev/v1beta1',
    kind: 'MCPRemoteProxy',
    metadata: { name },
    spec: { remoteUrl: 'https://mcp.example.com/mcp', ...more },
  });
  const items = [proxy('bad', spec), proxy('good', {})];
  const app = parse(McpImport.detect(JSON.stringify({ apiVersion: 'v1', kind: 'List', items })).toYaml());
  expect(Object.keys(app.remoteServers)).toEqual(['good']);
});
