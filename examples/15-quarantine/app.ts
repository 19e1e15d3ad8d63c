import { App, Chart } from 'cdk8s';
import {
  Callers, GatewayAuth, McpGateway, McpPool, McpServer, PrebuiltImage, SecretSource, SecretStore, ServerSource, Trust,
} from 'cdk8s-mcp';

const app = new App();
const chart = new Chart(app, 'quarantine');
const pool = new McpPool(chart, 'research', { namespace: 'mcp-research', owner: 'research' });
const prebuilt = (name: string, digest: string): ServerSource =>
  PrebuiltImage.of(ServerSource.npm(`@modelcontextprotocol/server-${name}@2026.8.31`))
    .source(`ghcr.io/acme/mcp-${name}:2026.8.31@sha256:${digest}`);

new McpServer(pool, 'everything', {
  source: prebuilt('everything', '5d1f2a0c7b3e4968f1d0c2b3a495867768594a3b2c1d0e0f1a2b3c4d5e6f7081'),
});
new McpServer(pool, 'memory', {
  source: prebuilt('memory', '6e20b1d8c4f57a79e2c1d3a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8'),
  secrets: { NOTES_TOKEN: SecretSource.fromStore(SecretStore.clusterStore('vault'), { key: 'mcp/memory' }) },
  trust: Trust.quarantined({
    reason: 'its new release sends what it remembers to a host that nobody knows',
    since: '2026-11-20',
  }),
});

const gateway = new McpGateway(pool, 'gateway', {
  callers: [Callers.pods({ namespace: 'agents', labels: { 'app.kubernetes.io/name': 'agent' } })],
  auth: GatewayAuth.apiKeys({ planner: '9a5d1c7be2f84036a1c5d7e9f0b2846c3e8a7d519c4f6b20e1d3a5b7c9f80214' }),
});
pool.addTo(gateway);

app.synth();
