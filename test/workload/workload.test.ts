import { Duration, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import {
  Architecture,
  Callers,
  Hardening,
  KubernetesAccess,
  McpPlatform,
  McpPlatformProps,
  McpServerProps,
  Qos,
  Sandbox,
  Scaling,
  ServerProbes,
  Sessions,
  Storage,
  TaintEffect,
} from '../../src';
import { Manifest, chart, containerOf, find, objectsOf, server, source, synth } from '../util/app';
import { refusal } from '../util/refusal';

const podOf = (manifests: Manifest[]) => find(manifests, 'Deployment').spec.template.spec;
const kinds = (manifests: Manifest[]) => manifests.map(({ kind }) => kind);
const annotationsOf = (manifests: Manifest[]) => find(manifests, 'Deployment').metadata.annotations;

function objectsUnder(platform: McpPlatformProps, props: Partial<McpServerProps>): Manifest[] {
  const scope = chart();
  McpPlatform.configure(scope, platform);
  server(scope, props);
  return synth(scope);
}

const readWriteOnce = Storage.persistent('/data', Size.gibibytes(1));
const readWriteMany = Storage.persistent('/data', Size.gibibytes(1), {
  accessMode: kplus.PersistentVolumeAccessMode.READ_WRITE_MANY,
});
const readOnlyMany = Storage.persistent('/data', Size.gibibytes(1), {
  accessMode: kplus.PersistentVolumeAccessMode.READ_ONLY_MANY,
  existingClaim: 'corpus',
});

describe('scaling, sessions and storage', () => {
  test.each<{
    title: string;
    props: Partial<McpServerProps>;
    replicas: number | undefined;
    strategy: string;
    bounds: [number, number] | undefined;
  }>([
    { title: 'nothing said', props: {}, replicas: undefined, strategy: 'RollingUpdate', bounds: [3, 6] },
    {
      title: 'shared sessions',
      props: { source: source({ sessions: Sessions.SHARED }) },
      replicas: undefined,
      strategy: 'RollingUpdate',
      bounds: [3, 6],
    },
    {
      title: 'sessions in memory',
      props: { source: source({ sessions: Sessions.IN_MEMORY }) },
      replicas: 1,
      strategy: 'RollingUpdate',
      bounds: undefined,
    },
    {
      title: 'ReadWriteOnce',
      props: { storage: [readWriteOnce] },
      replicas: 1,
      strategy: 'Recreate',
      bounds: undefined,
    },
    {
      title: 'ReadWriteMany',
      props: { storage: [readWriteMany] },
      replicas: undefined,
      strategy: 'RollingUpdate',
      bounds: [3, 6],
    },
    {
      title: 'ReadOnlyMany',
      props: { storage: [readOnlyMany] },
      replicas: undefined,
      strategy: 'RollingUpdate',
      bounds: [3, 6],
    },
    {
      title: 'both kinds',
      props: {
        storage: [
          readWriteOnce,
          Storage.persistent('/other', Size.gibibytes(1), {
            accessMode: kplus.PersistentVolumeAccessMode.READ_WRITE_MANY,
          }),
        ],
      },
      replicas: 1,
      strategy: 'Recreate',
      bounds: undefined,
    },
    { title: 'fixed', props: { scaling: Scaling.fixed(4) }, replicas: 4, strategy: 'RollingUpdate', bounds: undefined },
    {
      title: 'fixed at one with sessions in memory',
      props: { scaling: Scaling.fixed(1), source: source({ sessions: Sessions.IN_MEMORY }) },
      replicas: 1,
      strategy: 'RollingUpdate',
      bounds: undefined,
    },
    {
      title: 'from two to nine',
      props: { scaling: Scaling.onCpu({ min: 2, max: 9 }) },
      replicas: undefined,
      strategy: 'RollingUpdate',
      bounds: [2, 9],
    },
  ])('decide replicas and rollout: $title', ({ props, replicas, strategy, bounds }) => {
    const manifests = objectsOf(props);
    const { spec } = find(manifests, 'Deployment');
    expect([spec.replicas, spec.strategy.type]).toEqual([replicas, strategy]);
    const autoscaler = manifests.find(({ kind }) => kind === 'HorizontalPodAutoscaler');
    expect(autoscaler && [autoscaler.spec.minReplicas, autoscaler.spec.maxReplicas]).toEqual(bounds);
  });

  test.each<{ title: string; props: Partial<McpServerProps>; parts: string[] }>([
    {
      title: 'memory and fixed',
      props: { source: source({ sessions: Sessions.IN_MEMORY }), scaling: Scaling.fixed(2) },
      parts: ['must be Scaling.fixed(1), got up to 2 replicas', 'sessions are kept in the memory of one process'],
    },
    {
      title: 'memory and autoscaler',
      props: { source: source({ sessions: Sessions.IN_MEMORY }), scaling: Scaling.onCpu() },
      parts: ['got up to 6 replicas', 'sessions are kept in the memory'],
    },
    {
      title: 'one volume and autoscaler',
      props: { storage: [readWriteOnce], scaling: Scaling.onMemory({ max: 12 }) },
      parts: ['got up to 12 replicas', 'a ReadWriteOnce volume is mounted by one node at a time'],
    },
    {
      title: 'both',
      props: { source: source({ sessions: Sessions.IN_MEMORY }), storage: [readWriteOnce], scaling: Scaling.fixed(3) },
      parts: ['got up to 3 replicas', 'sessions are kept', 'a ReadWriteOnce volume'],
    },
  ])('$title is refused with the numbers and the reasons', ({ props, parts }) => {
    const message = refusal(scope => {
      server(scope, props);
    });
    expect(message).toContain('test/tool: scaling must');
    for (const part of parts) {
      expect(message).toContain(part);
    }
  });

  test('an autoscaler may look at memory', () => {
    const [{ containerResource }] = find(
      objectsOf({ scaling: Scaling.onMemory({ targetPercent: 80 }) }),
      'HorizontalPodAutoscaler',
    ).spec.metrics;
    expect(containerResource).toEqual({
      name: 'memory',
      container: 'server',
      target: { type: 'Utilization', averageUtilization: 80 },
    });
  });
});

describe('storage', () => {
  test.each<{ title: string; storage: Storage; volume: unknown }>([
    {
      title: 'scratch',
      storage: Storage.scratch('/var/cache', Size.mebibytes(100)),
      volume: { name: 'storage-var-cache', emptyDir: { sizeLimit: '100Mi' } },
    },
    {
      title: 'memory',
      storage: Storage.memory('/dev/shm', Size.mebibytes(64)),
      volume: { name: 'storage-dev-shm', emptyDir: { sizeLimit: '64Mi', medium: 'Memory' } },
    },
    {
      title: 'persistent',
      storage: readWriteMany,
      volume: { name: 'storage-data', persistentVolumeClaim: { claimName: 'tool-data' } },
    },
    {
      title: 'read-only',
      storage: readOnlyMany,
      volume: { name: 'storage-data', persistentVolumeClaim: { claimName: 'corpus', readOnly: true } },
    },
    {
      title: 'an existing claim',
      storage: Storage.persistent('/data', Size.gibibytes(1), { existingClaim: 'mine' }),
      volume: { name: 'storage-data', persistentVolumeClaim: { claimName: 'mine' } },
    },
    {
      title: 'a larger /tmp',
      storage: Storage.scratch('/tmp', Size.gibibytes(1)),
      volume: { name: 'tmp', emptyDir: { sizeLimit: '1Gi' } },
    },
    {
      title: '/tmp in memory',
      storage: Storage.memory('/tmp', Size.mebibytes(10)),
      volume: { name: 'tmp', emptyDir: { sizeLimit: '10Mi', medium: 'Memory' } },
    },
  ])('has its volume: $title', ({ storage, volume }) => {
    const {
      volumes,
      containers: [{ volumeMounts }],
    } = podOf(objectsOf({ storage: [storage] }));
    expect(volumes).toContainEqual(volume);
    expect(volumeMounts.filter(({ mountPath }: Manifest) => mountPath === '/tmp')).toHaveLength(1);
  });

  test('a claim asks for what was said', () => {
    const claim = find(
      objectsOf({ storage: [Storage.persistent('/data', Size.gibibytes(5), { storageClass: 'fast' })] }),
      'PersistentVolumeClaim',
    );
    expect(claim).toMatchObject({
      metadata: { name: 'tool-data' },
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '5Gi' } }, storageClassName: 'fast' },
    });
  });

  test('a claim that exists is not made', () => {
    expect(
      kinds(objectsOf({ storage: [Storage.persistent('/data', Size.gibibytes(5), { existingClaim: 'mine' })] })),
    ).not.toContain('PersistentVolumeClaim');
  });

  test.each([
    { a: '/a/b', b: '/a-b' },
    { a: '/A', b: '/a' },
    { a: '/data.d', b: '/data-d' },
    { a: '/_', b: '/-' },
    { a: `/${'x'.repeat(50)}1`, b: `/${'x'.repeat(50)}2` },
  ])('two paths never share a volume: $a and $b', ({ a, b }) => {
    const storage = [a, b].map(path => Storage.scratch(path, Size.mebibytes(1)));
    const names: string[] = podOf(objectsOf({ storage })).volumes.map(({ name }: Manifest) => name);
    expect(new Set(names).size).toBe(3);
    expect(names.every(name => /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(name))).toBe(true);
  });

  test('a changed file rolls the pods', () => {
    const hashOf = (text: string) =>
      find(objectsOf({ files: { '/etc/a': text } }), 'Deployment').spec.template.metadata.annotations[
        'cdk8s-mcp/files-hash'
      ];
    expect(hashOf('1')).not.toBe(hashOf('2'));
    expect(hashOf('1')).toBe(hashOf('1'));
  });

  test('a file is one read-only mount of the ConfigMap', () => {
    const manifests = objectsOf({ files: { '/etc/tool/a.conf': 'x' } });
    expect(find(manifests, 'ConfigMap')).toMatchObject({
      metadata: { name: 'tool-files' },
      data: { 'etc.tool.a.conf': 'x' },
    });
    expect(containerOf(manifests).volumeMounts).toContainEqual({
      name: 'files',
      mountPath: '/etc/tool/a.conf',
      subPath: 'etc.tool.a.conf',
      readOnly: true,
    });
  });
});

