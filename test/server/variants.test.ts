import { NetworkPolicyEngine, Egress, McpPlatform, McpPlatformProps, McpServerProps, ServerSource } from '../../src';
import { DIGEST, IMAGE, Manifest, chart, server, synth } from '../util/app';
import { CLUSTER_NAMES, DNS_PORTS, KUBE_DNS, NO_METADATA, noMetadata } from '../util/cilium';
import { GONE, differences } from '../util/differences';
import { SCENARIOS } from '../util/scenarios';

const AGENTGATEWAY = `cr.agentgateway.dev/agentgateway:v1.3.1-musl@${DIGEST}`;
const CILIUM: McpPlatformProps = { networkPolicyEngine: NetworkPolicyEngine.CILIUM };

const NOT_PUBLIC_V4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '168.63.129.16/32',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
];
const NOT_PUBLIC_V6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];
const READING = ['get', 'list', 'watch'];

function labelsOf(instance: string): Record<string, string> {
  return {
    'app.kubernetes.io/component': 'mcp-server',
    'app.kubernetes.io/instance': instance,
    'app.kubernetes.io/managed-by': 'cdk8s',
    'app.kubernetes.io/name': instance,
    'app.kubernetes.io/part-of': 'mcp',
    'app.kubernetes.io/version': '1.2.3',
  };
}

/** What a bridge reads is in a ConfigMap with a hash in its name, which other tests look at. */
function withoutHashes(objects: readonly Manifest[]): Manifest[] {
  return JSON.parse(JSON.stringify(objects).replaceAll(/-bridge-[0-9a-f]{16}/g, '-bridge-HASH'));
}

/** The objects of a server that a variant is compared with. */
function plain(id: string, platform: McpPlatformProps = {}, props: Partial<McpServerProps> = {}): Manifest[] {
  const scope = chart();
  McpPlatform.configure(scope, platform);
  server(scope, props, id);
  return withoutHashes(synth(scope));
}

/** The objects of one server of a scenario. */
function variant(scenario: string, id: string): Manifest[] {
  const objects: Manifest[] = SCENARIOS[scenario]().charts.flatMap(each => each.toJson());
  return withoutHashes(objects.filter(({ metadata }) => metadata.labels?.['app.kubernetes.io/instance'] === id));
}

