import { importVolume } from './compose';
import { setUser } from './container';
import { Draft } from './draft';
import { Field } from './field';
import { ServerDraft } from './server-draft';
import { importArgs, importEnv, importHeaders } from './values';

/** Docker's MCP catalog: `server.yaml` of its repository, or a catalog with many servers under `registry`. */
export function importDockerCatalog(draft: Draft, root: Field): void {
  const registry = root.at('registry');
  if (!registry.isGiven) {
    importEntry(draft, root.at('name').text ?? 'server', root, root.at('run'), root.at('config'), root.at('name'));
    return;
  }
  for (const [name, entry] of registry.entries) {
    importEntry(draft, name, entry, entry, entry);
  }
  root.drop('of the catalog, not of a server');
}

/** What runs, and what it is given: in `server.yaml` they stand in `run` and `config`. */
function importEntry(draft: Draft, name: string, entry: Field, run: Field, config: Field, nameField?: Field): void {
  const [type, url] = [entry.at('type').text, entry.at('remote', 'url')];
  if (url.isGiven) {
    importRemote(draft, name, entry, url, config.at('secrets'));
    nameField?.use('the name of the remote server');
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
    importImage(draft, name, entry, run, config, nameField);
  }
  for (const key of [
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
  ]) {
    entry.at(key).drop('what a catalog shows of a server');
  }
  entry.at('tools').drop('reviewed tools belong to the prop tools, after a review');
  entry.at('oauth').open('tokens are got elsewhere and kept in the store');
  entry.at('type').use('the kind of the server');
}

function importRemote(draft: Draft, name: string, entry: Field, url: Field, secrets: Field): void {
  const id = draft.remote(name, url);
  const at = `remoteServers.${id}`;
  url.use(`${at}.url`);
  if (entry.at('remote').either('transport_type', 'transport').text === 'sse') {
    draft.setRemote(id, 'transport', 'sse');
  }
  entry.at('remote', 'transport_type').use('how it speaks');
  entry.at('remote', 'transport').use('how it speaks');
  importHeaders(draft, id, entry.at('remote', 'headers').entries);
  for (const secret of secrets.items) {
    secret.open('the header that it stands in is not told');
    draft.decide(`${at}.headers`, 'secret', `${secret.path} belongs to a header: name it`);
  }
}

function importImage(draft: Draft, name: string, entry: Field, run: Field, config: Field, nameField?: Field): void {
  const server = draft.server(name, nameField);
  server.setSource('stdioImage', entry.at('image').text ?? '', entry.at('image'));
  for (const secret of config.at('secrets').items) {
    const variable = secret.at('env');
    importEnv(server, variable.text ?? '', variable, '', { secret: true });
    for (const key of ['name', 'example', 'description', 'required']) {
      secret.at(key).drop('documentation of the secret');
    }
  }
  for (const list of [config.at('env'), run.at('env')]) {
    importVariables(server, list);
  }
  importWords(server, run.at('command'));
  for (const volume of run.at('volumes').items) {
    importCatalogVolume(server, volume);
  }
  const user = run.at('user');
  if (user.isGiven) {
    setUser(server, user);
  }
  server.allowHosts(run.at('allowHosts').items);
  if (run.at('disableNetwork').flag) {
    server.denyEgress();
  }
  run.at('disableNetwork').use('a server reaches nothing that it is not given');
  run.at('extraHosts').drop('names of hosts come from DNS');
  run.at('allowHosts').use('egress');
  for (const key of ['description', 'parameters']) {
    config.at(key).drop('the form in which the client asks');
  }
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
      field.open('its value is asked of the user');
      server.decide(`env.${name}`, 'value', `${field.path} is asked of the user: give its value, or leave it out`);
    } else {
      importEnv(server, name, field, text);
    }
  }
  for (const item of list.isList ? list.items : []) {
    item.at('name').use('the name of the variable');
    for (const key of ['example', 'description']) {
      item.at(key).drop('documentation');
    }
  }
}

/** Words with a template are asked of the user. */
function importWords(server: ServerDraft, command: Field): void {
  const words = command.items.map(field => ({ text: field.text ?? '', field }));
  words.forEach(({ text, field }, i) => {
    if (!text.includes('{{')) {
      return;
    }
    field.open('it is asked of the user');
    server.decide(
      `source.stdioImage.args[${i}]`,
      'value',
      `${field.path} is asked of the user: put the value in its place`,
      true,
    );
  });
  importArgs(server, words);
}

/** A template stands for a folder that the user chooses, which is one of the host. */
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
