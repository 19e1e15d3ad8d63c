import { App, Chart, Duration } from 'cdk8s';
import {
  Callers, GatewayAuth, McpGateway, McpNamespace, McpServer, PrebuiltImage, RateLimit, SecretSource, SecretStore,
  ServerSource, ToolPolicy, ToolRule,
} from 'cdk8s-mcp';

const app = new App();
const chart = new Chart(app, 'gateway-api-keys');
const tools = new McpNamespace(chart, 'tools', { name: 'mcp-team', owner: 'platform-team' });
const vault = SecretStore.clusterStore('vault');
const agents = [Callers.pods({ namespace: 'agents', labels: { 'app.kubernetes.io/name': 'agent' } })];
const prebuilt = (name: string, digest: string): ServerSource =>
  PrebuiltImage.of(ServerSource.npm(`@modelcontextprotocol/server-${name}@2026.8.31`))
    .source(`ghcr.io/acme/mcp-${name}:2026.8.31@sha256:${digest}`);

const everything = new McpServer(tools, 'everything', {
  source: prebuilt('everything', '5d1f2a0c7b3e4968f1d0c2b3a495867768594a3b2c1d0e0f1a2b3c4d5e6f7081'),
  tools: ToolPolicy.of({ allow: ['echo', 'get-*'], deny: ['get-env'] }),
});
const memory = new McpServer(tools, 'memory', {
  source: prebuilt('memory', '6e20b1d8c4f57a79e2c1d3a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8'),
});

new McpGateway(tools, 'gateway', {
  servers: [everything, memory],
  auth: GatewayAuth.apiKeys({
    ci: 'e58dbbbdfee4409419faeb18bd20b231f13f8001d9ba442dc1cb65993b35c420',
    planner: '36ff84084413013b58a0acd2dc9de257985f2f069627dc0ef03ad96f9744aec2',
  }),
  authorization: [ToolRule.allow({ clients: ['planner'] }), ToolRule.allow({ clients: ['ci'], servers: [everything] })],
  rateLimit: RateLimit.local({ requests: 300, per: Duration.minutes(1) }),
  sessionKey: SecretSource.fromStore(vault, { key: 'mcp/gateway', property: 'session-key' }),
  callers: agents,
});

app.synth();
