import { importPackageInImage } from './command-line';
import { importConfigs, importEnvFiles, importSecretFiles } from './compose-files';
import { interpolate, interpolated, openVariables } from './compose-interpolation';
import { addSharedMemory, setHealth, setPort } from './container';
import {
  commandText,
  importConfinement,
  importContainerEnv,
  importLimits,
  importProgram,
  importTmpfs,
  listOf,
  wordsOf,
} from './container-keys';
import { askForDependencies, importDirectory } from './container-use';
import { importContainerVolumes } from './container-volumes';
import { Draft } from './draft';
import { Field } from './field';
import { settle } from './field-table';
import { COMPOSE_FIELDS } from './fields/compose';
import { ServerDraft } from './server-draft';
import { Json, shown } from './texts';

/** What services refer to by name. */
interface Project {
  readonly volumes: Field;
  readonly configs: Field;
  readonly secrets: Field;
}

export function isCompose(root: Field): boolean {
  return root.at('services').isMap;
}

/** The services of a docker-compose file. Each becomes a server: nothing in the file says which ones speak MCP. */
export function importCompose(draft: Draft, root: Field): void {
  const services = root.at('services');
  if (!services.isGiven) {
    services.refuse('must be a map of services');
  }
  const [volumes, configs, secrets] = ['volumes', 'configs', 'secrets'].map(key =>
    root.at(key).withTexts(text => interpolate(text).text),
  );
  for (const [name, service] of services.entries) {
    draft.entry(name, service, entry => {
      importService(draft, name, interpolated(entry), { volumes, configs, secrets });
    });
  }
  settleFile(draft, root);
}

/** What is beside the services. */
function settleFile(draft: Draft, root: Field): void {
  const [included, models] = [root.at('include'), root.at('models')];
  if (included.isGiven) {
    included.open('other files are not read: see the decisions');
    draft.decide('servers', 'include', 'it includes other files: import the output of docker compose config');
  }
  for (const field of [root.at('volumes'), root.at('networks'), root.at('configs'), root.at('secrets'), models]) {
    field.drop('what a service uses of it is told there');
  }
  for (const [key, field] of root.entries) {
    if (key !== 'services') {
      field.drop(key.startsWith('x-') ? 'an extension: its content is reported where it is used' : 'not of a service');
    }
  }
}

function importService(draft: Draft, name: string, service: Field, project: Project): void {
  if (service.at('extends').isGiven) {
    service.at('extends').refuse('is not followed', 'import the output of docker compose config');
    return;
  }
  const image = service.at('image');
  if (image.text === undefined) {
    service.open('it has no image');
    draft.decide(service.path, 'image', 'push the image that it builds, and import it again with the image');
    return;
  }
  const server = serverOf(draft, name, service);
  server.decide('source', 'kind', 'remove the server if the service is not an MCP server');
  importContainerEnv(server, service.at('environment'));
  importFilesOf(server, service, project);
  importConfinement(server, service);
  importLimits(server, service);
  importPlace(server, service);
  askForUse(server, service);
  settle(service, COMPOSE_FIELDS, server);
}

/** How and where its pods run. */
function importPlace(server: ServerDraft, service: Field): void {
  importMode(server, service.at('deploy', 'mode'));
  importNode(server, service.at('platform'));
  importStop(server, service.at('stop_grace_period'));
  const test = service.at('healthcheck', 'test');
  setHealth(server, test, commandText(test));
}

/** A service without ports that keeps its standard input open is a stdio server. */
function serverOf(draft: Draft, name: string, service: Field): ServerDraft {
  const [image, entrypoint, command] = [service.at('image'), service.at('entrypoint'), service.at('command')];
  const ports = [...service.at('ports').items, ...service.at('expose').items];
  const isStdio = service.at('stdin_open').flag && ports.length === 0;
  service.at('stdin_open').use('the transport');
  const words = [...wordsOf(entrypoint), ...wordsOf(command)];
  const line = { name, words, env: () => undefined, options: {} };
  const ofPackage = isStdio ? importPackageInImage(draft, line, image) : undefined;
  if (ofPackage !== undefined) {
    return ofPackage;
  }
  const server = draft.server(name);
  setImage(server, isStdio ? 'stdioImage' : 'image', image);
  for (const port of ports) {
    importPort(server, port);
  }
  service.useEach(['ports', 'expose'], 'a server has one port');
  importProgram(server, entrypoint, command);
  importDirectory(server, service.at('working_dir'));
  return server;
}