describe('resources', () => {
  const millis = kplus.Cpu.millis;
  test.each<{ title: string; props: Partial<McpServerProps>; requests: unknown; limits: unknown }>([
    {
      title: 'a cpu request alone: ten times as limit',
      props: { resources: { cpu: { request: millis(250) } } },
      requests: { cpu: '250m' },
      limits: { cpu: '2500m' },
    },
    {
      title: 'a cpu limit alone',
      props: { resources: { cpu: { limit: millis(300) } } },
      requests: { cpu: '100m' },
      limits: { cpu: '300m' },
    },
    {
      title: 'units',
      props: { resources: { cpu: { request: kplus.Cpu.units(1), limit: kplus.Cpu.units(1.5) } } },
      requests: { cpu: '1' },
      limits: { cpu: '1500m' },
    },
    {
      title: 'a memory request alone',
      props: { resources: { memory: { request: Size.gibibytes(1) } } },
      requests: { memory: '1Gi' },
      limits: { memory: '1Gi' },
    },
    {
      title: 'a memory limit alone',
      props: { resources: { memory: { limit: Size.gibibytes(1) } } },
      requests: { memory: '1Gi' },
      limits: { memory: '1Gi' },
    },
    {
      title: 'both',
      props: { resources: { memory: { request: Size.mebibytes(100), limit: Size.mebibytes(200) } } },
      requests: { memory: '100Mi' },
      limits: { memory: '200Mi' },
    },
    {
      title: 'memory volumes count',
      props: { storage: [Storage.memory('/m', Size.mebibytes(44))] },
      requests: { memory: '300Mi' },
      limits: { memory: '300Mi' },
    },
    {
      title: 'scratch volumes count',
      props: { storage: [Storage.scratch('/s', Size.mebibytes(80))] },
      requests: { 'ephemeral-storage': '400Mi' },
      limits: { 'ephemeral-storage': '400Mi' },
    },
    {
      title: 'claims do not',
      props: { storage: [readWriteMany] },
      requests: { 'ephemeral-storage': '320Mi' },
      limits: { 'ephemeral-storage': '320Mi' },
    },
    {
      title: 'disk as said',
      props: { resources: { ephemeralStorage: { limit: Size.gibibytes(2) } } },
      requests: { 'ephemeral-storage': '2Gi' },
      limits: { 'ephemeral-storage': '2Gi' },
    },
    {
      title: 'bytes',
      props: { resources: { memory: { limit: Size.kibibytes(262144.5) } } },
      requests: { memory: '268435968' },
      limits: { memory: '268435968' },
    },
    {
      title: 'odd kibibytes',
      props: { resources: { memory: { limit: Size.kibibytes(262145) } } },
      requests: { memory: '262145Ki' },
      limits: { memory: '262145Ki' },
    },
    {
      title: 'guaranteed',
      props: { resources: { qos: Qos.GUARANTEED } },
      requests: { cpu: '1', memory: '256Mi' },
      limits: { cpu: '1', memory: '256Mi' },
    },
    {
      title: 'guaranteed by request',
      props: { resources: { qos: Qos.GUARANTEED, cpu: { request: millis(200) } } },
      requests: { cpu: '200m' },
      limits: { cpu: '200m' },
    },
    {
      title: 'guaranteed by limit',
      props: { resources: { qos: Qos.GUARANTEED, cpu: { limit: millis(200) } } },
      requests: { cpu: '200m' },
      limits: { cpu: '200m' },
    },
    {
      title: 'burstable',
      props: { resources: { qos: Qos.BURSTABLE } },
      requests: { cpu: '100m' },
      limits: { cpu: '1' },
    },
  ])('are those that are asked for: $title', ({ props, requests, limits }) => {
    expect(containerOf(objectsOf(props)).resources).toMatchObject({ requests, limits });
  });

  test('an unlimited cpu has a request', () => {
    const { requests, limits } = containerOf(objectsOf({ resources: { unlimitedCpu: true } })).resources;
    expect([requests.cpu, limits]).toEqual(['100m', { 'memory': '256Mi', 'ephemeral-storage': '320Mi' }]);
  });

  test('an unlimited cpu keeps the request that is given', () => {
    expect(
      containerOf(objectsOf({ resources: { unlimitedCpu: true, cpu: { request: millis(700) } } })).resources.requests
        .cpu,
    ).toBe('700m');
  });
});

