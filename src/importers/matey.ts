import { importCommand } from './command-line';
import { importConfinement, importContainerEnv, importLimits, importProgram, importVolume } from './compose';
import { addScratch, setHealth, setPort } from './container';
import { isOf } from './custom-resources';
import { Draft } from './draft';
import { Field } from './field';
import { importResources, importSecurityContext, importServiceAccount } from './kubernetes';
import { ServerDraft } from './server-draft';

export function isMatey(resource: Field): boolean {
  return isOf(resource, 'MCPServer', 'mcp.matey.ai');
}

/** matey.yaml: a map of servers, and much of its own platform. */
export function importMatey(draft: Draft, root: Field): void {
  if (!root.at('servers').isGiven) {
    root.at('servers').refuse('must be a map of servers');
  }
  for (const [name, server] of root.at('servers').entries) {
    importServer(draft, name, server, undefined);
  }
  for (const [key, field] of root.entries) {
    if (key !== 'servers') {
      field.drop(
        key === 'version'
          ? 'of the file'
          : "of its own platform: proxy, users and OAuth are a gateway's, the rest has no place here",
      );
    }
  }
}

/** Its MCPServer has the same fields in camel case. */
export function readMatey(draft: Draft, name: string, spec: Field, nameField: Field): ServerDraft | undefined {
  return importServer(draft, name, spec, nameField);
}

function importServer(draft: Draft, name: string, spec: Field, nameField: Field | undefined): ServerDraft | undefined {
  const hasImage = spec.at('image').text !== undefined;
  const server = !hasImage ? fromCommand(draft, name, spec, nameField) : fromImage(draft, name, spec, nameField);
  if (server === undefined) {
    for (const [, field] of spec.entries) {
      field.drop('it belongs to a server that was not imported as a workload');
    }
    return undefined;
  }
  if (hasImage || server.sourceKind !== 'stdioImage') {
    importContainerEnv(server, spec.at('env'));
  }
  for (const volume of spec.at('volumes').items) {
    importVolume(server, volume);
  }
  for (const path of spec.at('tmpfs').items) {
    addScratch(server, (path.text ?? '').replace(/:.*$/, ''), path);
  }
  importConfinement(server, spec);
  importLimits(server, spec);
  importResources(server, spec.at('resources'));
  importSecurityContext(server, spec.at('securityContext'));
  importServiceAccount(server, spec.at('serviceAccount'));
  importSecurity(spec.at('security'));
  const test = spec.at('healthcheck', 'test').isGiven
    ? spec.at('healthcheck', 'test')
    : spec.at('healthcheck', 'endpoint');
  setHealth(
    server,
    test,
    test.isList
      ? test.items.map(({ text }) => text ?? '').join(' ')
      : (test.text ?? '').replace(/^\//, 'http://localhost/'),
  );
  dropOthers(spec);
  return server;
}

/** It says what is allowed; what is used of it is refused where it stands. */
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
    security.at(key).use('never so');
  }
  security.drop('pods are locked down in any case');
}

function dropOthers(spec: Field): void {
  spec.at('healthcheck').drop('probes have times of their own');
  for (const key of ['authentication', 'oauth', 'proxy']) {
    spec.at(key).drop('who calls is checked by the gateway');
  }
  for (const key of ['capabilities', 'tools', 'prompts', 'resources', 'sampling', 'roots']) {
    spec.at(key).drop('what a server offers it says itself');
  }
  for (const key of [
    'depends_on',
    'dependsOn',
    'build',
    'restart',
    'restart_policy',
    'networks',
    'lifecycle',
    'labels',
    'annotations',
    'pull',
    'init',
    'hostname',
    'container_name',
    'working_dir',
    'logging',
  ]) {
    spec.at(key).drop('a matter of the container engine');
  }
}

function fromImage(draft: Draft, name: string, spec: Field, nameField: Field | undefined): ServerDraft {
  const server = draft.server(name, nameField);
  const [image, protocol] = [spec.at('image'), spec.at('protocol').use('how it speaks').text];
  const port = spec.either('http_port', 'httpPort', 'sse_port', 'port');
  server.setSource(
    protocol === 'stdio' || (protocol === undefined && !port.isGiven) ? 'stdioImage' : 'image',
    image.text ?? '',
    image,
  );
  if (protocol === 'sse') {
    server.sourceOption('transport', 'sse');
  }
  if (port.isGiven) {
    setPort(server, port.text ?? '', port);
  }
  for (const each of spec.at('ports').items) {
    setPort(server, each.text ?? '', each);
  }
  const path = protocol === 'sse' ? spec.either('sse_path', 'ssePath') : spec.either('http_path', 'httpPath');
  if (server.sourceKind === 'image' && path.text !== undefined) {
    server.sourceOption('path', path.text);
    path.use(`${server.sourceAt}.path`);
  }
  for (const key of [
    'http_path',
    'httpPath',
    'sse_path',
    'ssePath',
    'sse_port',
    'ssePort',
    'stdio_hoster_port',
    'stdioHosterPort',
    'sse_heartbeat',
  ]) {
    spec.at(key).drop('of another transport');
  }
  importProgram(server, spec.at('command'), spec.at('args'));
  return server;
}

function fromCommand(draft: Draft, name: string, spec: Field, nameField: Field | undefined): ServerDraft | undefined {
  const command = spec.at('command');
  if (spec.at('build').isGiven || command.text === undefined) {
    spec.open('it has no image');
    draft.decide(spec.path, 'image', 'push the image that it builds, and import it with that');
    return undefined;
  }
  spec.at('protocol').use('how it speaks');
  for (const key of [
    'http_port',
    'httpPort',
    'http_path',
    'httpPath',
    'sse_path',
    'ssePath',
    'ports',
    'stdio_hoster_port',
    'stdioHosterPort',
  ]) {
    spec.at(key).drop('the bridge brings the port');
  }
  return importCommand(draft, {
    name,
    nameField,
    words: [
      ...command.text
        .trim()
        .split(/\s+/)
        .map(text => ({ text, field: command })),
      ...spec.at('args').items.map(field => ({ text: field.text ?? '', field })),
    ],
    env: key => (spec.at('env', key).isGiven ? spec.at('env', key) : undefined),
    options: {},
  });
}
