import { importArgs } from './arguments';
import { importPackageInImage } from './command-line';
import { importVolume } from './compose';
import { setUser } from './container';
import { Draft } from './draft';
import { Field } from './field';
import { ServerDraft } from './server-draft';
import { importEnv, importHeaders } from './values';

/** What a catalog shows of a server. */
const LISTING = [
  'meta',
  'about',
  'source',
  'title',
  'description',
  'icon',
  'readme',
  'toolsUrl',
  'ref',
  'upstream',
  'dateAdded',
  'metadata',
  'prompts',
  'resources',
  'longLived',
  'config',
  'dynamic',
];

/** A server of a catalog. In `server.yaml` its settings are below `run` and `config`. */
interface CatalogEntry {
  readonly name: string;
  readonly nameField?: Field;
  readonly entry: Field;
  readonly run: Field;
  readonly config: Field;
}

export function isDockerCatalog(root: Field): boolean {
  return (
    (root.at('registry').isMap && !root.at('servers').isGiven) ||
    (root.at('name').isGiven && (root.at('image').isGiven || root.at('remote').isMap))
  );
}

/** Docker's MCP catalog: `server.yaml` of its repository, or a catalog with many servers under `registry`. */
export function importDockerCatalog(draft: Draft, root: Field): void {
  const registry = root.at('registry');
  if (!registry.isGiven) {
    importEntry(draft, {
      name: root.at('name').text ?? 'server',
      nameField: root.at('name'),
      entry: root,
      run: root.at('run'),
      config: root.at('config'),
    });
    return;
  }
  for (const [name, server] of registry.entries) {
    draft.entry(name, server, entry => {
      importEntry(draft, { name, entry, run: entry, config: entry });
    });
  }
  root.drop('of the catalog, not of a server');
}

function importEntry(draft: Draft, server: CatalogEntry): void {
  const { entry } = server;
  const type = entry.at('type').text;
  if (entry.at('remote', 'url').isGiven) {
    importRemote(draft, server);
    server.nameField?.use('the name of the remote server');
  } else if (type === 'poci' || entry.at('image').text === undefined) {
    entry.open('it has no image of a server');
    draft.decide(
      entry.path === '' ? 'servers' : entry.path,
      'image',
      type === 'poci'
        ? 'its tools are images that run once for each call: there is no server'
        : 'it names no image: build one',
    );
  } else {
    importImage(draft, server);
  }
  entry.dropEach(LISTING, 'what a catalog shows of a server');
  entry.at('tools').drop('reviewed tools belong to the prop tools, after a review');
  entry.at('oauth').open('tokens are obtained elsewhere and kept in the store');
  entry.at('type').use('the kind of the server');
}

function importRemote(draft: Draft, { name, entry, config }: CatalogEntry): void {
  const url = entry.at('remote', 'url');
  const id = draft.remote(name, url);
  const at = `remoteServers.${id}`;
  url.use(`${at}.url`);
  if (entry.at('remote').either('transport_type', 'transport').text === 'sse') {
    draft.setRemote(id, 'transport', 'sse');
  }
  entry.at('remote', 'transport_type').use('the transport');
  entry.at('remote', 'transport').use('the transport');
  importHeaders(draft, id, entry.at('remote', 'headers').entries);
  for (const secret of config.at('secrets').items) {
    secret.open('the header that it belongs to is not given');
    draft.decide(`${at}.headers`, 'secret', `${secret.path} belongs to a header: name it`);
  }
}

function importImage(draft: Draft, { name, nameField, entry, run, config }: CatalogEntry): void {
  const { words } = run.at('command');
  const isTemplate = words.some(({ text }) => text.includes('{{'));
  const line = { name, nameField, words, env: () => undefined, options: {} };
  const ofPackage = isTemplate ? undefined : importPackageInImage(draft, line, entry.at('image'));
  const server = ofPackage ?? draft.server(name, nameField);
  if (ofPackage === undefined) {
    server.setSource('stdioImage', entry.at('image').text ?? '', entry.at('image'));
  }
  for (const secret of config.at('secrets').items) {
    importSecret(server, secret);
  }
  for (const list of [config.at('env'), run.at('env')]) {
    importVariables(server, list);
  }
  if (ofPackage === undefined) {
    importWords(server, run.at('command'));
  }
  for (const volume of run.at('volumes').items) {
    importCatalogVolume(server, volume);
  }
  if (run.at('user').isGiven) {
    setUser(server, run.at('user'));
  }
  importNetwork(server, run);
  config.dropEach(['description', 'parameters'], 'a setting of the client');
}

function importSecret(server: ServerDraft, secret: Field): void {
  const variable = secret.at('env');
  importEnv(server, { name: variable.text ?? '', field: variable, text: '' }, { secret: true });
  secret.dropEach(['name', 'example', 'description', 'required'], 'documentation of the secret');
}

function importNetwork(server: ServerDraft, run: Field): void {
  server.allowHosts(run.at('allowHosts').items);
  if (run.at('disableNetwork').flag) {
    server.denyEgress();
  }
  run.at('disableNetwork').use('a server reaches nothing that it is not given');
  run.at('extraHosts').drop('names of hosts come from DNS');
  run.at('allowHosts').use('egress');
}

function importVariables(server: ServerDraft, list: Field): void {
  const pairs = list.isMap
    ? list.entries.map(([name, field]) => ({ name, field }))
    : list.items.map(item => ({
        name: item.at('name').text ?? '',
        field: item.at('value').isGiven ? item.at('value') : item.at('name'),
      }));
  for (const { name, field } of pairs) {
    const text = field.text === name ? '' : (field.text ?? '');
    if (text === '' || text.includes('{{')) {
      field.open('the user enters its value');
      server.decide(`env.${name}`, 'value', `${field.path} is entered by the user: set its value, or remove it`);
    } else {
      importEnv(server, { name, field, text });
    }
  }
  for (const item of list.isList ? list.items : []) {
    item.at('name').use('the name of the variable');
    item.dropEach(['example', 'description'], 'documentation');
  }
}

/** The command. The client asks the user for the values of templates in it. */
function importWords(server: ServerDraft, command: Field): void {
  const { words } = command;
  words.forEach(({ text, field }, i) => {
    if (!text.includes('{{')) {
      return;
    }
    field.open('the user enters it');
    server.decide(
      `source.stdioImage.args[${i}]`,
      'value',
      `${field.path} is entered by the user: replace it with the value`,
      true,
    );
  });
  importArgs(server, words);
}

/** A template in a volume is a folder of the host that the user chooses. */
function importCatalogVolume(server: ServerDraft, volume: Field): void {
  if (volume.text?.includes('{{') === true && !/\.sock/.test(volume.text)) {
    volume.open('a folder of the host that the user chooses');
    server.decide(
      'storage',
      'storage',
      `${volume.path} is a folder of the user's machine: give the server storage or files`,
    );
    return;
  }
  importVolume(server, volume);
}
