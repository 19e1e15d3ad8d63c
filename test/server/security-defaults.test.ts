import { Chart, Testing } from 'cdk8s';
import {
  McpNamespace,
  McpPlatform,
  McpServer,
  NetworkPolicyEngine,
  PodSecurityLevel,
  SecretSource,
  SecretStore,
  ServerSource,
  Sessions,
} from '../../src/index';
import { IMAGE, Manifest, chart, find, objectsOf, server, source, synth } from '../util/app';
import { documentOf, gatewayObjects } from '../util/gateway';

const manifests = objectsOf();
const deployment = find(manifests, 'Deployment');
const pod = deployment.spec.template.spec;
const [container] = pod.containers;
const account = find(manifests, 'ServiceAccount');
const autoscaler = find(manifests, 'HorizontalPodAutoscaler');
const budget = find(manifests, 'PodDisruptionBudget');
const policy = find(manifests, 'NetworkPolicy');
const service = find(manifests, 'Service');

/** What a table row reads, by its path; undefined where something on the way is missing. */
function at(json: Manifest, path: string): unknown {
  return path.split('.').reduce((value: Manifest, key) => value?.[key], json);
}

interface Row {
  field: string;
  value: unknown;
}

describe('a server with nothing but a source', () => {
  test('is exactly these objects', () => {
    expect(manifests.map(({ apiVersion, kind }) => `${apiVersion} ${kind}`)).toEqual([
      'v1 ServiceAccount',
      'networking.k8s.io/v1 NetworkPolicy',
      'apps/v1 Deployment',
      'v1 Service',
      'autoscaling/v2 HorizontalPodAutoscaler',
      'policy/v1 PodDisruptionBudget',
    ]);
  });

  test('has one container and no init container', () => {
    expect([pod.containers.length, pod.initContainers, pod.ephemeralContainers]).toEqual([1, undefined, undefined]);
  });

  describe('identity', () => {
    test.each<Row>([
      { field: 'securityContext.runAsUser', value: 10001 },
      { field: 'securityContext.runAsGroup', value: 10001 },
      { field: 'securityContext.fsGroup', value: 10001 },
      { field: 'securityContext.supplementalGroups', value: [10001] },
      { field: 'securityContext.fsGroupChangePolicy', value: 'OnRootMismatch' },
      { field: 'securityContext.runAsNonRoot', value: true },
      { field: 'containers.0.securityContext.runAsUser', value: 10001 },
      { field: 'containers.0.securityContext.runAsGroup', value: 10001 },
      { field: 'containers.0.securityContext.runAsNonRoot', value: true },
    ])('pod $field is $value', ({ field, value }) => {
      expect(at(pod, field)).toEqual(value);
    });
  });

  describe('privileges', () => {
    test.each<Row>([
      { field: 'containers.0.securityContext.privileged', value: false },
      { field: 'containers.0.securityContext.allowPrivilegeEscalation', value: false },
      { field: 'containers.0.securityContext.capabilities', value: { drop: ['ALL'] } },
      { field: 'containers.0.securityContext.seccompProfile', value: { type: 'RuntimeDefault' } },
      { field: 'securityContext.seccompProfile', value: { type: 'RuntimeDefault' } },
      { field: 'containers.0.securityContext.procMount', value: undefined },
      { field: 'securityContext.sysctls', value: undefined },
      { field: 'hostNetwork', value: undefined },
      { field: 'hostPID', value: undefined },
      { field: 'hostIPC', value: undefined },
      { field: 'hostAliases', value: undefined },
      { field: 'shareProcessNamespace', value: undefined },
      { field: 'containers.0.ports', value: [{ name: 'mcp', containerPort: 8080, protocol: 'TCP' }] },
    ])('pod $field is $value', ({ field, value }) => {
      expect(at(pod, field)).toEqual(value);
    });
  });

  describe('filesystem', () => {
    test.each<Row>([
      { field: 'containers.0.securityContext.readOnlyRootFilesystem', value: true },
      { field: 'containers.0.volumeMounts', value: [{ name: 'tmp', mountPath: '/tmp' }] },
      { field: 'volumes', value: [{ name: 'tmp', emptyDir: { sizeLimit: '64Mi' } }] },
      // npm keeps its cache below HOME, pip below XDG_CACHE_HOME
      {
        field: 'containers.0.env',
        value: [
          { name: 'HOME', value: '/tmp' },
          { name: 'XDG_CACHE_HOME', value: '/tmp/.cache' },
        ],
      },
    ])('pod $field is $value', ({ field, value }) => {
      expect(at(pod, field)).toEqual(value);
    });
  });

  describe('token', () => {
    test('is not mounted by the pod', () => {
      expect(pod.automountServiceAccountToken).toBe(false);
    });
    test('is not mounted by the ServiceAccount', () => {
      expect(account.automountServiceAccountToken).toBe(false);
    });
    test("belongs to an account of the server's own", () => {
      expect([pod.serviceAccountName, account.metadata.name]).toEqual(['tool', 'tool']);
    });
    test('gives no permissions', () => {
      expect(manifests.filter(({ kind }) => /Role/.test(kind))).toEqual([]);
    });
  });

  describe('image', () => {
    test('is named in full, with tag and digest', () => {
      expect(container.image).toMatch(/^registry\.example\.com\/acme\/tool-server:1\.2\.3@sha256:[0-9a-f]{64}$/);
    });
    test('is pulled always', () => {
      expect(container.imagePullPolicy).toBe('Always');
    });
    test('needs no pull secret', () => {
      expect(pod.imagePullSecrets).toBeUndefined();
    });
  });

  describe('resources', () => {
    test('requests are small', () => {
      expect(container.resources.requests).toEqual({ 'cpu': '100m', 'memory': '256Mi', 'ephemeral-storage': '320Mi' });
    });
    test('limits bound memory, disk and cpu', () => {
      expect(container.resources.limits).toEqual({ 'cpu': '1', 'memory': '256Mi', 'ephemeral-storage': '320Mi' });
    });
  });

  describe('availability', () => {
    test.each<Row>([
      { field: 'spec.replicas', value: undefined },
      { field: 'spec.strategy', value: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } } },
      { field: 'spec.minReadySeconds', value: 5 },
      { field: 'spec.progressDeadlineSeconds', value: 600 },
      { field: 'spec.revisionHistoryLimit', value: 3 },
      {
        field: 'spec.template.spec.affinity.podAntiAffinity',
        value: {
          preferredDuringSchedulingIgnoredDuringExecution: [
            {
              weight: 100,
              podAffinityTerm: {
                labelSelector: { matchLabels: { 'cdk8s-mcp/server': 'tool' } },
                topologyKey: 'kubernetes.io/hostname',
              },
            },
          ],
        },
      },
      {
        field: 'spec.template.spec.topologySpreadConstraints',
        value: ['topology.kubernetes.io/zone', 'kubernetes.io/hostname'].map(topologyKey => ({
          topologyKey,
          maxSkew: 1,
          whenUnsatisfiable: 'ScheduleAnyway',
          labelSelector: { matchLabels: { 'cdk8s-mcp/server': 'tool' } },
          matchLabelKeys: ['pod-template-hash'],
        })),
      },
      { field: 'spec.template.spec.priorityClassName', value: undefined },
      {
        field:
          'spec.template.spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms',
        value: [{ matchExpressions: [{ key: 'kubernetes.io/os', operator: 'In', values: ['linux'] }] }],
      },
    ])('Deployment $field is $value', ({ field, value }) => {
      expect(at(deployment, field)).toEqual(value);
    });

    test.each<Row>([
      { field: 'minReplicas', value: 3 },
      { field: 'maxReplicas', value: 6 },
      {
        field: 'metrics',
        value: [
          {
            type: 'ContainerResource',
            containerResource: {
              name: 'cpu',
              container: 'server',
              target: { type: 'Utilization', averageUtilization: 70 },
            },
          },
        ],
      },
      {
        field: 'behavior.scaleDown',
        value: {
          stabilizationWindowSeconds: 600,
          selectPolicy: 'Min',
          policies: [{ type: 'Pods', value: 1, periodSeconds: 120 }],
        },
      },
      { field: 'scaleTargetRef', value: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'tool' } },
    ])('autoscaler $field is $value', ({ field, value }) => {
      expect(at(autoscaler.spec, field)).toEqual(value);
    });

    test('the disruption budget lets one pod go, a broken one always', () => {
      expect(budget.spec).toEqual({
        maxUnavailable: 1,
        unhealthyPodEvictionPolicy: 'AlwaysAllow',
        selector: { matchLabels: { 'cdk8s-mcp/server': 'tool' } },
      });
    });
  });

  describe('shutdown', () => {
    test('drains 10 s before SIGTERM', () => {
      expect(container.lifecycle).toEqual({ preStop: { sleep: { seconds: 10 } } });
    });
    test('has 45 s in all', () => {
      expect(pod.terminationGracePeriodSeconds).toBe(45);
    });
  });

  describe('probes', () => {
    test('startup gives two minutes', () => {
      const { periodSeconds, failureThreshold, tcpSocket } = container.startupProbe;
      expect([periodSeconds * failureThreshold, tcpSocket]).toEqual([120, { port: 'mcp' }]);
    });
    test('readiness asks the port by name', () => {
      expect(container.readinessProbe).toMatchObject({ tcpSocket: { port: 'mcp' }, periodSeconds: 10 });
    });
    test('liveness asks the port by number, slowly', () => {
      expect(container.livenessProbe).toMatchObject({
        tcpSocket: { port: 8080 },
        periodSeconds: 20,
        failureThreshold: 6,
      });
    });
    test('all three differ', () => {
      expect(
        new Set(
          [container.startupProbe, container.readinessProbe, container.livenessProbe].map(probe =>
            JSON.stringify(probe),
          ),
        ).size,
      ).toBe(3);
    });
    test('none names a host', () => {
      expect(JSON.stringify(container)).not.toContain('"host"');
    });
  });

  describe('network', () => {
    test('the policy selects by one label', () => {
      expect(policy.spec.podSelector).toEqual({ matchLabels: { 'cdk8s-mcp/server': 'tool' } });
    });
    test('the policy closes both directions', () => {
      expect(policy.spec.policyTypes).toEqual(['Ingress', 'Egress']);
    });
    test('nobody may call', () => {
      expect(policy.spec.ingress).toEqual([]);
    });
    test('DNS is the only destination', () => {
      expect(policy.spec.egress).toEqual([
        {
          to: [
            {
              namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
              podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
            },
          ],
          ports: [
            { protocol: 'UDP', port: 53 },
            { protocol: 'TCP', port: 53 },
          ],
        },
      ]);
    });
  });

  test('DNS asks names with two dots as they are', () => {
    expect(pod.dnsConfig).toEqual({ options: [{ name: 'ndots', value: '2' }] });
  });

  describe('the Service', () => {
    test.each<Row>([
      { field: 'type', value: 'ClusterIP' },
      { field: 'selector', value: { 'cdk8s-mcp/server': 'tool' } },
      { field: 'ports', value: [{ name: 'mcp', port: 8080, targetPort: 'mcp', protocol: 'TCP', appProtocol: 'http' }] },
      { field: 'sessionAffinity', value: undefined },
      { field: 'externalIPs', value: undefined },
    ])('$field is $value', ({ field, value }) => {
      expect(at(service.spec, field)).toEqual(value);
    });
  });

  describe('the pod', () => {
    test.each<Row>([
      { field: 'enableServiceLinks', value: false },
      { field: 'restartPolicy', value: 'Always' },
      { field: 'containers.0.tty', value: undefined },
      { field: 'containers.0.stdin', value: undefined },
    ])('$field is $value', ({ field, value }) => {
      expect(at(pod, field)).toEqual(value);
    });
  });

  test.each(manifests)('$kind stands in its namespace, with the standard labels', ({ metadata }) => {
    expect([metadata.name, metadata.namespace]).toEqual(['tool', 'mcp-tools']);
    expect(metadata.labels).toEqual({
      'app.kubernetes.io/name': 'tool',
      'app.kubernetes.io/instance': 'tool',
      'app.kubernetes.io/version': '1.2.3',
      'app.kubernetes.io/component': 'mcp-server',
      'app.kubernetes.io/part-of': 'mcp',
      'app.kubernetes.io/managed-by': 'cdk8s',
    });
  });

  test('pods carry the standard labels and the one that selects them', () => {
    expect(deployment.spec.template.metadata.labels).toEqual({
      ...deployment.metadata.labels,
      'cdk8s-mcp/server': 'tool',
    });
    expect(deployment.spec.selector).toEqual({ matchLabels: { 'cdk8s-mcp/server': 'tool' } });
  });
});

