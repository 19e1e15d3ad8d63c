import { App, Chart } from 'cdk8s';
import {
  Callers, Egress, McpNamespace, McpPlatform, McpServer, NetworkPolicyEngine, OtlpProtocol, ServerSource, Sessions,
} from 'cdk8s-mcp';

const image = 'docker.io/hashicorp/terraform-mcp-server:1.3.0' +
  '@sha256:423a6b8e2ee06affcf090892f40c86469caba45fd2448ffa8ca5d717a174f7d5';
const collector = { namespace: 'observability', labels: { 'app.kubernetes.io/name': 'otel-collector' }, port: 4318 };
const app = new App();
McpPlatform.configure(app, {
  networkPolicyEngine: NetworkPolicyEngine.CILIUM,
  allowedRegistries: ['docker.io/hashicorp'],
  otlp: {
    endpoint: 'http://otel-collector.observability.svc.cluster.local:4318',
    protocol: OtlpProtocol.HTTP_PROTOBUF,
    egress: Egress.toPods(collector),
  },
});

const chart = new Chart(app, 'hosts-with-cilium');
const tools = new McpNamespace(chart, 'tools', { name: 'mcp-terraform', owner: 'platform-team' });

new McpServer(tools, 'terraform', {
  source: ServerSource.image(image, {
    args: ['streamable-http', '--transport-host', '0.0.0.0', '--transport-port', '8080', '--toolsets', 'registry'],
    port: 8080,
    healthPath: '/health',
    sessions: Sessions.NONE,
  }),
  env: { MCP_SESSION_MODE: 'stateless', OTEL_METRICS_ENABLED: 'true' },
  callers: [Callers.pods({ namespace: 'agents', labels: { 'app.kubernetes.io/name': 'agent' } })],
  egress: [Egress.toHosts('registry.terraform.io')],
});

app.synth();