function setImage(server: ServerDraft, kind: 'image' | 'stdioImage', image: Field): void {
  const [variable] = openVariables(image.text ?? '');
  if (variable === undefined) {
    server.setSource(kind, image.text ?? '', image);
  } else {
    server.openSource(
      kind,
      image,
      `${image.path} needs the variable ${variable}, which has no default: write the whole image with @sha256:…`,
    );
  }
}

function importPort(server: ServerDraft, port: Field): void {
  const text = (port.isMap ? port.at('target').text : port.text) ?? '';
  const [variable] = openVariables(text.replace(/^.*:/, ''));
  if (variable === undefined || server.sourceKind !== 'image') {
    setPort(server, text, port);
    return;
  }
  port.open('a variable of the machine that starts it');
  const how = `${port.path} needs the variable ${variable}, which has no default: write the port of the container`;
  server.decide('source.image.port', 'port', how, true);
}

function importFilesOf(server: ServerDraft, service: Field, project: Project): void {
  importContainerVolumes(server, service.at('volumes').items, project.volumes);
  importConfigs(server, service.at('configs'), project.configs);
  importSecretFiles(server, service.at('secrets'), project.secrets);
  importEnvFiles(server, service.at('env_file'));
  importTmpfs(server, listOf(service.at('tmpfs')));
  addSharedMemory(server, service.at('shm_size').text ?? '', service.at('shm_size'));
}

function importMode(server: ServerDraft, mode: Field): void {
  if (mode.text === undefined || mode.text === 'replicated') {
    mode.use('one replica unless scaling says more');
    return;
  }
  mode.open('pods are not tied to nodes, and do not end by themselves');
  const how = `${mode.path} is ${shown(mode.text)}: a server is a Deployment. Say how many replicas it has`;
  server.decide('scaling', 'mode', how);
}

/** `linux/arm64`: the image is built for it alone. */
function importNode(server: ServerDraft, platform: Field): void {
  const { text = '' } = platform;
  const [, architecture] = /^linux\/(amd64|arm64)(?:\/v8)?$/.exec(text) ?? [];
  if (architecture === undefined) {
    if (text !== '') {
      platform.open('nodes of another kind');
      const how = `${platform.path} is ${shown(text)}: name nodes that run it, or write {} if the image runs on all`;
      server.decide('placement', 'platform', how, true);
    }
    return;
  }
  const nodeSelector = { 'kubernetes.io/arch': architecture };
  platform.use(server.set('placement', { nodeSelector }));
}

/** Pods have 45 seconds, of which they keep serving for 10. */
const DRAIN = 10;
const GRACE = 45;
const MAX_GRACE = 7200;

function importStop(server: ServerDraft, period: Field): void {
  const parts = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(period.text ?? '');
  const [hours, minutes, seconds] = (parts ?? []).slice(1).map(part => Number(part ?? 0));
  const grace = parts === null ? 0 : (hours * 60 + minutes) * 60 + seconds + DRAIN;
  if (grace <= GRACE || grace > MAX_GRACE) {
    period.drop('pods have 45 seconds to end');
    return;
  }
  period.use(server.set('shutdown', { grace: `${grace}s` } satisfies Json));
}

/** What only the user knows about a service. */
function askForUse(server: ServerDraft, service: Field): void {
  const profiles = listOf(service.at('profiles')).map(({ text = '' }) => shown(text));
  if (profiles.length > 0) {
    service.at('profiles').open('it runs with a profile only');
    server.decide('source', 'profile', `only with the profile ${profiles.join(', ')}: take it out or leave it`);
  }
  askForDependencies(
    server,
    ['depends_on', 'links', 'external_links'].map(key => service.at(key)),
  );
}
