import { dockerMemory, setResource } from './amounts';
import { cleanPath } from './cluster-objects';
import {
  addCapability,
  addMount,
  addSharedMemory,
  addTmpfs,
  parseTmpfs,
  parseVolume,
  refuseHost,
  setNetwork,
  setPort,
  setReadOnlyRoot,
  setSecurityOption,
  setUser,
} from './container';
import { RunFlag } from './docker-run';
import { Field } from './field';
import { ServerDraft } from './server-draft';
import { EnvOptions, importEnv } from './values';

/** Flags for what Kubernetes or the library does in any case. */
const IMPLIED = new Set([
  'rm',
  'interactive',
  'i',
  'init',
  'read-only',
  'cap-drop',
  'pull',
  'no-healthcheck',
  'stop-signal',
  'stop-timeout',
  'restart',
  'detach',
  'd',
  'name',
]);
const HOST_MODES = ['pid', 'ipc', 'uts', 'userns', 'cgroupns'];

/** Finds variables of the client that a flag only names. */
export type EnvLookup = (name: string) => Field | undefined;

/** A flag for the server, with a field that has its value alone. */
interface Flag {
  readonly server: ServerDraft;
  readonly name: string;
  readonly value: string;
  readonly field: Field;
  readonly client: EnvLookup;
  readonly options: EnvOptions;
}

/** Applies a flag. False: it is reported as dropped. */
type Handler = (flag: Flag) => boolean;

/** A handler of a flag that is always applied. */
function applied(apply: (flag: Flag) => void): Handler {
  return flag => {
    apply(flag);
    return true;
  };
}

const port = applied(({ server, value, field }) => setPort(server, value, field));
const network = applied(({ server, field }) => setNetwork(server, field));

function memory(bound: 'limit' | 'request'): Handler {
  return applied(({ server, value, field }) =>
    setResource(server, { resource: 'memory', bound }, dockerMemory(value), field),
  );
}

function hostDevice({ name, field }: Flag): boolean {
  refuseHost(field, `--${name}`);
  return false;
}

const HANDLERS: Readonly<Record<string, Handler>> = {
  'env': applied(runEnv),
  'publish': port,
  'expose': port,
  'volume': applied(({ server, value, field }) => addMount(server, parseVolume(value), field)),
  'mount': applied(({ server, value, field }) => runMount(server, value, field)),
  'tmpfs': applied(({ server, value, field }) => addTmpfs(server, parseTmpfs(value), field)),
  'shm-size': applied(({ server, value, field }) => addSharedMemory(server, value, field)),
  'user': applied(({ server, field }) => setUser(server, field)),
  'memory': memory('limit'),
  'memory-reservation': memory('request'),
  'cpus': applied(({ server, value, field }) => setResource(server, { resource: 'cpu', bound: 'limit' }, value, field)),
  'net': network,
  'network': network,
  'security-opt': applied(({ field }) => setSecurityOption(field)),
  'cap-add': applied(({ field }) => addCapability(field)),
  'read-only': ({ server, field }) => {
    setReadOnlyRoot(server, Field.root(true, field.issues));
    return false;
  },
  'privileged': ({ value, field }) => {
    if (value !== 'false') {
      refuseHost(field, 'a privileged container');
    }
    return false;
  },
  'device': hostDevice,
  'volumes-from': hostDevice,
  'device-cgroup-rule': hostDevice,
  'entrypoint': applied(({ server, value, field }) => {
    server.sourceOption('command', [value]);
    field.use(`${server.sourceAt}.command`);
  }),
  'workdir': runWorkdir,
  'env-file': applied(({ server, field }) => {
    server.decide('env', 'value', `${field.path} names a file with variables: import them one by one`);
    field.open('a file of the client');
  }),
};

/** Applies flags to a server whose source is set. */
export function applyFlags(
  server: ServerDraft,
  flags: readonly RunFlag[],
  client: EnvLookup,
  options: EnvOptions = {},
): void {
  for (const { name, value = '', fields } of flags) {
    const last = fields[fields.length - 1];
    const field = Field.root(value, last.issues, last.path);
    const isApplied = applyFlag({ server, name, value, field, client, options });
    markAll(fields, name, isApplied ? field : undefined);
  }
}

function applyFlag(flag: Flag): boolean {
  const { name, value, field } = flag;
  if (Object.hasOwn(HANDLERS, name)) {
    return HANDLERS[name](flag);
  }
  if (HOST_MODES.includes(name) && value === 'host') {
    refuseHost(field, `--${name}=host`);
  }
  return false;
}

/** Marks the words of a flag like its value. */
function markAll(fields: readonly Field[], name: string, value: Field | undefined): void {
  const [loss] = value?.losses ?? [];
  for (const field of fields) {
    if (loss === undefined) {
      field.drop(
        IMPLIED.has(name) ? 'Kubernetes and the library take care of it' : `--${name} has no equivalent in a cluster`,
      );
    } else {
      field.like(loss);
    }
  }
}

function runEnv({ server, value: text, field, client, options }: Flag): void {
  const [, name = text, , value] = /^([^=]*)(=(.*))?$/s.exec(text) ?? [];
  if (value !== undefined) {
    importEnv(server, { name, field, text: value }, options);
    return;
  }
  const input = client(name);
  importEnv(server, { name, field, text: input?.text ?? `\${${name}}` }, options);
  if (input !== undefined) {
    input.like(field.losses[0]);
  }
}

function runMount(server: ServerDraft, text: string, field: Field): void {
  const parts = new Map(
    text
      .split(',')
      .map(part => part.split('=', 2))
      .map(([key, value = '']): [string, string] => [key, value]),
  );
  const [source, target] = [
    parts.get('source') ?? parts.get('src'),
    parts.get('target') ?? parts.get('dst') ?? parts.get('destination') ?? '',
  ];
  addMount(server, { source, target, type: parts.get('type') ?? 'volume', size: parts.get('tmpfs-size') }, field);
}

function runWorkdir({ server, value, field }: Flag): boolean {
  if (server.sourceKind !== 'image') {
    return false;
  }
  const path = cleanPath(value);
  if (path === undefined) {
    field.refuse('must be an absolute path without . and ..');
    return true;
  }
  server.sourceOption('workingDir', path);
  field.use(`${server.sourceAt}.workingDir`);
  return true;
}