describe('secrets', () => {
  const store = SecretStore.clusterStore('vault');
  const withSecrets = objectsOf({
    secrets: { API_TOKEN: SecretSource.fromStore(store, { key: 'tool' }) },
    secretFiles: { 'tls.key': SecretSource.fromStore(store, { key: 'tls' }) },
  });

  test('come through an ExternalSecret that owns its Secret and keeps it when the store forgets', () => {
    expect(find(withSecrets, 'ExternalSecret').spec).toMatchObject({
      refreshPolicy: 'Periodic',
      refreshInterval: '1h0m0s',
      target: { creationPolicy: 'Owner', deletionPolicy: 'Retain' },
    });
  });

  test('stand in no manifest but by reference', () => {
    expect(withSecrets.some(({ kind }) => kind === 'Secret')).toBe(false);
  });

  test('are files of mode 0440, written in decimal', () => {
    const { volumes } = find(withSecrets, 'Deployment').spec.template.spec;
    expect(volumes.find(({ name }: Manifest) => name === 'creds').projected.defaultMode).toBe(0o440);
  });
});

describe('sessions in memory', () => {
  const inMemory = chart();
  server(inMemory, { source: source({ sessions: Sessions.IN_MEMORY }) });
  const objects = synth(inMemory);

  test('keep one replica without autoscaler', () => {
    expect(find(objects, 'Deployment').spec.replicas).toBe(1);
    expect(objects.some(({ kind }) => kind === 'HorizontalPodAutoscaler')).toBe(false);
  });
  test('keep a client with its pod', () => {
    expect(find(objects, 'Service').spec.sessionAffinity).toBe('ClientIP');
  });
  test('block no drain', () => {
    expect(find(objects, 'PodDisruptionBudget').spec.maxUnavailable).toBe(1);
  });
});

