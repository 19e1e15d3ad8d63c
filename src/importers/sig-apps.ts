import { importArgs } from './arguments';
import { setPath, setPort, setReplicas } from './container';
import { isOf } from './custom-resources';
import { Draft } from './draft';
import { Field } from './field';
import { settle } from './field-table';
import { SIG_SPEC_FIELDS } from './fields/sig-apps';
import {
  importEnvVars,
  importExtra,
  importProbes,
  importPullSecrets,
  importResources,
  importSecurityContext,
  importServiceAccount,
  openEnvFrom,
} from './kubernetes';
import { importNetworkPeers } from './network-peers';
import { importMounts } from './pod-volumes';
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
  const [server, network] = [draft.server(name, nameField), spec.at('network')];
  server.setSource('image', image.at('ref').text ?? '', image.at('ref'));
  spec.at('source', 'type').use('the kind of the source');
  importPullSecrets(server, image.at('imagePullSecrets'));
  importConfig(server, spec.at('config'));
  importRuntime(server, spec.at('runtime'), spec.at('config', 'port').text);
  importSessions(server, spec.at('mcp', 'stateless'));
  importNetworkPeers(server, {
    ingressFrom: network.at('ingressFrom'),
    egressTo: network.at('egressTo'),
    egressPorts: network.at('egressPorts'),
    namespace: draft.namespace,
  });
  importExtra(server, spec.at('extraLabels'), spec.at('extraAnnotations'));
  settle(spec, SIG_SPEC_FIELDS, server);
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
  importStorage(server, config.at('storage').items);
}

function importRuntime(server: ServerDraft, runtime: Field, port: string | undefined): void {
  importSecurityContext(server, runtime.at('security', 'podSecurityContext'));
  importSecurityContext(server, runtime.at('security', 'securityContext'));
  importServiceAccount(server, runtime.at('security', 'serviceAccountName'));
  importResources(server, runtime.at('resources'));
  importProbes(server, runtime.at('health'), port);
  if (runtime.at('replicas').isGiven) {
    setReplicas(server, runtime.at('replicas'));
  }
}

/** A place in the container with its volume. */
function importStorage(server: ServerDraft, storage: readonly Field[]): void {
  importMounts(
    server,
    storage.map(each => ({
      path: each.at('path'),
      mount: each,
      volume: each.at('source'),
      isScratch: each.at('source', 'type').text === 'EmptyDir',
      isReadOnly: /^(?:Recursive)?ReadOnly$/.test(each.at('permissions').text ?? ''),
    })),
  );
  for (const each of storage) {
    each.at('source', 'type').use('the kind of the volume');
    each.at('permissions').use('directories are writable, files and claims that ask for it are read-only');
  }
}

function importSessions(server: ServerDraft, stateless: Field): void {
  if (stateless.flag) {
    server.sourceOption('sessions', 'none');
    stateless.use(`${server.sourceAt}.sessions`);
  }
  stateless.use('the default');
}
