import { setHealthPath } from './container';
import { applyFlags, parseDockerRun } from './docker-run';
import { Draft } from './draft';
import { Field } from './field';
import { ServerDraft } from './server-draft';
import { Value, readInput, snake } from './server-json-inputs';
import { Word, importArgs, importEnv } from './values';

const TEMPLATE = /\$\{?[A-Z_]+\}?|\$\([A-Za-z]+\)|\{\{[^{}]*\}\}|%[A-Z_]+%|__[A-Z_]+__/;
const RUNS = ['oci', 'npm', 'pypi'];
const ALSO = 'another way to run the same server';

/** The registry's server.json, all published generations (2025-07-09 to 2025-12-11). */
export function importServerJson(draft: Draft, document: Field): void {
  // registries answer with the file inside an envelope
  const root = document.at('server').isMap && !document.at('name').isGiven ? document.at('server') : document;
  const name = root.at('name');
  if (name.text === undefined) {
    name.refuse('must be the name of the server');
    return;
  }
  if (!isReleased(root)) {
    return;
  }
  const short = name.text.replace(/^.*\//, '');
  const packages = root.at('packages').items;
  const chosen = choose(packages);
  if (chosen !== undefined) {
    importPackage(draft, root, short, chosen, packages.length);
  }
  packages
    .filter(other => other !== chosen)
    .forEach(other => {
      other.drop(RUNS.includes(typeOf(other)) ? ALSO : `${typeOf(other)} packages do not run in a cluster`);
    });
  const remotes = root.at('remotes').items;
  remotes.forEach(remote => {
    importRemote(draft, chosen === undefined ? short : `${short}-remote`, remote, name);
  });
  if (chosen === undefined && remotes.length === 0) {
    root
      .at('packages')
      .refuse(
        `has nothing that runs in a cluster (${[...new Set(packages.map(typeOf))].join(', ') || 'no package'})`,
        `allowed: ${RUNS.join(', ')} packages, and remotes; build an image of it`,
      );
  }
  settle(root);
}

/** What release tools should have replaced. */
function isReleased(root: Field): boolean {
  const places = [
    root.at('version'),
    ...root
      .at('packages')
      .items.flatMap(each => [each.at('version'), each.at('identifier'), snake(each, 'fileSha256')]),
  ];
  const open = places.filter(({ text }) => text !== undefined && TEMPLATE.test(text));
  for (const place of open) {
    place.refuse(
      'holds a placeholder that a release tool should have replaced',
      'import the published file: the registry has it',
    );
  }
  return open.length === 0;
}

function typeOf(pack: Field): string {
  const type = snake(pack, 'registryType').text ?? pack.at('registry_name').text ?? 'unknown';
  return type === 'docker' ? 'oci' : type;
}

/** An image that speaks HTTP; else a package, whose program is known; else an image behind a bridge. */
function choose(packages: readonly Field[]): Field | undefined {
  const first = (wanted: (pack: Field) => boolean): Field | undefined => packages.find(wanted);
  return (
    first(pack => typeOf(pack) === 'oci' && isHttp(pack)) ??
    first(pack => typeOf(pack) === 'npm') ??
    first(pack => typeOf(pack) === 'pypi') ??
    first(pack => typeOf(pack) === 'oci')
  );
}

function isHttp(pack: Field): boolean {
  return ['streamable-http', 'sse'].includes(pack.at('transport', 'type').text ?? '');
}

function importPackage(draft: Draft, root: Field, short: string, pack: Field, count: number): void {
  const server = draft.server(short);
  for (const key of ['name', 'title', 'version', 'description', 'websiteUrl', 'website_url']) {
    server.note(key.replace(/website_?url/i, 'website'), root.at(key));
  }
  server.note('repository', root.at('repository', 'url'));
  if (short !== root.at('name').text && !root.at('name').isGiven) {
    root.at('name').use(server.at);
  }
  if (count > 1) {
    server.decide('source', 'package', `${pack.path} was taken of ${count}: see the others in the input`);
  }
  setSource(server, pack);
  const type = typeOf(pack);
  const runtime = snake(pack, 'runtimeArguments').items;
  if (type === 'oci') {
    importRuntime(server, runtime);
  } else {
    runtime.forEach(each => {
      each.drop('a flag of the runner, which is not used');
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
  snake(pack, 'runtimeHint').use('the kind of the source');
}

function setSource(server: ServerDraft, pack: Field): void {
  const [identifier, version, base] = [
    pack.at('identifier').isGiven ? pack.at('identifier') : pack.at('name'),
    pack.at('version'),
    snake(pack, 'registryBaseUrl'),
  ];
  const type = typeOf(pack);
  for (const key of ['registryType', 'registry_type', 'registry_name']) {
    pack.at(key).use('the kind of the source');
  }
  if (identifier.text === undefined) {
    identifier.refuse('must be the name of the package');
    return;
  }
  version.use('the version of the source');
  if (type === 'oci') {
    const host = (base.text ?? '').replace(/^https?:\/\//, '').replace(/\/+$/, '');
    const name =
      host === '' || /^[^/]*[.:][^/]*\//.test(identifier.text) ? identifier.text : `${host}/${identifier.text}`;
    base.use('the registry of the image');
    const tagged =
      /:[^/]*$|@/.test(name) || version.text === undefined
        ? name
        : version.text.startsWith('sha256:')
          ? `${name}@${version.text}`
          : `${name}:${version.text}`;
    server.setSource(isHttp(pack) ? 'image' : 'stdioImage', tagged, identifier);
    return;
  }
  const [kind, separator, usual] =
    type === 'npm'
      ? (['npm', '@', 'https://registry.npmjs.org'] as const)
      : (['pypi', '==', 'https://pypi.org'] as const);
  server.setSource(
    kind,
    version.text === undefined ? identifier.text : `${identifier.text}${separator}${version.text}`,
    identifier,
  );
  if (base.isGiven && (base.text ?? '').replace(/\/+$/, '') !== usual) {
    base.open('another registry than the usual one');
    server.draft.decide(
      `platform.${kind === 'npm' ? 'npmRegistry' : 'pypiIndex'}`,
      'registry',
      `${base.path} names another registry: set it and the way to it`,
      true,
    );
  }
  base.use('the usual registry');
}

function importRuntime(server: ServerDraft, args: readonly Field[]): void {
  for (const arg of args) {
    const name = arg.at('name').text;
    const value = readInput(arg, (name ?? '').length > 2 ? (name ?? '') : variableIn(arg));
    settleArgument(arg);
    if (value.text === undefined && !value.secret) {
      withoutValue(server, arg, value, 'a flag of docker');
      continue;
    }
    if (value.secret && !value.required) {
      optionalSecret(server, arg, variableIn(arg));
      continue;
    }
    const words: Word[] = [
      ...(name === undefined ? [] : [{ text: name, field: arg.at('name') }]),
      { text: value.text ?? `${variableIn(arg)}=`, field: value.field },
    ];
    applyFlags(server, parseDockerRun(words).flags, () => undefined, { secret: value.secret });
    arg.drop('a flag of docker');
  }
}

function variableIn(arg: Field): string {
  return /^([A-Za-z_]\w*)=/.exec(arg.at('value').text ?? arg.at('default').text ?? '')?.[1] ?? '';
}

function importVariable(server: ServerDraft, variable: Field): void {
  const name = variable.at('name').text;
  if (name === undefined) {
    variable.at('name').refuse('must be the name of the variable');
    return;
  }
  const value = readInput(variable, name);
  variable.at('name').use('the name of the variable');
  if (value.secret) {
    if (value.required || value.text !== undefined) {
      importEnv(server, name, value.field, value.text ?? '', { secret: true });
    } else {
      optionalSecret(server, variable, name);
    }
  } else if (value.text === undefined) {
    if (value.required) {
      server.decide(`env.${name}`, 'value', `required${value.hint === '' ? '' : `: ${value.hint}`}`, true);
    }
    variable.at('name').open('see the decisions');
    variable.drop('optional, without a value');
  } else {
    importEnv(server, name, value.field, value.text);
  }
}

function optionalSecret(server: ServerDraft, field: Field, name: string): void {
  server.decide(
    `secrets.${name}`,
    'optional secret',
    `leave it out, or add { fromPlatformStore: { key: ${server.name}/${name} } }`,
  );
  field.open('an optional secret: see the decisions');
}

function withoutValue(server: ServerDraft, arg: Field, { required, hint }: Value, what: string): void {
  const name = arg.at('name').text ?? snake(arg, 'valueHint').text ?? 'an argument';
  if (required) {
    server.decide(
      'source',
      'argument',
      `${arg.path} is required and has no value${hint === '' ? '' : ` (${hint})`}: put ${what} ${JSON.stringify(name.slice(0, 60))} where it belongs`,
    );
    arg.open('required, without a value: see the decisions');
    return;
  }
  arg.drop('optional, without a value');
}

function settleArgument(arg: Field): void {
  arg.at('type').use('where it stands in the command line');
  for (const key of ['isRepeated', 'is_repeated']) {
    arg.at(key).drop('one value is imported');
  }
}

function importArguments(server: ServerDraft, args: readonly Field[]): void {
  const words = args.flatMap((arg): Word[] => {
    const name = arg.at('name').text;
    const value = readInput(arg, name ?? snake(arg, 'valueHint').text ?? '');
    settleArgument(arg);
    const flag = name === undefined ? [] : [{ text: name.startsWith('-') ? name : `--${name}`, field: arg.at('name') }];
    if (value.text === undefined && value.secret && value.required) {
      return [...flag, { text: '', field: value.field, secret: true }];
    }
    if (value.text === undefined) {
      withoutValue(server, arg, value, 'the argument');
      return [];
    }
    return value.text === '' && name !== undefined
      ? flag
      : [...flag, { text: value.text, field: value.field, secret: value.secret }];
  });
  importArgs(server, words);
}

/** The port and the path of the endpoint, from its URL on the user's machine. */
function importTransport(server: ServerDraft, transport: Field): void {
  transport.at('type').use('how it speaks');
  const url = transport.at('url');
  if (server.sourceKind !== 'image') {
    url.drop('the bridge serves /mcp');
    return;
  }
  if (transport.at('type').text === 'sse') {
    server.sourceOption('transport', 'sse');
  }
  const known = (url.text ?? '').replace(/\{([A-Za-z_]\w*)\}/g, (whole, name: string) => server.envOf(name) ?? whole);
  const [, port, path] =
    /^https?:\/\/(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\])(?::(\d{1,5}))?(\/[^?#]*)?$/.exec(known) ?? [];
  if (port === undefined) {
    url.open('its port is not that of a server on the same machine, or not known');
    return;
  }
  if (!server.hasSourceOption('port')) {
    server.sourceOption('port', Number(port));
  }
  server.sourceOption('path', path ?? '/');
  url.use(`${server.sourceAt}.port and path`);
}

function importRemote(draft: Draft, short: string, remote: Field, name: Field): void {
  const url = remote.at('url');
  const filled = (url.text ?? '').replace(
    /\{([A-Za-z_]\w*)\}/g,
    (whole, key: string) => readInput(remote.at('variables', key), key).text ?? whole,
  );
  const id = draft.remote(short, Field.root(filled, url.issues, url.path));
  const at = `remoteServers.${id}`;
  url.use(`${at}.url`);
  name.drop(`${at} is called by its last part`);
  const type = snake(remote, 'type').isGiven ? snake(remote, 'type') : snake(remote, 'transportType');
  if (type.text === 'sse') {
    draft.setRemote(id, 'transport', 'sse');
  }
  type.use('how it speaks');
  const found = remote.at('headers').items.flatMap(header => importHeader(draft, id, header));
  if (found.length > 0) {
    draft.setRemote(id, 'headers', Object.fromEntries(found));
  }
  remote.at('variables').use('in the URL');
  remote.at('description').drop('documentation');
}

function importHeader(draft: Draft, remote: string, header: Field): (readonly [string, unknown])[] {
  const name = (header.at('name').text ?? '').toLowerCase();
  const value = readInput(header, name);
  const at = `remoteServers.${remote}.headers.${name}`;
  if (!value.required && value.text === undefined) {
    draft.decide(at, 'optional secret', `leave it out, or add { fromPlatformStore: { key: ${remote}/${name} } }`);
    header.open('an optional header: see the decisions');
    return [];
  }
  header.use(`a secret: ${at}`);
  return [[name, draft.storeEntry(remote, at, name, '; it is the whole value of the header')]];
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
    all.use(`${server.at}.egress`);
    ports.use(`${server.at}.egress`);
    if (entry.at('permissions', 'privileged').flag) {
      entry
        .at('permissions', 'privileged')
        .refuse('asks for a privileged container', 'a server must not reach its node');
    }
    entry.at('permissions').drop('a folder of the host');
    for (const key of ['tools', 'tool_definitions']) {
      entry.at(key).drop('reviewed tools belong to props.tools, after a review');
    }
    entry.at('provenance').drop('signatures are checked at admission: McpAdmissionPolicy and ImageSignatures');
    setHealthPath(server, entry.at('health_path'), entry.at('health_path').text);
    entry.drop('what a registry shows of a server');
  }
}

function settle(root: Field): void {
  root.at('$schema').use('the generation of the format');
  for (const key of [
    'title',
    'description',
    'version',
    'websiteUrl',
    'website_url',
    'icons',
    'status',
    'repository',
    '_meta',
    'version_detail',
  ]) {
    root.at(key).drop('what a registry shows of a server');
  }
}
