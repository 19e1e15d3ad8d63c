import { App, Chart } from 'cdk8s';
import {
  Callers, Egress, Exposure, GatewayAuth, Jwks, McpGateway, McpNamespace, McpPlatform, McpServer,
  NetworkPolicyEngine, SecretSource, SecretStore, ServerAuth, ServerSource, Sessions, ToolPolicy, ToolRule,
} from 'cdk8s-mcp';

const image =
  'ghcr.io/github/github-mcp-server:v1.12.2@sha256:508a0857ec762b1ab1cece29193345b501fab1dd9d1228a7b617062954cecac6';
const vault = SecretStore.clusterStore('vault');
const app = new App();
McpPlatform.configure(app, { networkPolicyEngine: NetworkPolicyEngine.CILIUM });
const chart = new Chart(app, 'gateway-oauth');
const tools = new McpNamespace(chart, 'tools', { name: 'mcp-github', owner: 'platform-team' });

const github = new McpServer(tools, 'github', {
  source: ServerSource.image(image, {
    args: ['http', '--port', '8082', '--read-only'], port: 8082, path: '/',
    healthPath: '/.well-known/oauth-protected-resource', sessions: Sessions.NONE,
  }),
  serverAuth: ServerAuth.bearer(SecretSource.fromStore(vault, { key: 'mcp/github', property: 'token' })),
  tools: ToolPolicy.allow('get_*', 'list_*', 'search_*'),
  egress: [Egress.toHosts('api.github.com')],
});

const edge = new McpNamespace(chart, 'edge', { name: 'mcp-edge', owner: 'platform-team' });
new McpGateway(edge, 'gateway', {
  servers: [github],
  auth: GatewayAuth.oauth({
    issuer: 'https://idp.example.com', requiredScopes: ['mcp'],
    jwks: Jwks.fromUrl('https://idp.example.com/.well-known/jwks.json'),
  }),
  authorization: [ToolRule.allow({ servers: [github], claims: [{ claim: 'groups', anyOf: ['developers'] }] })],
  exposure: Exposure.httpRoute({
    hostname: 'mcp.example.com', parentName: 'public', parentNamespace: 'gateways', sectionName: 'https',
    from: [Callers.pods({ namespace: 'gateways', labels: { 'gateway.networking.k8s.io/gateway-name': 'public' } })],
  }),
});

app.synth();
