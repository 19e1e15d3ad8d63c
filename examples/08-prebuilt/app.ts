import { App, Chart } from 'cdk8s';
import { Callers, McpNamespace, McpServer, PrebuiltImage, ServerSource } from 'cdk8s-mcp';

const everything = PrebuiltImage.of(ServerSource.npm('@modelcontextprotocol/server-everything@2026.8.31'));
// once, and after each change of a version: everything.writeTo('images/everything')

const app = new App();
const chart = new Chart(app, 'prebuilt');
const tools = new McpNamespace(chart, 'tools', { name: 'mcp-prebuilt', owner: 'platform-team' });

new McpServer(tools, 'everything', {
  source: everything.source(
    'ghcr.io/acme/mcp-everything:2026.8.31@sha256:5d1f2a0c7b3e4968f1d0c2b3a495867768594a3b2c1d0e0f1a2b3c4d5e6f7081',
  ),
  callers: [Callers.pods({ namespace: 'agents', labels: { 'app.kubernetes.io/name': 'agent' } })],
});

app.synth();
