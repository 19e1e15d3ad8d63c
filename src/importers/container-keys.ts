import { dockerMemory, setResource } from './amounts';
import { importArgs } from './arguments';
import { openVariables } from './compose-interpolation';
import {
  addCapability,
  addTmpfs,
  parseTmpfs,
  refuseHost,
  setNetwork,
  setReadOnlyRoot,
  setReplicas,
  setSecurityOption,
  setUser,
} from './container';
import { Field } from './field';
import { ServerDraft } from './server-draft';
import { Word, importEnv } from './values';

/*
 * Keys that compose and Matey share.
 */

/** Directories in memory, with or without options behind the path. */
export function importTmpfs(server: ServerDraft, paths: readonly Field[]): void {
  for (const path of paths) {
    addTmpfs(server, parseTmpfs(path.text ?? ''), path);
  }
}

/** A command as one text. */
export function commandText(command: Field): string {
  return command.isList ? command.words.map(({ text }) => text).join(' ') : (command.text ?? '');
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
export function wordsOf(field: Field): readonly Word[] {
  if (field.isList) {
    return field.words;
  }
  const found = [...(field.text ?? '').matchAll(/"((?:\\.|[^"\\])*)"|'([^']*)'|(\S+)/g)];
  return found.map(([, double, single, plain]) => ({ text: double ?? single ?? plain, field }));
}

/** The entrypoint and its arguments, which compose calls the command. */
export function importProgram(server: ServerDraft, entrypoint: Field, command: Field): void {
  const [first, ...rest] = wordsOf(entrypoint);
  if (first !== undefined) {
    setProgram(server, first);
    importArgs(server, rest);
  }
  importArgs(server, wordsOf(command));
}

function setProgram(server: ServerDraft, { text, field }: Word): void {
  server.sourceOption('command', [text]);
  const [variable] = openVariables(text);
  if (variable === undefined) {
    field.use(`${server.sourceAt}.command`);
    return;
  }
  field.open('a variable of the machine that starts it');
  server.decide(
    `source.${server.sourceKind}.command`,
    'command',
    `${field.path} needs the variable ${variable}: name the program`,
    true,
  );
}

/** The items of a list, or a lone value as the only one. */
export function listOf(field: Field): readonly Field[] {
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
  for (const key of ['cap_add', 'cap_drop']) {
    service.at(key).use('all capabilities are dropped');
  }
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
    const { text = '' } = service.at(mode);
    if (text === 'host') {
      refuseHost(service.at(mode), `${mode} of the host`);
    } else if (/^(?:container|service):/.test(text)) {
      refuseHost(service.at(mode), `${mode} of another container`, 'take it out: containers of a pod share nothing');
    }
    service.at(mode).drop('a pod has its own');
  }
  for (const key of ['devices', 'volumes_from', 'device_cgroup_rules']) {
    if (listOf(service.at(key)).length > 0) {
      refuseHost(service.at(key), key);
    }
    service.at(key).use('a server has none');
  }
  if (service.at('use_api_socket').flag) {
    refuseHost(service.at('use_api_socket'), 'the socket of the container engine', 'it gives root access to the node');
  }
  service.at('use_api_socket').use('never allowed');
}

const AMOUNTS = [
  ['limits', 'limit'],
  ['reservations', 'request'],
  ['requests', 'request'],
] as const;
const SHORT_AMOUNTS = [
  ['mem_limit', 'memory', 'limit'],
  ['mem_reservation', 'memory', 'request'],
  ['cpus', 'cpu', 'limit'],
] as const;

/** Resources and replicas, in the keys of compose and Matey. */
export function importLimits(server: ServerDraft, service: Field): void {
  for (const [key, bound] of AMOUNTS) {
    const from = service.at('deploy', 'resources', key);
    importAmount(server, 'cpu', bound, from.either('cpus', 'cpu'));
    importAmount(server, 'memory', bound, from.at('memory'));
  }
  for (const [key, resource, bound] of SHORT_AMOUNTS) {
    importAmount(server, resource, bound, service.at(key));
  }
  for (const replicas of [service.at('deploy', 'replicas'), service.at('scale')]) {
    if (replicas.isGiven) {
      setReplicas(server, replicas);
    }
  }
}

function importAmount(server: ServerDraft, resource: 'cpu' | 'memory', bound: 'limit' | 'request', field: Field): void {
  const { text = '' } = field;
  const [variable] = openVariables(text);
  if (variable !== undefined) {
    field.open('a variable of the machine that starts it');
    const how = `${field.path} needs the variable ${variable}: write the amount`;
    server.decide(`resources.${resource}.${bound}`, 'amount', how, true);
  } else if (field.isGiven) {
    const quantity = resource === 'memory' ? (dockerMemory(text) ?? text) : text;
    setResource(server, { resource, bound }, quantity, field);
  }
}
