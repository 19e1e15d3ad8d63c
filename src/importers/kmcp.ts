import { importArgs } from './arguments';
import { CommandLine, importCommand, importPackageInImage } from './command-line';
import { setPath, setPort, setReplicas } from './container';
import { isOf } from './custom-resources';
import { Draft } from './draft';
import { Field } from './field';
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
import { ServerDraft } from './server-draft';
import { importEnv } from './values';

export function isKmcp(resource: Field): boolean {
  return isOf(resource, 'MCPServer', 'kagent.dev');
}

/** kmcp's MCPServer, kagent.dev/v1alpha1. */
export function readKmcp(draft: Draft, name: string, spec: Field, nameField: Field): ServerDraft | undefined {
  const deployment = spec.at('deployment');
  const server =
    deployment.at('image').text === undefined
      ? fromCommand(draft, name, deployment, nameField)
      : fromImage(draft, name, spec, nameField);
  spec.at('transportType').use('the transport');
  spec.at('timeout').drop('time-outs belong to the gateway');
  spec.at('stdioTransport').use('the transport');
  spec.at('httpTransport', 'tls').drop('TLS belongs to the gateway');
  if (server === undefined) {
    return undefined;
  }
  importDeployment(server, deployment);
  return server;
}

function importDeployment(server: ServerDraft, deployment: Field): void {
  for (const [key, field] of deployment.at('env').entries) {
    importEnv(server, { name: key, field });
  }
  openEnvFrom(server, deployment.at('secretRefs'));
  openEnvFrom(server, deployment.at('configMapRefs'));
  importVolumes(server, deployment.at('volumes'), deployment.at('volumeMounts'));
  importResources(server, deployment.at('resources'));
  importSecurityContext(server, deployment.at('securityContext'));
  importSecurityContext(server, deployment.at('podSecurityContext'));
  importPlacement(server, deployment);
  importServiceAccount(server, deployment.either('serviceAccountName', 'serviceAccount'));
  importPullSecrets(server, deployment.at('imagePullSecrets'));
  importExtra(server, deployment.at('labels'), deployment.at('annotations'));
  if (deployment.at('replicas').isGiven) {
    setReplicas(server, deployment.at('replicas'));
  }
  deployment.at('imagePullPolicy').drop('an image with a digest is the same whenever it is pulled');
  deployment.at('port').drop('the bridge brings the port');
  deployment.dropEach(['sidecars', 'initContainer'], 'a container of its own: see docs/escape-hatches.md');
}

function fromImage(draft: Draft, name: string, spec: Field, nameField: Field): ServerDraft {
  const deployment = spec.at('deployment');
  const http = spec.at('transportType').text === 'http';
  const line = commandLine(name, deployment, nameField);
  const ofPackage = http ? undefined : importPackageInImage(draft, line, deployment.at('image'));
  if (ofPackage !== undefined) {
    return ofPackage;
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
  return server;
}

/** The port, 3000 by default, and the path of a server that speaks HTTP. */
function importHttp(server: ServerDraft, spec: Field): void {
  const transport = spec.at('httpTransport');
  const port = transport.at('targetPort').isGiven ? transport.at('targetPort') : spec.at('deployment', 'port');
  setPort(server, port.text ?? '3000', port);
  if (!port.isGiven) {
    server.sourceOption('port', 3000);
  }
  setPath(server, transport.at('path'));
}

/** Without an image kmcp runs npx or uvx in one of its own. */
function fromCommand(draft: Draft, name: string, deployment: Field, nameField: Field): ServerDraft | undefined {
  if (deployment.at('cmd').text === undefined) {
    deployment.at('image').refuse('must be the image of the server');
    return undefined;
  }
  const server = importCommand(draft, commandLine(name, deployment, nameField));
  if (server === undefined) {
    deployment.drop('it belongs to a server that was not imported as a workload');
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
