import { importArgs } from './arguments';
import { addMount, addScratch, setHealthPath, setPath, setPort, setReplicas } from './container';
import { isOf } from './custom-resources';
import { Draft } from './draft';
import { Field } from './field';
import {
  importEnvVars,
  importExtra,
  importPullSecrets,
  importResources,
  importSecurityContext,
  importServiceAccount,
  openEnvFrom,
} from './kubernetes';
import { ServerDraft } from './server-draft';

export function isSigMcpServer(resource: Field): boolean {
  return isOf(resource, 'MCPServer', 'mcp.x-k8s.io');
}

/** The MCPServer of SIG Apps, mcp.x-k8s.io. */
export function readSigMcpServer(draft: Draft, name: string, spec: Field, nameField: Field): ServerDraft | undefined {
  const image = spec.at('source', 'containerImage');
  if (image.at('ref').text === undefined) {
    image.at('ref').refuse('must be the image of the server');
    return undefined;
  }
  const [server, runtime] = [draft.server(name, nameField), spec.at('runtime')];
  server.setSource('image', image.at('ref').text ?? '', image.at('ref'));
  spec.at('source', 'type').use('the kind of the source');
  image.at('pullPolicy').drop('an image with a digest is the same whenever it is pulled');
  importPullSecrets(server, image.at('imagePullSecrets'));
  importConfig(server, spec.at('config'));
  importRuntime(server, runtime);
  importSessions(server, spec.at('mcp', 'stateless'));
  importNetwork(server, spec.at('network'));
  importExtra(server, spec.at('extraLabels'), spec.at('extraAnnotations'));
  spec.at('transport').drop('TLS belongs to the gateway');
  spec.at('gateway').drop('add the server to an McpGateway');
  if (runtime.at('replicas').isGiven) {
    setReplicas(server, runtime.at('replicas'));
  }
  return server;
}

function importConfig(server: ServerDraft, config: Field): void {
  if (config.at('port').isGiven) {
    setPort(server, config.at('port').text ?? '', config.at('port'));
  }
  setPath(server, config.at('path'));
  importArgs(server, config.at('arguments').words);
  importEnvVars(server, config.at('env'));
  openEnvFrom(server, config.at('envFrom'));
  for (const storage of config.at('storage').items) {
    importStorage(server, storage);
  }
}

function importRuntime(server: ServerDraft, runtime: Field): void {
  importSecurityContext(server, runtime.at('security', 'podSecurityContext'));
  importSecurityContext(server, runtime.at('security', 'securityContext'));
  importServiceAccount(server, runtime.at('security', 'serviceAccountName'));
  importResources(server, runtime.at('resources'));
  const ready = runtime.at('health', 'readinessProbe', 'httpGet', 'path');
  if (ready.isGiven) {
    setHealthPath(server, ready, ready.text);
  }
  runtime.at('health').drop('probes have other time-outs; liveness is a TCP connection');
}

function importStorage(server: ServerDraft, storage: Field): void {
  const [path, type] = [storage.at('path'), storage.at('source', 'type').text];
  if (type === 'EmptyDir') {
    addScratch(server, path.text ?? '', path);
    storage.at('source').use('a scratch directory');
  } else if (type === 'ConfigMap' || type === 'Secret') {
    server.decide(
      type === 'Secret' ? 'secretFiles' : 'files',
      'files',
      `${storage.path} mounts an object of the cluster: name its files`,
    );
    storage.open('its keys are in the cluster');
  } else {
    addMount(server, { type: 'volume', target: path.text ?? '' }, path);
  }
  storage.drop('its other fields have no equivalent here');
}

function importSessions(server: ServerDraft, stateless: Field): void {
  if (stateless.flag) {
    server.sourceOption('sessions', 'none');
    stateless.use(`${server.sourceAt}.sessions`);
  }
  stateless.use('the default');
}

/** Peers are those of NetworkPolicy: labels of pods here, ranges there. */
function importNetwork(server: ServerDraft, network: Field): void {
  if (network.at('ingressFrom').isGiven) {
    server.decide(
      'callers',
      'callers',
      `${network.at('ingressFrom').path} names peers: ` +
        'write each in callers, as { pods: { namespace, labels } } or { namespace: … }',
    );
  }
  network.at('ingressFrom').open('see the decisions');
  if (network.at('egressTo').isGiven) {
    server.decide(
      'egress',
      'egress',
      `${network.at('egressTo').path} names peers: ` +
        'write each in egress, as { toPods: … } or { toCidrs: […], onPorts: […] }',
    );
  }
  network.at('egressTo').open('see the decisions');
  network.at('egressPorts').open('they belong to the egress that was named');
  network.at('dnsEgressPeer').drop('egress to DNS follows the platform');
}
