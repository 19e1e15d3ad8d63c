import { App, Chart } from 'cdk8s';
import {
  GatewayAuth, McpGateway, McpNamespace, McpServer, SecretSource, ServerAuth, ServerSource, Sessions, SmokeTest,
} from 'cdk8s-mcp';

const app = new App();
const chart = new Chart(app, 'smoke');
const tools = new McpNamespace(chart, 'tools', { name: 'mcp-tools', owner: 'platform-team' });

const weather = new McpServer(tools, 'weather', {
  source: ServerSource.image(`ghcr.io/acme/weather-mcp:3.4.0@sha256:${'5'.repeat(64)}`, {
    port: 8080, healthPath: '/healthz', sessions: Sessions.NONE,
  }),
});
const gateway = new McpGateway(tools, 'gateway', {
  servers: [weather],
  // sha256 of the key that the Secret holds
  auth: GatewayAuth.apiKeys({ 'smoke-test': '5501d05e837a4a18b07e5aeb9a74e1907369f30eeccc2f882c80b391a60ef210' }),
});

// the server itself, and through the gateway as clients call it
new SmokeTest(tools, 'weather-test', { server: weather, expectTools: ['get_forecast'] });
new SmokeTest(tools, 'gateway-test', {
  server: weather,
  gateway,
  auth: ServerAuth.bearer(SecretSource.fromSecretName('smoke-test', 'key')),
  call: { tool: 'weather_get_forecast', argumentsJson: '{"city":"Bergen"}' },
});

app.synth();