describe('probes and shutdown', () => {
  test('the health path of the source is asked', () => {
    expect(containerOf(objectsOf({ source: source({ healthPath: '/healthz' }) })).readinessProbe.httpGet).toEqual({
      path: '/healthz',
      port: 'mcp',
    });
  });

  test('TCP may be asked though the source has a health path', () => {
    expect(
      containerOf(objectsOf({ source: source({ healthPath: '/healthz' }), probes: ServerProbes.tcp() })).readinessProbe
        .tcpSocket,
    ).toEqual({ port: 'mcp' });
  });

  test.each([
    { port: 8080, written: 'mcp', names: ['mcp'] },
    { port: 8081, written: 8081, names: ['mcp', 'health'] },
    { port: 9090, written: 9090, names: ['mcp', 'metrics'] },
  ])('HTTP may be asked on $port', ({ port, written, names }) => {
    const container = containerOf(
      objectsOf({
        source: source({ metricsPort: port === 9090 ? 9090 : undefined }),
        probes: ServerProbes.http('/x', { port }),
      }),
    );
    expect(container.readinessProbe.httpGet).toEqual({ path: '/x', port: written });
    expect(container.ports.map(({ name }: Manifest) => name)).toEqual(names);
  });

  test('the MCP path is fine on another port', () => {
    expect(
      containerOf(objectsOf({ probes: ServerProbes.http('/mcp', { port: 8081 }) })).readinessProbe.httpGet.port,
    ).toBe(8081);
  });

  test('the time to start is given, and the deployment waits longer', () => {
    const manifests = objectsOf({ probes: ServerProbes.tcp({ startupTimeout: Duration.minutes(20) }) });
    expect([
      containerOf(manifests).startupProbe.failureThreshold,
      find(manifests, 'Deployment').spec.progressDeadlineSeconds,
    ]).toEqual([600, 2400]);
  });

  test('a server without drain has no pause', () => {
    expect(containerOf(objectsOf({ shutdown: { drain: Duration.seconds(0) } }))).not.toHaveProperty('lifecycle');
  });

  test('drain and grace are those that are given', () => {
    const manifests = objectsOf({ shutdown: { drain: Duration.seconds(30), grace: Duration.minutes(3) } });
    expect([
      containerOf(manifests).lifecycle.preStop.sleep.seconds,
      podOf(manifests).terminationGracePeriodSeconds,
    ]).toEqual([30, 180]);
  });
});

