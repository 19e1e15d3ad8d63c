import { ApiObject, App, Chart, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import {
  Callers,
  McpNamespace,
  McpPool,
  McpPoolProps,
  McpServer,
  McpServerProps,
  PoolSubject,
  Sandbox,
  Scaling,
  Sessions,
} from '../../src/index';
import { source } from '../util/app';
import { backend, gateway } from '../util/gateway';
import { refusal, refused, wrong } from '../util/refusal';

function pool(scope: Chart, props: Partial<McpPoolProps> = {}, id = 'tools'): McpPool {
  return new McpPool(scope, id, { namespace: 'mcp-tools', ...props });
}

function member(of: McpPool, id: string, props: Partial<McpServerProps> = {}): McpServer {
  return of.addServer(id, { source: source(), ...props });
}

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
        'test/tools: quota.pods must be at least 13, got 6: twice the maximum replicas and the surge of 1 ' +
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
        'budget.cpu is 1, and the members at maximum replicas need 1600m. The largest: test/tools/b ' +
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
        'test/tools/tool: sandbox replaces the sandbox of the pool, "kata", without a reason ' +
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
      title: 'an owner that is not a valid label',
      props: { owner: 'a b' },
      members: {},
      expected: 'owner must be a label value',
    },
    {
      title: 'a member of another namespace',
      props: {},
      members: { tool: { namespace: 'elsewhere' } },
      expected: 'test/tools/tool: namespace must be the namespace of the pool test/tools, "mcp-tools", got "elsewhere"',
    },
    {
      title: 'a member with sessions in memory and a scaling of its own',
      props: { defaults: { scaling: Scaling.fixed(3) } },
      members: { tool: { source: source({ sessions: Sessions.IN_MEMORY }), scaling: Scaling.fixed(3) } },
      expected: 'test/tools/tool: scaling must be Scaling.fixed(1), got up to 3 replicas',
    },
    {
      title: 'a default that fits a pool and not a member, by the name of the default',
      props: { defaults: { telemetry: { metrics: { port: 9000, from: Callers.namespace('monitoring') } } } },
      members: { tool: { source: source({ port: 9000 }) } },
      expected: 'test/tools/tool: defaults.telemetry.metrics.port of the pool test/tools must not be the MCP port 9000',
    },
    {
      title: 'a default that a member replaces, by the name of its own prop',
      props: { defaults: { telemetry: { metrics: { port: 9000, from: Callers.namespace('monitoring') } } } },
      members: {
        tool: {
          source: source({ port: 9001 }),
          telemetry: { metrics: { port: 9001, from: Callers.namespace('monitoring') } },
        },
      },
      expected: 'test/tools/tool: telemetry.metrics.port must not be the MCP port 9001',
    },
    {
      title: 'a toleration that a member drops and its pool does not have',
      props: { defaults: { placement: { tolerations: [{ key: 'mcp' }] } } },
      members: { tool: { placement: { droppedTolerations: { gpu: 'needs nothing of a GPU node' } } } },
      expected: 'placement.droppedTolerations.gpu is a taint that the pool does not tolerate',
    },
    {
      title: 'a toleration that a member drops without a reason',
      props: { defaults: { placement: { tolerations: [{ key: 'mcp' }] } } },
      members: { tool: { placement: { droppedTolerations: { mcp: '' } } } },
      expected: 'placement.droppedTolerations.mcp must be one line of 10 to 256 characters',
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
    ).toContain(
      'other/tools: namespace "mcp-tools" is already used by the pool test/tools (one pool for each namespace)',
    );
  });

  test('in a pool', () => {
    expect(
      refusal(scope => {
        new McpPool(pool(scope), 'inner', { namespace: 'inner' });
      }, null),
    ).toContain(
      'test/tools/inner: scope is in the pool test/tools: pools cannot be nested (create it outside that pool)',
    );
  });

  test.each<{ title: string; make: (scope: Construct) => void; expected: string }>([
    {
      title: 'a server',
      make: scope => {
        backend(scope, 'out', { namespace: 'mcp-tools' });
      },
      expected: 'test/tools: namespace "mcp-tools" is also used by test/out, not in the pool',
    },
    {
      title: 'a gateway',
      make: scope => {
        gateway(scope, { namespace: 'mcp-tools', servers: [backend(scope, 'notes', { namespace: 'notes' })] });
      },
      expected: 'is also used by test/gateway, not in the pool',
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
      'test/tools: namespace "mcp-tools" also has test/Job (Job), and the quota does not include their resources. ' +
        'Fix: quota: { pods,',
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
    ).toContain('namespace must be the namespace of the pool test/tools, mcp-tools');
  });

  test.each<{ title: string; call: () => unknown; expected: string }>([
    {
      title: 'everybody as a group',
      call: () => PoolSubject.group('system:authenticated'),
      expected: 'name must not be "system:authenticated": Kubernetes uses these names for all users',
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
