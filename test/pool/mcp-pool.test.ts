import { ApiObject, App, Chart, Size, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import {
  AgentgatewayEngine,
  McpNamespace,
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
  ServerDefaults,
  ServerSource,
  Sessions,
  Storage,
  Trust,
} from '../../src/index';
import { IMAGE, Manifest, find, source } from '../util/app';
import { backend, documentOf, gateway } from '../util/gateway';
import { refusal, refused, wrong } from '../util/refusal';
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

describe('members', () => {
  test('have the namespace, the owner, the environment and the label of their pool', () => {
    const manifests = objects({ owner: 'platform', environment: 'prod' });
    for (const { kind, metadata } of manifests) {
      expect([kind, metadata.labels['cdk8s-mcp/pool'], metadata.labels.owner, metadata.labels.environment]).toEqual([
        kind,
        'mcp-tools',
        'platform',
        'prod',
      ]);
      if (kind !== 'Namespace') {
        expect(metadata.namespace).toBe('mcp-tools');
      }
    }
    expect(find(manifests, 'Deployment').spec.template.metadata.labels['cdk8s-mcp/pool']).toBe('mcp-tools');
    expect(find(manifests, 'Deployment').spec.selector.matchLabels).toEqual({ 'cdk8s-mcp/server': 'tool' });
  });

  test('are those of the scope, however they were made, and not those beside it', () => {
    const scope = chart();
    const tools = pool(scope);
    new McpServer(tools, 'a', { source: source() });
    member(tools, 'b');
    new McpServer(scope, 'c', { source: source(), namespace: 'elsewhere' });
    expect(tools.servers.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(find(Testing.synth(scope), 'ResourceQuota').spec.hard['count/deployments.apps']).toBe('4');
  });

  test('take what they do not say from the pool, and keep what they say', () => {
    const defaults: ServerDefaults = {
      scaling: Scaling.fixed(2),
      sandbox: Sandbox.gvisor(),
      labels: { a: '1', b: '1' },
      annotations: { c: '1' },
    };
    const manifests = objects({ defaults }, { plain: {}, own: { scaling: Scaling.fixed(5), labels: { b: '2' } } });
    const [plain, own] = ['plain', 'own'].map(name => find(manifests, 'Deployment', name));
    expect([
      plain.spec.replicas,
      plain.spec.template.spec.runtimeClassName,
      plain.metadata.labels.a,
      plain.metadata.annotations.c,
    ]).toEqual([2, 'gvisor', '1', '1']);
    expect([
      own.spec.replicas,
      own.spec.template.spec.runtimeClassName,
      own.metadata.labels.a,
      own.metadata.labels.b,
    ]).toEqual([5, 'gvisor', '1', '2']);
  });

  test('keep what a pool says of nodes and registries, and add to it', () => {
    const defaults: ServerDefaults = {
      placement: {
        nodeSelector: { pool: 'mcp', disk: 'hdd' },
        tolerations: [{ key: 'mcp' }],
        priorityClassName: 'low',
      },
      imagePullSecrets: ['pool'],
    };
    const placement = { nodeSelector: { disk: 'ssd' }, tolerations: [{ key: 'ssd' }, { key: 'mcp' }] };
    const { spec } = find(objects({ defaults }, { tool: { placement, imagePullSecrets: ['own'] } }), 'Deployment').spec
      .template;
    expect(spec.nodeSelector).toMatchObject({ pool: 'mcp', disk: 'ssd' });
    expect(spec.tolerations).toEqual([
      { key: 'mcp', operator: 'Exists' },
      { key: 'ssd', operator: 'Exists' },
    ]);
    expect([spec.priorityClassName, spec.imagePullSecrets]).toEqual(['low', [{ name: 'own' }, { name: 'pool' }]]);
  });

  test('leave the sandbox of their pool with a reason, which is written down', () => {
    const sandbox = Sandbox.none('its driver needs the kernel of the node');
    const tool = find(
      objects({ defaults: { sandbox: Sandbox.kata() } }, { tool: { sandbox }, other: { sandbox: Sandbox.gvisor() } }),
      'Deployment',
      'tool',
    );
    expect(tool.spec.template.spec.runtimeClassName).toBeUndefined();
    expect(tool.metadata.annotations['cdk8s-mcp/relaxed-sandbox']).toBe('its driver needs the kernel of the node');
  });

  test('that are gateways take placement, registries, labels and annotations from their pool', () => {
    const scope = chart();
    const tools = pool(scope, {
      defaults: {
        sandbox: Sandbox.gvisor(),
        placement: { nodeSelector: { pool: 'mcp' } },
        imagePullSecrets: ['pull'],
        labels: { a: '1' },
        scaling: Scaling.fixed(7),
      },
    });
    tools.addTo(gateway(tools));
    member(tools, 'tool');
    const deployment = find(Testing.synth(scope), 'Deployment', 'gateway');
    expect(deployment.spec.template.spec).toMatchObject({
      runtimeClassName: 'gvisor',
      nodeSelector: { pool: 'mcp' },
      imagePullSecrets: [{ name: 'pull' }],
    });
    expect([deployment.metadata.labels.a, deployment.spec.replicas]).toEqual(['1', undefined]);
  });

  test('may be gateways, whose pods count too', () => {
    const scope = chart();
    const tools = pool(scope);
    tools.addTo(gateway(tools));
    member(tools, 'tool');
    const manifests = Testing.synth(scope);
    expect(find(manifests, 'ResourceQuota').spec.hard).toMatchObject({
      'pods': '26',
      'count/deployments.apps': '4',
      'count/configmaps': '6',
    });
    expect(find(manifests, 'Deployment', 'gateway').metadata.labels['cdk8s-mcp/pool']).toBe('mcp-tools');
  });
});

describe('behind a gateway', () => {
  test('a pool brings the servers that it has and those that come later', () => {
    const scope = new Chart(Testing.app(), 'test', { namespace: 'mcp-edge' });
    const tools = pool(scope);
    member(tools, 'first');
    tools.addTo(gateway(scope));
    member(tools, 'second');
    expect(
      documentOf(Testing.synth(scope)).routes[0].backends[0].mcp.targets.map(({ name }: Manifest) => name),
    ).toEqual(['first', 'second']);
  });

  test('a server that stands there already keeps its prefix, and no pool is added twice', () => {
    const scope = new Chart(Testing.app(), 'test', { namespace: 'mcp-edge' });
    const tools = pool(scope);
    const mcp = gateway(scope, { servers: [] });
    mcp.addServer(member(tools, 'notes'), { prefix: 'memory' });
    tools.addTo(mcp);
    tools.addTo(mcp);
    member(tools, 'wiki');
    expect(
      documentOf(Testing.synth(scope)).routes[0].backends[0].mcp.targets.map(({ name }: Manifest) => name),
    ).toEqual(['memory', 'wiki']);
  });

  test('two pools with servers of one name stand apart by a prefix', () => {
    const scope = new Chart(Testing.app(), 'test', { namespace: 'mcp-edge' });
    const [one, two] = [pool(scope), pool(scope, { namespace: 'mcp-two' }, 'two')];
    const mcp = gateway(scope);
    one.addTo(mcp);
    member(one, 'notes');
    two.addTo(mcp, { prefix: 'two' });
    member(two, 'notes');
    expect(
      documentOf(Testing.synth(scope)).routes[0].backends[0].mcp.targets.map(({ name }: Manifest) => name),
    ).toEqual(['notes', 'two-notes']);
  });

  test.each<{ title: string; add: (tools: McpPool, scope: Chart) => void; expected: string }>([
    {
      title: 'a gateway that is none',
      add: tools => {
        tools.addTo(wrong('edge'));
      },
      expected: 'test/tools: addTo: gateway must be an McpGateway, got "edge"',
    },
    {
      title: 'no gateway',
      add: tools => {
        tools.addTo(wrong(undefined));
      },
      expected: 'test/tools: addTo: gateway must be an McpGateway, got undefined',
    },
    {
      title: 'a prefix that is none',
      add: (tools, scope) => {
        tools.addTo(gateway(scope), { prefix: 'A_' });
      },
      expected: 'test/tools: addTo: prefix must be lower-case letters, digits and -, starting with a letter, got "A_"',
    },
    {
      title: 'two servers of one name',
      add: (tools, scope) => {
        const two = pool(scope, { namespace: 'mcp-two' }, 'two');
        [tools, two].forEach(each => member(each, 'notes'));
        const mcp = gateway(scope);
        tools.addTo(mcp);
        two.addTo(mcp);
      },
      expected:
        'prefix "notes" is that of test/tools/notes (addServer(server, { prefix }), for the servers of a ' +
        'pool pool.addTo(gateway, { prefix }))',
    },
  ])('$title is refused', ({ add, expected }) => {
    expect(
      refusal(scope => {
        add(pool(scope), scope);
      }),
    ).toContain(expected);
  });

  test('only a gateway takes the servers of a pool', () => {
    expect(
      refusal(scope => {
        pool(scope).addTo(wrong('edge'));
      }),
    ).toContain('test/tools: addTo: gateway must be an McpGateway');
  });
});

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
      'requests.storage': '5Gi',
      'persistentvolumeclaims': '1',
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
      'requests.storage': '5Gi',
      'persistentvolumeclaims': '1',
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

describe('people', () => {
  const manifests = objects({
    viewers: [PoolSubject.group('dev')],
    editors: [PoolSubject.user('jane@example.com'), PoolSubject.serviceAccount('ci', 'deploy')],
  });
  const allowed = (role: string, verb: string, resource: string): boolean =>
    find(manifests, 'Role', role).rules.some(
      ({ resources, verbs }: Manifest) => resources.includes(resource) && verbs.includes(verb),
    );

  test('who may look sees everything but Secrets', () => {
    expect(
      ['pods', 'pods/log', 'deployments', 'networkpolicies', 'resourcequotas'].map(resource =>
        allowed('pool-viewers', 'get', resource),
      ),
    ).toEqual(Array(5).fill(true));
    expect(['get', 'list', 'watch'].map(verb => allowed('pool-viewers', verb, 'secrets'))).toEqual([
      false,
      false,
      false,
    ]);
  });

  test('who may change workloads gets no way to rights, secrets, network and shells', () => {
    expect([allowed('pool-editors', 'patch', 'deployments'), allowed('pool-editors', 'delete', 'pods')]).toEqual([
      true,
      true,
    ]);
    for (const resource of [
      'secrets',
      'pods/exec',
      'pods/attach',
      'pods/ephemeralcontainers',
      'serviceaccounts/token',
    ]) {
      expect([
        resource,
        ['get', 'create', 'patch', 'update', 'delete'].some(verb => allowed('pool-editors', verb, resource)),
      ]).toEqual([resource, false]);
    }
    for (const resource of [
      'networkpolicies',
      'resourcequotas',
      'limitranges',
      'roles',
      'rolebindings',
      'externalsecrets',
    ]) {
      expect([
        resource,
        ['create', 'patch', 'update', 'delete', 'deletecollection'].some(verb =>
          allowed('pool-editors', verb, resource),
        ),
      ]).toEqual([resource, false]);
    }
    expect(JSON.stringify(find(manifests, 'Role', 'pool-editors').rules)).not.toContain('*');
  });

  test('are bound by kind', () => {
    expect(find(manifests, 'RoleBinding', 'pool-editors').subjects).toEqual([
      { kind: 'User', name: 'jane@example.com', apiGroup: 'rbac.authorization.k8s.io' },
      { kind: 'ServiceAccount', name: 'deploy', namespace: 'ci' },
    ]);
  });
});

describe('the namespace', () => {
  test("enforces, audits and warns restricted, in a version of one's choice", () => {
    expect(find(objects({ podSecurityVersion: 'v1.33' }), 'Namespace').metadata.labels).toMatchObject({
      'pod-security.kubernetes.io/enforce': 'restricted',
      'pod-security.kubernetes.io/enforce-version': 'v1.33',
      'pod-security.kubernetes.io/warn-version': 'v1.33',
    });
  });

  test('owned elsewhere is not written, and closed all the same', () => {
    const kinds = objects({ createNamespace: false }).map(({ kind, metadata }) => `${kind} ${metadata.name}`);
    expect(kinds).not.toContain('Namespace mcp-tools');
    expect(kinds).toEqual(
      expect.arrayContaining(['NetworkPolicy default-deny', 'ResourceQuota pool', 'LimitRange pool']),
    );
  });
});

describe('a pool is refused', () => {
  test.each<{
    title: string;
    props: Partial<McpPoolProps>;
    members: Record<string, Partial<McpServerProps>>;
    expected: string;
  }>([
    {
      title: 'a quota below the sum of the members',
      props: { quota: { pods: 6 } },
      members: { tool: {} },
      expected:
        'test/tools: quota.pods must be at least 13, got 6: twice the most replicas and the surge of 1 ' +
        'members. Fix: leave it out, or lower the scaling of test/tools/tool 13',
    },
    {
      title: 'too little memory',
      props: { quota: { memoryLimits: Size.gibibytes(1) } },
      members: { tool: {} },
      expected: 'quota.memoryLimits must be at least 3328Mi, got 1Gi',
    },
    {
      title: 'too little CPU',
      props: { quota: { cpuRequests: kplus.Cpu.millis(500) } },
      members: { tool: {} },
      expected: 'quota.cpuRequests must be at least 1300m, got 500m',
    },
    {
      title: 'limits below a member',
      props: { limits: { maxMemory: Size.mebibytes(128) } },
      members: { tool: {} },
      expected: 'limits.maxMemory must be at least 256Mi, got 128Mi: test/tools/tool has more',
    },
    {
      title: 'limits above a request',
      props: { limits: { minCpu: kplus.Cpu.millis(200) } },
      members: { tool: {} },
      expected:
        'limits.minCpu must be at most 100m, got 200m: test/tools/tool asks for less. Fix: lower it, or ' +
        'raise their requests',
    },
    {
      title: 'least above most',
      props: { limits: { minMemory: Size.gibibytes(2), maxMemory: Size.gibibytes(1) } },
      members: { tool: {} },
      expected: 'limits.minMemory must not be above limits.maxMemory',
    },
    {
      title: 'Pod Security for a namespace owned elsewhere',
      props: { createNamespace: false, podSecurityVersion: 'v1.30' },
      members: {},
      expected: 'podSecurityVersion is for a Namespace that the pool writes, and createNamespace is false',
    },
    { title: 'a budget that is a number', props: { budget: wrong(0) }, members: {}, expected: 'budget must be' },
    {
      title: 'counted CPU limits and a member without',
      props: { quota: { cpuLimits: kplus.Cpu.units(100) } },
      members: { tool: { resources: { unlimitedCpu: true } } },
      expected: 'quota.cpuLimits counts CPU limits, and test/tools/tool has none: the quota would refuse its pods',
    },
    {
      title: 'a bound of CPU limits and a member without',
      props: { limits: { maxCpu: kplus.Cpu.units(4) } },
      members: { tool: { resources: { unlimitedCpu: true } } },
      expected: 'limits.maxCpu bounds CPU limits, and test/tools/tool has none',
    },
    {
      title: 'more than the budget',
      props: { budget: { cpu: kplus.Cpu.units(1), memory: Size.gibibytes(1) } },
      members: { a: {}, b: { scaling: Scaling.fixed(10) } },
      expected:
        'budget.cpu is 1, and the members at their most replicas take 1600m. The largest: test/tools/b ' +
        '1, test/tools/a 600m. Fix: lower their scaling or requests, or raise the budget',
    },
    {
      title: 'a budget of nothing',
      props: { budget: { cpu: kplus.Cpu.units(0), memory: Size.gibibytes(1) } },
      members: {},
      expected: 'budget.cpu must be a Cpu of whole millicores above zero',
    },
    {
      title: 'half a budget',
      props: { budget: wrong({ cpu: kplus.Cpu.units(1) }) },
      members: {},
      expected: 'budget.memory must be a Size above zero',
    },
    {
      title: 'a name that is none',
      props: { namespace: 'My_Tools' },
      members: {},
      expected: 'namespace must be lower-case letters',
    },
    {
      title: 'the namespace default',
      props: { namespace: 'default' },
      members: {},
      expected: 'namespace must not be "default"',
    },
    { title: 'no namespace', props: { namespace: wrong(undefined) }, members: {}, expected: 'namespace is missing' },
    {
      title: 'an empty list of viewers',
      props: { viewers: [] },
      members: {},
      expected: 'viewers must have at least one subject',
    },
    {
      title: 'viewers that are texts',
      props: { viewers: [wrong('dev')] },
      members: {},
      expected: 'viewers[0] must be made by PoolSubject',
    },
    {
      title: 'a version that is none',
      props: { podSecurityVersion: '1.30' },
      members: {},
      expected: 'podSecurityVersion must be latest or a version such as v1.30, got "1.30"',
    },
    { title: 'a misspelt prop', props: wrong({ qouta: {} }), members: {}, expected: 'qouta is not a known prop' },
    {
      title: 'a misspelt default',
      props: { defaults: wrong({ egres: [] }) },
      members: {},
      expected: 'defaults.egres is not a known prop',
    },
    {
      title: 'a default that is none',
      props: { defaults: { scaling: wrong(5) } },
      members: { tool: {} },
      expected: 'test/tools: defaults: scaling must be made by Scaling, got 5',
    },
    {
      title: 'a default of a server that is none',
      props: { defaults: { placement: { nodeSelector: { 'a b': 'c' } } } },
      members: {},
      expected: 'test/tools: defaults: placement.nodeSelector.a b must be a label name',
    },
    {
      title: 'fewer objects than the namespace holds',
      props: { quota: { objects: { 'count/services': 1 } } },
      members: { a: {}, b: {} },
      expected: 'test/tools: quota.objects.count/services must be at least 4, got 1',
    },
    {
      title: 'an object that a quota has no name for',
      props: { quota: { objects: { secrets: 4 } } },
      members: {},
      expected: 'quota.objects.secrets must be a resource as a ResourceQuota names it',
    },
    {
      title: 'pods as objects',
      props: { quota: { objects: { 'count/pods': 4 } } },
      members: {},
      expected: 'quota.objects.count/pods must be a resource as a ResourceQuota names it',
    },
    {
      title: 'half an object',
      props: { quota: { objects: { 'count/secrets': 0.5 } } },
      members: {},
      expected: 'quota.objects.count/secrets must be an integer of at least zero, got 0.5',
    },
    {
      title: 'a member that leaves the sandbox without a reason',
      props: { defaults: { sandbox: Sandbox.kata() } },
      members: { tool: { sandbox: Sandbox.runtimeClass('runc') } },
      expected:
        'test/tools/tool: sandbox replaces that of the pool, "kata", without a reason ' +
        '(Sandbox.runtimeClass(name, { reason }), Sandbox.none(reason), or leave it out)',
    },
    {
      title: 'labels of a member that are no map',
      props: { defaults: { labels: { a: '1' } } },
      members: { tool: { labels: wrong(5) } },
      expected: 'test/tools/tool: labels must be a plain map, got 5',
    },
    {
      title: 'a quota of half a pod',
      props: { quota: { pods: 0.5 } },
      members: {},
      expected: 'quota.pods must be an integer above zero',
    },
    {
      title: 'an owner that is no label',
      props: { owner: 'a b' },
      members: {},
      expected: 'owner must be a label value',
    },
    {
      title: 'a member of another namespace',
      props: {},
      members: { tool: { namespace: 'elsewhere' } },
      expected: 'test/tools/tool: namespace must be that of the pool test/tools, "mcp-tools", got "elsewhere"',
    },
    {
      title: "a member with sessions in memory and the pool's scaling",
      props: { defaults: { scaling: Scaling.fixed(3) } },
      members: { tool: { source: source({ sessions: Sessions.IN_MEMORY }) } },
      expected: 'scaling must be Scaling.fixed(1), got up to 3 replicas',
    },
  ])('with the numbers and the fix: $title', ({ props, members, expected }) => {
    expect(
      refusal(scope => {
        const tools = pool(scope, props);
        for (const [id, of] of Object.entries(members)) {
          member(tools, id, of);
        }
      }, null),
    ).toContain(expected);
  });

  test('for a namespace that another pool has, in whatever charts', () => {
    expect(
      refusal(scope => {
        pool(scope);
        pool(new Chart(App.of(scope), 'other'));
      }, null),
    ).toContain('other/tools: namespace "mcp-tools" is that of the pool test/tools (one pool for each namespace)');
  });

  test('in a pool', () => {
    expect(
      refusal(scope => {
        new McpPool(pool(scope), 'inner', { namespace: 'inner' });
      }, null),
    ).toContain(
      'test/tools/inner: scope is in the pool test/tools: a pool is a namespace, and namespaces do not ' +
        'nest (create it beside that pool)',
    );
  });

  test.each<{ title: string; make: (scope: Construct) => void; expected: string }>([
    {
      title: 'a server',
      make: scope => {
        backend(scope, 'out', { namespace: 'mcp-tools' });
      },
      expected: 'test/tools: namespace "mcp-tools" is also that of test/out, not in the pool',
    },
    {
      title: 'a gateway',
      make: scope => {
        gateway(scope, { namespace: 'mcp-tools', servers: [backend(scope, 'notes', { namespace: 'notes' })] });
      },
      expected: 'is also that of test/gateway, not in the pool',
    },
  ])('for $title in its namespace that is not in its scope, whichever came first', ({ make, expected }) => {
    expect(
      refusal(scope => {
        pool(scope);
        make(scope);
      }, null),
    ).toContain(expected);
    expect(
      refusal(scope => {
        make(scope);
        pool(scope);
      }, null),
    ).toContain(expected);
  });

  test('for pods of others in its namespace whose number the quota does not know', () => {
    expect(
      refusal(scope => {
        new ApiObject(scope, 'Job', {
          apiVersion: 'batch/v1',
          kind: 'Job',
          metadata: { name: 'job', namespace: 'mcp-tools' },
        });
        pool(scope);
      }, null),
    ).toContain(
      'test/tools: namespace "mcp-tools" also has test/Job (Job), and the quota does not know what ' +
        'they take. Fix: quota: { pods,',
    );
  });

  test('for a namespace in it', () => {
    expect(
      refusal(scope => {
        new McpNamespace(pool(scope), 'inner', { name: 'inner' });
      }, null),
    ).toContain('test/tools/inner: is in the pool test/tools');
  });

  test('for a gateway of another namespace in it', () => {
    expect(
      refusal(scope => {
        gateway(pool(scope), { namespace: 'elsewhere' });
      }, null),
    ).toContain('namespace must be that of the pool test/tools, mcp-tools');
  });

  test.each<{ title: string; call: () => unknown; expected: string }>([
    {
      title: 'everybody as a group',
      call: () => PoolSubject.group('system:authenticated'),
      expected: 'name must not be "system:authenticated": Kubernetes gives these names to everybody',
    },
    {
      title: 'all service accounts of the namespace',
      call: () => PoolSubject.group('system:serviceaccounts:mcp-tools'),
      expected: 'name must not be "system:serviceaccounts:mcp-tools"',
    },
    {
      title: 'a service account as a user',
      call: () => PoolSubject.user('system:serviceaccount:mcp-tools:default'),
      expected: 'use PoolSubject.serviceAccount',
    },
    {
      title: 'nobody as a user',
      call: () => PoolSubject.user(''),
      expected: 'name must be the name that authentication gives',
    },
    {
      title: 'anonymous callers',
      call: () => PoolSubject.user('system:anonymous'),
      expected: 'name must not be "system:anonymous"',
    },
    {
      title: 'the default account',
      call: () => PoolSubject.serviceAccount('ci', 'default'),
      expected: 'name must be the name of a ServiceAccount other than default',
    },
  ])('for people that are no people: $title', ({ call, expected }) => {
    expect(refused(call)).toContain(expected);
  });
});