describe('placement and sandbox', () => {
  test('every prop of placement is written', () => {
    const pod = podOf(
      objectsOf({
        placement: {
          nodeSelector: { 'pool': 'a', 'example.com/x': '' },
          tolerations: [{ key: 'k', value: 'v', effect: TaintEffect.NO_EXECUTE }, { key: 'any' }],
          priorityClassName: 'high',
          architectures: [Architecture.ARM64, Architecture.AMD64, Architecture.ARM64],
        },
      }),
    );
    expect(pod).toMatchObject({ nodeSelector: { 'pool': 'a', 'example.com/x': '' }, priorityClassName: 'high' });
    expect(pod.tolerations).toEqual([
      { key: 'k', operator: 'Equal', value: 'v', effect: 'NoExecute' },
      { key: 'any', operator: 'Exists' },
    ]);
    expect(
      pod.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions,
    ).toContainEqual({ key: 'kubernetes.io/arch', operator: 'In', values: ['amd64', 'arm64'] });
  });

  test('a priority class needs no answer to scanners', () => {
    const name = 'polaris.fairwinds.com/priorityClassNotSet-exempt';
    expect(
      [annotationsOf(objectsOf()), annotationsOf(objectsOf({ placement: { priorityClassName: 'high' } }))].map(
        annotations => name in annotations,
      ),
    ).toEqual([true, false]);
  });

  test.each([
    { name: 'gvisor', sandbox: Sandbox.gvisor() },
    { name: 'kata', sandbox: Sandbox.kata() },
    { name: 'mine', sandbox: Sandbox.runtimeClass('mine') },
  ])('the sandbox $name is a runtime class', ({ name, sandbox }) => {
    expect(podOf(objectsOf({ sandbox })).runtimeClassName).toBe(name);
  });
});

