import { CommandLine, importPackageInImage } from './command-line';
import { refuseHost, setPort } from './container';
import { Kinds, ReadResource, ResourceKind, isOf } from './custom-resources';
import { Draft } from './draft';
import { Field } from './field';
import { settle } from './field-table';
import {
  TOOLHIVE_AUTH_FIELDS,
  TOOLHIVE_GATEWAY_FIELDS,
  TOOLHIVE_GROUP_FIELDS,
  TOOLHIVE_REMOTE_FIELDS,
  TOOLHIVE_SERVER_FIELDS,
  TOOLHIVE_TOOLS_FIELDS,
} from './fields/toolhive';
import { importEnvVars, importResources, importServiceAccount } from './kubernetes';
import { startsPackage } from './package-command';
import { containerOf, decideFetched, importContainerProgram, importPodTemplate } from './pod-template';
import { ServerDraft } from './server-draft';
import { Beside, Surroundings } from './surroundings';
import { readGateway } from './toolhive-gateway';
import { TOOLHIVE, ToolHiveObjects, importTools, joinGroup } from './toolhive-objects';
import { importProfile } from './toolhive-profile';
import { readRemote } from './toolhive-remote';
import { spokenByServer } from './transport';

/** The name of the server's container in its pod. */
const CONTAINER = 'mcp';
/** Where a server listens without `mcpPort`: GetMCPPort in its cmd/thv-operator/api/v1beta1/mcpserver_types.go. */
const DEFAULT_PORT = '8080';

const SERVERS = ['MCPServer', 'MCPRemoteProxy', 'MCPServerEntry', 'VirtualMCPServer'];
/** Objects that servers refer to. */
const COMPANIONS = {
  MCPToolConfig: TOOLHIVE_TOOLS_FIELDS,
  MCPGroup: TOOLHIVE_GROUP_FIELDS,
  MCPExternalAuthConfig: TOOLHIVE_AUTH_FIELDS,
} as const;

export const TOOLHIVE_KINDS = `${SERVERS.join(', ')} of ${TOOLHIVE}`;

export function isToolHive(resource: Field): boolean {
  return SERVERS.some(kind => isOf(resource, kind, TOOLHIVE));
}

/** The kinds of ToolHive, v1alpha1 and v1beta1. */
export function toolHiveKinds(draft: Draft, resources: readonly Field[]): Kinds {
  const objects = new ToolHiveObjects(resources);
  const surroundings = new Surroundings(resources.filter(resource => !isOfToolHive(resource)));
  const remote = { read: readRemote(objects), fields: TOOLHIVE_REMOTE_FIELDS };
  const file = { objects, surroundings };
  const server: ReadResource = (own, name, spec, nameField) => readServer(own, file, { name, spec, nameField });
  const kinds = new Map<string, ResourceKind>([
    ['MCPServer', { read: server, fields: TOOLHIVE_SERVER_FIELDS }],
    ['MCPRemoteProxy', remote],
    ['MCPServerEntry', remote],
    ['VirtualMCPServer', { read: readGateway(objects), fields: TOOLHIVE_GATEWAY_FIELDS, isLast: true }],
  ]);
  return {
    kindOf: resource => (isToolHive(resource) ? kinds.get(resource.at('kind').text ?? '') : undefined),
    rest: resource => {
      settleOther(draft, resource, surroundings);
    },
  };
}

/** An object that is no server: those that servers refer to have fields that are read. */
function settleOther(draft: Draft, resource: Field, surroundings: Surroundings): void {
  for (const [kind, fields] of Object.entries(COMPANIONS)) {
    if (isOf(resource, kind, TOOLHIVE)) {
      settle(resource, fields, draft);
    }
  }
  if (isOfToolHive(resource)) {
    resource.drop('nothing reads it without ToolHive');
  } else {
    surroundings.settleOne(draft, resource);
  }
}

function isOfToolHive(resource: Field): boolean {
  return isOf(resource, resource.at('kind').text ?? '', TOOLHIVE);
}

/** What servers refer to. */
interface File {
  readonly objects: ToolHiveObjects;
  readonly surroundings: Surroundings;
}

/** The same, for one server. */
interface ServerFile extends File {
  readonly beside: Beside;
}

interface Resource {
  readonly name: string;
  readonly spec: Field;
  readonly nameField: Field;
}

function readServer(draft: Draft, file: File, { name, spec, nameField }: Resource): ServerDraft | undefined {
  const { objects } = file;
  if (spec.either('remoteUrl', 'remoteURL').isGiven) {
    readRemote(objects)(draft, name, spec, nameField);
    spec.drop('a gateway replaces its proxy');
    return undefined;
  }
  const image = spec.at('image');
  if (image.text === undefined) {
    image.refuse('must be the image of the server');
    return undefined;
  }
  const transport = spec.at('transport').text ?? 'stdio';
  const container = containerOf(spec.at('podTemplateSpec'), CONTAINER);
  const command = container.at('command').words;
  // its operator appends its own to those of the template
  const args = [...container.at('args').words, ...spec.at('args').words];
  const server = serverOf(draft, { name, nameField, transport, command, args }, image);
  if (server === undefined) {
    spec.drop('it belongs to a server that was not imported as a workload');
    return undefined;
  }
  importParts(server, spec, transport, { ...file, beside: { namespace: draft.namespace, entry: spec } });
  joinGroup(objects, spec.at('groupRef'), { name, id: server.name, target: server });
  return server;
}

