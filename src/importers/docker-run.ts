import {
  addCapability,
  addMount,
  addScratch,
  dockerMemory,
  parseVolume,
  refuseHost,
  setNetwork,
  setPort,
  setReadOnlyRoot,
  setResource,
  setSecurityOption,
  setUser,
} from './container';
import { Field } from './field';
import { ServerDraft } from './server-draft';
import { EnvOptions, Word, importEnv } from './values';

/** Flags of `docker run` that take a value (docs.docker.com, docker container run). */
const WITH_VALUE = new Set(
  `
  add-host annotation attach blkio-weight cap-add cap-drop cgroup-parent cgroupns cidfile cpu-period cpu-quota cpu-shares cpus cpuset-cpus
  cpuset-mems detach-keys device device-cgroup-rule dns dns-option dns-search domainname entrypoint env env-file expose gpus group-add
  health-cmd health-interval health-retries health-start-period health-timeout hostname ip ip6 ipc isolation label label-file link log-driver
  log-opt mac-address memory memory-reservation memory-swap memory-swappiness mount name net network network-alias oom-score-adj pid pids-limit
  platform publish pull restart runtime security-opt shm-size stop-signal stop-timeout storage-opt sysctl tmpfs ulimit user userns uts volume
  volume-driver volumes-from workdir`
    .trim()
    .split(/\s+/),
);
const SHORT: Readonly<Record<string, string>> = {
  a: 'attach',
  c: 'cpu-shares',
  e: 'env',
  h: 'hostname',
  l: 'label',
  m: 'memory',
  p: 'publish',
  u: 'user',
  v: 'volume',
  w: 'workdir',
};
const ALWAYS = new Set([
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
const HOST_MODES = new Set(['pid', 'ipc', 'uts', 'userns', 'cgroupns']);

export interface RunFlag {
  readonly name: string;
  readonly value?: string;
  readonly fields: readonly Field[];
}

export interface DockerRun {
  readonly flags: readonly RunFlag[];
  readonly image?: Word;
  readonly args: readonly Word[];
}

/** The flags, the image and its arguments. `words` come after `run`. */
export function parseDockerRun(words: readonly Word[]): DockerRun {
  const flags: RunFlag[] = [];
  const rest = [...words];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    const { text, field } = word;
    const [, long, assigned] = /^--([a-z0-9-]+)(?:=(.*))?$/s.exec(text) ?? [];
    if (long !== undefined) {
      const value = assigned === undefined && WITH_VALUE.has(long) ? rest.shift() : undefined;
      flags.push({
        name: long,
        value: assigned ?? value?.text,
        fields: value === undefined ? [field] : [field, value.field],
      });
    } else if (/^-[A-Za-z]/.test(text)) {
      flags.push(...shortFlags(text, field, rest));
    } else {
      return { flags, image: word, args: rest };
    }
  }
  return { flags, args: [] };
}

/** `-it`, `-e NAME`, `-eNAME`. */
function shortFlags(text: string, field: Field, rest: Word[]): RunFlag[] {
  const flags: RunFlag[] = [];
  for (let i = 1; i < text.length; i += 1) {
    const name = SHORT[text[i]];
    if (name !== undefined) {
      const inline = text.slice(i + 1).replace(/^=/, '');
      const value = inline === '' ? rest.shift() : undefined;
      return [
        ...flags,
        {
          name,
          value: inline === '' ? value?.text : inline,
          fields: value === undefined ? [field] : [field, value.field],
        },
      ];
    }
    flags.push({ name: text[i], fields: [field] });
  }
  return flags;
}

export type EnvLookup = (name: string) => Field | undefined;

/** Applies flags to a server whose source is set. `client` finds variables that the flag only names. */
export function applyFlags(
  server: ServerDraft,
  flags: readonly RunFlag[],
  client: EnvLookup,
  options: EnvOptions = {},
): void {
  for (const flag of flags) {
    applyFlag(server, flag, client, options);
  }
}

function applyFlag(
  server: ServerDraft,
  { name, value = '', fields }: RunFlag,
  client: EnvLookup,
  options: EnvOptions,
): void {
  const last = fields[fields.length - 1];
  const valued = Field.root(value, last.issues, last.path);
  const done = handler(server, name, value, valued, client, options);
  const [loss] = done ? valued.losses : [];
  for (const field of fields) {
    if (loss === undefined) {
      field.drop(ALWAYS.has(name) ? 'Kubernetes and the library see to it' : `--${name} has no place in a cluster`);
    } else {
      field.like(loss);
    }
  }
}

function handler(
  server: ServerDraft,
  name: string,
  value: string,
  field: Field,
  client: EnvLookup,
  options: EnvOptions,
): boolean {
  switch (name) {
    case 'env':
      runEnv(server, value, field, client, options);
      return true;
    case 'publish':
    case 'expose':
      setPort(server, value, field);
      return true;
    case 'volume':
      addMount(server, parseVolume(value), field);
      return true;
    case 'mount':
      runMount(server, value, field);
      return true;
    case 'tmpfs':
      addScratch(server, value.replace(/:.*$/, ''), field);
      return true;
    case 'user':
      setUser(server, field);
      return true;
    case 'memory':
      setResource(server, 'memory', 'limit', dockerMemory(value), field);
      return true;
    case 'cpus':
      setResource(server, 'cpu', 'limit', value, field);
      return true;
    case 'net':
    case 'network':
      setNetwork(server, field);
      return true;
    case 'security-opt':
      setSecurityOption(field);
      return true;
    case 'cap-add':
      addCapability(field);
      return true;
    case 'read-only':
      setReadOnlyRoot(server, Field.root(true, field.issues));
      return false;
    case 'privileged':
      if (value !== 'false') {
        refuseHost(field, 'a privileged container');
      }
      return false;
    case 'device':
    case 'volumes-from':
    case 'device-cgroup-rule':
      refuseHost(field, `--${name}`);
      return false;
    case 'entrypoint':
      server.sourceOption('command', [value]);
      field.use(`${server.sourceAt}.command`);
      return true;
    case 'workdir':
      return runWorkdir(server, value, field);
    case 'env-file':
      server.decide('env', 'value', `${field.path} names a file with variables: import them one by one`);
      field.open('a file of the client');
      return true;
    default:
      if (HOST_MODES.has(name) && value === 'host') {
        refuseHost(field, `--${name}=host`);
      }
      return false;
  }
}

function runEnv(server: ServerDraft, text: string, field: Field, client: EnvLookup, options: EnvOptions): void {
  const [, name = text, , value] = /^([^=]*)(=(.*))?$/s.exec(text) ?? [];
  if (value !== undefined) {
    importEnv(server, name, field, value, options);
    return;
  }
  const input = client(name);
  importEnv(server, name, field, input?.text ?? `\${${name}}`, options);
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
  addMount(server, { source, target, type: parts.get('type') ?? 'volume' }, field);
}

function runWorkdir(server: ServerDraft, value: string, field: Field): boolean {
  if (server.sourceKind !== 'image') {
    return false;
  }
  server.sourceOption('workingDir', value);
  field.use(`${server.sourceAt}.workingDir`);
  return true;
}
