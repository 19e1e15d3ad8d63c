import { importCommand } from './command-line';
import { setHealth, setPath, setPort, setReplicas } from './container';
import {
  commandText,
  importConfinement,
  importContainerEnv,
  importLimits,
  importProgram,
  importTmpfs,
} from './container-keys';
import { askForDependencies, importDirectory } from './container-use';
import { importContainerVolumes } from './container-volumes';
import { isOf } from './custom-resources';
import { Draft } from './draft';
import { Field } from './field';
import { settle } from './field-table';
import { MATEY_FIELDS } from './fields/matey';
import {
  importPlacement,
  importPullSecrets,
  importResources,
  importSecurityContext,
  importServiceAccount,
} from './kubernetes';
import { ServerDraft } from './server-draft';
import { spokenByServer } from './transport';

/** Ports and paths of all transports. */
const TRANSPORT_KEYS = [
  'http_path',
  'httpPath',
  'sse_path',
  'ssePath',
  'sse_port',
  'ssePort',
  'stdio_hoster_port',
  'stdioHosterPort',
  'sse_heartbeat',
];
/** Ports and paths of a server that speaks HTTP. */
const HTTP_KEYS = [
  'http_port',
  'httpPort',
  'http_path',
  'httpPath',
  'sse_path',
  'ssePath',
  'ports',
  'stdio_hoster_port',
  'stdioHosterPort',
];

const PLATFORM_KEYS = ['proxy', 'proxy_auth', 'registry', 'task_scheduler', 'memory', 'rbac', 'oauth', 'version'];

export function isMatey(resource: Field): boolean {
  return isOf(resource, 'MCPServer', 'mcp.matey.ai');
}

/** The key `servers` alone is VS Code's. */
export function isMateyFile(root: Field): boolean {
  return root.at('servers').isMap && PLATFORM_KEYS.some(key => root.at(key).isGiven);
}

/** matey.yaml: a map of servers, and much of its own platform. */
export function importMatey(draft: Draft, root: Field): void {
  if (!root.at('servers').isGiven) {
    root.at('servers').refuse('must be a map of servers');
  }
  for (const [name, server] of root.at('servers').entries) {
    draft.entry(name, server, entry => {
      importServer(draft, name, entry, undefined);
    });
  }
  askForPlatform(draft, root);
  for (const [key, field] of root.entries) {
    if (key !== 'servers') {
      field.drop(
        key === 'version'
          ? 'of the file'
          : 'belongs to its own platform: use a gateway for proxy, users and OAuth; the rest has no equivalent here',
      );
    }
  }
}

/** Servers that its platform brings, by their keys, and what stands for them. */
const BUILT_IN = {
  memory:
    'its platform runs a memory server with a database: add a server with that image and its database, such as the ' +
    'preset memory of the catalogue, or leave it out',
  task_scheduler:
    'its platform runs a server that schedules tasks: add it as a server with its image, or write CronJobs, or leave ' +
    'it out',
} as const;

/** What all its servers had from its platform. */
function askForPlatform(draft: Draft, root: Field): void {
  for (const [key, how] of Object.entries(BUILT_IN)) {
    const part = root.at(key);
    if (part.isGiven && part.at('enabled').value !== false) {
      part.open('a server of its platform: see the decisions');
      draft.decide('servers', key, `${part.path}: ${how}`, true);
    }
  }
  const guarded = ['proxy_auth', 'oauth', 'users', 'rbac'].filter(key => root.at(key).isGiven);
  if (guarded.length > 0) {
    const how = `its proxy admitted callers by ${guarded.join(', ')}: set auth and authorization of a gateway`;
    draft.decide('servers', 'authentication', how);
  }
  if (root.at('registry', 'username').isGiven || root.at('registry', 'password').isGiven) {
    root.at('registry').open('its credentials were not copied');
    const how = `${root.at('registry').path} has credentials: name a Secret in imagePullSecrets of each server`;
    draft.decide('servers', 'pull secrets', how, true);
  }
}

/** Its MCPServer has the same fields in camel case. */
export function readMatey(draft: Draft, name: string, spec: Field, nameField: Field): ServerDraft | undefined {
  return importServer(draft, name, spec, nameField);
}