function importParts(server: ServerDraft, spec: Field, transport: string, file: ServerFile): void {
  spokenByServer(server, spec.at('transport'));
  importPort(server, spec, transport);
  // those that are named one by one come later, and count
  file.surroundings.importVariables(server, file.beside, containerOf(spec.at('podTemplateSpec'), CONTAINER));
  importEnvVars(server, spec.at('env'));
  for (const secret of spec.at('secrets').items) {
    importSecret(server, secret);
  }
  importPod(server, spec, file);
  importTools(server, spec, file.objects);
  addOperatorEnv(server, transport);
  const isChecked = spec.at('oidcConfigRef').isGiven || spec.at('oidcConfig').isGiven;
  const proxy = isChecked
    ? 'its proxy checked the tokens of callers'
    : 'without oidcConfigRef its proxy admitted anyone';
  server.decide('callers', 'authentication', `${proxy}: add it to a gateway with auth`);
}

interface Program extends Pick<CommandLine, 'name' | 'nameField'> {
  readonly transport: string;
  readonly command: CommandLine['words'];
  readonly args: CommandLine['words'];
}

/** The server of an image, or of the package that its arguments start. */
function serverOf(draft: Draft, program: Program, image: Field): ServerDraft | undefined {
  const { name, nameField, transport, command, args } = program;
  const words = [...command, ...args];
  const line = { name, nameField, words, env: () => undefined, options: {} };
  if (transport === 'stdio' && startsPackage(words)) {
    return importPackageInImage(draft, line, image);
  }
  const server = draft.server(name, nameField);
  server.setSource(transport === 'stdio' ? 'stdioImage' : 'image', image.text ?? '', image);
  importContainerProgram(server, { command, args });
  decideFetched(server, words);
  return server;
}

function importSecret(server: ServerDraft, secret: Field): void {
  const key = secret.at('key').text ?? '';
  secret.use(server.secretRef(secret.at('targetEnvName').text ?? key, secret.at('name').text ?? '', key));
}

function importPod(server: ServerDraft, spec: Field, { objects, surroundings, beside }: ServerFile): void {
  const [template, { namespace }] = [spec.at('podTemplateSpec'), beside];
  const [pod, labels] = [template.at('spec'), template.at('metadata', 'labels')];
  for (const volume of spec.at('volumes').items) {
    refuseHost(volume, 'a folder of the host', 'take it out, and give the server storage or files instead');
  }
  importResources(server, spec.at('resources'));
  importProfile(server, spec.at('permissionProfile'), objects);
  // its operator sets the account of the resource in place of that of the template
  for (const field of [pod.either('serviceAccountName', 'serviceAccount'), spec.at('serviceAccount')]) {
    surroundings.importAccount(server, { field, namespace, pod, labels });
  }
  importPodTemplate(server, template, containerOf(template, CONTAINER), surroundings.keysFor(beside));
  importServiceAccount(server, spec.at('serviceAccount'));
  importReplicas(server, spec.at('backendReplicas'));
}

/** Its proxy listens on `port`; the server itself on `mcpPort`, called `targetPort` before. */
function importPort(server: ServerDraft, spec: Field, transport: string): void {
  const port = spec.either('mcpPort', 'targetPort');
  if (port.isGiven) {
    setPort(server, port.text ?? '', port);
  } else if (transport !== 'stdio') {
    setPort(server, DEFAULT_PORT, port);
  }
  if (transport === 'sse') {
    server.sourceOption('transport', 'sse');
  }
}

/**
 * Variables that its operator adds to every server: Setup in its pkg/runtime/setup.go. MCP_HOST is the loopback address
 * there for programs on the same machine; in a pod the Service must reach the server.
 */
function addOperatorEnv(server: ServerDraft, transport: string): void {
  const values: [string, string][] = [['MCP_TRANSPORT', transport]];
  if (server.sourceKind === 'image') {
    values.push(['MCP_HOST', '0.0.0.0'], ...portValues(server));
  }
  const added = values.filter(([name]) => !server.hasEnv(name));
  for (const [name, value] of added) {
    server.setEnv(name, value);
  }
  const namesOf = (list: readonly (readonly [string, string])[]): string => list.map(([name]) => name).join(', ');
  if (added.length > 0) {
    server.decide(
      'env',
      'variables',
      `its operator adds ${namesOf(added)}: they are kept, because images rely on them`,
    );
  }
  const replaced = values.filter(([name, value]) => server.envOf(name) !== value);
  if (replaced.length > 0) {
    server.decide(
      'env',
      'variables',
      `its operator replaced ${namesOf(replaced)} by the transport, the port and the address of the server: ` +
        'take out what says something else',
    );
  }
}

/** The variables with the port, which are to be decided where the port is. */
function portValues(server: ServerDraft): [string, string][] {
  const names = ['MCP_PORT', 'FASTMCP_PORT'];
  const port = server.sourcePort;
  if (port !== undefined) {
    return names.map(name => [name, String(port)]);
  }
  for (const name of names.filter(each => !server.hasEnv(each))) {
    server.decide(`env.${name}`, 'value', 'its operator adds it: write the port of source.image.port', true);
  }
  return [];
}

function importReplicas(server: ServerDraft, replicas: Field): void {
  if (replicas.value === 1) {
    replicas.use(server.set('scaling', { fixed: 1 }));
    return;
  }
  if (replicas.isGiven) {
    server.decide('scaling', 'scaling', `${replicas.path}: more than one replica needs sessions that replicas share`);
  }
  replicas.open('see the decisions');
}
