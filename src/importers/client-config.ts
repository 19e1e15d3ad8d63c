import { envOf, namedIn, serversIn, withReferences, wordsOf } from './client-keys';
import { importCommand } from './command-line';
import { Draft } from './draft';
import { Field } from './field';
import { FieldTable, settle } from './field-table';
import { MCP_JSON } from './fields/mcp-json';
import { VS_CODE } from './fields/vscode';
import { importHeaders } from './headers';
import { RemoteDraft } from './remote-draft';
import { ServerDraft } from './server-draft';
import { Filtered, importToolFilter } from './tool-filter';
import { importTransport } from './transport';
import { Input, Inputs, importEnv } from './values';
import { secretLikeName } from '../foundation/credentials/credentials';

/** JSON has no comments: people write them as entries. */
const COMMENT = /^(?:_|\/\/|#|\$comment)/;

export function isMcpJson(root: Field): boolean {
  return serversIn(root) !== undefined;
}

/** `mcpServers` of Claude, Cursor, Windsurf and other clients, or the key that another client has for them. */
export function importMcpJson(draft: Draft, root: Field): void {
  const inputs = new Map<string, Input>();
  const servers = serversIn(root) ?? root.at('mcpServers');
  importServers(draft, withReferences(servers, inputs), { inputs, table: MCP_JSON });
  // what nobody knows in a server is told as unknown
  for (const [key, field] of root.entries.filter(([, { path }]) => !`${servers.path}.`.startsWith(`${path}.`))) {
    field.drop(COMMENT.test(key) ? 'a comment' : 'a setting of the client');
  }
}

export function isVsCode(root: Field): boolean {
  return root.at('servers').isMap;
}

/** `.vscode/mcp.json`: `servers` and `inputs`. */
export function importVsCode(draft: Draft, root: Field): void {
  const inputs: Inputs = new Map(
    (root.at('inputs').isList ? root.at('inputs').items : []).map((input): [string, Input] => {
      const [id, secret, value] = [input.at('id').text ?? '', input.at('password').flag, input.at('default').text];
      input.at('id').use('where it is used');
      input.useEach(['type', 'password', 'options'], 'secrets come from the store, other inputs are decisions');
      input.at('default').use('where it is used');
      input.at('description').drop('documentation');
      return [id, { secret: secret || secretLikeName(id), value }];
    }),
  );
  importServers(draft, root.at('servers'), { inputs, table: VS_CODE });
}

/** What servers are read with. */
interface Client {
  readonly inputs: Inputs;
  readonly table: FieldTable;
}

function importServers(draft: Draft, servers: Field, client: Client): void {
  if (!servers.isGiven) {
    servers.refuse('must be a map of servers');
  }
  for (const [name, server] of namedIn(servers)) {
    if (!server.isMap && COMMENT.test(name)) {
      server.drop('a comment');
      continue;
    }
    draft.entry(name, server, entry => {
      if (!entry.isMap) {
        entry.refuse('must be a map');
      } else if (servers.isList && name === '') {
        entry.at('name').refuse('must be the name of the server');
      } else {
        importServer(draft, name, entry, client);
      }
    });
  }
}

function importServer(draft: Draft, name: string, server: Field, client: Client): void {
  const url = server.either('url', 'serverUrl', 'httpUrl', 'uri');
  const made = url.isGiven ? importRemote(draft, name, server, url) : importStdio(draft, name, server, client.inputs);
  if (made === undefined) {
    server.drop('it belongs to a server that was not imported as a workload');
    return;
  }
  for (const key of ['type', 'transport', 'transportType']) {
    server.at(key).use('the transport');
  }
  importToolFilter(made, name, server);
  importSwitch(made, server);
  settle(server, client.table, made);
}

/** A server that is switched off is imported, so that nobody starts it without a look. */
function importSwitch(made: Filtered, server: Field): void {
  const off = [server.at('disabled')].filter(({ flag }) => flag);
  const isOff = off.length > 0 || server.at('enabled').text === 'false';
  if (isOff) {
    made.decide('', 'switched off', 'it is switched off in the input: take it out, or leave it to run', true);
  }
  for (const key of ['disabled', 'enabled']) {
    const field = server.at(key);
    if (isOff) {
      field.open('it is switched off: see the decisions');
    } else {
      field.use('every server of an app file runs');
    }
  }
}

function importRemote(draft: Draft, name: string, server: Field, url: Field): RemoteDraft {
  const id = draft.remote(name, url);
  url.use(`remoteServers.${id}.url`);
  const made = new RemoteDraft(draft, id);
  importTransport(made, server.either('type', 'transport', 'transportType'));
  importHeaders(draft, id, headersOf(server));
  if (server.at('oauth').value === false) {
    server.at('oauth').use('nobody signs in');
  }
  for (const key of ['command', 'args', 'env', 'env_vars', 'cwd', 'envFile', 'env_file', 'envs', 'env_keys']) {
    server.at(key).drop('a remote server is not started');
  }
  return made;
}

/** Headers, and the variable of the client with a token for one. */
function headersOf(server: Field): (readonly [string, Field])[] {
  const maps = [
    server.at('headers'),
    server.at('http_headers'),
    server.at('env_http_headers'),
    server.at('requestInit', 'headers'),
    server.at('requestOptions', 'headers'),
  ];
  const token = server.either('bearer_token_env_var', 'apiKey');
  const headers = maps.flatMap(map => map.entries);
  return token.isGiven ? [...headers, ['authorization', token]] : headers;
}

/** What a command becomes; undefined for a program of the client's machine. */
function importStdio(draft: Draft, name: string, server: Field, inputs: Inputs): Filtered | undefined {
  const words = wordsOf(server);
  if (words === undefined) {
    return undefined;
  }
  const env = envOf(server);
  const used = new Set<string>();
  let remote: RemoteDraft | undefined;
  const made = importCommand(draft, {
    name,
    words,
    env: key => {
      used.add(key);
      return env.at(key).isGiven ? env.at(key) : undefined;
    },
    options: { inputs },
    ofClient: true,
    onRemote: id => {
      remote = new RemoteDraft(draft, id);
    },
  });
  if (made === undefined) {
    env.drop('it belongs to a server that was not imported as a workload');
    return remote;
  }
  importVariables(made, server, used, inputs);
  importSandbox(made, server);
  for (const key of ['oauth', 'auth', 'authProviderType', 'headersHelper', 'headers']) {
    server.at(key).drop('of remote servers only');
  }
  return made;
}

function importVariables(made: ServerDraft, server: Field, used: ReadonlySet<string>, inputs: Inputs): void {
  const passed = server.either('env_vars', 'env_keys').items.map(field => ({ name: field.text ?? '', field }));
  const given = envOf(server).entries.map(([name, field]) => ({ name, field }));
  for (const variable of given.filter(({ name }) => !used.has(name))) {
    if (made.sourceKind === 'stdioImage') {
      variable.field.drop('a variable of the docker client: no -e passes it to the container');
      continue;
    }
    importEnv(made, variable, { inputs });
  }
  for (const { name, field } of passed) {
    importEnv(made, { name, field, text: `\${${name}}` }, { inputs });
  }
}

function importSandbox(made: ServerDraft, server: Field): void {
  made.allowHosts(server.at('sandbox', 'network', 'allowedDomains').items);
  server.at('sandbox', 'network', 'deniedDomains').use('what is not allowed is denied');
  server.at('sandbox', 'filesystem', 'denyWrite').use('the root file system is read-only');
  server.at('sandbox', 'filesystem', 'denyRead').use("a pod has no files of the client's machine");
}
