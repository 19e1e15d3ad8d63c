import { importArgs } from './arguments';
import { setEntry } from './cluster-objects';
import { CommandLine, importCommand, importPackageInImage } from './command-line';
import { setPath, setPort, setReplicas } from './container';
import { Kinds, ReadResource, ResourceKind, isOf } from './custom-resources';
import { Draft } from './draft';
import { Field } from './field';
import { KAGENT_REMOTE_FIELDS, KAGENT_TOOL_SERVER_FIELDS, KMCP_SERVER_FIELDS } from './fields/kmcp';
import { importVariable, readRemoteMcpServer, readToolServer } from './kagent';
import {
  importExtra,
  importPlacement,
  importPullSecrets,
  importResources,
  importSecurityContext,
  importServiceAccount,
  importVolumes,
  openEnvFrom,
} from './kubernetes';
import { KeysOf, configMapOf, namedFiles } from './mounted-keys';
import { startsPackage } from './package-command';
import { decideFetched } from './pod-template';
import { ServerDraft } from './server-draft';
import { Beside, Surroundings } from './surroundings';
import { spokenByServer } from './transport';
import { importEnv } from './values';
import { isDnsLabel } from '../foundation/names';

const GROUP = 'kagent.dev';
const KINDS = ['MCPServer', 'RemoteMCPServer', 'ToolServer'];

export const KMCP_KINDS = `${KINDS.join(', ')} of ${GROUP}`;

export function isKmcp(resource: Field): boolean {
  return KINDS.some(kind => isOf(resource, kind, GROUP));
}

/** The kinds of kmcp and of kagent. */
export function kmcpKinds(draft: Draft, resources: readonly Field[]): Kinds {
  const surroundings = new Surroundings(resources.filter(resource => !isKmcp(resource)));
  const server: ReadResource = (own, name, spec, nameField) => readServer(own, surroundings, { name, spec, nameField });
  const kinds = new Map<string, ResourceKind>([
    ['MCPServer', { read: server, fields: KMCP_SERVER_FIELDS }],
    ['RemoteMCPServer', { read: readRemoteMcpServer, fields: KAGENT_REMOTE_FIELDS }],
    ['ToolServer', { read: readToolServer, fields: KAGENT_TOOL_SERVER_FIELDS }],
  ]);
  return {
    kindOf: resource => (isKmcp(resource) ? kinds.get(resource.at('kind').text ?? '') : undefined),
    rest: resource => {
      surroundings.settleOne(draft, resource);
    },
  };
}

interface Resource {
  readonly name: string;
  readonly spec: Field;
  readonly nameField: Field;
}

/** kmcp's MCPServer, kagent.dev/v1alpha1. */
function readServer(
  draft: Draft,
  surroundings: Surroundings,
  { name, spec, nameField }: Resource,
): ServerDraft | undefined {
  const deployment = spec.at('deployment');
  const server =
    deployment.at('image').text === undefined
      ? fromCommand(draft, name, spec, nameField)
      : fromImage(draft, name, spec, nameField);
  spec.at('stdioTransport').use('the transport');
  if (server === undefined) {
    spec.drop('it belongs to a server that was not imported as a workload');
    return undefined;
  }
  spokenByServer(server, spec.at('transportType'));
  importBeside(server, deployment, { namespace: draft.namespace, entry: spec }, surroundings);
  importDeployment(server, deployment);
  return server;
}

/** What its pod has of objects of the input. */
function importBeside(server: ServerDraft, deployment: Field, beside: Beside, surroundings: Surroundings): void {
  const own = new Set(deployment.at('env').entries.map(([name]) => name));
  for (const ref of deployment.at('secretRefs').items) {
    surroundings.importKeysOf(server, beside, { kind: 'Secret', name: ref.at('name'), prefix: '', own, item: ref });
  }
  const keysOf = surroundings.keysFor(beside);
  for (const ref of deployment.at('configMapRefs').items) {
    importConfigMap(server, ref, keysOf);
  }
  importVolumes(server, deployment.at('volumes'), deployment.at('volumeMounts'), keysOf);
  surroundings.importAccount(server, {
    field: deployment.at('serviceAccountName'),
    namespace: beside.namespace,
    pod: deployment,
    labels: deployment.at('labels'),
  });
}

