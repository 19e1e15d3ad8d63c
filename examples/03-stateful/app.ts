import { App, Chart, Size } from 'cdk8s';
import { Callers, Egress, McpNamespace, McpServer, ServerRuntime, ServerSource, Sessions, Storage } from 'cdk8s-mcp';

const app = new App();
const chart = new Chart(app, 'stateful');
const tools = new McpNamespace(chart, 'tools', { name: 'mcp-notes', owner: 'research-team' });

const notes = new McpServer(tools, 'notes', {
  source: ServerSource.image(`registry.example.com/research/notes-mcp:3.4.1@sha256:${'5'.repeat(64)}`, {
    args: ['--listen', '0.0.0.0:8080', '--data', '/var/lib/notes'],
    port: 8080,
    healthPath: '/readyz',
    sessions: Sessions.IN_MEMORY,
    runtime: ServerRuntime.NODE,
  }),
  files: { '/etc/notes/config.yaml': 'index: /var/lib/notes/index\nlanguages: [en, de]\n' },
  storage: [
    Storage.persistent('/var/lib/notes', Size.gibibytes(5)),
    Storage.scratch('/var/cache/notes', Size.mebibytes(200)),
    Storage.memory('/dev/shm', Size.mebibytes(64)),
  ],
});

// what is learnt later is added later; the order does not matter
notes.allowFrom(Callers.pods({ namespace: 'agents', labels: { 'app.kubernetes.io/name': 'agent' } }));
notes.connectTo(Egress.toCidrs('203.0.113.0/24').onPorts(5432));

app.synth();
