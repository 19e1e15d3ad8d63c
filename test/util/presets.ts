import { App, Chart, Size, Testing } from 'cdk8s';
import { DIGEST, Manifest } from './app';
import {
  Callers,
  Egress,
  McpCatalog,
  McpNamespace,
  McpPlatform,
  McpPreset,
  McpServer,
  NetworkPolicyEngine,
  PresetOptions,
  SecretSource,
  Storage,
} from '../../src';

const RANGE = Egress.toCidrs('203.0.113.0/24');
const CALLERS = [Callers.pods({ namespace: 'agents', labels: { 'app.kubernetes.io/name': 'agent' } })];

/** What a preset cannot do without, each with a value that stands for one. */
export function dummies(preset: McpPreset): PresetOptions {
  return {
    callers: CALLERS,
    secrets: secretsFor(preset.requiredSecrets),
    env: Object.fromEntries(
      preset.requiredEnv.map(name => [name, name.endsWith('_URL') ? `https://${preset.id}.example.com` : 'acme']),
    ),
    egress: preset.requiredEgress === undefined ? undefined : [RANGE],
    storage: preset.requiredStorage.map(path => Storage.scratch(path, Size.mebibytes(64))),
    image:
      preset.reference.includes('@') || preset.reference.includes('pypi:')
        ? undefined
        : `${preset.reference}@${DIGEST}`,
  };
}

export function secretsFor(names: readonly string[]): { [name: string]: SecretSource } {
  return Object.fromEntries(names.map(name => [name, SecretSource.fromSecretName('upstream', name.toLowerCase())]));
}

/** An app with one server of the catalogue in a namespace. */
export function presetApp(id: string, changes: PresetOptions = {}, engine = NetworkPolicyEngine.CILIUM): App {
  const app = Testing.app();
  const knowsNames = engine === NetworkPolicyEngine.CILIUM;
  const registry = { url: 'https://packages.example.com/', egress: Egress.toCidrs('198.51.100.7/32') };
  McpPlatform.configure(app, {
    networkPolicyEngine: engine,
    npmRegistry: knowsNames ? undefined : registry,
    pypiIndex: knowsNames ? undefined : registry,
    apiServer: knowsNames ? undefined : { cidrs: ['198.51.100.10/32'], port: 6443 },
  });
  const preset = McpCatalog.named(id);
  const namespace = new McpNamespace(new Chart(app, 'catalog'), 'tools', { name: 'mcp-tools', owner: 'platform-team' });
  // only names are known by heart: under plain policies whoever deploys must say where they are
  const egress = knowsNames || preset.hosts.length === 0 ? {} : { egress: [RANGE] };
  new McpServer(namespace, 'server', preset.props({ name: id, ...dummies(preset), ...egress, ...changes }));
  return app;
}

export function manifestsOf(app: App): Manifest[] {
  return app.charts.flatMap(chart => Testing.synth(chart));
}
