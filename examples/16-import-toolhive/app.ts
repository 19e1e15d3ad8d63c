import { App, Chart, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { Callers, Egress, McpNamespace, McpPlatform, McpServer, NetworkPolicyEngine, SecretSource, ServerSource } from 'cdk8s-mcp';

const app = new App();
const chart = new Chart(app, 'imported', { namespace: 'mcp-servers' });
McpPlatform.configure(chart, { networkPolicyEngine: NetworkPolicyEngine.CILIUM });
new McpNamespace(chart, 'home', { name: 'mcp-servers', owner: 'platform-team' });
new McpServer(chart, 'github', {
  source: ServerSource.stdioImage('ghcr.io/github/github-mcp-server:v1.12.2@sha256:508a0857ec762b1ab1cece29193345b501fab1dd9d1228a7b617062954cecac6', { command: ['/server/github-mcp-server'], args: ['stdio', '--read-only'] }),
  secrets: { GITHUB_PERSONAL_ACCESS_TOKEN: SecretSource.fromSecretName('github-token', 'token') },
  owner: 'platform-team',
  callers: [Callers.pods({ namespace: 'agents', labels: { 'app.kubernetes.io/name': 'agent' } })],
  egress: [Egress.toHosts('api.github.com')],
  resources: {
    cpu: { request: kplus.Cpu.millis(100), limit: kplus.Cpu.millis(200) },
    memory: { request: Size.mebibytes(256), limit: Size.mebibytes(256) },
  },
});
app.synth();
