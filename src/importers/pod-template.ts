import { importArgs } from './arguments';
import { cleanPath } from './cluster-objects';
import { Field } from './field';
import {
  importEnvVars,
  importExtra,
  importPlacement,
  importProbes,
  importPullSecrets,
  importResources,
  importSecurityContext,
  importServiceAccount,
  importVolumes,
  openEnvFrom,
} from './kubernetes';
import { KeysOf } from './mounted-keys';
import { startsPackage } from './package-command';
import { ServerDraft } from './server-draft';
import { Word } from './values';

/* The template of a pod, with the container of a server and what stands beside it. */

const GRACE_SECONDS = 45;
/** A container that is not imported: what it does is not known. */
const OTHER_CONTAINER =
  'is another container, which is not imported: put what it does into the image, or give it a Deployment, ' +
  'then keep the source';

/** The container of the server, by its name; a field without value if the template does not have it. */
export function containerOf(template: Field, name: string): Field {
  const containers = template.at('spec', 'containers');
  return containers.items.find(container => container.at('name').text === name) ?? containers.at(name);
}

/** Reads all but the program of the server's container, which belongs to the source. */
export function importPodTemplate(server: ServerDraft, template: Field, container: Field, keysOf?: KeysOf): void {
  const pod = template.at('spec');
  dropEmpty(pod);
  dropEmpty(container);
  importContainer(server, container, pod, keysOf);
  for (const other of pod.at('containers').items) {
    if (other.path !== container.path) {
      other.open('another container');
      server.decide('source', 'container', `${other.path} ${OTHER_CONTAINER}`, true);
    }
  }
  importPod(server, pod);
  importExtra(server, template.at('metadata', 'labels'), template.at('metadata', 'annotations'));
}

/** Charts leave lists and maps empty, which is the same as none. */
function dropEmpty(part: Field): void {
  for (const [, field] of part.entries) {
    if (!field.isGiven || ((field.isMap || field.isList) && Object.keys(field.value as object).length === 0)) {
      field.drop('it is empty');
    }
  }
}

/** What Kubernetes writes into every pod. */
const DEFAULTS = [
  ['dnsPolicy', 'ClusterFirst'],
  ['schedulerName', 'default-scheduler'],
] as const;

function importPod(server: ServerDraft, pod: Field): void {
  for (const [key, value] of DEFAULTS) {
    if (pod.at(key).text === value) {
      pod.at(key).drop('the default');
    }
  }
  importSecurityContext(server, pod);
  importSecurityContext(server, pod.at('securityContext'));
  importPlacement(server, pod);
  importServiceAccount(server, pod.either('serviceAccountName', 'serviceAccount'));
  pod.at('serviceAccount').use('an older name of serviceAccountName');
  importPullSecrets(server, pod.at('imagePullSecrets'));
  importGrace(server, pod.at('terminationGracePeriodSeconds'));
}

function importGrace(server: ServerDraft, grace: Field): void {
  if (!grace.isGiven) {
    return;
  }
  if (typeof grace.value === 'number' && Number.isInteger(grace.value) && grace.value > GRACE_SECONDS) {
    grace.use(server.set('shutdown', { grace: `${Math.min(grace.value, 7200)}s` }));
  } else {
    grace.use(`a server has at least ${GRACE_SECONDS} seconds`);
  }
}

function importContainer(server: ServerDraft, container: Field, pod: Field, keysOf?: KeysOf): void {
  container.at('name').use('the server');
  importSecurityContext(server, container.at('securityContext'));
  importAmounts(server, container.at('resources'), pod.at('resources'));
  importEnvVars(server, container.at('env'));
  openEnvFrom(server, container.at('envFrom'));
  importVolumes(server, pod.at('volumes'), container.at('volumeMounts'), keysOf);
  importWorkingDir(server, container.at('workingDir'));
  importProbes(server, container, server.sourcePort?.toString());
}

/** The server is alone in its pod: what the pod may have, its container may, unless that has an amount of its own. */
function importAmounts(server: ServerDraft, own: Field, ofPod: Field): void {
  for (const bound of ['limits', 'requests']) {
    const names = own.at(bound).entries.map(([name]) => name);
    ofPod.at(bound).dropEach(names, 'its container has an amount of its own');
  }
  importResources(server, ofPod);
  importResources(server, own);
}

/** A bridge starts its program in a directory of its own. */
export function importWorkingDir(server: ServerDraft, directory: Field): void {
  if (directory.text === undefined) {
    return;
  }
  const path = directory.text === '/' ? undefined : cleanPath(directory.text);
  if (server.sourceKind === 'image' && path !== undefined) {
    server.sourceOption('workingDir', path);
    directory.use(`${server.sourceAt}.workingDir`);
    return;
  }
  directory.open('a server cannot start there');
  server.decide(
    `source.${server.sourceKind}.reference`,
    'directory',
    `${directory.path} starts the server in a directory that it cannot have here: write absolute paths into args ` +
      'and env, then keep the reference',
    true,
  );
}

/** The command of a container, and its arguments. */
export interface Program {
  readonly command: readonly Word[];
  readonly args: readonly Word[];
}

/** The first word is the command; the others may hold secrets, as arguments do. */
export function importContainerProgram(server: ServerDraft, { command, args }: Program): void {
  const [first, ...rest] = command;
  if (first !== undefined) {
    server.sourceOption('command', [first.text]);
    first.field.use(`${server.sourceAt}.command`);
  }
  importArgs(server, [...rest, ...args]);
}

/** A program of an image that fetches a package when it starts, and serves it over HTTP. */
export function decideFetched(server: ServerDraft, words: readonly Word[]): void {
  if (server.sourceKind === 'image' && startsPackage(words)) {
    server.decide(
      'source.image.reference',
      'fetched package',
      'its program fetches a package from a registry whenever it starts: build an image with the package, and name it',
      true,
    );
  }
}
