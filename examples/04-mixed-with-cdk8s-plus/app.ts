import { App, Chart, Size } from 'cdk8s';
import { Callers, Egress, McpServer, SecretSource, ServerSource, Sessions } from 'cdk8s-mcp';
import * as kplus from 'cdk8s-plus-28';

const app = new App();
const chart = new Chart(app, 'mixed', { namespace: 'mcp-orders' });

const settings = kplus.ConfigMap.fromConfigMapName(chart, 'settings', 'orders-settings');
const credentials = kplus.Secret.fromSecretName(chart, 'credentials', 'orders-credentials');
const database = kplus.Pods.select(chart, 'database', {
  labels: { 'app.kubernetes.io/name': 'postgres' },
  namespaces: kplus.Namespaces.select(chart, 'data', { names: ['data'] }),
});

const orders = new McpServer(chart, 'orders', {
  source: ServerSource.image(`registry.example.com/shop/orders-mcp:1.8.0@sha256:${'8'.repeat(64)}`, {
    port: 8080, healthPath: '/healthz', sessions: Sessions.NONE,
  }),
  envValues: {
    REGION: kplus.EnvValue.fromConfigMap(settings, 'region'),
    POD_NAME: kplus.EnvValue.fromFieldRef(kplus.EnvFieldPaths.POD_NAME),
  },
  secretFiles: { 'database-url': SecretSource.fromSecret(credentials, 'database-url') },
  env: { DATABASE_URL_FILE: '/var/run/mcp/creds/database-url' },
  resources: {
    cpu: { request: kplus.Cpu.millis(200), limit: kplus.Cpu.units(2) },
    memory: { limit: Size.mebibytes(512) },
  },
  callers: [Callers.pods({ namespace: 'agents', labels: { 'app.kubernetes.io/name': 'agent' } })],
  egress: [Egress.fromPeer(database, 5432)],
  owner: 'orders-team',
});

// a policy of cdk8s-plus that selects the server: the smoke test of the team may call it too
const smokeTest = kplus.Pods.select(chart, 'smoke-test', { labels: { 'app.kubernetes.io/name': 'smoke-test' } });
const metadata = { name: 'orders-smoke-test' };
const policy = new kplus.NetworkPolicy(chart, 'smoke-test-policy', { metadata, selector: orders });
policy.addIngressRule(smokeTest, [kplus.NetworkPolicyPort.tcp(8080)]);

app.synth();
