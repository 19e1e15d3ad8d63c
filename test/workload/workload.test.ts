import { Duration } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import {
  Architecture,
  Callers,
  Hardening,
  KubernetesAccess,
  McpPlatform,
  McpPlatformProps,
  McpServerProps,
  Sandbox,
  ServerProbes,
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
      expected: 'telemetry.metrics.from is missing: no scraper is named',
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
      expected: 'telemetry.otlp.egress must be omitted or set to a value',
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
