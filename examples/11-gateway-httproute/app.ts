import { App, Chart } from 'cdk8s';
import {
  Callers, Cors, Exposure, GatewayAuth, GatewayRoutes, Jwks, McpGateway, McpNamespace, McpServer, PrebuiltImage,
  ServerSource,
} from 'cdk8s-mcp';

const app = new App();
const chart = new Chart(app, 'gateway-httproute');
const tools = new McpNamespace(chart, 'tools', { name: 'mcp-tools', owner: 'platform-team' });
const edge = new McpNamespace(chart, 'edge', { name: 'mcp-edge', owner: 'platform-team' });

const prebuilt = PrebuiltImage.of(ServerSource.npm('@modelcontextprotocol/server-everything@2026.8.31'));
const everything = new McpServer(tools, 'everything', {
  source: prebuilt.source(
    'ghcr.io/acme/mcp-everything:2026.8.31@sha256:5d1f2a0c7b3e4968f1d0c2b3a495867768594a3b2c1d0e0f1a2b3c4d5e6f7081',
  ),
});

const gateway = new McpGateway(edge, 'gateway', {
  auth: GatewayAuth.oauth({ issuer: 'https://idp.example.com', jwks: Jwks.fromConfigMap('idp-jwks', 'jwks.json') }),
  routes: GatewayRoutes.mixed(),
  cors: Cors.origins(['https://chat.example.com']),
  exposure: Exposure.httpRoute({
    hostname: 'mcp.example.com',
    parentName: 'public',
    parentNamespace: 'gateways',
    sectionName: 'https',
    from: [Callers.pods({ namespace: 'gateways', labels: { 'gateway.networking.k8s.io/gateway-name': 'public' } })],
  }),
});
gateway.addServer(everything, { prefix: 'demo' });

app.synth();
