import { dockerMemory, sizeOf } from './amounts';
import { Field } from './field';
import { ServerDraft } from './server-draft';
import { Json } from './texts';
import { credentialShape } from '../foundation/credentials/credentials';
import { isCleanAbsolutePath } from '../foundation/names';
import { isSystemPath } from '../server/resolve/storage';

/*
 * Settings of a container for a container engine or Kubernetes. Each function marks the field that it reads, and
 * refuses what gives access to the node.
 */

const CLUSTER = 'a server must not reach its node';

export function refuseHost(field: Field, what: string, fix = CLUSTER): void {
  field.refuse(`asks for ${what}`, fix);
}

export function setPort(server: ServerDraft, text: string, field: Field): void {
  const port = Number(/(?:^|:)(\d{1,5})(?:\/tcp)?$/.exec(text)?.[1] ?? Number.NaN);
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    field.drop('it names no single TCP port of the container');
  } else if (server.sourceKind !== 'image' || server.hasSourceOption('port')) {
    field.drop(
      server.sourceKind === 'image'
        ? 'a server has one port: further ones are not opened'
        : 'the bridge brings the port',
    );
  } else if (port < 1024) {
    field.open('a port below 1024 needs root or a capability');
    server.decide(
      'source.image.port',
      'port',
      `the server listens on ${port}: let it listen on a port from 1024`,
      true,
    );
  } else {
    server.sourceOption('port', port);
    field.use(`${server.sourceAt}.port`);
  }
}

/** The path of the MCP endpoint, if it is given. */
export function setPath(server: ServerDraft, field: Field): void {
  const { text } = field;
  if (text === undefined || text === '') {
    return;
  }
  const path = text.replace(/^(?!\/)(?=[A-Za-z0-9])(?![a-z]+:)/, '/');
  if (isUrlPath(path)) {
    server.sourceOption('path', path);
    field.use(`${server.sourceAt}.path`);
    return;
  }
  field.open('it is no path that a server has');
  const how = `${field.path} is no plain path: write the path of the endpoint, such as /mcp, without query`;
  server.decide(`source.${server.sourceKind}.path`, 'endpoint path', how, true);
}

export interface MountRequest {
  readonly source?: string;
  readonly target: string;
  readonly type?: string;
  /** Of a tmpfs, as docker writes it. */
  readonly size?: string;
}

