import { setPath, setPort, setHealthPath } from './container';
import { Draft } from './draft';
import { Field } from './field';
import { ServerDraft } from './server-draft';
import { importArguments, importDockerFlags, importVariable } from './server-json-arguments';
import { snake } from './server-json-inputs';
import { spokenByServer } from './transport';

/** Package registries: how a version follows a name, and the prop of the platform for another URL. */
const NPM = { kind: 'npm', separator: '@', url: 'https://registry.npmjs.org', prop: 'npmRegistry' } as const;
const PYPI = { kind: 'pypi', separator: '==', url: 'https://pypi.org', prop: 'pypiIndex' } as const;

/** A package of a server, chosen from all that run the same server. */
export interface ChosenPackage {
  readonly package: Field;
  /** How many packages there are. */
  readonly count: number;
}

/** The type of a package in the newest spelling: `oci`, `npm`, `pypi` or another one. */
export function typeOf(pack: Field): string {
  const type = snake(pack, 'registryType').text ?? pack.at('registry_name').text ?? 'unknown';
  return type === 'docker' ? 'oci' : type;
}

export function isHttp(pack: Field): boolean {
  return ['streamable-http', 'sse'].includes(pack.at('transport', 'type').text ?? '');
}

/** Makes a server of a package. */
export function importPackage(draft: Draft, root: Field, name: string, { package: pack, count }: ChosenPackage): void {
  const server = draft.server(name);
  server.ofClient = typeOf(pack) !== 'oci';
  importListing(server, root);
  if (name !== root.at('name').text && !root.at('name').isGiven) {
    root.at('name').use(server.at);
  }
  if (count > 1) {
    server.decide('source', 'package', `${pack.path} was taken of ${count}: see the others in the input`);
  }
  setSource(server, pack);
  const runtime = snake(pack, 'runtimeArguments').items;
  if (typeOf(pack) === 'oci') {
    importDockerFlags(server, runtime);
  } else {
    runtime.forEach(flag => {
      importRunnerFlag(server, flag);
    });
  }
  for (const variable of snake(pack, 'environmentVariables').items) {
    importVariable(server, variable);
  }
  importArguments(server, snake(pack, 'packageArguments').items);
  importTransport(server, pack.at('transport'));
  importPublisher(
    server,
    root.at('_meta', 'io.modelcontextprotocol.registry/publisher-provided', 'io.github.stacklok'),
  );
  snake(pack, 'fileSha256').drop('the package manager checks what it installs');
  snake(pack, 'runtimeHint').drop('the type of the package says how it runs');
  pack.at('transport', 'headers').drop('its callers send them');
}

const FLAG = /^(?:--?(?:from|with|spec|package|p|w|index|index-url|default-index|extra-index-url|registry)|-[pw])$/;

/** A flag of npx or uvx that chooses what is installed is a decision; others are not used. */
function importRunnerFlag(server: ServerDraft, flag: Field): void {
  const name = flag.at('name').text ?? flag.at('value').text ?? '';
  if (FLAG.test(name.replace(/=.*$/s, ''))) {
    flag.open('it chooses what is installed');
    const how = `${flag.path} chooses what is installed: name the package that has it all, or build an image`;
    server.decide(`source.${server.sourceKind}.reference`, 'package', how, true);
  }
  flag.drop('a flag of the runner, which is not used');
}

/** What a registry shows of a server becomes annotations. */
function importListing(server: ServerDraft, root: Field): void {
  for (const key of ['name', 'title', 'version', 'description', 'websiteUrl', 'website_url']) {
    server.note(key.replace(/website_?url/i, 'website'), root.at(key));
  }
  server.note('repository', root.at('repository', 'url'));
}

function setSource(server: ServerDraft, pack: Field): void {
  const identifier = pack.at('identifier').isGiven ? pack.at('identifier') : pack.at('name');
  pack.useEach(['registryType', 'registry_type', 'registry_name'], 'the kind of the source');
  if (identifier.text === undefined) {
    identifier.refuse('must be the name of the package');
  } else if (typeOf(pack) === 'oci') {
    setImage(server, pack, identifier);
  } else {
    setPackage(server, pack, identifier);
  }
}

function setImage(server: ServerDraft, pack: Field, identifier: Field): void {
  const [version, registry] = [pack.at('version'), snake(pack, 'registryBaseUrl')];
  const image = imageReference(registry.text ?? '', identifier.text ?? '', version.text);
  markUse(registry, image.startsWith(hostOf(registry.text ?? '')), 'the registry of the image');
  markUse(version, image.endsWith(version.text ?? ''), 'the version of the source');
  server.setSource(isHttp(pack) ? 'image' : 'stdioImage', image, identifier);
}

