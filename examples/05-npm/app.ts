import { App, Chart, Size } from 'cdk8s';
import {
  Callers, Isolation, McpNamespace, McpPlatform, McpServer, NetworkPolicyEngine, ServerSource, Storage,
} from 'cdk8s-mcp';

const app = new App();
McpPlatform.configure(app, {
  networkPolicyEngine: NetworkPolicyEngine.CILIUM,
  allowedPackages: ['npm:@modelcontextprotocol/*', 'oci:docker.io/library/node'],
});

const chart = new Chart(app, 'npm');
const tools = new McpNamespace(chart, 'tools', { name: 'mcp-npm', owner: 'platform-team' });
const callers = [Callers.pods({ namespace: 'agents', labels: { 'app.kubernetes.io/name': 'agent' } })];

new McpServer(tools, 'everything', {
  source: ServerSource.npm('@modelcontextprotocol/server-everything@2026.8.31'),
  callers,
});

new McpServer(tools, 'filesystem', {
  source: ServerSource.npm('@modelcontextprotocol/server-filesystem@2026.8.31', {
    args: ['/data'],
    isolation: Isolation.session({ maxSessions: 10 }),
  }),
  storage: [Storage.scratch('/data', Size.gibibytes(1))],
  callers,
});

app.synth();