/** `host:container:mode`, as docker and compose write it. */
export function parseVolume(text: string): MountRequest {
  const [first, ...rest] = text.replace(/^([A-Za-z]):(?=[\\/])/, '$1|').split(':');
  const source = first.replace('|', ':');
  return rest.length === 0
    ? { target: source, type: 'volume' }
    : { source, target: rest[0], type: /^(?:[A-Za-z]:)?[./~\\$]|^\{\{|^%/.test(source) ? 'bind' : 'volume' };
}

export function addMount(
  server: ServerDraft,
  { source = '', target, type = 'volume', size }: MountRequest,
  field: Field,
): void {
  if (/docker\.sock|containerd\.sock|crio\.sock|podman\.sock/.test(`${source}:${target}`)) {
    refuseHost(field, 'the socket of the container engine', 'it gives root access to the node');
  } else if (type === 'bind') {
    refuseHost(field, 'a folder of the host', 'take it out, and give the server storage or files instead');
  } else if (!isCleanAbsolutePath(target)) {
    field.refuse('must mount at an absolute path without . and ..');
  } else if (type === 'tmpfs') {
    addTmpfs(server, { target, size }, field);
  } else if (isSystemPath(target)) {
    askForPath(server, target, field);
  } else {
    const at = server.addStorage({ persistent: { path: target, size: '1Gi' } });
    field.use(at);
    server.draft.decide(at, 'size', 'the size of the volume, and whether it must be persistent');
  }
}

/** Nothing is mounted over what every image has. */
function askForPath(server: ServerDraft, path: string, field: Field): void {
  field.open('see the decisions');
  const how = 'holds files of the system: choose another directory, and tell the server with a variable or an argument';
  server.decide('storage', 'storage', `${field.path} mounts ${path}, which ${how}`, true);
}

const SCRATCH = '64Mi';

/** A directory of memory, as `path:size=64m,mode=1777` of docker writes it. */
export function parseTmpfs(text: string): MountRequest {
  const [, target = '', options = ''] = /^([^:]*)(?::(.*))?$/s.exec(text) ?? [];
  const [size] = options.split(',').flatMap(option => /^size=(.*)$/.exec(option)?.[1] ?? []);
  return { target, size };
}

/** A directory that is empty when the server starts. Without a size that of every other one. */
export function addTmpfs(server: ServerDraft, { target: path, size: text }: MountRequest, field: Field): void {
  const size = text === undefined ? undefined : sizeOf(dockerMemory(text));
  if (path === '/tmp' && text === undefined) {
    field.use('every server may write to /tmp');
  } else if (!isCleanAbsolutePath(path)) {
    field.refuse('must be an absolute path without . and ..');
  } else if (isSystemPath(path)) {
    askForPath(server, path, field);
  } else if (text !== undefined && size === undefined) {
    field.open('its size is no amount');
    const how = `${field.path}: add { scratch: { path: ${path}, size: … } } with the size of the directory`;
    server.decide('storage', 'storage', how, true);
  } else {
    const at = server.addStorage({ scratch: { path, size: size ?? SCRATCH } });
    field.use(at);
    if (size === undefined) {
      server.draft.decide(at, 'size', `${field.path} has no size: how much the server writes there`);
    }
  }
}

/** The shared memory of a container engine, which browsers and databases use. */
export function addSharedMemory(server: ServerDraft, text: string, field: Field): void {
  if (!field.isGiven) {
    return;
  }
  const size = sizeOf(dockerMemory(text));
  if (size === undefined) {
    field.open('it is no amount of memory');
    const how = `${field.path}: add { memory: { path: /dev/shm, size: … } } with the size of the shared memory`;
    server.decide('storage', 'shared memory', how, true);
    return;
  }
  field.use(server.addStorage({ memory: { path: '/dev/shm', size } }));
}

const OTHER_USER =
  'if its image or its files need that user, find its number, and write hardening: { restricted: true, withUser: ' +
  '{ uid: …, reason: … } }';

export function setUser(server: ServerDraft, field: Field): void {
  const [, user] = /^(\d+)(?::\d+)?$/.exec(field.text ?? '') ?? [];
  if (user === undefined && !/^root(?::|$)/.test(field.text ?? '')) {
    field.open('users are numbers here: the server runs as 10001');
    server.decide('hardening', 'user', `${field.path} is the name of a user: ${OTHER_USER}`);
  } else if (user === undefined || Number(user) === 0) {
    refuseHost(field, 'root', 'take it out: no server runs as root');
  } else if (Number(user) === 10001) {
    field.use('every server runs as 10001');
  } else if (Number(user) > 2_147_483_647) {
    field.open('no user has such a number');
    server.decide('hardening', 'user', `${field.path} is no user of Linux: ${OTHER_USER}`, true);
  } else if (Number(user) <= 10_000) {
    field.open('the server runs as 10001');
    server.decide(
      'hardening',
      'user',
      `it ran as ${user}: if its image or its files need that user, add ` +
        `hardening: { restricted: true, withUser: { uid: ${user}, reason: … } }`,
    );
  } else {
    // set by importers alone
    const before = server.get('hardening') as Json | undefined;
    field.use(
      server.set('hardening', {
        restricted: true,
        ...before,
        withUser: { uid: Number(user), reason: 'imported: its image or files belong to this user' },
      }),
    );
  }
}

export function setReadOnlyRoot(server: ServerDraft, field: Field): void {
  if (field.flag) {
    field.use('always applied');
    return;
  }
  field.open('the root file system is read-only');
  const how =
    `${field.path} lets the server write everywhere: add { scratch: { path, size } } for each directory that it ` +
    'writes to besides /tmp, or hardening: { restricted: true, withWritableRoot: REASON } and storage: []';
  server.decide('storage', 'storage', how, true);
}

export function addCapability(field: Field): void {
  refuseHost(field, 'a capability', 'all are dropped; for a port below 1024 choose a higher one');
}

export function setNetwork(server: ServerDraft, field: Field): void {
  const { text = '' } = field;
  if (text === 'host' || text.startsWith('container:') || text.startsWith('service:')) {
    refuseHost(field, 'the network of the host or of another container');
    return;
  }
  if (text === 'none') {
    server.denyEgress();
    field.use('a server reaches nothing that it is not given');
    return;
  }
  field.drop('networks of a container engine are network policies here: callers and egress');
}

export function setSecurityOption(field: Field): void {
  if (/unconfined|disable|no-new-privileges[:=]false/.test(field.text ?? '')) {
    refuseHost(field, 'less confinement');
    return;
  }
  field.use('no-new-privileges and the default seccomp profile are always set');
}

export function setReplicas(server: ServerDraft, field: Field): void {
  if (field.text === '1') {
    field.use(server.set('scaling', { fixed: 1 }));
    return;
  }
  field.open('more than one replica needs sessions that replicas share');
  server.decide(
    'scaling',
    'scaling',
    `${field.path} asks for ${field.text ?? 'other'} replicas: say where sessions are kept, ` +
      'then { fixed: … } or { onCpu: { min, max } }',
  );
}

const LOCAL_URL = /https?:\/\/(?:localhost|127\.0\.0\.1|0\.0\.0\.0)(?::(\d+))?(\/[^\s"'|]*)/;

/** A health check that asks a path of the server itself. */
export function setHealth(server: ServerDraft, field: Field, text: string): void {
  const [, , path] = LOCAL_URL.exec(text) ?? [];
  setHealthPath(server, field, path);
}

/** A path of plain characters, without segments that climb. */
export function isUrlPath(path: string): boolean {
  return /^\/[A-Za-z0-9._~/-]*$/.test(path) && !/\/\.{1,2}(?:\/|$)/.test(path) && credentialShape(path) === undefined;
}

export function setHealthPath(server: ServerDraft, field: Field, path: string | undefined): void {
  if (
    path === undefined ||
    !isUrlPath(path) ||
    server.sourceKind !== 'image' ||
    path === (server.sourcePath ?? '/mcp')
  ) {
    field.drop('readiness is a TCP connection');
    return;
  }
  server.sourceOption('healthPath', path);
  field.use(`${server.sourceAt}.healthPath`);
}