function setPackage(server: ServerDraft, pack: Field, identifier: Field): void {
  const [version, registry] = [
    pack.at('version').use('the version of the source').text,
    snake(pack, 'registryBaseUrl'),
  ];
  const { kind, separator, url, prop } = typeOf(pack) === 'npm' ? NPM : PYPI;
  const name = identifier.text ?? '';
  server.setSource(kind, version === undefined ? name : `${name}${separator}${version}`, identifier);
  if (registry.isGiven && (registry.text ?? '').replace(/\/+$/, '') !== url) {
    registry.open('another registry than the usual one');
    const how = `${registry.path} names another registry: set it and the egress to it`;
    server.draft.decide(`platform.${prop}`, 'registry', how, true);
  }
  registry.use('the usual registry');
}

function markUse(field: Field, isUsed: boolean, reason: string): void {
  if (isUsed) {
    field.use(reason);
  } else {
    field.drop('the identifier names its own');
  }
}

function hostOf(registry: string): string {
  return registry.replace(/^https?:\/\//, '').replace(/\/+$/, '');
}

/** An image with its registry and, if the version is known, its tag or digest. */
function imageReference(registry: string, identifier: string, version: string | undefined): string {
  const host = hostOf(registry);
  const name = host === '' || /^[^/]*[.:][^/]*\//.test(identifier) ? identifier : `${host}/${identifier}`;
  if (/:[^/]*$|@/.test(name) || version === undefined) {
    return name;
  }
  return version.startsWith('sha256:') ? `${name}@${version}` : `${name}:${version}`;
}

/** The port and the path of the endpoint, from its URL on the user's machine. */
function importTransport(server: ServerDraft, transport: Field): void {
  const spoken = spokenByServer(server, transport.at('type'));
  const url = transport.at('url');
  if (server.sourceKind !== 'image') {
    url.drop('the bridge serves /mcp');
    return;
  }
  if (spoken === 'sse') {
    server.sourceOption('transport', 'sse');
  }
  const known = (url.text ?? '').replace(/\{([A-Za-z_]\w*)\}/g, (whole, name: string) => server.envOf(name) ?? whole);
  const [, port, path] =
    /^https?:\/\/(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\])(?::(\d{1,5}))?(\/[^?#]*)?$/.exec(known) ?? [];
  if (port === undefined) {
    url.open('its port is not that of a server on the same machine, or not known');
    return;
  }
  setPort(server, port, Field.root(port, url.issues, url.path));
  setPath(server, Field.root(path ?? '/', url.issues, url.path));
  url.use(`${server.sourceAt}.port and path`);
}

/** Folders of the machine that starts it. */
function importFolders(server: ServerDraft, permissions: Field): void {
  for (const folders of [permissions.at('read'), permissions.at('write')]) {
    if (folders.isGiven && folders.items.length > 0) {
      folders.open('see the decisions');
      const how = `${folders.path} gives it folders of the host: give it storage or files at the same paths instead`;
      server.decide('storage', 'folders', how, true);
    }
  }
}

/** What the registry of ToolHive adds: the permissions of an image. */
function importPublisher(server: ServerDraft, publisher: Field): void {
  for (const [, entry] of publisher.entries) {
    const outbound = entry.at('permissions', 'network', 'outbound');
    const [hosts, ports, all] = [
      snake(outbound, 'allowHost'),
      snake(outbound, 'allowPort'),
      snake(outbound, 'insecureAllowAll'),
    ];
    const numbers = ports.items.flatMap(port => (typeof port.value === 'number' ? [port.value] : []));
    server.allowHosts(hosts.items, numbers);
    if (all.flag) {
      server.allowInternet(numbers);
    }
    all.use(all.flag ? `${server.at}.egress` : 'a server reaches nothing that it is not given');
    if (all.flag || hosts.items.length > 0) {
      ports.use(`${server.at}.egress`);
    } else {
      ports.drop('it has no host for them');
    }
    if (entry.at('permissions', 'privileged').flag) {
      entry
        .at('permissions', 'privileged')
        .refuse('asks for a privileged container', 'a server must not reach its node');
    }
    importFolders(server, entry.at('permissions'));
    entry.dropEach(['tools', 'tool_definitions'], 'reviewed tools belong to props.tools, after a review');
    entry.at('provenance').drop('signatures are checked at admission: McpAdmissionPolicy and ImageSignatures');
    setHealthPath(server, entry.at('health_path'), entry.at('health_path').text);
    entry.drop('what a registry shows of a server');
  }
}
