import { importArgs } from './arguments';
import { importPackageInImage } from './command-line';
import { setUser } from './container';
import { listOf } from './container-keys';
import { importContainerVolumes, openFolders } from './container-volumes';
import { Forms, Parameter, checkForms, filled, hasTemplate, parametersIn } from './docker-templates';
import { Draft } from './draft';
import { Field } from './field';
import { Decider, settle } from './field-table';
import { DOCKER_CATALOG_FIELDS } from './fields/docker-catalog';
import { importHeaders } from './headers';
import { RemoteDraft } from './remote-draft';
import { ServerDraft } from './server-draft';
import { importTransport } from './transport';
import { Word, importEnv, isSecret } from './values';

/** A server of a catalog. In `server.yaml` its settings are below `run` and `config`. */
interface CatalogEntry {
  readonly name: string;
  readonly nameField?: Field;
  readonly entry: Field;
  readonly run: Field;
  readonly config: Field;
  readonly forms: Forms;
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
    const [name, config] = [root.at('name').text ?? 'server', root.at('config')];
    const schemas = config.at('parameters').isMap ? [config.at('parameters')] : [];
    const forms = { server: name, schemas };
    importEntry(draft, { name, nameField: root.at('name'), entry: root, run: root.at('run'), config, forms });
    return;
  }
  for (const [name, server] of registry.entries) {
    draft.entry(name, server, entry => {
      const forms = { server: name, schemas: entry.at('config').isList ? entry.at('config').items : [] };
      importEntry(draft, { name, entry, run: entry, config: entry, forms });
    });
  }
  root.drop('of the catalog, not of a server');
}

function importEntry(draft: Draft, server: CatalogEntry): void {
  const { entry, forms } = server;
  const type = entry.at('type').text;
  checkForms(forms);
  let decider: Decider = draft;
  if (entry.at('remote', 'url').isGiven) {
    decider = importRemote(draft, server);
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
    decider = importImage(draft, server);
  }
  entry.at('type').use('the kind of the server');
  settle(entry, DOCKER_CATALOG_FIELDS, decider);
}

function importRemote(draft: Draft, { name, entry, config }: CatalogEntry): Decider {
  const [url, headers] = [entry.at('remote', 'url'), entry.at('remote', 'headers').entries];
  const id = draft.remote(name, url);
  const at = `remoteServers.${id}`;
  url.use(`${at}.url`);
  importTransport(new RemoteDraft(draft, id), entry.at('remote').either('transport_type', 'transport'));
  entry.at('remote').useEach(['transport_type', 'transport'], 'the transport');
  importHeaders(draft, id, headers);
  for (const secret of config.at('secrets').items) {
    const variable = secret.at('env').text ?? '';
    if (variable !== '' && headers.some(([, { text = '' }]) => text.includes(variable))) {
      secret.useEach(['env', 'name', 'required'], `a secret: ${at}.headers`);
    } else {
      secret.open('the header that it belongs to is not given');
      draft.decide(`${at}.headers`, 'secret', `${secret.path} belongs to a header: name it`);
    }
  }
  importLogin(draft, `${at}.headers`, entry.at('oauth'), headers.length === 0);
  return { decide: (path, what, how, required) => draft.decide(`${at}.${path}`, what, how, required) };
}

/** A remote server to which users log in. */
function importLogin(draft: Draft, at: string, oauth: Field, required: boolean): void {
  if (!oauth.isGiven) {
    return;
  }
  oauth.open('tokens are obtained elsewhere and kept in the store');
  const how =
    `${listOf(oauth)
      .map(({ path }) => path)
      .join(', ')}: its users logged in. Give a token for all callers, ` +
    '{ authorization: { fromSecretName: { name, key } } }';
  draft.decide(at, 'authorization', how, required);
}

function importImage(draft: Draft, { name, nameField, entry, run, config, forms }: CatalogEntry): ServerDraft {
  const { words } = run.at('command');
  const line = { name, nameField, words, env: () => undefined, options: {} };
  const isTemplate = words.some(({ text }) => hasTemplate(text));
  const ofPackage = isTemplate ? undefined : importPackageInImage(draft, line, entry.at('image'));
  const server = ofPackage ?? draft.server(name, nameField);
  if (ofPackage === undefined) {
    server.setSource('stdioImage', entry.at('image').text ?? '', entry.at('image'));
    importWords(server, run.at('command'), forms);
  }
  for (const secret of config.at('secrets').items) {
    importSecret(server, secret);
  }
  for (const token of entry.at('oauth').isList ? entry.at('oauth').items : entry.at('oauth', 'providers').items) {
    importToken(server, token);
  }
  for (const list of [config.at('env'), run.at('env')]) {
    importVariables(server, list, forms);
  }
  importCatalogVolumes(server, run.at('volumes'), forms);
  importUser(server, run.at('user'), forms);
  importNetwork(server, run);
  return server;
}

function importSecret(server: ServerDraft, secret: Field): void {
  const variable = secret.at('env');
  if (secret.at('required').value === false) {
    const name = variable.text ?? '';
    const how = `${secret.path}: leave it out, or add { fromPlatformStore: { key: ${server.name}/${name} } }`;
    server.decide(`secrets.${name}`, 'optional secret', how);
    secret.dropEach(['name', 'example', 'description'], 'documentation');
    secret.open('an optional secret: see the decisions');
    return;
  }
  importEnv(server, { name: variable.text ?? '', field: variable, text: '' }, { secret: true });
  secret.at('required').use('the server has it');
}