function importServer(draft: Draft, name: string, spec: Field, nameField: Field | undefined): ServerDraft | undefined {
  const hasImage = spec.at('image').text !== undefined;
  const server = hasImage ? fromImage(draft, name, spec, nameField) : fromCommand(draft, name, spec, nameField);
  if (server === undefined) {
    for (const [, field] of spec.entries) {
      field.drop('it belongs to a server that was not imported as a workload');
    }
    return undefined;
  }
  if (hasImage || server.sourceKind !== 'stdioImage') {
    importContainerEnv(server, spec.at('env'));
  }
  importContainerVolumes(server, spec.at('volumes').items);
  importTmpfs(server, spec.at('tmpfs').items);
  importConfinement(server, spec);
  importLimits(server, spec);
  importResources(server, spec.at('resources'));
  importSecurityContext(server, spec.at('securityContext'));
  importServiceAccount(server, spec.at('serviceAccount'));
  importSecurity(spec.at('security'));
  importPod(server, spec);
  importAuthentication(server, spec.at('authentication'));
  settle(spec, MATEY_FIELDS, server);
  return server;
}

/** Checks, and keys of its resource for pods. */
function importPod(server: ServerDraft, spec: Field): void {
  importHealth(server, spec.at('healthcheck'));
  importPlacement(server, spec);
  importPullSecrets(server, spec.at('imagePullSecrets'));
  if (spec.at('replicas').isGiven) {
    setReplicas(server, spec.at('replicas'));
  }
  importDirectory(server, spec.either('working_dir', 'workingDir'));
  askForDependencies(server, [spec.at('depends_on'), spec.at('dependsOn')]);
}

/** Who may call must not become more. */
function importAuthentication(server: ServerDraft, authentication: Field): void {
  if (!authentication.isGiven || authentication.at('enabled').value === false) {
    return;
  }
  authentication.open('a gateway authenticates callers');
  const how =
    `${authentication.path}: its callers had to authenticate. Add the server to a gateway with auth, with the same ` +
    'scopes in its authorization, and admit nobody else; [] admits nobody';
  server.decide('callers', 'authentication', how, true);
}

/** A command, or the path that is asked. */
function importHealth(server: ServerDraft, healthcheck: Field): void {
  const test = healthcheck.at('test').isGiven ? healthcheck.at('test') : healthcheck.at('endpoint');
  const text = commandText(test);
  setHealth(server, test, test.isList ? text : text.replace(/^\//, 'http://localhost/'));
}

/** Switches that allow access to the host. Using it is refused in the fields that do so. */
function importSecurity(security: Field): void {
  for (const key of [
    'allow_privileged_ops',
    'allow_host_mounts',
    'allow_docker_socket',
    'allowPrivilegedOps',
    'allowHostMounts',
    'allowDockerSocket',
  ]) {
    if (security.at(key).isGiven && (security.at(key).flag || security.at(key).isList)) {
      security.at(key).drop('never allowed here');
    }
    security.at(key).use('never allowed');
  }
  security.drop('pods are always hardened');
}

function fromImage(draft: Draft, name: string, spec: Field, nameField: Field | undefined): ServerDraft {
  const server = draft.server(name, nameField);
  const [image, given] = [spec.at('image'), spec.at('protocol').text];
  const port = spec.either('http_port', 'httpPort', 'sse_port', 'port');
  const isStdio = given === 'stdio' || (given === undefined && !port.isGiven);
  server.setSource(isStdio ? 'stdioImage' : 'image', image.text ?? '', image);
  const protocol = spokenByServer(server, spec.at('protocol'));
  if (protocol === 'sse') {
    server.sourceOption('transport', 'sse');
  }
  if (port.isGiven) {
    setPort(server, port.text ?? '', port);
  }
  for (const each of spec.at('ports').items) {
    setPort(server, each.text ?? '', each);
  }
  spec.at('ports').use('a server has the port of its transport');
  if (!isStdio) {
    setPath(server, protocol === 'sse' ? spec.either('sse_path', 'ssePath') : spec.either('http_path', 'httpPath'));
  }
  spec.dropEach(TRANSPORT_KEYS, 'of another transport');
  importProgram(server, spec.at('command'), spec.at('args'));
  return server;
}

function fromCommand(draft: Draft, name: string, spec: Field, nameField: Field | undefined): ServerDraft | undefined {
  const command = spec.at('command');
  if (spec.at('build').isGiven || command.text === undefined) {
    spec.open('it has no image');
    draft.decide(spec.path, 'image', 'push the image that it builds, and import it again with the image');
    return undefined;
  }
  spec.at('protocol').use('the transport');
  spec.dropEach(HTTP_KEYS, 'the bridge brings the port');
  return importCommand(draft, {
    name,
    nameField,
    words: [
      ...command.text
        .trim()
        .split(/\s+/)
        .map(text => ({ text, field: command })),
      ...spec.at('args').words,
    ],
    env: key => (spec.at('env', key).isGiven ? spec.at('env', key) : undefined),
    options: {},
  });
}
