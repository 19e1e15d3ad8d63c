import { McpPlatform, McpServer, NetworkPolicyEngine } from '../../src';
import { DIGEST, Manifest, chart, source, synth } from '../util/app';
import { CLUSTER_NAMES, DNS_PORTS, KUBE_DNS } from '../util/cilium';
import { GONE, differences } from '../util/differences';
import { manifestsOf, presetApp } from '../util/presets';

const READING = ['get', 'list', 'watch'];

/** How a preset differs from a plain server of its name and version. */
function added(id: string, version: string): Readonly<Record<string, unknown>> {
  const scope = chart();
  McpPlatform.configure(scope, { networkPolicyEngine: NetworkPolicyEngine.CILIUM });
  const image = `registry.example.com/acme/tool-server:${version}@${DIGEST}`;
  new McpServer(scope, id, { source: source({}, image), owner: 'platform-team' });
  const objects: Manifest[] = manifestsOf(presetApp(id));
  return differences(
    synth(scope),
    objects.filter(({ metadata }) => metadata.labels?.['app.kubernetes.io/instance'] === id),
  );
}

describe('a server differs from a plain one by nothing else when it is made by', () => {
  test('the preset of GitHub', () => {
    expect(added('github', 'v1.12.2')).toEqual({
      'NetworkPolicy github: metadata.annotations.cdk8s-mcp/allowed-callers':
        'pods app.kubernetes.io/name=agent in agents',
      'NetworkPolicy github: metadata.annotations.cdk8s-mcp/allowed-egress':
        'api.github.com port 443; github.com port 443; raw.githubusercontent.com port 443; ' +
        'uploads.github.com port 443',
      'NetworkPolicy github: spec.ingress': [
        {
          from: [
            {
              namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'agents' } },
              podSelector: { matchLabels: { 'app.kubernetes.io/name': 'agent' } },
            },
          ],
          ports: [{ port: 8082, protocol: 'TCP' }],
        },
      ],
      'CiliumNetworkPolicy github: spec.egress': [
        {
          toEndpoints: KUBE_DNS,
          toPorts: [
            {
              ports: DNS_PORTS,
              rules: {
                dns: [
                  ...CLUSTER_NAMES,
                  { matchName: 'api.github.com' },
                  { matchName: 'github.com' },
                  { matchName: 'raw.githubusercontent.com' },
                  { matchName: 'uploads.github.com' },
                ],
              },
            },
          ],
        },
        {
          toFQDNs: [
            { matchName: 'api.github.com' },
            { matchName: 'github.com' },
            { matchName: 'raw.githubusercontent.com' },
            { matchName: 'uploads.github.com' },
          ],
          toPorts: [{ ports: [{ port: '443', protocol: 'TCP' }] }],
        },
      ],
      'Deployment github: pod.containers.server.image':
        'ghcr.io/github/github-mcp-server:v1.12.2@sha256:508a0857ec762b1ab1cece29193345b501fab1dd9d1' +
        '228a7b617062954cecac6',
      'Deployment github: pod.containers.server.livenessProbe.tcpSocket.port': 8082,
      'Deployment github: pod.containers.server.ports.mcp.containerPort': 8082,
      'Deployment github: pod.containers.server.readinessProbe.tcpSocket': GONE,
      'Deployment github: pod.containers.server.readinessProbe.httpGet': {
        path: '/.well-known/oauth-protected-resource',
        port: 'mcp',
      },
      'Deployment github: pod.containers.server.args': ['http', '--port', '8082', '--read-only'],
      'Deployment github: pod.containers.server.command': ['/server/github-mcp-server'],
      'Service github: spec.ports.mcp.port': 8082,
    });
  });

  test('the preset of Kubernetes', () => {
    expect(added('kubernetes', 'v0.0.66')).toEqual({
      'NetworkPolicy kubernetes: metadata.annotations.cdk8s-mcp/allowed-callers':
        'pods app.kubernetes.io/name=agent in agents',
      'NetworkPolicy kubernetes: metadata.annotations.cdk8s-mcp/allowed-egress': 'Kubernetes API server port 443, 6443',
      'NetworkPolicy kubernetes: spec.ingress': [
        {
          from: [
            {
              namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'agents' } },
              podSelector: { matchLabels: { 'app.kubernetes.io/name': 'agent' } },
            },
          ],
          ports: [{ port: 8080, protocol: 'TCP' }],
        },
      ],
      'CiliumNetworkPolicy kubernetes: spec.egress': [
        { toEndpoints: KUBE_DNS, toPorts: [{ ports: DNS_PORTS, rules: { dns: CLUSTER_NAMES } }] },
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
      ],
      'Deployment kubernetes: metadata.annotations.cdk8s-mcp/tools-allowed':
        'configuration_contexts_list events_list namespaces_list nodes_top pods_get pods_list ' +
        'pods_list_in_namespace pods_log pods_top projects_list resources_get resources_list',
      'Deployment kubernetes: pod.containers.server.image':
        'quay.io/containers/kubernetes_mcp_server:v0.0.66@sha256:6d650f4bd6ac303ad82713c997e73a2d001' +
        '602f9bf17392c9b9a0e30e29c6423',
      'Deployment kubernetes: pod.containers.server.readinessProbe.tcpSocket': GONE,
      'Deployment kubernetes: pod.containers.server.readinessProbe.httpGet': {
        path: '/healthz',
        port: 'mcp',
      },
      'Deployment kubernetes: pod.containers.server.volumeMounts.api-token': {
        mountPath: '/var/run/secrets/kubernetes.io/serviceaccount',
        name: 'api-token',
        readOnly: true,
      },
      'Deployment kubernetes: pod.containers.server.args': [
        '--port',
        '8080',
        '--stateless',
        '--read-only',
        '--disable-multi-cluster',
      ],
      'Deployment kubernetes: pod.containers.server.command': ['/app/kubernetes-mcp-server'],
      'Deployment kubernetes: pod.volumes.api-token': {
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
      'ClusterRole mcp-tools:kubernetes': {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'ClusterRole',
        metadata: {
          labels: {
            'app.kubernetes.io/component': 'mcp-server',
            'app.kubernetes.io/instance': 'kubernetes',
            'app.kubernetes.io/managed-by': 'cdk8s',
            'app.kubernetes.io/name': 'kubernetes',
            'app.kubernetes.io/part-of': 'mcp',
            'app.kubernetes.io/version': 'v0.0.66',
            'owner': 'platform-team',
          },
          name: 'mcp-tools:kubernetes',
        },
        rules: [
          {
            apiGroups: [''],
            resources: [
              'configmaps',
              'endpoints',
              'events',
              'limitranges',
              'namespaces',
              'nodes',
              'persistentvolumeclaims',
              'persistentvolumes',
              'pods',
              'pods/log',
              'replicationcontrollers',
              'resourcequotas',
              'serviceaccounts',
              'services',
            ],
            verbs: READING,
          },
          {
            apiGroups: ['apps'],
            resources: ['daemonsets', 'deployments', 'replicasets', 'statefulsets'],
            verbs: READING,
          },
          { apiGroups: ['autoscaling'], resources: ['horizontalpodautoscalers'], verbs: READING },
          { apiGroups: ['batch'], resources: ['cronjobs', 'jobs'], verbs: READING },
          { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: READING },
          { apiGroups: ['events.k8s.io'], resources: ['events'], verbs: READING },
          { apiGroups: ['metrics.k8s.io'], resources: ['nodes', 'pods'], verbs: READING },
          { apiGroups: ['networking.k8s.io'], resources: ['ingresses', 'networkpolicies'], verbs: READING },
          { apiGroups: ['policy'], resources: ['poddisruptionbudgets'], verbs: READING },
          { apiGroups: ['storage.k8s.io'], resources: ['storageclasses'], verbs: READING },
        ],
      },
      'ClusterRoleBinding mcp-tools:kubernetes': {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'ClusterRoleBinding',
        metadata: {
          labels: {
            'app.kubernetes.io/component': 'mcp-server',
            'app.kubernetes.io/instance': 'kubernetes',
            'app.kubernetes.io/managed-by': 'cdk8s',
            'app.kubernetes.io/name': 'kubernetes',
            'app.kubernetes.io/part-of': 'mcp',
            'app.kubernetes.io/version': 'v0.0.66',
            'owner': 'platform-team',
          },
          name: 'mcp-tools:kubernetes',
        },
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'mcp-tools:kubernetes' },
        subjects: [{ kind: 'ServiceAccount', name: 'kubernetes', namespace: 'mcp-tools' }],
      },
    });
  });

  test('the preset of Playwright', () => {
    expect(added('playwright', 'v0.0.82')).toEqual({
      'NetworkPolicy playwright: metadata.annotations.cdk8s-mcp/allowed-callers':
        'pods app.kubernetes.io/name=agent in agents',
      'NetworkPolicy playwright: metadata.annotations.cdk8s-mcp/allowed-egress': '203.0.113.0/24 port 443',
      'NetworkPolicy playwright: spec.egress': [
        { ports: [{ port: 443, protocol: 'TCP' }], to: [{ ipBlock: { cidr: '203.0.113.0/24' } }] },
      ],
      'NetworkPolicy playwright: spec.ingress': [
        {
          from: [
            {
              namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'agents' } },
              podSelector: { matchLabels: { 'app.kubernetes.io/name': 'agent' } },
            },
          ],
          ports: [{ port: 8931, protocol: 'TCP' }],
        },
      ],
      'Deployment playwright: metadata.annotations.cdk8s-mcp/sessions': 'in-memory',
      'Deployment playwright: metadata.annotations.ignore-check.kube-linter.io/minimum-three-replicas':
        'sessions or storage of the server allow one replica',
      'Deployment playwright: metadata.annotations.polaris.fairwinds.com/missingNetworkPolicy-exempt': GONE,
      'Deployment playwright: metadata.annotations.cdk8s-mcp/tools-allowed':
        'browser_close browser_console_messages browser_find browser_navigate browser_navigate_back ' +
        'browser_network_request browser_network_requests browser_snapshot browser_take_screenshot ' +
        'browser_wait_for',
      'Deployment playwright: metadata.annotations.kube-score/ignore': 'deployment-replicas',
      'Deployment playwright: pod.containers.server.image':
        'mcr.microsoft.com/playwright/mcp:v0.0.82@sha256:77dccc5ce9e94cb8ae7ebea87ddbb6cd54b05760c4d' +
        '63c54e16accf2726b8734',
      'Deployment playwright: pod.containers.server.livenessProbe.tcpSocket.port': 8931,
      'Deployment playwright: pod.containers.server.ports.mcp.containerPort': 8931,
      'Deployment playwright: pod.containers.server.resources.limits.cpu': '2',
      'Deployment playwright: pod.containers.server.resources.limits.ephemeral-storage': '768Mi',
      'Deployment playwright: pod.containers.server.resources.limits.memory': '1280Mi',
      'Deployment playwright: pod.containers.server.resources.requests.cpu': '500m',
      'Deployment playwright: pod.containers.server.resources.requests.ephemeral-storage': '768Mi',
      'Deployment playwright: pod.containers.server.resources.requests.memory': '1280Mi',
      'Deployment playwright: pod.containers.server.volumeMounts.storage-dev-shm': {
        mountPath: '/dev/shm',
        name: 'storage-dev-shm',
      },
      'Deployment playwright: pod.containers.server.args': [
        '--headless',
        '--browser',
        'chromium',
        '--no-sandbox',
        '--isolated',
        '--host',
        '0.0.0.0',
        '--port',
        '8931',
        '--output-dir',
        '/tmp/out',
        '--allowed-hosts',
        'playwright,playwright:8931,playwright.mcp-tools,playwright.mcp-tools:8931,playwright.mcp-to' +
          'ols.svc,playwright.mcp-tools.svc:8931,playwright.mcp-tools.svc.cluster.local,playwright.mcp' +
          '-tools.svc.cluster.local:8931,localhost,localhost:8931,127.0.0.1,127.0.0.1:8931,[::1],[::1]' +
          ':8931',
      ],
      'Deployment playwright: pod.containers.server.command': ['node', '/app/cli.js'],
      'Deployment playwright: pod.volumes.tmp.emptyDir.sizeLimit': '512Mi',
      'Deployment playwright: pod.volumes.storage-dev-shm': {
        emptyDir: { medium: 'Memory', sizeLimit: '256Mi' },
        name: 'storage-dev-shm',
      },
      'Deployment playwright: spec.replicas': 1,
      'Service playwright: spec.ports.mcp.port': 8931,
      'Service playwright: spec.sessionAffinity': 'ClientIP',
      'HorizontalPodAutoscaler playwright': GONE,
    });
  });
});