describe('McpNamespace', () => {
  const scope = new Chart(Testing.app(), 'test');
  new McpNamespace(scope, 'tools', { name: 'mcp-tools' });
  const objects = synth(scope);

  test('enforces, audits and warns about Pod Security restricted', () => {
    expect(find(objects, 'Namespace').metadata.labels).toMatchObject(
      Object.fromEntries(
        ['enforce', 'audit', 'warn'].flatMap(mode => [
          [`pod-security.kubernetes.io/${mode}`, PodSecurityLevel.RESTRICTED],
          [`pod-security.kubernetes.io/${mode}-version`, 'latest'],
        ]),
      ),
    );
  });

  test('denies everything to pods without a policy of their own', () => {
    expect(find(objects, 'NetworkPolicy')).toMatchObject({
      metadata: { name: 'default-deny', namespace: 'mcp-tools' },
      spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
    });
    expect(Object.keys(find(objects, 'NetworkPolicy').spec)).toEqual(['podSelector', 'policyTypes']);
  });
});

describe.each([
  { title: 'an npm package', stdio: ServerSource.npm('tool@1.2.3') },
  { title: 'a PyPI package', stdio: ServerSource.pypi('tool==1.2.3') },
  { title: 'a stdio image', stdio: ServerSource.stdioImage(IMAGE, { command: ['/app/tool'] }) },
])('the containers that install $title', ({ stdio }) => {
  const scope = new Chart(Testing.app(), 'test', { namespace: 'mcp-tools' });
  McpPlatform.configure(scope, { networkPolicyEngine: NetworkPolicyEngine.CILIUM });
  new McpServer(scope, 'tool', { source: stdio });
  const {
    initContainers,
    containers: [main],
    volumes,
  } = find(synth(scope), 'Deployment').spec.template.spec;
  const words = JSON.stringify(initContainers);

  test.each<Row>([
    {
      field: 'securityContext',
      value: {
        privileged: false,
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        runAsNonRoot: true,
        runAsUser: 10001,
        runAsGroup: 10001,
        capabilities: { drop: ['ALL'] },
        seccompProfile: { type: 'RuntimeDefault' },
      },
    },
    { field: 'imagePullPolicy', value: 'Always' },
    { field: 'resources.limits', value: { 'cpu': '1', 'memory': '512Mi', 'ephemeral-storage': '832Mi' } },
    { field: 'resources.requests', value: { 'cpu': '100m', 'memory': '512Mi', 'ephemeral-storage': '832Mi' } },
    { field: 'volumeMounts', value: [{ name: 'install', mountPath: '/opt/mcp' }] },
    { field: 'ports', value: undefined },
  ])('have $field $value', ({ field, value }) => {
    for (const installer of initContainers) {
      expect(at(installer, field)).toEqual(value);
    }
  });

  test('write into one sized volume, which the server cannot change', () => {
    expect(volumes).toContainEqual({ name: 'install', emptyDir: { sizeLimit: '512Mi' } });
    expect(main.volumeMounts).toContainEqual({ name: 'install', mountPath: '/opt/mcp', readOnly: true });
  });

  test('run no code of packages and no npx, and take images by digest', () => {
    expect(words).toContain('--ignore-scripts');
    expect(words.includes('pip') ? words : 'PIP_ONLY_BINARY').toContain('PIP_ONLY_BINARY');
    expect(words).not.toMatch(/npx|uvx|npm exec/);
    for (const { image } of initContainers) {
      expect(image).toMatch(/^docker\.io\/library\/[a-z]+:[^:@]+@sha256:[a-f0-9]{64}$/);
    }
  });
});

