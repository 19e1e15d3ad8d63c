import { App, Chart, Size } from 'cdk8s';
import {
  Callers, GatewayAuth, McpGateway, McpNamespace, McpPool, McpServer, PoolSubject, PrebuiltImage, Scaling, ServerSource,
} from 'cdk8s-mcp';
import { Cpu } from 'cdk8s-plus-28';

const app = new App();
const chart = new Chart(app, 'pool');

const pool = new McpPool(chart, 'research', {
  namespace: 'mcp-research',
  owner: 'research',
  environment: 'prod',
  defaults: { scaling: Scaling.onCpu({ max: 4 }) },
  budget: { cpu: Cpu.units(2), memory: Size.gibibytes(4) },
  viewers: [PoolSubject.group('research')],
});

const prebuilt = (name: string, digest: string): ServerSource =>
  PrebuiltImage.of(ServerSource.npm(`@modelcontextprotocol/server-${name}@2026.8.31`))
    .source(`ghcr.io/acme/mcp-${name}:2026.8.31@sha256:${digest}`);

new McpServer(pool, 'everything', {
  source: prebuilt('everything', '5d1f2a0c7b3e4968f1d0c2b3a495867768594a3b2c1d0e0f1a2b3c4d5e6f7081'),
});
new McpServer(pool, 'memory', {
  source: prebuilt('memory', '6e20b1d8c4f57a79e2c1d3a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8'),
  scaling: Scaling.fixed(3),
});

const edge = new McpNamespace(chart, 'edge', { name: 'mcp-edge', owner: 'platform-team' });
const gateway = new McpGateway(edge, 'gateway', {
  auth: GatewayAuth.apiKeys({ planner: '9a5d1c7be2f84036a1c5d7e9f0b2846c3e8a7d519c4f6b20e1d3a5b7c9f80214' }),
  callers: [Callers.pods({ namespace: 'agents', labels: { 'app.kubernetes.io/name': 'agent' } })],
});
pool.addTo(gateway);

app.synth();
