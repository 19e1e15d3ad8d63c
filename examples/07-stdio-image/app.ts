import { App, Chart } from 'cdk8s';
import {
  Callers, Egress, McpNamespace, McpPlatform, McpServer, NetworkPolicyEngine, SecretSource, SecretStore, ServerSource,
} from 'cdk8s-mcp';

const image =
  'docker.io/crystaldba/postgres-mcp:0.3.0@sha256:dbbd346860d29f1543e991f30f3284bf4ab5f096d049ecc3426528f20b1b6e6b';
const vault = SecretStore.clusterStore('vault');
const app = new App();
McpPlatform.configure(app, {
  networkPolicyEngine: NetworkPolicyEngine.CILIUM,
  allowedRegistries: ['docker.io/crystaldba', 'docker.io/library'],
});

const chart = new Chart(app, 'stdio-image');
const tools = new McpNamespace(chart, 'tools', { name: 'mcp-postgres', owner: 'platform-team' });

new McpServer(tools, 'postgres', {
  source: ServerSource.stdioImage(image, {
    command: ['/app/docker-entrypoint.sh', 'postgres-mcp'],
    args: ['--access-mode=restricted'],
  }),
  secrets: { DATABASE_URI: SecretSource.fromStore(vault, { key: 'mcp/postgres', property: 'uri' }) },
  callers: [Callers.pods({ namespace: 'agents', labels: { 'app.kubernetes.io/name': 'agent' } })],
  egress: [Egress.toPods({ namespace: 'databases', labels: { 'app.kubernetes.io/name': 'postgres' }, port: 5432 })],
});

app.synth();
