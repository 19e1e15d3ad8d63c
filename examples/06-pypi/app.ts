import { App, Chart, Duration, Size } from 'cdk8s';
import {
  Callers, Egress, McpNamespace, McpPlatform, McpServer, SecretSource, SecretStore, ServerSource,
} from 'cdk8s-mcp';

const app = new App();
const mirror = Egress.toPods({ namespace: 'packages', labels: { 'app.kubernetes.io/name': 'nexus' }, port: 8443 });
const vault = SecretStore.clusterStore('vault');
const credentials = SecretSource.fromStore(vault, { key: 'mcp/packages', property: 'token' });
McpPlatform.configure(app, {
  npmRegistry: { url: 'https://nexus.packages.svc.cluster.local:8443/repository/npm/', egress: mirror },
  pypiIndex: {
    url: 'https://nexus.packages.svc.cluster.local:8443/repository/pypi/simple/',
    egress: mirror,
    credentials,
    username: 'mcp',
  },
});

const chart = new Chart(app, 'pypi');
const tools = new McpNamespace(chart, 'tools', { name: 'mcp-pypi', owner: 'platform-team' });

new McpServer(tools, 'time', {
  source: ServerSource.pypi('mcp-server-time==2026.10.19', {
    args: ['--local-timezone', 'UTC'],
    constraints: ['mcp>=2.3,<3'],
    install: { storage: Size.mebibytes(768), deadline: Duration.minutes(5) },
  }),
  callers: [Callers.pods({ namespace: 'agents', labels: { 'app.kubernetes.io/name': 'agent' } })],
});

app.synth();