function importDeployment(server: ServerDraft, deployment: Field): void {
  for (const [key, field] of deployment.at('env').entries) {
    if (field.isMap) {
      importVariable(server, key, field);
    } else {
      importEnv(server, { name: key, field });
    }
  }
  openEnvFrom(server, deployment.at('secretRefs'));
  importResources(server, deployment.at('resources'));
  importSecurityContext(server, deployment.at('securityContext'));
  importSecurityContext(server, deployment.at('podSecurityContext'));
  importPlacement(server, deployment);
  importServiceAccount(server, deployment.at('serviceAccountName'));
  importPullSecrets(server, deployment.at('imagePullSecrets'));
  importExtra(server, deployment.at('labels'), deployment.at('annotations'));
  if (deployment.at('replicas').isGiven) {
    setReplicas(server, deployment.at('replicas'));
  }
}

/**
 * Its controller mounts each ConfigMap: createVolumeMounts in its
 * pkg/controller/transportadapter/transportadapter_translator.go.
 */
function importConfigMap(server: ServerDraft, ref: Field, keysOf: KeysOf): void {
  const { text = '' } = ref.at('name');
  const folder = `/configmaps/${isDnsLabel(text) ? text : 'NAME'}`;
  const files = isDnsLabel(text) ? namedFiles(configMapOf(ref), folder, '', keysOf) : undefined;
  if (files !== undefined) {
    for (const { path, key } of files) {
      ref.use(setEntry(server, 'configMapFiles', path, { name: text, key }));
    }
    return;
  }
  ref.open('its keys are in the cluster');
  server.decide('files', 'files', `${ref.path} is mounted at ${folder}: write each file with its path`, true);
}

function fromImage(draft: Draft, name: string, spec: Field, nameField: Field): ServerDraft | undefined {
  const deployment = spec.at('deployment');
  const http = spec.at('transportType').text === 'http';
  const line = commandLine(name, deployment, nameField);
  if (!http && startsPackage(line.words)) {
    return importPackageInImage(draft, line, deployment.at('image'));
  }
  const server = draft.server(name, nameField);
  server.setSource(http ? 'image' : 'stdioImage', deployment.at('image').text ?? '', deployment.at('image'));
  if (http) {
    importHttp(server, spec);
  }
  const command = deployment.at('cmd');
  if (command.text !== undefined) {
    server.sourceOption('command', [command.text]);
    command.use(`${server.sourceAt}.command`);
  }
  importArgs(server, deployment.at('args').words);
  decideFetched(server, line.words);
  return server;
}

/**
 * The port, 3000 by default, and the path of a server that speaks HTTP. Its Service has the port of the deployment:
 * translateTransportAdapterService in its pkg/controller/transportadapter/transportadapter_translator.go.
 */
function importHttp(server: ServerDraft, spec: Field): void {
  const [target, own] = [spec.at('httpTransport', 'targetPort'), spec.at('deployment', 'port')];
  const port = target.isGiven ? target : own;
  if (target.isGiven && own.isGiven && target.text !== own.text) {
    target.open('see the decisions');
    own.open('see the decisions');
    server.decide(
      'source.image.port',
      'port',
      `${target.path} and ${own.path} differ: write the port on which the server listens`,
      true,
    );
  } else if (port.isGiven) {
    setPort(server, port.text ?? '', port);
    own.use(`${server.sourceAt}.port`);
  } else {
    server.sourceOption('port', 3000);
  }
  setPath(server, spec.at('httpTransport', 'path'));
}

/**
 * Without an image it runs npx in node:24-alpine3.21, and uvx in ghcr.io/astral-sh/uv:debian:
 * translateTransportAdapterDeployment in the same file. The library has images of its own for both.
 */
function fromCommand(draft: Draft, name: string, spec: Field, nameField: Field): ServerDraft | undefined {
  const deployment = spec.at('deployment');
  if (deployment.at('cmd').text === undefined) {
    deployment.at('image').refuse('must be the image of the server');
    return undefined;
  }
  const server = importCommand(draft, commandLine(name, deployment, nameField));
  if (server !== undefined && spec.at('transportType').text === 'http') {
    spec.at('httpTransport').open('see the decisions');
    server.decide(
      `source.${server.sourceKind}.reference`,
      'fetched package',
      `${spec.at('transportType').path}: the package speaks HTTP, and a bridge needs standard input and output: ` +
        'give it the arguments for those, or build an image with the package',
      true,
    );
  }
  return server;
}

function commandLine(name: string, deployment: Field, nameField: Field): CommandLine {
  const command = deployment.at('cmd');
  const first = command.text === undefined ? [] : [{ text: command.text, field: command }];
  return {
    name,
    nameField,
    words: [...first, ...deployment.at('args').words],
    env: key => (deployment.at('env', key).isGiven ? deployment.at('env', key) : undefined),
    options: {},
  };
}