describe('a server differs from a plain one by nothing else when', () => {
  test('sessions in memory, over SSE, keep one pod and each client at it', () => {
    expect(differences(plain('tool'), variant('in-memory sessions', 'tool'))).toEqual({
      'NetworkPolicy tool: metadata.annotations.cdk8s-mcp/allowed-callers': 'every pod in agents',
      'NetworkPolicy tool: spec.ingress': [
        {
          from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'agents' } } }],
          ports: [{ port: 8080, protocol: 'TCP' }],
        },
      ],
      'Deployment tool: metadata.annotations.cdk8s-mcp/sessions': 'in-memory',
      'Deployment tool: metadata.annotations.cdk8s-mcp/transport': 'sse',
      'Deployment tool: metadata.annotations.ignore-check.kube-linter.io/minimum-three-replicas':
        'sessions or storage of the server allow one replica',
      'Deployment tool: metadata.annotations.cdk8s-mcp/legacy-transport': 'sse is not in the current protocol',
      'Deployment tool: metadata.annotations.kube-score/ignore': 'deployment-replicas',
      'Deployment tool: spec.replicas': 1,
      'Service tool: spec.sessionAffinity': 'ClientIP',
      'HorizontalPodAutoscaler tool': GONE,
    });
  });

  test('Cilium gets a policy of its own for names, its ingress and the API server', () => {
    expect(differences(plain('tool'), variant('Cilium', 'tool'))).toEqual({
      'NetworkPolicy tool: metadata.annotations.cdk8s-mcp/allowed-callers': 'Cilium ingress; pods app=agent in agents',
      'NetworkPolicy tool: metadata.annotations.cdk8s-mcp/allowed-egress':
        '*.hashicorp.com port 443; 203.0.113.0/24 port 443; Kubernetes API server port 443, ' +
        '6443; db.example.com port 5432, 6432; registry.terraform.io port 443',
      'NetworkPolicy tool: spec.egress.0.ports': [{ port: 443, protocol: 'TCP' }],
      'NetworkPolicy tool: spec.egress.0.to.0.namespaceSelector': GONE,
      'NetworkPolicy tool: spec.egress.0.to.0.podSelector': GONE,
      'NetworkPolicy tool: spec.egress.0.to.0.ipBlock': { cidr: '203.0.113.0/24' },
      'NetworkPolicy tool: spec.ingress': [
        {
          from: [
            {
              namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'agents' } },
              podSelector: { matchLabels: { app: 'agent' } },
            },
          ],
          ports: [{ port: 8080, protocol: 'TCP' }],
        },
      ],
      'Deployment tool: pod.containers.server.volumeMounts.api-token': {
        mountPath: '/var/run/secrets/kubernetes.io/serviceaccount',
        name: 'api-token',
        readOnly: true,
      },
      'Deployment tool: pod.volumes.api-token': {
        name: 'api-token',
        projected: {
          defaultMode: 0o440,
          sources: [
            { serviceAccountToken: { expirationSeconds: 3600, path: 'token' } },
            { configMap: { items: [{ key: 'ca.crt', path: 'ca.crt' }], name: 'kube-root-ca.crt' } },
            { downwardAPI: { items: [{ fieldRef: { fieldPath: 'metadata.namespace' }, path: 'namespace' }] } },
          ],
        },
      },
      'ClusterRole mcp-tools:tool': {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'ClusterRole',
        metadata: { labels: labelsOf('tool'), name: 'mcp-tools:tool' },
        rules: [
          { apiGroups: [''], resources: ['namespaces', 'nodes'], verbs: READING },
          { apiGroups: ['apps'], resources: ['deployments'], verbs: READING },
        ],
      },
      'ClusterRoleBinding mcp-tools:tool': {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'ClusterRoleBinding',
        metadata: { labels: labelsOf('tool'), name: 'mcp-tools:tool' },
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'mcp-tools:tool' },
        subjects: [{ kind: 'ServiceAccount', name: 'tool', namespace: 'mcp-tools' }],
      },
      'CiliumNetworkPolicy tool': {
        apiVersion: 'cilium.io/v2',
        kind: 'CiliumNetworkPolicy',
        metadata: { labels: labelsOf('tool'), name: 'tool', namespace: 'mcp-tools' },
        spec: {
          egress: [
            {
              toEndpoints: KUBE_DNS,
              toPorts: [
                {
                  ports: DNS_PORTS,
                  rules: {
                    dns: [
                      ...CLUSTER_NAMES,
                      { matchPattern: '*.hashicorp.com' },
                      { matchName: 'db.example.com' },
                      { matchName: 'registry.terraform.io' },
                    ],
                  },
                },
              ],
            },
            {
              toEntities: ['kube-apiserver'],
              toPorts: [
                {
                  ports: [
                    { port: '443', protocol: 'TCP' },
                    { port: '6443', protocol: 'TCP' },
                  ],
                },
              ],
            },
            {
              toFQDNs: [{ matchPattern: '*.hashicorp.com' }, { matchName: 'registry.terraform.io' }],
              toPorts: [{ ports: [{ port: '443', protocol: 'TCP' }] }],
            },
            {
              toFQDNs: [{ matchName: 'db.example.com' }],
              toPorts: [
                {
                  ports: [
                    { port: '5432', protocol: 'TCP' },
                    { port: '6432', protocol: 'TCP' },
                  ],
                },
              ],
            },
          ],
          egressDeny: noMetadata('5432', '6432'),
          endpointSelector: { matchLabels: { 'cdk8s-mcp/server': 'tool' } },
          ingress: [{ fromEntities: ['ingress'], toPorts: [{ ports: [{ port: '8080', protocol: 'TCP' }] }] }],
        },
      },
    });
  });

  test('OpenShift chooses users and groups, and has its own DNS', () => {
    expect(differences(plain('tool'), variant('OpenShift', 'tool'))).toEqual({
      'NetworkPolicy tool: spec.egress.0.ports.0.port': 5353,
      'NetworkPolicy tool: spec.egress.0.ports.1.port': 5353,
      'NetworkPolicy tool: spec.egress.0.to.0.namespaceSelector.matchLabels.kubernetes.io/metadata.name':
        'openshift-dns',
      'NetworkPolicy tool: spec.egress.0.to.0.podSelector.matchLabels.k8s-app': GONE,
      'NetworkPolicy tool: spec.egress.0.to.0.podSelector.matchLabels.dns.operator.openshift.io/daemonset-dns':
        'default',
      'Deployment tool: pod.containers.server.securityContext.runAsGroup': GONE,
      'Deployment tool: pod.containers.server.securityContext.runAsUser': GONE,
      'Deployment tool: pod.securityContext.fsGroup': GONE,
      'Deployment tool: pod.securityContext.runAsGroup': GONE,
      'Deployment tool: pod.securityContext.runAsUser': GONE,
      'Deployment tool: pod.securityContext.supplementalGroups': GONE,
    });
  });

  test('a volume for one node keeps one pod, which is replaced and not rolled', () => {
    expect(differences(plain('notes'), variant('persistent storage', 'notes'))).toEqual({
      'Deployment notes: metadata.annotations.ignore-check.kube-linter.io/minimum-three-replicas':
        'sessions or storage of the server allow one replica',
      'Deployment notes: metadata.annotations.ignore-check.kube-linter.io/no-rolling-update-strategy':
        'a ReadWriteOnce volume is mounted by one pod at a time',
      'Deployment notes: metadata.annotations.kube-score/ignore': 'deployment-replicas,deployment-strategy',
      'Deployment notes: spec.strategy.rollingUpdate': GONE,
      'Deployment notes: spec.strategy.type': 'Recreate',
      'Deployment notes: pod.containers.server.volumeMounts.storage-data': {
        mountPath: '/data',
        name: 'storage-data',
      },
      'Deployment notes: pod.containers.server.volumeMounts.storage-models': {
        mountPath: '/models',
        name: 'storage-models',
        readOnly: true,
      },
      'Deployment notes: pod.volumes.storage-data': {
        name: 'storage-data',
        persistentVolumeClaim: { claimName: 'notes-data' },
      },
      'Deployment notes: pod.volumes.storage-models': {
        name: 'storage-models',
        persistentVolumeClaim: { claimName: 'models', readOnly: true },
      },
      'Deployment notes: spec.replicas': 1,
      'HorizontalPodAutoscaler notes': GONE,
      'PersistentVolumeClaim notes-data': {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        metadata: { labels: labelsOf('notes'), name: 'notes-data', namespace: 'mcp-tools' },
        spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '5Gi' } }, storageClassName: 'fast' },
      },
    });
  });

  test('a volume for many nodes leaves scaling and rollout as they are', () => {
    expect(differences(plain('wiki'), variant('persistent storage', 'wiki'))).toEqual({
      'Deployment wiki: metadata.annotations.cdk8s-mcp/sessions': 'shared',
      'Deployment wiki: pod.containers.server.volumeMounts.storage-data': {
        mountPath: '/data',
        name: 'storage-data',
      },
      'Deployment wiki: pod.volumes.storage-data': {
        name: 'storage-data',
        persistentVolumeClaim: { claimName: 'wiki-data' },
      },
      'PersistentVolumeClaim wiki-data': {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        metadata: { labels: labelsOf('wiki'), name: 'wiki-data', namespace: 'mcp-tools' },
        spec: { accessModes: ['ReadWriteMany'], resources: { requests: { storage: '5Gi' } } },
      },
    });
  });

  test('telemetry opens its ports and nothing else', () => {
    expect(differences(plain('tool'), variant('metrics and OTLP', 'tool'))).toEqual({
      'NetworkPolicy tool: metadata.annotations.cdk8s-mcp/allowed-egress': 'pods app=otel in observability port 4318',
      'NetworkPolicy tool: spec.egress': [
        {
          ports: [
            { port: 53, protocol: 'UDP' },
            { port: 53, protocol: 'TCP' },
          ],
          to: [
            {
              namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
              podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
            },
          ],
        },
        {
          ports: [{ port: 4318, protocol: 'TCP' }],
          to: [
            {
              namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'observability' } },
              podSelector: { matchLabels: { app: 'otel' } },
            },
          ],
        },
      ],
      'NetworkPolicy tool: spec.ingress': [
        {
          from: [
            {
              namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } },
              podSelector: { matchLabels: { app: 'prometheus' } },
            },
          ],
          ports: [{ port: 9090, protocol: 'TCP' }],
        },
      ],
      'Deployment tool: spec.template.metadata.annotations.prometheus.io/path': '/stats',
      'Deployment tool: spec.template.metadata.annotations.prometheus.io/port': '9090',
      'Deployment tool: spec.template.metadata.annotations.prometheus.io/scrape': 'true',
      'Deployment tool: pod.containers.server.env.LOG_LEVEL': { name: 'LOG_LEVEL', value: 'warn' },
      'Deployment tool: pod.containers.server.env.OTEL_EXPORTER_OTLP_ENDPOINT': {
        name: 'OTEL_EXPORTER_OTLP_ENDPOINT',
        value: 'http://otel.observability.svc.cluster.local:4318',
      },
      'Deployment tool: pod.containers.server.env.OTEL_EXPORTER_OTLP_PROTOCOL': {
        name: 'OTEL_EXPORTER_OTLP_PROTOCOL',
        value: 'http/protobuf',
      },
      'Deployment tool: pod.containers.server.env.OTEL_RESOURCE_ATTRIBUTES': {
        name: 'OTEL_RESOURCE_ATTRIBUTES',
        value: 'k8s.namespace.name=mcp-tools,service.namespace=mcp-tools',
      },
      'Deployment tool: pod.containers.server.env.OTEL_SERVICE_NAME': {
        name: 'OTEL_SERVICE_NAME',
        value: 'tool',
      },
      'Deployment tool: pod.containers.server.ports.metrics': {
        containerPort: 9090,
        name: 'metrics',
        protocol: 'TCP',
      },
    });
  });

  test('node-local DNS is reached by its address, with the DNS of the cluster behind it', () => {
    expect(differences(plain('tool'), variant('NODE_LOCAL DNS', 'tool'))).toEqual({
      'NetworkPolicy tool: spec.egress.0.to': [
        { ipBlock: { cidr: '169.254.20.10/32' } },
        {
          namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
          podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
        },
      ],
    });
  });

  test('node-local DNS under Cilium is the host too', () => {
    expect(
      differences(
        plain('tool', CILIUM, { egress: [Egress.toHosts('api.example.com')] }),
        variant('NODE_LOCAL DNS under Cilium', 'tool'),
      ),
    ).toEqual({
      'CiliumNetworkPolicy tool: spec.egress': [
        {
          toEndpoints: KUBE_DNS,
          toPorts: [{ ports: DNS_PORTS, rules: { dns: [...CLUSTER_NAMES, { matchName: 'api.example.com' }] } }],
        },
        {
          toCIDR: ['169.254.20.10/32'],
          toPorts: [{ ports: DNS_PORTS, rules: { dns: [...CLUSTER_NAMES, { matchName: 'api.example.com' }] } }],
        },
        {
          toEntities: ['host'],
          toPorts: [{ ports: DNS_PORTS, rules: { dns: [...CLUSTER_NAMES, { matchName: 'api.example.com' }] } }],
        },
        { toFQDNs: [{ matchName: 'api.example.com' }], toPorts: [{ ports: [{ port: '443', protocol: 'TCP' }] }] },
      ],
    });
  });

  test('the public internet leaves out private ranges, those of the platform too', () => {
    expect(differences(plain('tool'), variant('public internet', 'tool'))).toEqual({
      'NetworkPolicy tool: metadata.annotations.cdk8s-mcp/allowed-egress': 'public internet port 443',
      'NetworkPolicy tool: spec.egress': [
        {
          ports: [
            { port: 53, protocol: 'UDP' },
            { port: 53, protocol: 'TCP' },
          ],
          to: [
            {
              namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
              podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
            },
          ],
        },
        {
          ports: [{ port: 443, protocol: 'TCP' }],
          to: [
            {
              ipBlock: {
                cidr: '0.0.0.0/0',
                except: [
                  '0.0.0.0/8',
                  '10.0.0.0/8',
                  '44.0.0.0/8',
                  '100.64.0.0/10',
                  '127.0.0.0/8',
                  '168.63.129.16/32',
                  '169.254.0.0/16',
                  '172.16.0.0/12',
                  '192.0.0.0/24',
                  '192.0.2.0/24',
                  '192.88.99.0/24',
                  '192.168.0.0/16',
                  '198.18.0.0/15',
                  '198.51.100.0/24',
                  '203.0.113.0/24',
                  '224.0.0.0/4',
                  '240.0.0.0/4',
                ],
              },
            },
            {
              ipBlock: {
                cidr: '2000::/3',
                except: ['2001::/23', '2001:db8::/32', '2002::/16', '2600:1f00::/24', '3fff::/20'],
              },
            },
          ],
        },
      ],
    });
  });

  test('the public internet under Cilium leaves out private ranges, and metadata is denied', () => {
    expect(differences(plain('tool'), variant('public internet under Cilium', 'tool'))).toEqual({
      'NetworkPolicy tool: metadata.annotations.cdk8s-mcp/allowed-egress': 'public internet port 443',
      'NetworkPolicy tool: spec.egress.0.ports': [{ port: 443, protocol: 'TCP' }],
      'NetworkPolicy tool: spec.egress.0.to': [
        { ipBlock: { cidr: '0.0.0.0/0', except: NOT_PUBLIC_V4 } },
        { ipBlock: { cidr: '2000::/3', except: NOT_PUBLIC_V6 } },
      ],
      'CiliumNetworkPolicy tool': {
        apiVersion: 'cilium.io/v2',
        kind: 'CiliumNetworkPolicy',
        metadata: { labels: labelsOf('tool'), name: 'tool', namespace: 'mcp-tools' },
        spec: {
          egress: [{ toEndpoints: KUBE_DNS, toPorts: [{ ports: DNS_PORTS, rules: { dns: [{ matchPattern: '*' }] } }] }],
          egressDeny: NO_METADATA,
          endpointSelector: { matchLabels: { 'cdk8s-mcp/server': 'tool' } },
        },
      },
    });
  });

  test('a process for each session changes the bridge, the bounds and the number of pods', () => {
    expect(
      differences(
        plain('sessions', CILIUM, { source: ServerSource.npm('@scope/tool@1.2.3-rc.1') }),
        variant('npm under Cilium', 'sessions'),
      ),
    ).toEqual({
      'Deployment sessions: metadata.annotations.cdk8s-mcp/bridge':
        'supergateway@4.0.0 (isolation: session, at most 20)',
      'Deployment sessions: metadata.annotations.cdk8s-mcp/sessions': 'in-memory',
      'Deployment sessions: metadata.annotations.ignore-check.kube-linter.io/minimum-three-replicas':
        'sessions or storage of the server allow one replica',
      'Deployment sessions: metadata.annotations.cdk8s-mcp/relaxed-install-scripts':
        'code of packages runs while they are installed',
      'Deployment sessions: metadata.annotations.kube-score/ignore': 'deployment-replicas',
      'Deployment sessions: spec.progressDeadlineSeconds': 1200,
      'Deployment sessions: pod.containers.server.args': [
        '/opt/mcp/bridge/node_modules/supergateway/dist/index.js',
        '--stdio',
        "exec /opt/mcp/bin/server --title 'it'\\''s $HOME'",
        '--outputTransport',
        'streamableHttp',
        '--stateful',
        '--port',
        '8080',
        '--streamableHttpPath',
        '/mcp',
        '--healthEndpoint',
        '/healthz',
        '--logLevel',
        'none',
      ],
      'Deployment sessions: pod.containers.server.env.NODE_OPTIONS': GONE,
      'Deployment sessions: pod.containers.server.readinessProbe.httpGet.path': '/healthz',
      'Deployment sessions: pod.containers.server.resources.limits.ephemeral-storage': '2368Mi',
      'Deployment sessions: pod.containers.server.resources.limits.memory': '992Mi',
      'Deployment sessions: pod.containers.server.resources.requests.ephemeral-storage': '2368Mi',
      'Deployment sessions: pod.containers.server.resources.requests.memory': '992Mi',
      'Deployment sessions: pod.initContainers.install-bridge.args': [
        'bridge',
        'supergateway@4.0.0',
        '--ignore-scripts',
      ],
      'Deployment sessions: pod.initContainers.install-bridge.resources.limits.ephemeral-storage': '2368Mi',
      'Deployment sessions: pod.initContainers.install-bridge.resources.limits.memory': '1Gi',
      'Deployment sessions: pod.initContainers.install-bridge.resources.requests.ephemeral-storage': '2368Mi',
      'Deployment sessions: pod.initContainers.install-bridge.resources.requests.memory': '1Gi',
      'Deployment sessions: pod.initContainers.install-server.args': [
        'server',
        '@scope/tool@1.2.3-rc.1',
        '@scope/tool',
        'tool',
      ],
      'Deployment sessions: pod.initContainers.install-server.resources.limits.ephemeral-storage': '2368Mi',
      'Deployment sessions: pod.initContainers.install-server.resources.limits.memory': '1Gi',
      'Deployment sessions: pod.initContainers.install-server.resources.requests.ephemeral-storage': '2368Mi',
      'Deployment sessions: pod.initContainers.install-server.resources.requests.memory': '1Gi',
      'Deployment sessions: pod.volumes.install.emptyDir.sizeLimit': '2Gi',
      'Deployment sessions: spec.replicas': 1,
      'Service sessions: spec.sessionAffinity': 'ClientIP',
      'HorizontalPodAutoscaler sessions': GONE,
      'ConfigMap sessions-bridge-HASH': GONE,
      'Deployment sessions: pod.containers.server.volumeMounts.bridge': GONE,
      'Deployment sessions: pod.volumes.bridge': GONE,
    });
  });

  test('mirrors and a proxy change where packages come from, and what the pod may reach', () => {
    expect(
      differences(
        plain('time', CILIUM, { source: ServerSource.pypi('mcp-server-time==2026.10.19') }),
        variant('PyPI from mirrors, through a proxy', 'time'),
      ),
    ).toEqual({
      'NetworkPolicy time: metadata.annotations.cdk8s-mcp/allowed-egress':
        '203.0.113.7/32 port 443; 203.0.113.8/32 port 3128',
      'NetworkPolicy time: spec.egress': [
        {
          ports: [
            { port: 53, protocol: 'UDP' },
            { port: 53, protocol: 'TCP' },
          ],
          to: [
            {
              namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
              podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
            },
          ],
        },
        { ports: [{ port: 3128, protocol: 'TCP' }], to: [{ ipBlock: { cidr: '203.0.113.8/32' } }] },
        { ports: [{ port: 443, protocol: 'TCP' }], to: [{ ipBlock: { cidr: '203.0.113.7/32' } }] },
      ],
      'CiliumNetworkPolicy time': GONE,
      'Deployment time: metadata.annotations.cdk8s-mcp/install':
        'at the start of each pod from packages.example.com, which stays reachable while the pod ' +
        'lives; a prebuilt image needs no registry',
      'Deployment time: metadata.annotations.cdk8s-mcp/package': 'pypi:mcp-server-time[tz]==2026.10.19',
      'Deployment time: metadata.annotations.polaris.fairwinds.com/missingNetworkPolicy-exempt': GONE,
      'Deployment time: metadata.annotations.cdk8s-mcp/relaxed-builds':
        'code of packages runs while they are installed',
      'Deployment time: metadata.annotations.checkov.io/skip1':
        'CKV_K8S_35=the server is given its credential as a variable',
      'Deployment time: metadata.annotations.ignore-check.kube-linter.io/env-value-from':
        'the server is given its credential as a variable',
      'Deployment time: metadata.annotations.ignore-check.kube-linter.io/read-secret-from-env-var':
        'the server is given its credential as a variable',
      'Deployment time: spec.template.metadata.annotations.cdk8s-mcp/files-hash': 'e662372c9fa17151',
      'Deployment time: pod.containers.server.args': [
        '--import',
        '/etc/mcp-bridge/mcp-proxy-hooks.mjs',
        '/opt/mcp/bridge/node_modules/mcp-proxy/dist/bin/mcp-proxy.mjs',
        '--host',
        '0.0.0.0',
        '--port',
        '8080',
        '--server',
        'stream',
        '--streamEndpoint',
        '/mcp',
        '--stateless',
        '--no-shell',
        '--no-tunnel',
        '--',
        '/opt/mcp/bin/server',
        '--zone',
        '$(TZ)',
      ],
      'Deployment time: pod.containers.server.env.HTTPS_PROXY': {
        name: 'HTTPS_PROXY',
        value: 'http://proxy.example.com:3128',
      },
      'Deployment time: pod.containers.server.env.HTTP_PROXY': {
        name: 'HTTP_PROXY',
        value: 'http://proxy.example.com:3128',
      },
      'Deployment time: pod.containers.server.env.NODE_EXTRA_CA_CERTS': {
        name: 'NODE_EXTRA_CA_CERTS',
        value: '/etc/mcp-ca/ca.crt',
      },
      'Deployment time: pod.containers.server.env.NODE_USE_ENV_PROXY': {
        name: 'NODE_USE_ENV_PROXY',
        value: '1',
      },
      'Deployment time: pod.containers.server.env.NO_PROXY': {
        name: 'NO_PROXY',
        value: 'localhost,127.0.0.1,::1,.svc,.cluster.local,.example.com',
      },
      'Deployment time: pod.containers.server.env.PIP_CERT': {
        name: 'PIP_CERT',
        value: '/etc/mcp-ca/ca.crt',
      },
      'Deployment time: pod.containers.server.env.REQUESTS_CA_BUNDLE': {
        name: 'REQUESTS_CA_BUNDLE',
        value: '/etc/mcp-ca/ca.crt',
      },
      'Deployment time: pod.containers.server.env.SSL_CERT_FILE': {
        name: 'SSL_CERT_FILE',
        value: '/etc/mcp-ca/ca.crt',
      },
      'Deployment time: pod.containers.server.env.TZ': { name: 'TZ', value: 'UTC' },
      'Deployment time: pod.containers.server.env.http_proxy': {
        name: 'http_proxy',
        value: 'http://proxy.example.com:3128',
      },
      'Deployment time: pod.containers.server.env.https_proxy': {
        name: 'https_proxy',
        value: 'http://proxy.example.com:3128',
      },
      'Deployment time: pod.containers.server.env.no_proxy': {
        name: 'no_proxy',
        value: 'localhost,127.0.0.1,::1,.svc,.cluster.local,.example.com',
      },
      'Deployment time: pod.containers.server.image': `registry.example.com/python:3.12.1@${DIGEST}`,
      'Deployment time: pod.containers.server.volumeMounts.files': {
        mountPath: '/etc/mcp-ca/ca.crt',
        name: 'files',
        readOnly: true,
        subPath: 'etc.mcp-ca.ca.crt',
      },
      'Deployment time: pod.initContainers.install-bridge.env.npm_config_registry.value':
        'https://packages.example.com/npm/',
      'Deployment time: pod.initContainers.install-bridge.env.HTTPS_PROXY': {
        name: 'HTTPS_PROXY',
        value: 'http://proxy.example.com:3128',
      },
      'Deployment time: pod.initContainers.install-bridge.env.HTTP_PROXY': {
        name: 'HTTP_PROXY',
        value: 'http://proxy.example.com:3128',
      },
      'Deployment time: pod.initContainers.install-bridge.env.NODE_EXTRA_CA_CERTS': {
        name: 'NODE_EXTRA_CA_CERTS',
        value: '/etc/mcp-ca/ca.crt',
      },
      'Deployment time: pod.initContainers.install-bridge.env.NODE_USE_ENV_PROXY': {
        name: 'NODE_USE_ENV_PROXY',
        value: '1',
      },
      'Deployment time: pod.initContainers.install-bridge.env.NO_PROXY': {
        name: 'NO_PROXY',
        value: 'localhost,127.0.0.1,::1,.svc,.cluster.local,packages.example.com,.example.com',
      },
      'Deployment time: pod.initContainers.install-bridge.env.PIP_CERT': {
        name: 'PIP_CERT',
        value: '/etc/mcp-ca/ca.crt',
      },
      'Deployment time: pod.initContainers.install-bridge.env.REGISTRY_TOKEN': {
        name: 'REGISTRY_TOKEN',
        valueFrom: { secretKeyRef: { key: 'token', name: 'npm' } },
      },
      'Deployment time: pod.initContainers.install-bridge.env.REQUESTS_CA_BUNDLE': {
        name: 'REQUESTS_CA_BUNDLE',
        value: '/etc/mcp-ca/ca.crt',
      },
      'Deployment time: pod.initContainers.install-bridge.env.SSL_CERT_FILE': {
        name: 'SSL_CERT_FILE',
        value: '/etc/mcp-ca/ca.crt',
      },
      'Deployment time: pod.initContainers.install-bridge.env.http_proxy': {
        name: 'http_proxy',
        value: 'http://proxy.example.com:3128',
      },
      'Deployment time: pod.initContainers.install-bridge.env.https_proxy': {
        name: 'https_proxy',
        value: 'http://proxy.example.com:3128',
      },
      'Deployment time: pod.initContainers.install-bridge.env.no_proxy': {
        name: 'no_proxy',
        value: 'localhost,127.0.0.1,::1,.svc,.cluster.local,packages.example.com,.example.com',
      },
      'Deployment time: pod.initContainers.install-bridge.volumeMounts.files': {
        mountPath: '/etc/mcp-ca/ca.crt',
        name: 'files',
        readOnly: true,
        subPath: 'etc.mcp-ca.ca.crt',
      },
      'Deployment time: pod.initContainers.install-server.args': [
        'server',
        'mcp-server-time[tz]==2026.10.19',
        'mcp-server-time',
        '',
        'mcp<2',
      ],
      'Deployment time: pod.initContainers.install-server.env.PIP_INDEX_URL.value':
        'https://packages.example.com/pypi/simple/',
      'Deployment time: pod.initContainers.install-server.env.PIP_ONLY_BINARY': GONE,
      'Deployment time: pod.initContainers.install-server.env.HTTPS_PROXY': {
        name: 'HTTPS_PROXY',
        value: 'http://proxy.example.com:3128',
      },
      'Deployment time: pod.initContainers.install-server.env.HTTP_PROXY': {
        name: 'HTTP_PROXY',
        value: 'http://proxy.example.com:3128',
      },
      'Deployment time: pod.initContainers.install-server.env.NODE_EXTRA_CA_CERTS': {
        name: 'NODE_EXTRA_CA_CERTS',
        value: '/etc/mcp-ca/pypi-index.crt',
      },
      'Deployment time: pod.initContainers.install-server.env.NODE_USE_ENV_PROXY': {
        name: 'NODE_USE_ENV_PROXY',
        value: '1',
      },
      'Deployment time: pod.initContainers.install-server.env.NO_PROXY': {
        name: 'NO_PROXY',
        value: 'localhost,127.0.0.1,::1,.svc,.cluster.local,packages.example.com,.example.com',
      },
      'Deployment time: pod.initContainers.install-server.env.PIP_CERT': {
        name: 'PIP_CERT',
        value: '/etc/mcp-ca/pypi-index.crt',
      },
      'Deployment time: pod.initContainers.install-server.env.REGISTRY_HOST': {
        name: 'REGISTRY_HOST',
        value: 'packages.example.com',
      },
      'Deployment time: pod.initContainers.install-server.env.REGISTRY_TOKEN': {
        name: 'REGISTRY_TOKEN',
        valueFrom: { secretKeyRef: { key: 'pypi-index', name: 'time-vault' } },
      },
      'Deployment time: pod.initContainers.install-server.env.REGISTRY_USER': {
        name: 'REGISTRY_USER',
        value: 'ci',
      },
      'Deployment time: pod.initContainers.install-server.env.REQUESTS_CA_BUNDLE': {
        name: 'REQUESTS_CA_BUNDLE',
        value: '/etc/mcp-ca/pypi-index.crt',
      },
      'Deployment time: pod.initContainers.install-server.env.SSL_CERT_FILE': {
        name: 'SSL_CERT_FILE',
        value: '/etc/mcp-ca/pypi-index.crt',
      },
      'Deployment time: pod.initContainers.install-server.env.http_proxy': {
        name: 'http_proxy',
        value: 'http://proxy.example.com:3128',
      },
      'Deployment time: pod.initContainers.install-server.env.https_proxy': {
        name: 'https_proxy',
        value: 'http://proxy.example.com:3128',
      },
      'Deployment time: pod.initContainers.install-server.env.no_proxy': {
        name: 'no_proxy',
        value: 'localhost,127.0.0.1,::1,.svc,.cluster.local,packages.example.com,.example.com',
      },
      'Deployment time: pod.initContainers.install-server.image': `registry.example.com/python:3.12.1@${DIGEST}`,
      'Deployment time: pod.initContainers.install-server.volumeMounts.pypi-index-bundle': {
        mountPath: '/etc/mcp-ca/pypi-index.crt',
        name: 'pypi-index-bundle',
        readOnly: true,
        subPath: 'ca.pem',
      },
      'Deployment time: pod.volumes.files': {
        configMap: { defaultMode: 0o440, name: 'time-files' },
        name: 'files',
      },
      'Deployment time: pod.volumes.pypi-index-bundle': {
        configMap: { defaultMode: 0o440, name: 'mirror-ca' },
        name: 'pypi-index-bundle',
      },
      'ConfigMap time-files': {
        apiVersion: 'v1',
        data: {
          'etc.mcp-ca.ca.crt':
            '-----BEGIN CERTIFICATE-----\nMIIBfDCCASGgAwIBAgIUXsYxY0R90hXc7NotQnpxvkoB5MIwCgYIKoZIzj0EAwI' +
            'w\nEjEQMA4GA1UEAwwHVGVzdCBDQTAgFw0yNjExMjExNTM1MTlaGA8yMTI2MTAyODE1\nMzUxOVowEjEQMA4GA1UEAwwH' +
            'VGVzdCBDQTBZMBMGByqGSM49AgEGCCqGSM49AwEH\nA0IABFR2ReQR9+XF+xROT0AiQnjn3VGHgnx2sfHUvVdbA2RaDQ' +
            '9CS7NAE5x06qos\nIGQkEZvmlgTvUYLYY67P146cmS2jUzBRMB0GA1UdDgQWBBQIueysCxcCJxTH2A5U\nDbqM1jIy+jA' +
            'fBgNVHSMEGDAWgBQIueysCxcCJxTH2A5UDbqM1jIy+jAPBgNVHRMB\nAf8EBTADAQH/MAoGCCqGSM49BAMCA0kAMEYCI' +
            'QDPvsSw4NniCKmo7Lv3XhEtnGZY\nG7VNfX11hFVsD3oY5AIhAJ2EBLCSDQlHBHuNYD5FJxVdmwFVsbBNu7MhzZn+BLA' +
            'i\n-----END CERTIFICATE-----\n',
        },
        kind: 'ConfigMap',
        metadata: {
          labels: {
            'app.kubernetes.io/component': 'mcp-server',
            'app.kubernetes.io/instance': 'time',
            'app.kubernetes.io/managed-by': 'cdk8s',
            'app.kubernetes.io/name': 'time',
            'app.kubernetes.io/part-of': 'mcp',
            'app.kubernetes.io/version': '2026.10.19',
          },
          name: 'time-files',
          namespace: 'mcp-tools',
        },
      },
      'ExternalSecret time-vault': {
        apiVersion: 'external-secrets.io/v1',
        kind: 'ExternalSecret',
        metadata: {
          labels: {
            'app.kubernetes.io/component': 'mcp-server',
            'app.kubernetes.io/instance': 'time',
            'app.kubernetes.io/managed-by': 'cdk8s',
            'app.kubernetes.io/name': 'time',
            'app.kubernetes.io/part-of': 'mcp',
            'app.kubernetes.io/version': '2026.10.19',
          },
          name: 'time-vault',
          namespace: 'mcp-tools',
        },
        spec: {
          data: [
            {
              remoteRef: {
                key: 'mcp/pypi',
                conversionStrategy: 'Default',
                decodingStrategy: 'None',
                metadataPolicy: 'None',
              },
              secretKey: 'pypi-index',
            },
          ],
          refreshInterval: '1h0m0s',
          refreshPolicy: 'Periodic',
          secretStoreRef: { kind: 'ClusterSecretStore', name: 'vault' },
          target: { creationPolicy: 'Owner', deletionPolicy: 'Retain', name: 'time-vault' },
        },
      },
    });
  });

  test('a shell with a reason is the command, and the reason is on the Deployment', () => {
    expect(
      differences(
        plain('shell', CILIUM, { source: ServerSource.stdioImage(IMAGE, { command: ['/app/tool'] }) }),
        variant('stdio images under Cilium', 'shell'),
      ),
    ).toEqual({
      'Deployment shell: metadata.annotations.cdk8s-mcp/relaxed-shell': 'the vendor ships its server as a script',
      'Deployment shell: pod.containers.server.args': [
        '--import',
        '/etc/mcp-bridge/mcp-proxy-hooks.mjs',
        '/opt/mcp/bridge/node_modules/mcp-proxy/dist/bin/mcp-proxy.mjs',
        '--host',
        '0.0.0.0',
        '--port',
        '8080',
        '--server',
        'stream',
        '--streamEndpoint',
        '/mcp',
        '--stateless',
        '--no-shell',
        '--no-tunnel',
        '--',
        '/bin/sh',
        '/app/start.sh',
      ],
    });
  });

  test('a bridge that is a program of its own is copied from its image and reads a file', () => {
    expect(
      differences(
        plain('distroless', CILIUM, { source: ServerSource.stdioImage(IMAGE, { command: ['/app/tool', '--stdio'] }) }),
        variant('stdio images under Cilium', 'distroless'),
      ),
    ).toEqual({
      'NetworkPolicy distroless: metadata.annotations.cdk8s-mcp/allowed-egress': 'nowhere',
      'CiliumNetworkPolicy distroless: spec.egress': [
        { toEndpoints: KUBE_DNS, toPorts: [{ ports: DNS_PORTS, rules: { dns: CLUSTER_NAMES } }] },
      ],
      'Deployment distroless: metadata.annotations.cdk8s-mcp/bridge':
        'agentgateway@v1.3.1-musl by its image (isolation: session, at most 5)',
      'Deployment distroless: metadata.annotations.cdk8s-mcp/install': GONE,
      'Deployment distroless: metadata.annotations.cdk8s-mcp/sessions': 'in-memory',
      'Deployment distroless: metadata.annotations.ignore-check.kube-linter.io/minimum-three-replicas':
        'sessions or storage of the server allow one replica',
      'Deployment distroless: metadata.annotations.cdk8s-mcp/bridge-note':
        'agentgateway before 1.4 speaks protocol 2025-11-25 and older only',
      'Deployment distroless: metadata.annotations.kube-score/ignore': 'deployment-replicas',
      'Deployment distroless: pod.containers.server.args': ['-f', '/etc/mcp-bridge/config.json'],
      'Deployment distroless: pod.containers.server.command': ['/opt/mcp/agentgateway'],
      'Deployment distroless: pod.containers.server.env.NODE_OPTIONS': GONE,
      'Deployment distroless: pod.containers.server.ports.health': {
        containerPort: 15021,
        name: 'health',
        protocol: 'TCP',
      },
      'Deployment distroless: pod.containers.server.readinessProbe.httpGet.path': '/healthz/ready',
      'Deployment distroless: pod.containers.server.readinessProbe.httpGet.port': 15021,
      'Deployment distroless: pod.containers.server.resources.limits.memory': '448Mi',
      'Deployment distroless: pod.containers.server.resources.requests.memory': '448Mi',
      'Deployment distroless: pod.containers.server.volumeMounts.bridge.mountPath': '/etc/mcp-bridge/config.json',
      'Deployment distroless: pod.containers.server.volumeMounts.bridge.subPath': 'etc.mcp-bridge.config.json',
      'Deployment distroless: pod.initContainers.install-bridge.args': ['--copy-self', '/opt/mcp/agentgateway'],
      'Deployment distroless: pod.initContainers.install-bridge.command': GONE,
      'Deployment distroless: pod.initContainers.install-bridge.env': GONE,
      'Deployment distroless: pod.initContainers.install-bridge.image': AGENTGATEWAY,
      'Deployment distroless: pod.initContainers.install-bridge.resources.limits.memory': '64Mi',
      'Deployment distroless: pod.initContainers.install-bridge.resources.requests.memory': '64Mi',
      'Deployment distroless: spec.replicas': 1,
      'Service distroless: spec.sessionAffinity': 'ClientIP',
      'HorizontalPodAutoscaler distroless': GONE,
      'ConfigMap distroless-bridge-HASH: data.etc.mcp-bridge.mcp-proxy-hooks.mjs': GONE,
      'ConfigMap distroless-bridge-HASH: data.etc.mcp-bridge.config.json':
        '{\n  "config": {\n    "adminAddr": "off"\n  },\n  "mcp": {\n    "port": 8080,\n    "targets": [\n ' +
        '     {\n        "name": "server",\n        "stdio": {\n          "cmd": "/app/tool",\n         ' +
        ' "args": [\n            "--stdio"\n          ]\n        }\n      }\n    ]\n  }\n}\n',
    });
  });
});