describe('a gateway with nothing but a server and API keys', () => {
  const objects = gatewayObjects();
  const [gatewayPod, gatewayService, gatewayPolicy] = ['Deployment', 'Service', 'NetworkPolicy'].map(
    kind => find(objects, kind, 'gateway').spec,
  );
  const document = documentOf(objects);

  test.each<Row>([
    { field: 'automountServiceAccountToken', value: false },
    { field: 'serviceAccountName', value: 'gateway' },
    { field: 'enableServiceLinks', value: false },
    { field: 'hostNetwork', value: undefined },
    { field: 'initContainers', value: undefined },
    { field: 'terminationGracePeriodSeconds', value: 45 },
    {
      field: 'securityContext',
      value: {
        runAsNonRoot: true,
        runAsUser: 10001,
        runAsGroup: 10001,
        fsGroup: 10001,
        supplementalGroups: [10001],
        fsGroupChangePolicy: 'OnRootMismatch',
        seccompProfile: { type: 'RuntimeDefault' },
      },
    },
    {
      field: 'containers.0.securityContext',
      value: {
        privileged: false,
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        runAsNonRoot: true,
        runAsUser: 10001,
        runAsGroup: 10001,
        capabilities: { drop: ['ALL'] },
        seccompProfile: { type: 'RuntimeDefault' },
      },
    },
    { field: 'containers.0.imagePullPolicy', value: 'Always' },
    {
      field: 'containers.0.image',
      value:
        'cr.agentgateway.dev/agentgateway:v1.4.1' +
        '@sha256:efd79355b89094a8225a9db465d9a01dc656b377f0bab458761b935a13231d29',
    },
    { field: 'containers.0.resources.limits', value: { 'cpu': '1', 'memory': '256Mi', 'ephemeral-storage': '320Mi' } },
    {
      field: 'containers.0.volumeMounts',
      value: [
        { name: 'config', mountPath: '/etc/mcp-gateway', readOnly: true },
        { name: 'tmp', mountPath: '/tmp' },
      ],
    },
    { field: 'containers.1', value: undefined },
  ])('pod $field is $value', ({ field, value }) => {
    expect(at(gatewayPod.template.spec, field)).toEqual(value);
  });

  test.each<Row>([
    {
      field: 'config',
      value: { adminAddr: 'off', logging: { level: 'info', format: 'json' }, mcp: { sessionTtl: '1800s' } },
    },
    { field: 'routes.0.matches', value: [{ path: { exact: '/mcp' } }, { path: { exact: '/mcp/' } }] },
    { field: 'routes.0.policies.apiKey.mode', value: 'strict' },
    { field: 'routes.0.policies.requestHeaderModifier', value: { remove: ['cookie'] } },
    { field: 'routes.0.policies.timeout', value: { backendRequestTimeout: '60s' } },
    { field: 'routes.0.policies.cors', value: undefined },
    { field: 'routes.0.backends.0.mcp.prefixMode', value: 'always' },
    { field: 'routes.0.backends.0.mcp.failureMode', value: 'failOpen' },
    { field: 'routes.1', value: undefined },
    { field: 'binds', value: undefined },
    { field: 'mcp', value: undefined },
  ])('configuration $field is $value', ({ field, value }) => {
    expect(at(document, field)).toEqual(value);
  });

  test('is reached inside the cluster only, and by nobody who is not named', () => {
    expect([gatewayService.type, gatewayPolicy.ingress, gatewayPolicy.policyTypes]).toEqual([
      'ClusterIP',
      [],
      ['Ingress', 'Egress'],
    ]);
    expect(objects.filter(({ kind }) => /Ingress$|Route$/.test(kind))).toEqual([]);
  });

  test('connects to its servers and DNS alone', () => {
    expect(gatewayPolicy.egress.map(({ ports }: Manifest) => ports.map(({ port }: Manifest) => port))).toEqual([
      [53, 53],
      [8080],
    ]);
  });

  test('is kept available like a server', () => {
    expect([
      find(objects, 'HorizontalPodAutoscaler', 'gateway').spec,
      find(objects, 'PodDisruptionBudget', 'gateway').spec,
    ]).toMatchObject([
      { minReplicas: 3, maxReplicas: 6 },
      { maxUnavailable: 1, unhealthyPodEvictionPolicy: 'AlwaysAllow' },
    ]);
  });
});