describe('hardening', () => {
  const reason = 'the vendor writes next to its program';
  test.each<{ title: string; hardening: Hardening; field: string; value: unknown; name: string }>([
    {
      title: 'a writable root',
      hardening: Hardening.restricted().withWritableRoot(reason),
      field: 'readOnlyRootFilesystem',
      value: false,
      name: 'writable-root',
    },
    {
      title: 'a user',
      hardening: Hardening.restricted().withUser(1000, reason),
      field: 'runAsUser',
      value: 1000,
      name: 'user',
    },
    {
      title: 'a low port',
      hardening: Hardening.restricted().withNetBindService(reason),
      field: 'capabilities',
      value: { drop: ['ALL'], add: ['NET_BIND_SERVICE'] },
      name: 'net-bind-service',
    },
  ])('$title is written with its reason, and nothing else is less', ({ hardening, field, value, name }) => {
    const manifests = objectsOf({ hardening });
    const strict = containerOf(objectsOf()).securityContext;
    // a user is the group too
    const runAsGroup = field === 'runAsUser' ? value : strict.runAsGroup;
    expect(containerOf(manifests).securityContext).toEqual({ ...strict, runAsGroup, [field]: value });
    expect(annotationsOf(manifests)[`cdk8s-mcp/relaxed-${name}`]).toBe(reason);
  });

  test('the restricted profile says nothing', () => {
    expect(objectsOf({ hardening: Hardening.restricted() })).toEqual(objectsOf());
  });

  test("a user is the pod's too", () => {
    const { securityContext } = podOf(objectsOf({ hardening: Hardening.restricted().withUser(20000, reason) }));
    expect(securityContext).toMatchObject({
      runAsUser: 20000,
      runAsGroup: 20000,
      fsGroup: 20000,
      supplementalGroups: [20000],
    });
  });

  test('a low port may then be used', () => {
    const hardening = Hardening.restricted().withNetBindService(reason);
    const container = containerOf(objectsOf({ source: source({ port: 80, metricsPort: 81 }), hardening }));
    expect(container.ports.map(({ containerPort }: Manifest) => containerPort)).toEqual([80, 81]);
  });

  test('a user on OpenShift is refused', () => {
    const hardening = Hardening.restricted().withUser(5000, reason);
    expect(
      refusal(scope => {
        McpPlatform.configure(scope, { openshift: true });
        server(scope, { hardening });
      }),
    ).toContain('test/tool: hardening withUser has no effect on OpenShift');
  });
});

