import { Chart, Size, Testing } from 'cdk8s';
import { Construct } from 'constructs';
import {
  Egress,
  McpPool,
  McpPoolProps,
  McpRemoteServer,
  McpServer,
  McpServerProps,
  PoolSubject,
  Sandbox,
  Scaling,
  ServerDefaults,
  Sessions,
  Storage,
} from '../../src/index';
import { Manifest, find, source } from '../util/app';
import { documentOf, gateway } from '../util/gateway';
import { refusal, wrong } from '../util/refusal';

const EGRESS = Egress.toCidrs('203.0.113.7/32');

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

  test('that allow one replica have one, whatever the pool says of scaling', () => {
    const manifests = objects(
      { defaults: { scaling: Scaling.fixed(3) } },
      {
        memory: { source: source({ sessions: Sessions.IN_MEMORY }) },
        volume: { storage: [Storage.persistent('/data', Size.gibibytes(1))] },
        plain: {},
      },
    );
    const replicas = ['memory', 'volume', 'plain'].map(name => find(manifests, 'Deployment', name).spec.replicas);
    expect(replicas).toEqual([1, 1, 3]);
  });

  test('drop tolerations of their pool with a reason, which is written down', () => {
    const defaults: ServerDefaults = { placement: { tolerations: [{ key: 'mcp' }, { key: 'spot' }] } };
    const reason = 'must not be moved in the middle of a call';
    const manifests = objects({ defaults }, { tool: { placement: { droppedTolerations: { spot: reason } } } });
    const { metadata, spec } = find(manifests, 'Deployment');
    expect(spec.template.spec.tolerations).toEqual([{ key: 'mcp', operator: 'Exists' }]);
    expect(metadata.annotations['cdk8s-mcp/relaxed-tolerations']).toBe(`spot: ${reason}`);
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

  test('a pool brings remote servers too, those that come later as well', () => {
    const scope = new Chart(Testing.app(), 'test', { namespace: 'mcp-edge' });
    const tools = pool(scope);
    const remote = (id: string, of: Construct = tools): McpRemoteServer =>
      new McpRemoteServer(of, id, { url: `https://${id}.example.com/mcp`, egress: EGRESS });
    const first = remote('first');
    const mcp = gateway(scope);
    tools.addTo(mcp);
    const own = member(tools, 'tool');
    const nested = remote('nested', new Construct(tools, 'team'));
    remote('elsewhere', scope);
    expect(mcp.servers).toEqual([first, nested, own]);
    expect(documentOf(Testing.synth(scope)).routes[0].backends[0].mcp.targets).toHaveLength(3);
  });

  test('a remote server that stands there already stays as it is', () => {
    const scope = new Chart(Testing.app(), 'test', { namespace: 'mcp-edge' });
    const tools = pool(scope);
    const linear = new McpRemoteServer(tools, 'linear', { url: 'https://mcp.linear.app/mcp', egress: EGRESS });
    const mcp = gateway(scope, { servers: [linear] });
    tools.addTo(mcp, { prefix: 'team' });
    expect(mcp.servers).toEqual([linear]);
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
        'prefix "notes" is already used by test/tools/notes (addServer(server, { prefix }), for the servers of a ' +
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

test('an empty list of viewers or editors is nobody, as no list is', () => {
  const made = (props: Partial<McpPoolProps>): unknown => {
    const scope = chart();
    pool(scope, props);
    return Testing.synth(scope);
  };
  expect(made({ viewers: [], editors: [] })).toEqual(made({}));
});
