import { importArgs } from './arguments';
import { importPackageInImage } from './command-line';
import {
  addCapability,
  addMount,
  addScratch,
  dockerMemory,
  parseVolume,
  refuseHost,
  setHealth,
  setNetwork,
  setPort,
  setReadOnlyRoot,
  setReplicas,
  setResource,
  setSecurityOption,
  setUser,
} from './container';
import { Draft } from './draft';
import { Field } from './field';
import { ServerDraft } from './server-draft';
import { Word, importEnv } from './values';

/** Keys that only concern the container engine. */
const ENGINE_KEYS = [
  'container_name',
  'restart',
  'init',
  'tty',
  'stop_signal',
  'stop_grace_period',
  'logging',
  'pull_policy',
  'platform',
  'profiles',
  'labels',
  'hostname',
  'domainname',
  'ulimits',
  'shm_size',
  'sysctls',
  'extra_hosts',
  'dns',
  'dns_search',
  'runtime',
  'develop',
  'scale',
  'annotations',
];

export function isCompose(root: Field): boolean {
  return root.at('services').isMap;
}

/** The services of a docker-compose file. Each becomes a server: nothing in the file says which ones speak MCP. */
export function importCompose(draft: Draft, root: Field): void {
  const services = root.at('services');
  if (!services.isGiven) {
    services.refuse('must be a map of services');
  }
  for (const [name, service] of services.entries) {
    draft.entry(name, service, entry => {
      importService(draft, name, entry);
    });
  }
  root.dropEach(['volumes', 'networks', 'configs', 'secrets'], 'what a service uses of it is told there');
  for (const [key, field] of root.entries) {
    if (key !== 'services') {
      field.drop(key.startsWith('x-') ? 'an extension: its content is reported where it is used' : 'not of a service');
    }
  }
}

function importService(draft: Draft, name: string, service: Field): void {
  const image = service.at('image');
  if (image.text === undefined) {
    service.open('it has no image');
    draft.decide(service.path, 'image', 'push the image that it builds, and import it again with the image');
    return;
  }
  const server = serverOf(draft, name, service, image);
  server.decide('source', 'kind', 'remove the server if the service is not an MCP server');
  importContainerEnv(server, service.at('environment'));
  for (const volume of service.at('volumes').items) {
    importVolume(server, volume);
  }
  importTmpfs(server, listOf(service.at('tmpfs')));
  importConfinement(server, service);
  importLimits(server, service);
  const test = service.at('healthcheck', 'test');
  setHealth(server, test, commandText(test));
  service.at('healthcheck').drop('probes have other time-outs');
  dropOthers(server, service);
}

/** A service without ports that keeps its standard input open is a stdio server. */
function isStdioService(service: Field): boolean {
  return service.at('stdin_open').flag && !service.at('ports').isGiven && !service.at('expose').isGiven;
}

/** The server of an image, or of the package that is started in it. */
function serverOf(draft: Draft, name: string, service: Field, image: Field): ServerDraft {
  const [entrypoint, command] = [service.at('entrypoint'), service.at('command')];
  const line = { name, words: [...wordsOf(entrypoint), ...wordsOf(command)], env: () => undefined, options: {} };
  const ofPackage = isStdioService(service) ? importPackageInImage(draft, line, image) : undefined;
  if (ofPackage !== undefined) {
    service.at('stdin_open').use('the transport');
    return ofPackage;
  }
  const server = draft.server(name);
  importTransport(server, service, image);
  importProgram(server, entrypoint, command);
  return server;
}

function importTransport(server: ServerDraft, service: Field, image: Field): void {
  const ports = [...service.at('ports').items, ...service.at('expose').items];
  const isStdio = service.at('stdin_open').flag && ports.length === 0;
  server.setSource(isStdio ? 'stdioImage' : 'image', image.text ?? '', image);
  for (const port of ports) {
    setPort(server, (port.isMap ? port.at('target').text : port.text) ?? '', port);
  }
  service.at('stdin_open').use('the transport');
}

/** Mounts of memory, with or without options behind the path. */
export function importTmpfs(server: ServerDraft, paths: readonly Field[]): void {
  for (const path of paths) {
    addScratch(server, (path.text ?? '').replace(/:.*$/, ''), path);
  }
}

/** A command as one text. */
export function commandText(command: Field): string {
  return command.isList ? command.words.map(({ text }) => text).join(' ') : (command.text ?? '');
}

function dropOthers(server: ServerDraft, service: Field): void {
  service.at('depends_on').drop('pods start in any order; add its destinations to egress');
  if (service.at('env_file').isGiven) {
    server.decide('env', 'value', 'it reads a file with variables: import them one by one');
  }
  service.at('env_file').open('a file of the client: see the decisions');
  service.at('secrets').open('its secrets are files: see the decisions');
  if (service.at('secrets').isGiven) {
    server.decide('secretFiles', 'secret', 'it reads secrets from files: name each in secretFiles');
  }
  service.at('build').drop('the image is built elsewhere');
  service.at('working_dir').drop('the directory of the image is used');
  service.at('extends').drop('extends is not followed: import the output of docker compose config');
  service.dropEach(ENGINE_KEYS, 'a matter of the container engine');
}