describe('access to the Kubernetes API', () => {
  const platform = { apiServer: { cidrs: ['10.0.0.1/32'] } };
  const resources = ['pods/log', 'pods', 'deployments.apps', 'pods'];
  const verbs = ['get', 'list', 'watch'];
  const rules = [
    { apiGroups: [''], resources: ['pods', 'pods/log'], verbs },
    { apiGroups: ['apps'], resources: ['deployments'], verbs },
  ];

  test('is none by default', () => {
    expect(objectsUnder(platform, { kubernetesAccess: KubernetesAccess.none() })).toEqual(objectsUnder(platform, {}));
  });

  test('in its own namespace is a Role and its binding', () => {
    const manifests = objectsUnder(platform, { kubernetesAccess: KubernetesAccess.readOnly({ resources }) });
    expect(find(manifests, 'Role')).toMatchObject({ metadata: { name: 'tool', namespace: 'mcp-tools' }, rules });
    expect(find(manifests, 'RoleBinding')).toMatchObject({
      roleRef: { kind: 'Role', name: 'tool' },
      subjects: [{ kind: 'ServiceAccount', name: 'tool', namespace: 'mcp-tools' }],
    });
  });

  test('in other namespaces is a Role in each, named after the server', () => {
    const manifests = objectsUnder(platform, {
      kubernetesAccess: KubernetesAccess.readOnly({ resources, namespaces: ['b', 'a', 'b', 'mcp-tools'] }),
    });
    expect(
      manifests.filter(({ kind }) => kind === 'Role').map(({ metadata }) => [metadata.namespace, metadata.name]),
    ).toEqual([
      ['a', 'mcp-tools:tool'],
      ['b', 'mcp-tools:tool'],
      ['mcp-tools', 'tool'],
    ]);
  });

  test('in the cluster is a ClusterRole without namespace', () => {
    const manifests = objectsUnder(platform, {
      kubernetesAccess: KubernetesAccess.clusterReadOnly({ resources: ['nodes'] }),
    });
    expect(find(manifests, 'ClusterRole')).toMatchObject({
      metadata: { name: 'mcp-tools:tool' },
      rules: [{ apiGroups: [''], resources: ['nodes'], verbs }],
    });
    expect(
      [find(manifests, 'ClusterRole'), find(manifests, 'ClusterRoleBinding')].map(({ metadata }) => metadata.namespace),
    ).toEqual([undefined, undefined]);
  });

  test('may be any named permission, with its reason', () => {
    const kubernetesAccess = KubernetesAccess.rules(
      [{ apiGroup: 'apps', resources: ['deployments'], verbs: ['get', 'patch'], resourceNames: ['web'] }],
      'it restarts the web tier when asked',
    );
    const manifests = objectsUnder(platform, { kubernetesAccess });
    expect(find(manifests, 'Role').rules).toEqual([
      { apiGroups: ['apps'], resources: ['deployments'], verbs: ['get', 'patch'], resourceNames: ['web'] },
    ]);
    expect(annotationsOf(manifests)['cdk8s-mcp/relaxed-kubernetes-access']).toBe('it restarts the web tier when asked');
  });

  test('has Secrets only with a reason', () => {
    const kubernetesAccess = KubernetesAccess.rules(
      [{ apiGroup: '', resources: ['secrets'], verbs: ['get'] }],
      'it shows what a chart would install',
    );
    expect(find(objectsUnder(platform, { kubernetesAccess }), 'Role').rules[0].resources).toEqual(['secrets']);
  });

  test('the token expires after an hour and is at the usual place', () => {
    const pod = podOf(objectsUnder(platform, { kubernetesAccess: KubernetesAccess.readOnly({ resources }) }));
    const {
      volumes,
      containers: [{ volumeMounts }],
      automountServiceAccountToken,
    } = pod;
    expect(automountServiceAccountToken).toBe(false);
    expect(volumes.find(({ name }: Manifest) => name === 'api-token').projected.sources[0]).toEqual({
      serviceAccountToken: { path: 'token', expirationSeconds: 3600 },
    });
    expect(volumeMounts).toContainEqual({
      name: 'api-token',
      mountPath: '/var/run/secrets/kubernetes.io/serviceaccount',
      readOnly: true,
    });
  });

  test('an account that exists gets the binding', () => {
    const scope = chart();
    McpPlatform.configure(scope, platform);
    const account = kplus.ServiceAccount.fromServiceAccountName(scope, 'account', 'reader');
    const tool = server(scope, { serviceAccount: account, kubernetesAccess: KubernetesAccess.readOnly({ resources }) });
    const manifests = synth(scope);
    expect(kinds(manifests)).not.toContain('ServiceAccount');
    expect([
      podOf(manifests).serviceAccountName,
      find(manifests, 'RoleBinding').subjects[0].name,
      tool.serviceAccountObject,
    ]).toEqual(['reader', 'reader', undefined]);
  });
});

