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
new McpServer(chart, 'perplexity', {
  source: ServerSource.npm('@perplexity-ai/mcp-server@1.2.0'),
  secrets: { PERPLEXITY_API_KEY: SecretSource.fromPlatformStore({ key: 'perplexity/api-key' }) },
  owner: 'platform-team',
  callers: [Callers.pods({ namespace: 'agents', labels: { 'app.kubernetes.io/name': 'agent' } })],
  egress: [Egress.toHosts('api.perplexity.ai')],
  annotations: {
    'mcp-import/name': 'ai.perplexity/mcp-server',
    'mcp-import/title': 'Perplexity API Platform',
    'mcp-import/version': '1.2.0',
    'mcp-import/description': 'Real-time web search, reasoning, and research through Perplexity\'s API',
  },
});
app.synth();
