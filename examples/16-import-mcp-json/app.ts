import { App, Chart } from 'cdk8s';
import {
  Callers,
  Egress,
  McpNamespace,
  McpPlatform,
  McpServer,
  NetworkPolicyEngine,
  SecretSource,
  SecretStore,
  ServerSource,
} from 'cdk8s-mcp';

const app = new App();
const chart = new Chart(app, 'imported', { namespace: 'mcp-servers' });
McpPlatform.configure(chart, { networkPolicyEngine: NetworkPolicyEngine.CILIUM, secretStore: SecretStore.clusterStore('vault') });
new McpNamespace(chart, 'home', { name: 'mcp-servers', owner: 'platform-team' });
new McpServer(chart, 'memory', {
  source: ServerSource.npm('@modelcontextprotocol/server-memory@2026.8.31'),
  owner: 'platform-team',
  callers: [Callers.pods({ namespace: 'agents', labels: { 'app.kubernetes.io/name': 'agent' } })],
});
new McpServer(chart, 'brave', {
  source: ServerSource.npm('@brave/brave-search-mcp-server@2.1.4', { args: ['--transport', 'stdio'] }),
  secrets: { BRAVE_API_KEY: SecretSource.fromPlatformStore({ key: 'brave/BRAVE_API_KEY' }) },
  owner: 'platform-team',
  callers: [Callers.pods({ namespace: 'agents', labels: { 'app.kubernetes.io/name': 'agent' } })],
  egress: [Egress.toHosts('api.search.brave.com')],
});
app.synth();