/** A token that a client obtains for the user and gives to the server. */
function importToken(server: ServerDraft, token: Field): void {
  const variable = token.at('env');
  if (variable.text !== undefined) {
    importEnv(server, { name: variable.text, field: variable, text: '' }, { secret: true });
    token.use('a token of its own, from the store');
    return;
  }
  token.open('tokens are obtained elsewhere');
  server.decide('secrets', 'token', `${token.path}: a client obtained a token for it: name its variable in secrets`);
}

function importNetwork(server: ServerDraft, run: Field): void {
  const hosts = run.at('allowHosts').items;
  for (const host of hosts.filter(({ text = '' }) => hasTemplate(text))) {
    host.open('the user enters it');
    server.decide('egress', 'hosts', `${host.path} is entered by the user: add { toHosts: … } with its host`, true);
  }
  server.allowHosts(hosts.filter(({ text = '' }) => !hasTemplate(text)));
  if (run.at('disableNetwork').flag) {
    server.denyEgress();
  }
  run.at('disableNetwork').use('a server reaches nothing that it is not given');
}

interface NamedValue {
  readonly name: string;
  readonly field: Field;
}

function importVariables(server: ServerDraft, list: Field, forms: Forms): void {
  const pairs: NamedValue[] = list.isMap
    ? list.entries.map(([name, field]) => ({ name, field }))
    : list.items.map(item => ({
        name: item.at('name').text ?? '',
        field: item.at('value').isGiven ? item.at('value') : item.at('name'),
      }));
  for (const pair of pairs) {
    importCatalogVariable(server, pair, forms);
  }
  for (const item of list.isList ? list.items : []) {
    item.at('name').use('the name of the variable');
  }
}

/** A variable with its literal, with the defaults of its templates, or with what the user enters. */
function importCatalogVariable(server: ServerDraft, { name, field }: NamedValue, forms: Forms): void {
  const text = field.text === name ? '' : (field.text ?? '');
  const parameters = parametersIn(text, forms);
  const known = filled(text, forms)?.join(',');
  if (parameters.some(({ secret }) => secret) || isSecret(name, text)) {
    importEnv(server, { name, field, text: known ?? '' }, { secret: true });
  } else if (text !== '' && known !== undefined) {
    importEnv(server, { name, field, text: known });
  } else {
    const required = parameters.some(parameter => parameter.required);
    field.open('the user enters its value');
    const how = `${field.path} is entered by the user${hintsOf(parameters)}`;
    server.decide(`env.${name}`, 'value', `${how}: set its value${required ? '' : ', or leave it out'}`, required);
  }
}

function hintsOf(parameters: readonly Parameter[]): string {
  const hints = parameters.map(({ hint }) => hint).filter(hint => hint !== '');
  return hints.length === 0 ? '' : ` (${hints.join(', ')})`;
}

/** The command. The client asks the user for the values of templates in it. */
function importWords(server: ServerDraft, command: Field, forms: Forms): void {
  const words = command.words.flatMap(({ text, field }): Word[] => {
    const secret = parametersIn(text, forms).some(parameter => parameter.secret);
    return (filled(text, forms) ?? [text]).map(word => ({ text: word, field, secret }));
  });
  words.forEach(({ text, field, secret }, i) => {
    if (!hasTemplate(text) || secret === true) {
      return;
    }
    field.open('the user enters it');
    const how = `${field.path} is entered by the user${hintsOf(parametersIn(text, forms))}: replace it with the value`;
    server.decide(`source.stdioImage.args[${i}]`, 'value', how, true);
  });
  importArgs(server, words);
  command.use('its arguments');
}

/** A template in a volume is a folder of the host that the user chooses. */
function importCatalogVolumes(server: ServerDraft, volumes: Field, forms: Forms): void {
  const isChosen = ({ text = '' }: Field): boolean => hasTemplate(text) && !/\.sock/.test(text);
  importContainerVolumes(
    server,
    volumes.items.filter(volume => !isChosen(volume)),
  );
  const folders = volumes.items.filter(isChosen).map(field => ({ field, target: targetOf(field.text ?? '', forms) }));
  openFolders(server, folders);
}

/** The path of the container in a volume with templates. */
function targetOf(text: string, forms: Forms): string {
  const [, target] = /:(\/[^:{}]*)(?::[a-z,]+)?(?:\|[^{}]*)?(?:\}\})?$/.exec(text) ?? [];
  return target ?? parametersIn(text, forms).at(0)?.values?.join(', ') ?? 'a path that the user chooses';
}

function importUser(server: ServerDraft, user: Field, forms: Forms): void {
  const { text = '' } = user;
  if (!hasTemplate(text)) {
    if (user.isGiven) {
      setUser(server, user);
    }
    return;
  }
  const known = filled(text, forms)?.at(0);
  if (known !== undefined) {
    setUser(
      server,
      user.withTexts(() => known),
    );
    return;
  }
  user.open('the user enters it');
  server.decide('hardening', 'user', `${user.path} is entered by the user: the server runs as 10001`);
}
