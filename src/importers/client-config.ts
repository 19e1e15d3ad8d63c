import { importCommand } from './command-line';
import { Draft } from './draft';
import { Field } from './field';
import { ServerDraft } from './server-draft';
import { Input, Inputs, importEnv, importHeaders } from './values';
import { secretLikeName } from '../foundation/credentials/credentials';

const TOOL_SETTINGS = ['autoApprove', 'alwaysAllow', 'trust', 'includeTools', 'excludeTools', 'disabledTools'];
const CLIENT_SETTINGS = ['timeout', 'dev', 'gallery', 'version', 'description', 'note', 'startupTimeout', 'transport'];

/** JSON has no comments: people write them as entries. */
const COMMENT = /^(?:_|\/\/|#|\$comment)/;

export function isMcpJson(root: Field): boolean {
  return root.at('mcpServers').isMap || root.at('mcp', 'servers').isMap;
}

/** `mcpServers` of Claude, Cursor, Windsurf and other clients. */
export function importMcpJson(draft: Draft, root: Field): void {
  importServers(draft, root.at('mcpServers').isGiven ? root.at('mcpServers') : root.at('mcp', 'servers'), new Map());
  for (const [key, field] of root.entries) {
    if (key !== 'mcpServers' && key !== 'mcp') {
      field.drop('a setting of the client');
    }
  }
}

export function isVsCode(root: Field): boolean {
  return root.at('servers').isMap;
}

/** `.vscode/mcp.json`: `servers` and `inputs`. */
export function importVsCode(draft: Draft, root: Field): void {
  const inputs: Inputs = new Map(
    root.at('inputs').items.map((input): [string, Input] => {
      const [id, secret, value] = [input.at('id').text ?? '', input.at('password').flag, input.at('default').text];
      input.at('id').use('where it is used');
      input.useEach(['type', 'password', 'options'], 'secrets come from the store, other inputs are decisions');
      input.at('default').use('where it is used');
      input.at('description').drop('documentation');
      return [id, { secret: secret || secretLikeName(id), value }];
    }),
  );
  importServers(draft, root.at('servers'), inputs);
}

function importServers(draft: Draft, servers: Field, inputs: Inputs): void {
  if (!servers.isGiven) {
    servers.refuse('must be a map of servers');
  }
  for (const [name, server] of servers.entries) {
    if (!server.isMap && COMMENT.test(name)) {
      server.drop('a comment');
      continue;
    }
    draft.entry(name, server, entry => {
      if (entry.isMap) {
        importServer(draft, name, entry, inputs);
      } else {
        entry.refuse('must be a map');
      }
    });
  }
}

function importServer(draft: Draft, name: string, server: Field, inputs: Inputs): void {
  const url = server.either('url', 'serverUrl', 'httpUrl');
  if (url.isGiven) {
    importRemote(draft, name, server, url);
  } else {
    importStdio(draft, name, server, inputs);
  }
  server.at('type').use('the transport');
  server.dropEach(['disabled', 'enabled'], 'every server of an app file runs: remove the server instead');
  server.dropEach(TOOL_SETTINGS, 'a setting of the client; see the prop tools for the tools that gateways allow');
  server.dropEach(CLIENT_SETTINGS, 'a setting of the client');
}

function importRemote(draft: Draft, name: string, server: Field, url: Field): void {
  const id = draft.remote(name, url);
  url.use(`remoteServers.${id}.url`);
  const type = server.at('type').text ?? server.at('transport').text;
  if (type === 'sse') {
    draft.setRemote(id, 'transport', 'sse');
  }
  importHeaders(draft, id, server.at('headers').entries);
  server.dropEach(
    ['oauth', 'auth', 'authProviderType'],
    'the gateway authenticates callers; its own credential is a header',
  );
  server.at('env').drop('a remote server has no variables');
}

function importStdio(draft: Draft, name: string, server: Field, inputs: Inputs): void {
  const command = server.at('command');
  if (command.text === undefined) {
    command.refuse('must be the program to start, or set url for a remote server');
    return;
  }
  const args = server.at('args').words;
  // some files have the whole command line in command
  const words = args.length > 0 || !/\s/.test(command.text) ? [command.text] : command.text.trim().split(/\s+/);
  const env = server.at('env');
  const used = new Set<string>();
  const made = importCommand(draft, {
    name,
    words: [...words.map(text => ({ text, field: command })), ...args],
    env: key => {
      used.add(key);
      return env.at(key).isGiven ? env.at(key) : undefined;
    },
    options: { inputs },
  });
  if (made === undefined) {
    for (const field of [env, server.at('args')]) {
      field.drop('it belongs to a server that was not imported as a workload');
    }
  } else {
    importVariables(made, env, used, inputs);
    importSandbox(made, server);
  }
  server.dropEach(['cwd', 'envFile'], "a folder or file of the client's machine");
  server.dropEach(['sandbox', 'sandboxEnabled'], 'pods are always hardened');
}

function importVariables(made: ServerDraft, env: Field, used: ReadonlySet<string>, inputs: Inputs): void {
  for (const [key, field] of env.entries) {
    if (used.has(key)) {
      continue;
    }
    if (made.sourceKind === 'stdioImage') {
      field.drop('a variable of the docker client: no -e passes it to the container');
      continue;
    }
    importEnv(made, { name: key, field }, { inputs });
  }
}

function importSandbox(made: ServerDraft, server: Field): void {
  made.allowHosts(server.at('sandbox', 'network', 'allowedDomains').items);
  server.at('sandbox', 'network', 'deniedDomains').use('what is not allowed is denied');
  server.at('sandbox', 'filesystem', 'denyWrite').use('the root file system is read-only');
}
