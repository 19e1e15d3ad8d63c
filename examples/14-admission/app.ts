import { App, Chart } from 'cdk8s';
import { Callers, McpAdmissionPolicy, McpNamespace, McpPlatform, McpServer, ServerSource, Sessions } from 'cdk8s-mcp';

const app = new App();
McpPlatform.configure(app, {
  allowedRegistries: ['ghcr.io/acme'],
  blockedPackages: ['oci:ghcr.io/acme/mcp-abandoned'],
});

const chart = new Chart(app, 'admission');
const tools = new McpNamespace(chart, 'tools', { name: 'mcp-tools', owner: 'platform-team' });

new McpServer(tools, 'notes', {
  source: ServerSource.image(
    'ghcr.io/acme/mcp-notes:1.4.2@sha256:3f0c1a5e9b7d2846f1a0c3e5d7b9f2846e1c0a3d5b7f9e2846c1a0e3d5b7f928',
    { port: 8080, sessions: Sessions.NONE },
  ),
  callers: [Callers.pods({ namespace: 'agents', labels: { 'app.kubernetes.io/name': 'agent' } })],
});

const policy = new McpAdmissionPolicy(chart, 'mcp', {
  parametersNamespace: 'mcp-admission',
  namespaceSelector: { 'kubernetes.io/metadata.name': 'mcp-tools' },
  exemptions: [{
    rule: 'read-only-root',
    kind: 'Deployment',
    namespace: 'mcp-tools',
    name: 'browser',
    reason: 'the vendor writes its profile beside the program; reviewed until 2027',
  }],
});
policy.quarantine('mcp-tools', 'weather');

app.synth();
