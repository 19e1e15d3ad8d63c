import { ApiObject, Chart, Testing } from 'cdk8s';
import * as fc from 'fast-check';
import { sound } from './cases/mutant';
import {
  Egress,
  Guardrails,
  Isolation,
  KubernetesAccess,
  McpNamespace,
  NetworkPolicyEngine,
  ServerSource,
  ToolPolicy,
} from '../../src';
import { Manifest, source, synth } from '../util/app';
import { cases } from '../util/cases';

const PLATFORM = { networkPolicyEngine: NetworkPolicyEngine.CILIUM };
const BRIDGED = [undefined, Isolation.session({ maxSessions: 2 })].map(isolation => ({
  source: ServerSource.npm('@scope/tool@1.2.3', { isolation }),
  tools: ToolPolicy.allow('get_*'),
}));
const PROPS = {
  egress: [Egress.toHosts('api.github.com')],
  kubernetesAccess: KubernetesAccess.readOnly({ resources: ['pods'] }),
  files: { '/etc/tool/config.yaml': 'a: b\n' },
  source: source({ healthPath: '/healthz' }),
};

/** Manifests of every kind that a rule looks at. */
function manifests(): Manifest[] {
  const cilium = sound({ platform: PLATFORM, props: PROPS });
  const namespace = new McpNamespace(Chart.of(cilium), 'pool', { name: 'pool' });
  const pod = structuredClone(cilium.deployment.toJson().spec.template);
  pod.spec.containers[0].lifecycle.postStart = { exec: { command: ['x'] } };
  pod.spec.initContainers = [structuredClone(pod.spec.containers[0])];
  pod.spec.securityContext.sysctls = [{ name: 'net.ipv4.tcp_syncookies', value: '1' }];
  pod.spec.hostAliases = [{ ip: '203.0.113.7' }];
  return [
    ...synth(namespace),
    ...BRIDGED.map(props => sound({ platform: PLATFORM, props }).deployment.toJson()),
    { apiVersion: 'v1', kind: 'Pod', ...pod },
    { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, data: { a: 'b' } },
    { apiVersion: 'v1', kind: 'List', metadata: { name: 'l' }, items: [{ kind: 'Pod' }] },
    {
      apiVersion: 'external-secrets.io/v1',
      kind: 'ExternalSecret',
      metadata: { name: 'e' },
      spec: { target: { template: { data: { a: 'b' } } } },
    },
    {
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata: { name: 'c' },
      spec: { jobTemplate: { spec: { template: pod } } },
    },
    {
      apiVersion: 'cilium.io/v2',
      kind: 'CiliumNetworkPolicy',
      metadata: { name: 'p' },
      specs: [
        {
          endpointSelector: {},
          enableDefaultDeny: { egress: true },
          ingress: [{ fromCIDRSet: [{ cidr: '203.0.113.0/24', except: [] }], fromEndpoints: [{ matchLabels: {} }] }],
        },
      ],
    },
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'n' },
      spec: {
        podSelector: { matchExpressions: [{ key: 'a', operator: 'In', values: ['b'] }] },
        egress: [
          { to: [{ ipBlock: { cidr: '0.0.0.0/0', except: ['10.0.0.0/8'] } }], ports: [{ port: 1, endPort: 2 }] },
        ],
      },
    },
  ];
}

/** Every place of a tree, as a path of keys; kind and apiVersion are cdk8s' own. */
function places(value: Manifest, path: readonly string[] = []): string[][] {
  const here = path.length === 0 || ['kind', 'apiVersion'].includes(path.join('.')) ? [] : [[...path]];
  return typeof value !== 'object' || value === null
    ? here
    : [...here, ...Object.keys(value).flatMap(key => places(value[key], [...path, key]))];
}

function replaced(tree: Manifest, path: readonly string[], value: unknown): Manifest {
  const copy: Manifest = structuredClone(tree);
  const last = path.slice(0, -1).reduce<Manifest>((here, key) => here?.[key], copy);
  if (typeof last === 'object' && last !== null) {
    last[path[path.length - 1]] = value;
  }
  return copy;
}

const ALL = manifests();
const PLACES = ALL.flatMap((manifest, index) => places(manifest).map(path => ({ index, path })));

const ODD_KEYS = fc.constantFrom(
  'a',
  'toString',
  'valueOf',
  'hasOwnProperty',
  '',
  ' ',
  '*',
  'name',
  'matchLabels',
  'matchExpressions',
  'type',
  'ports',
  'cidr',
  'key',
  'value',
);
const oddValue = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    undefined,
    true,
    false,
    0,
    -1,
    1.5,
    1e300,
    NaN,
    Infinity,
    '',
    '*',
    '0',
    '-1',
    '100%',
    '0.0.0.0/0',
    '::/0',
    '1e999',
    '\u0000',
    '\ud800',
    [],
    {},
    [null],
    [[]],
    [{}],
  ),
  fc.integer(),
  fc.double(),
  fc.string({ unit: 'binary' }),
  fc.string({ minLength: 1000, maxLength: 5000 }),
  fc.bigInt(),
  fc.array(fc.oneof(fc.string(), fc.integer(), fc.constant(null)), { maxLength: 4 }),
  fc.object({ key: ODD_KEYS, maxDepth: 4, values: [fc.string(), fc.integer(), fc.boolean(), fc.constant(null)] }),
  fc
    .integer({ min: 50, max: 500 })
    .map(depth =>
      Array.from({ length: depth }).reduce<unknown>((inner, _, i) => (i % 2 === 0 ? [inner] : { a: inner }), 'deep'),
    ),
);

test('rules answer every manifest with findings, never with an error of their own', () => {
  const runs = cases(3000, 20260728);
  let judged = 0;
  const change = fc.record({ at: fc.constantFrom(...PLACES), value: oddValue });
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 5 }), changes => {
      const trees = changes.reduce<Manifest[]>(
        (all, { at: { index, path }, value }) =>
          all.map((tree, i) => (i === index ? replaced(tree, path, value) : tree)),
        [...ALL],
      );
      const scope = new Chart(Testing.app({ outdir: 'unused' }), 'test', { namespace: 'mcp-tools' });
      Guardrails.enforce(scope);
      const touched = new Set(changes.map(({ at: { index } }) => index));
      for (const index of touched) {
        const object = made(scope, `object-${index}`, trees[index]);
        if (object === undefined) {
          return;
        }
      }
      judged += 1;
      try {
        synth(scope);
      } catch (error) {
        expect(String(error)).toMatch(/^Error: Validation failed with the following errors:\n/);
      }
    }),
    runs,
  );
  expect(judged).toBeGreaterThan(runs.numRuns / 2);
});

/** The object, unless cdk8s itself refuses its shape. */
function made(scope: Chart, id: string, json: Manifest): ApiObject | undefined {
  try {
    const object = new ApiObject(scope, id, json);
    object.toJson();
    return object;
  } catch {
    return undefined;
  }
}
