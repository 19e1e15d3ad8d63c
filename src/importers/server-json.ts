import { Draft } from './draft';
import { Field } from './field';
import { settle } from './field-table';
import { SERVER_JSON_FIELDS } from './fields/server-json';
import { headerOf } from './headers';
import { RemoteDraft } from './remote-draft';
import { readInput, snake } from './server-json-inputs';
import { importPackage, isHttp, typeOf } from './server-json-package';
import { memberAt } from './texts';
import { importTransport } from './transport';

/** Placeholders of release tools. */
const TEMPLATE = /\$\{?[A-Z_]+\}?|\$\([A-Za-z]+\)|\{\{[^{}]*\}\}|%[A-Z_]+%|__[A-Z_]+__/;
/** Types of packages that run in a cluster. */
const RUNNABLE = ['oci', 'npm', 'pypi'];
const ALSO = 'another way to run the same server';

export function isServerJson(root: Field): boolean {
  return (
    (root.at('packages').isList ||
      root.at('remotes').isList ||
      root.at('server', 'name').isGiven ||
      /server\.schema\.json/.test(root.at('$schema').text ?? '')) &&
    !root.at('services').isGiven
  );
}

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
    importPackage(draft, root, short, { package: chosen, count: packages.length });
  }
  packages
    .filter(other => other !== chosen)
    .forEach(other => {
      other.drop(RUNNABLE.includes(typeOf(other)) ? ALSO : `${typeOf(other)} packages do not run in a cluster`);
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
        `allowed: ${RUNNABLE.join(', ')} packages, and remotes; build an image of it`,
      );
  }
  root.at('$schema').use('the generation of the format');
  settle(root, SERVER_JSON_FIELDS, draft);
  document.at('_meta').drop('what a registry shows of a server');
}

/** Whether release tools have replaced all placeholders. */
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

/** An image that speaks HTTP; else a package, because its program is known; else an image behind a bridge. */
function choose(packages: readonly Field[]): Field | undefined {
  const first = (wanted: (pack: Field) => boolean): Field | undefined => packages.find(wanted);
  return (
    first(pack => typeOf(pack) === 'oci' && isHttp(pack)) ??
    first(pack => typeOf(pack) === 'npm') ??
    first(pack => typeOf(pack) === 'pypi') ??
    first(pack => typeOf(pack) === 'oci')
  );
}

function importRemote(draft: Draft, short: string, remote: Field, name: Field): void {
  const url = remote.at('url');
  const filled = (url.text ?? '').replace(/\{([A-Za-z_]\w*)\}/g, (whole, key: string) =>
    variableOfUrl(remote.at('variables', key), key, whole),
  );
  const id = draft.remote(short, Field.root(filled, url.issues, url.path));
  const at = `remoteServers.${id}`;
  url.use(`${at}.url`);
  name.use(`${at} is called by its last part`);
  const type = snake(remote, 'type').isGiven ? snake(remote, 'type') : snake(remote, 'transportType');
  importTransport(new RemoteDraft(draft, id), type);
  const found = remote.at('headers').items.flatMap(header => importHeader(draft, id, header));
  if (found.length > 0) {
    draft.setRemote(id, 'headers', Object.fromEntries(found));
  }
  remote.at('variables').drop('the URL does not name it');
  remote.at('description').drop('documentation');
}

/** A variable of a URL; a secret one, or one without a value, is left open. */
function variableOfUrl(variable: Field, key: string, whole: string): string {
  const { text, secret, field } = readInput(variable, key);
  if (text === undefined || secret) {
    variable.open('the whole URL is a decision');
    return whole;
  }
  field.use('in the URL');
  return text;
}

function importHeader(draft: Draft, remote: string, header: Field): (readonly [string, unknown])[] {
  const value = readInput(header, header.at('name').text ?? '');
  const name = headerOf(draft, remote, header.at('name').text ?? '', header);
  if (name === undefined) {
    return [];
  }
  const at = memberAt(`remoteServers.${remote}.headers`, name);
  if (!value.required && value.text === undefined) {
    draft.decide(
      at,
      'optional secret',
      `${header.path}: leave it out, or add { fromPlatformStore: { key: ${remote}/${name} } }`,
    );
    header.open('an optional header: see the decisions');
    return [];
  }
  header.use(`a secret: ${at}`);
  return [[name, draft.storeEntry(remote, at, name, '; it is the whole value of the header')]];
}