/** A map, or a list of NAME=value. */
export function importContainerEnv(server: ServerDraft, environment: Field): void {
  if (!environment.isList) {
    for (const [name, field] of environment.entries) {
      importEnv(server, { name, field, text: field.isGiven ? (field.text ?? '') : `\${${name}}` });
    }
    return;
  }
  for (const field of environment.items) {
    const [, name = '', assigned, value = ''] = /^([^=]*)(=(.*))?$/s.exec(field.text ?? '') ?? [];
    importEnv(server, { name, field, text: assigned === undefined ? `\${${name}}` : value });
  }
}

/** The words of a list, or of a line as a shell splits it. */
function wordsOf(field: Field): readonly Word[] {
  if (field.isList) {
    return field.words;
  }
  const found = [...(field.text ?? '').matchAll(/"((?:\\.|[^"\\])*)"|'([^']*)'|(\S+)/g)];
  return found.map(([, double, single, plain]) => ({ text: double ?? single ?? plain, field }));
}

/** The entrypoint and its arguments, which compose calls the command. */
export function importProgram(server: ServerDraft, entrypoint: Field, command: Field): void {
  const program = wordsOf(entrypoint);
  if (program.length > 0) {
    const [first, ...rest] = program;
    server.sourceOption('command', [first.text]);
    first.field.use(`${server.sourceAt}.command`);
    importArgs(server, rest);
  }
  importArgs(server, wordsOf(command));
}

export function importVolume(server: ServerDraft, volume: Field): void {
  if (!volume.isMap) {
    addMount(server, parseVolume(volume.text ?? ''), volume);
    return;
  }
  const [type, source, target] = [
    volume.at('type').text ?? 'volume',
    volume.at('source').text,
    volume.at('target').text ?? '',
  ];
  addMount(server, { type, source, target }, volume);
}

function listOf(field: Field): readonly Field[] {
  if (field.isList) {
    return field.items;
  }
  return field.isGiven ? [field] : [];
}

/** What a container may do on its host, in the keys of compose and Matey. */
export function importConfinement(server: ServerDraft, service: Field): void {
  if (service.at('privileged').flag) {
    refuseHost(service.at('privileged'), 'a privileged container');
  }
  service.at('privileged').use('never allowed');
  for (const capability of service.at('cap_add').items) {
    addCapability(capability);
  }
  service.at('cap_drop').use('all capabilities are dropped');
  for (const option of service.at('security_opt').items) {
    setSecurityOption(option);
  }
  if (service.at('read_only').isGiven) {
    setReadOnlyRoot(server, service.at('read_only'));
  }
  if (service.at('user').isGiven) {
    setUser(server, service.at('user'));
  }
  if (service.at('network_mode').isGiven) {
    setNetwork(server, service.at('network_mode'));
  }
  refuseHostAccess(service);
  service.at('networks').drop('networks are network policies here: callers and egress');
}

/** Namespaces and devices of the host. */
function refuseHostAccess(service: Field): void {
  for (const mode of ['pid', 'ipc', 'uts', 'userns_mode', 'cgroup']) {
    if (service.at(mode).text === 'host') {
      refuseHost(service.at(mode), `${mode} of the host`);
    }
    service.at(mode).drop('a pod has its own');
  }
  for (const key of ['devices', 'volumes_from', 'device_cgroup_rules']) {
    if (listOf(service.at(key)).length > 0) {
      refuseHost(service.at(key), key);
    }
  }
}

/** Resources and replicas, in the keys of compose and Matey. */
export function importLimits(server: ServerDraft, service: Field): void {
  for (const [key, bound] of [
    ['limits', 'limit'],
    ['reservations', 'request'],
    ['requests', 'request'],
  ] as const) {
    const from = service.at('deploy', 'resources', key);
    const [cpu, memory] = [from.either('cpus', 'cpu'), from.at('memory')];
    if (cpu.isGiven) {
      setResource(server, { resource: 'cpu', bound }, cpu.text, cpu);
    }
    if (memory.isGiven) {
      setResource(server, { resource: 'memory', bound }, composeMemory(memory), memory);
    }
  }
  const [memoryLimit, cpuLimit] = [service.at('mem_limit'), service.at('cpus')];
  if (memoryLimit.isGiven) {
    setResource(server, { resource: 'memory', bound: 'limit' }, dockerMemory(memoryLimit.text ?? ''), memoryLimit);
  }
  if (cpuLimit.isGiven) {
    setResource(server, { resource: 'cpu', bound: 'limit' }, cpuLimit.text, cpuLimit);
  }
  const replicas = service.at('deploy', 'replicas');
  if (replicas.isGiven) {
    setReplicas(server, replicas);
  }
  service.at('deploy').drop('a matter of the container engine');
}

function composeMemory(field: Field): string | undefined {
  return dockerMemory(field.text ?? '') ?? field.text;
}
