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
  test.each<[string, Partial<McpServerProps>, number | undefined, string, [number, number] | undefined]>([
    ['nothing said', {}, undefined, 'RollingUpdate', [3, 6]],
    ['shared sessions', { source: source({ sessions: Sessions.SHARED }) }, undefined, 'RollingUpdate', [3, 6]],
    ['sessions in memory', { source: source({ sessions: Sessions.IN_MEMORY }) }, 1, 'RollingUpdate', undefined],
    ['ReadWriteOnce', { storage: [readWriteOnce] }, 1, 'Recreate', undefined],
    ['ReadWriteMany', { storage: [readWriteMany] }, undefined, 'RollingUpdate', [3, 6]],
    ['ReadOnlyMany', { storage: [readOnlyMany] }, undefined, 'RollingUpdate', [3, 6]],
    [
      'both kinds',
      {
        storage: [
          readWriteOnce,
          Storage.persistent('/other', Size.gibibytes(1), {
            accessMode: kplus.PersistentVolumeAccessMode.READ_WRITE_MANY,
          }),
        ],
      },
      1,
      'Recreate',
      undefined,
    ],
    ['fixed', { scaling: Scaling.fixed(4) }, 4, 'RollingUpdate', undefined],
    [
      'fixed at one with sessions in memory',
      { scaling: Scaling.fixed(1), source: source({ sessions: Sessions.IN_MEMORY }) },
      1,
      'RollingUpdate',
      undefined,
    ],
    ['from two to nine', { scaling: Scaling.onCpu({ min: 2, max: 9 }) }, undefined, 'RollingUpdate', [2, 9]],
  ])('%s', (_, props, replicas, strategy, bounds) => {
    const manifests = objectsOf(props);
    const { spec } = find(manifests, 'Deployment');
    expect([spec.replicas, spec.strategy.type]).toEqual([replicas, strategy]);
    const autoscaler = manifests.find(({ kind }) => kind === 'HorizontalPodAutoscaler');
    expect(autoscaler && [autoscaler.spec.minReplicas, autoscaler.spec.maxReplicas]).toEqual(bounds);
  });

  test.each<[string, Partial<McpServerProps>, string[]]>([
    [
      'memory and fixed',
      { source: source({ sessions: Sessions.IN_MEMORY }), scaling: Scaling.fixed(2) },
      ['must be Scaling.fixed(1), got up to 2 replicas', 'sessions are kept in the memory of one process'],
    ],
    [
      'memory and autoscaler',
      { source: source({ sessions: Sessions.IN_MEMORY }), scaling: Scaling.onCpu() },
      ['got up to 6 replicas', 'sessions are kept in the memory'],
    ],
    [
      'one volume and autoscaler',
      { storage: [readWriteOnce], scaling: Scaling.onMemory({ max: 12 }) },
      ['got up to 12 replicas', 'a ReadWriteOnce volume is mounted by one node at a time'],
    ],
    [
      'both',
      { source: source({ sessions: Sessions.IN_MEMORY }), storage: [readWriteOnce], scaling: Scaling.fixed(3) },
      ['got up to 3 replicas', 'sessions are kept', 'a ReadWriteOnce volume'],
    ],
  ])('refused with the numbers and the reasons: %s', (_, props, parts) => {
    const message = refusal(scope => {
      server(scope, props);
    });
    expect(message).toContain('test/tool: scaling must');
    for (const part of parts) {
      expect(message).toContain(part);
    }
  });

  test('on memory', () => {
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
  test.each<[string, Storage, unknown]>([
    [
      'scratch',
      Storage.scratch('/var/cache', Size.mebibytes(100)),
      { name: 'storage-var-cache', emptyDir: { sizeLimit: '100Mi' } },
    ],
    [
      'memory',
      Storage.memory('/dev/shm', Size.mebibytes(64)),
      { name: 'storage-dev-shm', emptyDir: { sizeLimit: '64Mi', medium: 'Memory' } },
    ],
    ['persistent', readWriteMany, { name: 'storage-data', persistentVolumeClaim: { claimName: 'tool-data' } }],
    [
      'read-only',
      readOnlyMany,
      { name: 'storage-data', persistentVolumeClaim: { claimName: 'corpus', readOnly: true } },
    ],
    [
      'an existing claim',
      Storage.persistent('/data', Size.gibibytes(1), { existingClaim: 'mine' }),
      { name: 'storage-data', persistentVolumeClaim: { claimName: 'mine' } },
    ],
    ['a larger /tmp', Storage.scratch('/tmp', Size.gibibytes(1)), { name: 'tmp', emptyDir: { sizeLimit: '1Gi' } }],
    [
      '/tmp in memory',
      Storage.memory('/tmp', Size.mebibytes(10)),
      { name: 'tmp', emptyDir: { sizeLimit: '10Mi', medium: 'Memory' } },
    ],
  ])('%s', (_, storage, volume) => {
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
    ['/a/b', '/a-b'],
    ['/A', '/a'],
    ['/data.d', '/data-d'],
    ['/_', '/-'],
    [`/${'x'.repeat(50)}1`, `/${'x'.repeat(50)}2`],
  ])('two paths never share a volume: %s and %s', (a, b) => {
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
  test.each<[string, Partial<McpServerProps>, unknown, unknown]>([
    [
      'a cpu request alone: ten times as limit',
      { resources: { cpu: { request: millis(250) } } },
      { cpu: '250m' },
      { cpu: '2500m' },
    ],
    ['a cpu limit alone', { resources: { cpu: { limit: millis(300) } } }, { cpu: '100m' }, { cpu: '300m' }],
    [
      'units',
      { resources: { cpu: { request: kplus.Cpu.units(1), limit: kplus.Cpu.units(1.5) } } },
      { cpu: '1' },
      { cpu: '1500m' },
    ],
    [
      'a memory request alone',
      { resources: { memory: { request: Size.gibibytes(1) } } },
      { memory: '1Gi' },
      { memory: '1Gi' },
    ],
    [
      'a memory limit alone',
      { resources: { memory: { limit: Size.gibibytes(1) } } },
      { memory: '1Gi' },
      { memory: '1Gi' },
    ],
    [
      'both',
      { resources: { memory: { request: Size.mebibytes(100), limit: Size.mebibytes(200) } } },
      { memory: '100Mi' },
      { memory: '200Mi' },
    ],
    [
      'memory volumes count',
      { storage: [Storage.memory('/m', Size.mebibytes(44))] },
      { memory: '300Mi' },
      { memory: '300Mi' },
    ],
    [
      'scratch volumes count',
      { storage: [Storage.scratch('/s', Size.mebibytes(80))] },
      { 'ephemeral-storage': '400Mi' },
      { 'ephemeral-storage': '400Mi' },
    ],
    ['claims do not', { storage: [readWriteMany] }, { 'ephemeral-storage': '320Mi' }, { 'ephemeral-storage': '320Mi' }],
    [
      'disk as said',
      { resources: { ephemeralStorage: { limit: Size.gibibytes(2) } } },
      { 'ephemeral-storage': '2Gi' },
      { 'ephemeral-storage': '2Gi' },
    ],
    [
      'bytes',
      { resources: { memory: { limit: Size.kibibytes(262144.5) } } },
      { memory: '268435968' },
      { memory: '268435968' },
    ],
    [
      'odd kibibytes',
      { resources: { memory: { limit: Size.kibibytes(262145) } } },
      { memory: '262145Ki' },
      { memory: '262145Ki' },
    ],
    [
      'guaranteed',
      { resources: { qos: Qos.GUARANTEED } },
      { cpu: '1', memory: '256Mi' },
      { cpu: '1', memory: '256Mi' },
    ],
    [
      'guaranteed by request',
      { resources: { qos: Qos.GUARANTEED, cpu: { request: millis(200) } } },
      { cpu: '200m' },
      { cpu: '200m' },
    ],
    [
      'guaranteed by limit',
      { resources: { qos: Qos.GUARANTEED, cpu: { limit: millis(200) } } },
      { cpu: '200m' },
      { cpu: '200m' },
    ],
    ['burstable', { resources: { qos: Qos.BURSTABLE } }, { cpu: '100m' }, { cpu: '1' }],
  ])('%s', (_, props, requests, limits) => {
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
  test('the health path of the source', () => {
    expect(containerOf(objectsOf({ source: source({ healthPath: '/healthz' }) })).readinessProbe.httpGet).toEqual({
      path: '/healthz',
      port: 'mcp',
    });
  });

  test('TCP though the source has a health path', () => {
    expect(
      containerOf(objectsOf({ source: source({ healthPath: '/healthz' }), probes: ServerProbes.tcp() })).readinessProbe
        .tcpSocket,
    ).toEqual({ port: 'mcp' });
  });

  test.each([
    [8080, 'mcp', ['mcp']],
    [8081, 8081, ['mcp', 'health']],
    [9090, 9090, ['mcp', 'metrics']],
  ])('HTTP on %i', (port, written, names) => {
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

  test('the time to start, and the deployment waits longer', () => {
    const manifests = objectsOf({ probes: ServerProbes.tcp({ startupTimeout: Duration.minutes(20) }) });
    expect([
      containerOf(manifests).startupProbe.failureThreshold,
      find(manifests, 'Deployment').spec.progressDeadlineSeconds,
    ]).toEqual([600, 2400]);
  });

  test('no drain, no pause', () => {
    expect(containerOf(objectsOf({ shutdown: { drain: Duration.seconds(0) } }))).not.toHaveProperty('lifecycle');
  });

  test('drain and grace', () => {
    const manifests = objectsOf({ shutdown: { drain: Duration.seconds(30), grace: Duration.minutes(3) } });
    expect([
      containerOf(manifests).lifecycle.preStop.sleep.seconds,
      podOf(manifests).terminationGracePeriodSeconds,
    ]).toEqual([30, 180]);
  });
});

describe('placement and sandbox', () => {
  test('everything', () => {
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
    ['gvisor', Sandbox.gvisor()],
    ['kata', Sandbox.kata()],
    ['mine', Sandbox.runtimeClass('mine')],
  ])('sandbox %s', (name, sandbox) => {
    expect(podOf(objectsOf({ sandbox })).runtimeClassName).toBe(name);
  });
});

describe('hardening', () => {
  const reason = 'the vendor writes next to its program';
  test.each<[string, Hardening, string, unknown, string]>([
    [
      'a writable root',
      Hardening.restricted().withWritableRoot(reason),
      'readOnlyRootFilesystem',
      false,
      'writable-root',
    ],
    ['a user', Hardening.restricted().withUser(1000, reason), 'runAsUser', 1000, 'user'],
    [
      'a low port',
      Hardening.restricted().withNetBindService(reason),
      'capabilities',
      { drop: ['ALL'], add: ['NET_BIND_SERVICE'] },
      'net-bind-service',
    ],
  ])('%s is written with its reason, and nothing else is less', (_, hardening, field, value, name) => {
    const manifests = objectsOf({ hardening });
    const strict = containerOf(objectsOf()).securityContext;
    expect(containerOf(manifests).securityContext).toEqual({
      ...strict,
      [field]: value,
      ...(field === 'runAsUser' ? { runAsGroup: value } : {}),
    });
    expect(annotationsOf(manifests)[`cdk8s-mcp/relaxed-${name}`]).toBe(reason);
  });

  test('restricted says nothing', () => {
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

  test('none is the default', () => {
    expect(objectsUnder(platform, { kubernetesAccess: KubernetesAccess.none() })).toEqual(objectsUnder(platform, {}));
  });

  test('in its own namespace: a Role and its binding', () => {
    const manifests = objectsUnder(platform, { kubernetesAccess: KubernetesAccess.readOnly({ resources }) });
    expect(find(manifests, 'Role')).toMatchObject({ metadata: { name: 'tool', namespace: 'mcp-tools' }, rules });
    expect(find(manifests, 'RoleBinding')).toMatchObject({
      roleRef: { kind: 'Role', name: 'tool' },
      subjects: [{ kind: 'ServiceAccount', name: 'tool', namespace: 'mcp-tools' }],
    });
  });

  test('in other namespaces: a Role in each, named after the server', () => {
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

  test('in the cluster: a ClusterRole without namespace', () => {
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

  test('any named permission, with its reason', () => {
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

  test('secrets only so', () => {
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

  test.each<[string, McpPlatformProps, Partial<McpServerProps>, unknown[]]>([
    [
      'the source has metrics, the platform a scraper',
      { monitoring: scraper },
      { source: source({ metricsPort: 9090 }) },
      [hole(9090), 'true', '9090', '/metrics'],
    ],
    [
      'the path of the source',
      { monitoring: scraper },
      { source: source({ metricsPort: 9090, metricsPath: '/stats' }) },
      [hole(9090), 'true', '9090', '/stats'],
    ],
    [
      'the server names port, path and scraper',
      {},
      { telemetry: { metrics: { port: 9100, path: '/m', from: Callers.pods(scraper) } } },
      [hole(9100), 'true', '9100', '/m'],
    ],
    [
      'metrics that nobody may scrape are not announced',
      {},
      { source: source({ metricsPort: 9090 }) },
      [[], undefined, undefined, undefined],
    ],
    ['a scraper without metrics', { monitoring: scraper }, {}, [[], undefined, undefined, undefined]],
  ])('%s', (_, platform, props, expected) => {
    expect(scrape(objectsUnder(platform, props))).toEqual(expected);
  });

  test.each<[string, Partial<McpServerProps>, string]>([
    ['no port', { telemetry: { metrics: {} } }, 'telemetry.metrics.port is missing'],
    [
      'nobody who scrapes',
      { source: source({ metricsPort: 9090 }), telemetry: { metrics: {} } },
      'telemetry.metrics.from is missing: nobody is named who scrapes',
    ],
    [
      'a low port',
      { telemetry: { metrics: { port: 81, from: Callers.namespace('m') } } },
      'telemetry.metrics.port must be an integer in 1024-65535, got 81',
    ],
    [
      'the MCP port',
      { telemetry: { metrics: { port: 8080, from: Callers.namespace('m') } } },
      'telemetry.metrics.port must not be the MCP port 8080',
    ],
    [
      'a path that is none',
      { telemetry: { metrics: { port: 9090, path: 'm', from: Callers.namespace('m') } } },
      'telemetry.metrics.path must be a path',
    ],
    [
      'a scraper as text',
      { telemetry: { metrics: { port: 9090, from: 'm' as never } } },
      'telemetry.metrics.from must be made by Callers',
    ],
    [
      'a proxy as scraper',
      { telemetry: { metrics: { port: 9090, from: Callers.ciliumIngress() } } },
      'telemetry.metrics.from must name pods or address ranges',
    ],
    [
      'an endpoint that is none',
      { telemetry: { otlp: { endpoint: 'otel:4318', egress: null as never } } },
      'telemetry.otlp.egress must be left out or given a value',
    ],
    [
      'an unknown protocol',
      { telemetry: { otlp: { endpoint: 'http://otel:4318', protocol: 'json' as never, egress: 1 as never } } },
      'telemetry.otlp.protocol must be one of grpc, http/protobuf',
    ],
  ])('refused: %s', (_, props, expected) => {
    expect(
      refusal(scope => {
        server(scope, props);
      }),
    ).toContain(expected);
  });
});
