import { App, Chart, Duration } from 'cdk8s';
import {
  Callers, GatewayAuth, GatewayRoutes, Jwks, McpGateway, McpNamespace, McpPlatform, McpRemoteServer,
  NetworkPolicyEngine, SecretSource, SecretStore, ToolPolicy,
} from 'cdk8s-mcp';

const app = new App();
McpPlatform.configure(app, { networkPolicyEngine: NetworkPolicyEngine.CILIUM });
const chart = new Chart(app, 'remote-servers');
const edge = new McpNamespace(chart, 'edge', { name: 'mcp-edge', owner: 'platform-team' });
const vault = SecretStore.clusterStore('vault');

const linear = new McpRemoteServer(edge, 'linear', {
  url: 'https://mcp.linear.app/mcp',
  headers: { authorization: SecretSource.fromStore(vault, { key: 'mcp/linear', property: 'authorization' }) },
});
const stripe = new McpRemoteServer(edge, 'stripe', {
  url: 'https://mcp.stripe.com',
  headers: { authorization: SecretSource.fromStore(vault, { key: 'mcp/stripe', property: 'authorization' }) },
  tools: ToolPolicy.allow('list_*', 'search_*'),
});

new McpGateway(edge, 'gateway', {
  servers: [linear, stripe],
  auth: GatewayAuth.serviceAccounts({
    issuer: 'https://kubernetes.default.svc.cluster.local',
    audience: 'mcp-gateway',
    jwks: Jwks.fromConfigMap('cluster-jwks', 'jwks.json'),
    subjects: ['system:serviceaccount:agents:planner'],
  }),
  routes: GatewayRoutes.pathPerServer(),
  resilience: { requestTimeout: Duration.seconds(30) },
  callers: [Callers.pods({ namespace: 'agents', labels: { 'app.kubernetes.io/name': 'agent' } })],
});

app.synth();
