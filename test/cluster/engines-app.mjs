/**
 * Gateways by the engines that own no Deployment, for the definitions of their kinds; writes to CDK8S_OUTDIR. Needs a
 * compiled lib/.
 */
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { App, Chart } = require('cdk8s');
const {
  AgentgatewayEngine,
  Callers,
  Cors,
  EnvoyAiGatewayEngine,
  GatewayAuth,
  GatewayRoutes,
  HttpRouteEngine,
  Jwks,
  KuadrantEngine,
  McpGateway,
  McpNamespace,
  McpServer,
  RateLimit,
  SecretSource,
  SecretStore,
  ServerAuth,
  ServerSource,
  Sessions,
  ToolPolicy,
  ToolRule,
} = require('../..');

const app = new App();
const gatewayAt = hostname => ({ gatewayName: 'public', hostname });
const jwks = Jwks.inline(
  JSON.stringify({
    keys: [
      {
        kty: 'RSA',
        kid: '1',
        n:
          'xgfTBZlNjjWr1cnMlKKuyCmjoWfOnOigen4cnm7z1XWL43r3n3lUVM_8K7PdHLvyxJc5fq_0Q40r' +
          'm8R-xvp5XdO-MfK_neXYU7JzfLL2Do3M8UvBqarX2CF3czUqVqgexXOcV3BixfwrpHHlZGVvyHuH' +
          'pCuW2xgokFgodzsnqn5FOVnOf8JpCaZgSiBccyetLvZ3J0NqjodVCuJrT09uT3PWeO_FPad03AUN' +
          'nBXDbOrzh6wDaJGGM2WQ1Xm26-MXTAghkV4fe3up-pEJ8my9yWZI0ij3AlJDLEPP2uslUxtihrqg' +
          '1C4Khj89wH07aUooTYhiAkJNVXraUqjtwCeKyw',
        e: 'AQAB',
      },
    ],
  }),
);
const oauth = GatewayAuth.oauth({ issuer: 'https://idp.example.com', jwks });

/** Two servers in a namespace: one with a tool policy, one that asks for a credential; neither when `bare`. */
function servers(scope, { bare = false } = {}) {
  const source = name =>
    ServerSource.image(`registry.example.com/acme/${name}:1.2.3@sha256:${'a'.repeat(64)}`, {
      port: 8080,
      sessions: Sessions.NONE,
    });
  const token = SecretSource.fromStore(SecretStore.clusterStore('vault'), { key: 'mcp/wiki' });
  return [
    new McpServer(scope, 'notes', {
      source: source('notes'),
      tools: bare ? undefined : ToolPolicy.of({ allow: ['get_*', 'list'], deny: ['get_secret'] }),
    }),
    new McpServer(scope, 'wiki', {
      source: source('wiki'),
      serverAuth: bare ? undefined : ServerAuth.bearer(token),
    }),
  ];
}

const [controller, envoy, kuadrant, plain] = ['controller', 'envoy', 'kuadrant', 'plain'].map(
  name => new McpNamespace(new Chart(app, `engine-${name}`), 'namespace', { name: `mcp-${name}` }),
);

const behind = servers(controller);
new McpGateway(controller, 'gateway', {
  servers: behind,
  auth: GatewayAuth.oauth({ issuer: 'https://idp.example.com', jwks, requiredScopes: ['mcp'] }),
  authorization: [ToolRule.allow({ servers: behind, claims: [{ claim: 'groups', anyOf: ['developers'] }] })],
  rateLimit: RateLimit.local({ requests: 60 }),
  cors: Cors.origins(['https://chat.example.com']),
  routes: GatewayRoutes.mixed(),
  // its servers may not answer MCP 2026-07-28
  resilience: { failClosed: true },
  engine: AgentgatewayEngine.controller({ ...gatewayAt('controller.example.com'), gatewayNamespace: 'gateways' }),
});
new McpGateway(envoy, 'gateway', {
  servers: servers(envoy),
  auth: oauth,
  authorization: [ToolRule.allow({ tools: ['get_page'], claims: [{ claim: 'groups', anyOf: ['developers'] }] })],
  engine: new EnvoyAiGatewayEngine({
    ...gatewayAt('envoy.example.com'),
    gatewayNamespace: 'mcp-envoy',
    uncheckedPrompts: 'the servers have neither prompts nor resources',
  }),
});
const [tools] = servers(kuadrant);
new McpGateway(kuadrant, 'gateway', {
  servers: [tools],
  auth: GatewayAuth.oauth({ issuer: 'https://idp.example.com', jwks: Jwks.fromUrl('https://idp.example.com/jwks') }),
  authorization: [ToolRule.allow({ servers: [tools], tools: ['get_*'], claims: [{ claim: 'groups', anyOf: ['a'] }] })],
  engine: new KuadrantEngine({
    ...gatewayAt('kuadrant.example.com'),
    gatewayNamespace: 'gateways',
    serverDomain: 'mcp.local',
    broker: Callers.namespace('mcp-system'),
  }),
});
new McpGateway(plain, 'gateway', {
  servers: servers(plain, { bare: true }),
  auth: GatewayAuth.anonymous('the Gateway in front of it asks for a client certificate'),
  routes: GatewayRoutes.pathPerServer(),
  engine: new HttpRouteEngine({
    ...gatewayAt('plain.example.com'),
    gatewayNamespace: 'gateways',
    dataPlane: Callers.namespace('gateways'),
  }),
});

app.synth();