describe('telemetry', () => {
  const scraper = { namespace: 'monitoring', labels: { app: 'prometheus' } };
  const from = [
    {
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } },
      podSelector: { matchLabels: { app: 'prometheus' } },
    },
  ];
  const scrape = (manifests: Manifest[]) => {
    const { annotations } = find(manifests, 'Deployment').spec.template.metadata;
    return [
      find(manifests, 'NetworkPolicy').spec.ingress,
      annotations['prometheus.io/scrape'],
      annotations['prometheus.io/port'],
      annotations['prometheus.io/path'],
    ];
  };
  const hole = (port: number) => [{ from, ports: [{ protocol: 'TCP', port }] }];

  test.each<{ title: string; platform: McpPlatformProps; props: Partial<McpServerProps>; expected: unknown[] }>([
    {
      title: 'the source has metrics, the platform a scraper',
      platform: { monitoring: scraper },
      props: { source: source({ metricsPort: 9090 }) },
      expected: [hole(9090), 'true', '9090', '/metrics'],
    },
    {
      title: 'the path of the source',
      platform: { monitoring: scraper },
      props: { source: source({ metricsPort: 9090, metricsPath: '/stats' }) },
      expected: [hole(9090), 'true', '9090', '/stats'],
    },
    {
      title: 'the server names port, path and scraper',
      platform: {},
      props: { telemetry: { metrics: { port: 9100, path: '/m', from: Callers.pods(scraper) } } },
      expected: [hole(9100), 'true', '9100', '/m'],
    },
    {
      title: 'metrics that nobody may scrape are not announced',
      platform: {},
      props: { source: source({ metricsPort: 9090 }) },
      expected: [[], undefined, undefined, undefined],
    },
    {
      title: 'a scraper without metrics',
      platform: { monitoring: scraper },
      props: {},
      expected: [[], undefined, undefined, undefined],
    },
  ])('is announced as it is: $title', ({ platform, props, expected }) => {
    expect(scrape(objectsUnder(platform, props))).toEqual(expected);
  });

  test.each<{ title: string; props: Partial<McpServerProps>; expected: string }>([
    { title: 'no port', props: { telemetry: { metrics: {} } }, expected: 'telemetry.metrics.port is missing' },
    {
      title: 'nobody who scrapes',
      props: { source: source({ metricsPort: 9090 }), telemetry: { metrics: {} } },
      expected: 'telemetry.metrics.from is missing: nobody is named who scrapes',
    },
    {
      title: 'a low port',
      props: { telemetry: { metrics: { port: 81, from: Callers.namespace('m') } } },
      expected: 'telemetry.metrics.port must be an integer in 1024-65535, got 81',
    },
    {
      title: 'the MCP port',
      props: { telemetry: { metrics: { port: 8080, from: Callers.namespace('m') } } },
      expected: 'telemetry.metrics.port must not be the MCP port 8080',
    },
    {
      title: 'a path that is none',
      props: { telemetry: { metrics: { port: 9090, path: 'm', from: Callers.namespace('m') } } },
      expected: 'telemetry.metrics.path must be a path',
    },
    {
      title: 'a scraper as text',
      props: { telemetry: { metrics: { port: 9090, from: 'm' as never } } },
      expected: 'telemetry.metrics.from must be made by Callers',
    },
    {
      title: 'a proxy as scraper',
      props: { telemetry: { metrics: { port: 9090, from: Callers.ciliumIngress() } } },
      expected: 'telemetry.metrics.from must name pods or address ranges',
    },
    {
      title: 'an endpoint that is none',
      props: { telemetry: { otlp: { endpoint: 'otel:4318', egress: null as never } } },
      expected: 'telemetry.otlp.egress must be left out or given a value',
    },
    {
      title: 'an unknown protocol',
      props: { telemetry: { otlp: { endpoint: 'http://otel:4318', protocol: 'json' as never, egress: 1 as never } } },
      expected: 'telemetry.otlp.protocol must be one of grpc, http/protobuf',
    },
  ])('telemetry with $title is refused', ({ props, expected }) => {
    expect(
      refusal(scope => {
        server(scope, props);
      }),
    ).toContain(expected);
  });
});
