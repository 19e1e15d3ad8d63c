import { ApiObject, Chart, Size, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import {
  AgentgatewayEngine,
  McpPlatform,
  McpPool,
  McpPoolProps,
  McpServer,
  McpServerProps,
  NetworkPolicyEngine,
  PoolSubject,
  PrebuiltImage,
  Sandbox,
  Scaling,
  SecretSource,
  ServerAuth,
  ServerSource,
  Storage,
  Trust,
} from '../../src/index';
import { IMAGE, Manifest, find, source } from '../util/app';
import { gateway } from '../util/gateway';
import { stdioImage } from '../util/stdio';

/** A chart without a namespace of its own. */
function chart(id = 'test'): Chart {
  return new Chart(Testing.app(), id);
}

function pool(scope: Chart, props: Partial<McpPoolProps> = {}, id = 'tools'): McpPool {
  return new McpPool(scope, id, { namespace: 'mcp-tools', ...props });
}

function member(of: McpPool, id: string, props: Partial<McpServerProps> = {}): McpServer {
  return of.addServer(id, { source: source(), ...props });
}

/** The objects of a pool with members. */
function objects(
  props: Partial<McpPoolProps>,
  members: Record<string, Partial<McpServerProps>> = { tool: {} },
): Manifest[] {
  const scope = chart();
  const tools = pool(scope, props);
  for (const [id, of] of Object.entries(members)) {
    member(tools, id, of);
  }
  return Testing.synth(scope);
}

function hard(members: Record<string, Partial<McpServerProps>>, props: Partial<McpPoolProps> = {}): Manifest {
  return find(objects(props, members), 'ResourceQuota').spec.hard;
}

describe('the quota', () => {
  test('lets a rollout at the most replicas pass: pods that are ending still count', () => {
    expect(hard({ tool: { scaling: Scaling.onCpu({ max: 10 }) } })).toMatchObject({
      'pods': '21',
      'requests.cpu': '2100m',
      'limits.cpu': '21',
      'requests.memory': '5376Mi',
      'limits.memory': '5376Mi',
      'requests.ephemeral-storage': '6720Mi',
    });
  });

  test('counts no surge where pods are replaced at once, and storage that is claimed', () => {
    expect(hard({ tool: { storage: [Storage.persistent('/data', Size.gibibytes(5))] } })).toMatchObject({
      'pods': '2',
      'requests.storage': '10Gi',
      'persistentvolumeclaims': '2',
    });
  });

  test('counts the larger of init and main containers', () => {
    const scope = chart();
    McpPlatform.configure(scope, { networkPolicyEngine: NetworkPolicyEngine.CILIUM });
    const tools = pool(scope);
    tools.addServer('npm', {
      source: ServerSource.npm('foo@1.2.3', { install: { memory: Size.gibibytes(2) } }),
      scaling: Scaling.fixed(1),
    });
    expect(find(Testing.synth(scope), 'ResourceQuota').spec.hard).toMatchObject({
      'pods': '3',
      'requests.memory': '6Gi',
    });
  });

  test('leaves CPU limits out when a member has none', () => {
    const manifests = objects({}, { tool: { resources: { unlimitedCpu: true } } });
    expect(find(manifests, 'ResourceQuota').spec.hard['limits.cpu']).toBeUndefined();
    const [range] = find(manifests, 'LimitRange').spec.limits;
    expect([range.max.cpu, range.default.cpu]).toEqual([undefined, undefined]);
  });

  test('counts the ReplicaSets of rollouts that overtake each other, beside those that are kept', () => {
    const manifests = objects({}, { a: {}, b: {} });
    const kept = find(manifests, 'Deployment', 'a').spec.revisionHistoryLimit + 1;
    expect(Number(find(manifests, 'ResourceQuota').spec.hard['count/replicasets.apps'])).toBeGreaterThanOrEqual(
      2 * 4 * kept,
    );
  });

  test('has room for members beside those whose place they take: objects are pruned last', () => {
    expect(hard({ a: {}, b: { scaling: Scaling.fixed(2), files: { '/etc/b': 'b' } } })).toMatchObject({
      'count/deployments.apps': '4',
      'count/services': '4',
      'count/configmaps': '6',
      'count/secrets': '2',
      'count/serviceaccounts': '5',
      'count/horizontalpodautoscalers.autoscaling': '4',
      'count/poddisruptionbudgets.policy': '4',
    });
  });

  test('counts the ConfigMap with the files of a bridge, twice: a new one is made before the old one is pruned', () => {
    const bridged = { a: { source: PrebuiltImage.of(stdioImage()).source(IMAGE) } };
    expect([hard({ a: {} }), hard(bridged)].map(counts => counts['count/configmaps'])).toEqual(['4', '6']);
  });

  test('keeps the place of what a member in quarantine has when it comes back', () => {
    const counts = (trust: Trust): Manifest =>
      Object.fromEntries(
        Object.entries(hard({ tool: { trust }, other: {} })).filter(([key]) => /^count\/(?!secrets)/.test(key)),
      );
    expect(counts(Trust.quarantined({ reason: 'its package was taken over', since: '2026-11-16' }))).toEqual(
      counts(Trust.trusted()),
    );
  });

  test('closes the ways to the outside that a Service could open', () => {
    expect(hard({ tool: {} })).toMatchObject({ 'services.loadbalancers': '0', 'services.nodeports': '0' });
  });

  test('changes with a further server, and nothing else of the pool does', () => {
    const of = (ids: string[]): Manifest[] =>
      objects({ viewers: [PoolSubject.group('dev')] }, Object.fromEntries(ids.map(id => [id, {}]))).filter(
        ({ metadata }) => metadata.labels['app.kubernetes.io/component'] === undefined,
      );
    const [one, two] = [of(['a']), of(['a', 'b'])];
    expect(
      one.filter((manifest, i) => JSON.stringify(manifest) !== JSON.stringify(two[i])).map(({ kind }) => kind),
    ).toEqual(['ResourceQuota']);
  });

  test('counts what members refer to, whoever makes it, once for each name', () => {
    const source_ = source({});
    const members = {
      a: {
        source: source_,
        secrets: { TOKEN: SecretSource.fromSecretName('made-by-hand', 'token') },
        imagePullSecrets: ['pull'],
      },
      b: { secretFiles: { key: SecretSource.fromSecretName('made-by-hand', 'key') }, files: { '/etc/b': 'b' } },
    };
    expect(hard(members)).toMatchObject({
      'count/secrets': '6',
      'count/configmaps': '6',
      'count/serviceaccounts': '5',
    });
  });

  test('counts the objects of others in the namespace, and those of a gateway that has no pods of its own', () => {
    const scope = chart();
    const tools = pool(scope);
    member(tools, 'tool', { serverAuth: ServerAuth.bearer(SecretSource.fromSecretName('tool-token', 'token')) });
    const engine = AgentgatewayEngine.controller({
      gatewayName: 'edge',
      gatewayNamespace: 'edge',
      hostname: 'mcp.example.com',
    });
    tools.addTo(gateway(tools, { engine }));
    for (const kind of ['Secret', 'ConfigMap', 'Service']) {
      new ApiObject(scope, kind, { apiVersion: 'v1', kind, metadata: { name: 'other', namespace: 'mcp-tools' } });
    }
    new ApiObject(scope, 'Elsewhere', {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'far', namespace: 'elsewhere' },
    });
    expect(find(Testing.synth(scope), 'ResourceQuota').spec.hard).toMatchObject({
      'count/secrets': '6',
      'count/configmaps': '8',
      'count/services': '4',
    });
  });

  test('may count more objects, and others', () => {
    expect(hard({ tool: {} }, { quota: { objects: { 'count/secrets': 40, 'count/jobs.batch': 5 } } })).toMatchObject({
      'count/secrets': '40',
      'count/jobs.batch': '5',
      'count/services': '2',
    });
  });

  test('counts a claim that exists, and one that two members mount once', () => {
    const shared = Storage.persistent('/data', Size.gibibytes(5), {
      existingClaim: 'data',
      accessMode: kplus.PersistentVolumeAccessMode.READ_WRITE_MANY,
    });
    expect(hard({ a: { storage: [shared] }, b: { storage: [shared] } })).toMatchObject({
      'requests.storage': '10Gi',
      'persistentvolumeclaims': '2',
    });
  });

  test('leaves room to restore all claims of one member at once, and to make them under another name', () => {
    const claims = (...sizes: number[]) => ({
      storage: sizes.map((gibibytes, i) => Storage.persistent(`/data${i}`, Size.gibibytes(gibibytes))),
    });
    expect(hard({ a: claims(5, 2), b: claims(6), c: {} })).toMatchObject({
      'requests.storage': '20Gi',
      'persistentvolumeclaims': '5',
    });
    expect(hard({ a: claims(1, 1), b: claims(6) })).toMatchObject({
      'requests.storage': '14Gi',
      'persistentvolumeclaims': '5',
    });
  });

  test('leaves room to restore the largest claim, and none where the pool says how much there is', () => {
    const claim = (gibibytes: number) => ({ storage: [Storage.persistent('/data', Size.gibibytes(gibibytes))] });
    const members = { a: claim(5), b: claim(2) };
    expect(hard(members)).toMatchObject({ 'requests.storage': '12Gi', 'persistentvolumeclaims': '3' });
    const quota = { storage: Size.gibibytes(7), objects: { persistentvolumeclaims: 2 } };
    expect(find(objects({ quota }, members), 'ResourceQuota').spec.hard).toMatchObject({
      'requests.storage': '7Gi',
      'persistentvolumeclaims': '2',
    });
  });

  test.each<{ title: string; sandbox: Sandbox; cpu: string; memory: string }>([
    { title: 'Kata', sandbox: Sandbox.kata(), cpu: '1050m', memory: '1248Mi' },
    {
      title: 'Kata as it is set up here',
      sandbox: Sandbox.kata({ overhead: { cpu: kplus.Cpu.millis(100), memory: Size.mebibytes(64) } }),
      cpu: '600m',
      memory: '960Mi',
    },
    { title: 'gVisor', sandbox: Sandbox.gvisor(), cpu: '300m', memory: '768Mi' },
    {
      title: 'another',
      sandbox: Sandbox.runtimeClass('vm', { overhead: { cpu: kplus.Cpu.millis(400), memory: Size.mebibytes(512) } }),
      cpu: '1500m',
      memory: '2304Mi',
    },
  ])('counts what the runtime takes for each pod: $title', ({ sandbox, cpu, memory }) => {
    expect(hard({ tool: { sandbox, scaling: Scaling.fixed(1) } })).toMatchObject({
      'pods': '3',
      'requests.cpu': cpu,
      'requests.memory': memory,
      'limits.memory': memory,
    });
  });

  test('makes room for pods of others where their number is given', () => {
    const scope = chart();
    const tools = pool(scope, { quota: { pods: 20 } });
    member(tools, 'tool');
    new ApiObject(scope, 'Job', {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: 'job', namespace: 'mcp-tools' },
    });
    expect(find(Testing.synth(scope), 'ResourceQuota').spec.hard.pods).toBe('20');
  });

  test('may be larger than what is needed', () => {
    expect(hard({ tool: {} }, { quota: { pods: 100, memoryLimits: Size.gibibytes(100) } })).toMatchObject({
      'pods': '100',
      'limits.memory': '100Gi',
      'requests.memory': '3328Mi',
    });
  });
});

test('the limits admit every member and give bounds to containers that have none', () => {
  const [range] = find(
    objects(
      {},
      { small: {}, large: { resources: { memory: { limit: Size.gibibytes(4) }, cpu: { limit: kplus.Cpu.units(8) } } } },
    ),
    'LimitRange',
  ).spec.limits;
  expect(range).toEqual({
    type: 'Container',
    max: { cpu: '8', memory: '4Gi' },
    min: { cpu: '10m', memory: '16Mi' },
    default: { 'cpu': '1', 'memory': '256Mi', 'ephemeral-storage': '256Mi' },
    defaultRequest: { 'cpu': '100m', 'memory': '256Mi', 'ephemeral-storage': '256Mi' },
  });
});
