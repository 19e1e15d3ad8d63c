import { importArgs } from './arguments';
import { setHealthPath } from './container';
import { Field } from './field';
import {
  importEnvVars,
  importExtra,
  importPlacement,
  importPullSecrets,
  importResources,
  importSecurityContext,
  importServiceAccount,
  importVolumes,
  openEnvFrom,
} from './kubernetes';
import { startsPackage } from './package-command';
import { ServerDraft } from './server-draft';
import { Word } from './values';

/* The template of a pod, with the container of a server and what stands beside it. */

const STARTUP_SECONDS = 120;
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

/** Reads all but the program of the container, which belongs to the source. */
export function importPodTemplate(server: ServerDraft, template: Field, name: string): void {
  const pod = template.at('spec');
  const container = containerOf(template, name);
  importContainer(server, container, pod);
  for (const other of pod.at('containers').items) {
    if (other.at('name').text !== name) {
      other.open('another container');
      server.decide('source', 'container', `${other.path} ${OTHER_CONTAINER}`, true);
    }
  }
  importPod(server, pod);
  importExtra(server, template.at('metadata', 'labels'), template.at('metadata', 'annotations'));
}

function importPod(server: ServerDraft, pod: Field): void {
  importSecurityContext(server, pod);
  importSecurityContext(server, pod.at('securityContext'));
  importNodes(server, pod);
  importServiceAccount(server, pod.either('serviceAccountName', 'serviceAccount'));
  importPullSecrets(server, pod.at('imagePullSecrets'));
  importGrace(server, pod.at('terminationGracePeriodSeconds'));
}

/** On which nodes pods run. Rules that only some nodes meet are decisions. */
export function importNodes(server: ServerDraft, pod: Field): void {
  const affinity = pod.at('affinity', 'nodeAffinity');
  if (affinity.isGiven) {
    affinity.open('see the decisions');
    server.decide(
      'placement',
      'nodes',
      `${affinity.path} chooses nodes: write the labels that they must have into placement.nodeSelector`,
      true,
    );
  }
  importPlacement(server, pod);
  const priority = pod.at('priorityClassName');
  if (priority.text !== undefined) {
    // set by importPlacement alone
    server.set('placement', {
      ...(server.get('placement') as object | undefined),
      priorityClassName: priority.text,
    });
    priority.use(`${server.at}.placement.priorityClassName`);
  }
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

function importContainer(server: ServerDraft, container: Field, pod: Field): void {
  container.at('name').use('the server');
  importSecurityContext(server, container.at('securityContext'));
  importResources(server, container.at('resources'));
  importEnvVars(server, container.at('env'));
  openEnvFrom(server, container.at('envFrom'));
  importVolumes(server, pod.at('volumes'), container.at('volumeMounts'));
  importWorkingDir(server, container.at('workingDir'));
  importProbes(server, container);
}

/** A bridge starts its program in a directory of its own. */
export function importWorkingDir(server: ServerDraft, directory: Field): void {
  if (directory.text === undefined) {
    return;
  }
  if (server.sourceKind === 'image') {
    server.sourceOption('workingDir', directory.text);
    directory.use(`${server.sourceAt}.workingDir`);
    return;
  }
  directory.open('a bridge starts the server in a directory of its own');
  server.decide(
    `source.${server.sourceKind}.reference`,
    'directory',
    `${directory.path} starts the server in another directory than its bridge does: write absolute paths into args ` +
      'and env, then keep the reference',
    true,
  );
}

function importProbes(server: ServerDraft, container: Field): void {
  const get = container.at('readinessProbe', 'httpGet');
  const port = portOf(container, get.at('port'));
  const ofServer = server.sourcePort;
  if (get.at('path').text !== undefined && port !== undefined && ofServer !== undefined && port !== ofServer) {
    get.at('path').use(server.set('probes', { http: { path: get.at('path').text, port } }));
    get.at('port').use(`${server.at}.probes`);
  } else if (get.at('path').isGiven) {
    setHealthPath(server, get.at('path'), get.at('path').text);
  }
  importStartup(server, container.at('startupProbe'));
}

/** A port by its number or by its name. */
function portOf(container: Field, port: Field): number | undefined {
  const named = container.at('ports').items.find(each => each.at('name').text === port.text);
  const value = named?.at('containerPort').value ?? port.value;
  return typeof value === 'number' ? value : undefined;
}

function importStartup(server: ServerDraft, probe: Field): void {
  if (!probe.isGiven) {
    return;
  }
  const of = (key: string, usual: number): number => {
    const { value } = probe.at(key);
    return typeof value === 'number' ? value : usual;
  };
  const longest = of('initialDelaySeconds', 0) + of('periodSeconds', 10) * of('failureThreshold', 3);
  if (longest <= STARTUP_SECONDS) {
    probe.use(`a server has ${STARTUP_SECONDS} seconds to start`);
    return;
  }
  probe.open('see the decisions');
  server.decide(
    'probes',
    'startup',
    `${probe.path} lets the server start for ${longest} seconds: write { tcp: { startupTimeout: ${longest}s } }, ` +
      'or http with a path',
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
