import { App, Chart } from 'cdk8s';
import {
  AllowedHosts, Callers, Egress, McpNamespace, McpServer, Scaling, SecretSource, SecretStore, ServerAuth, ServerSource,
  Sessions,
} from 'cdk8s-mcp';

const image =
  'docker.io/grafana/mcp-grafana:2.0.1@sha256:87b48c8fa1a09d00befe361e009be9ab85343ab95b7f2ebb374c1051832985b9';
const app = new App();
const chart = new Chart(app, 'quickstart');
const vault = SecretStore.clusterStore('vault');
const callerToken = SecretSource.fromStore(vault, { key: 'mcp/grafana', property: 'caller-token' });
const tools = new McpNamespace(chart, 'tools', { name: 'mcp-tools', owner: 'platform-team' });

new McpServer(tools, 'grafana', {
  source: ServerSource.image(image, {
    args: [
      '--transport', 'streamable-http', '--address', '0.0.0.0:8000', '--disable-write', '--usage-stats', 'disabled',
    ],
    port: 8000,
    healthPath: '/healthz',
    sessions: Sessions.NONE,
    allowedHosts: AllowedHosts.argument('--allowed-hosts'),
  }),
  env: { GRAFANA_URL: 'http://grafana.monitoring.svc.cluster.local:3000' },
  secrets: {
    GRAFANA_SERVICE_ACCOUNT_TOKEN: SecretSource.fromStore(vault, { key: 'mcp/grafana', property: 'token' }),
    MCP_GRAFANA_SERVER_TOKEN: callerToken,
  },
  serverAuth: ServerAuth.bearer(callerToken),
  callers: [Callers.pods({ namespace: 'agents', labels: { 'app.kubernetes.io/name': 'agent' } })],
  egress: [Egress.toPods({ namespace: 'monitoring', labels: { 'app.kubernetes.io/name': 'grafana' }, port: 3000 })],
  scaling: Scaling.onCpu({ max: 10 }),
});

app.synth();
