import { setResource } from './amounts';
import { EMPTY_FOLDERS, ReferenceServer, importPreset, presetFor } from './archon-preset';
import { importArgs } from './arguments';
import { addTmpfs, setPort } from './container';
import { Draft } from './draft';
import { Field } from './field';
import { settle } from './field-table';
import { ARCHON_FIELDS } from './fields/archon';
import { ServerDraft } from './server-draft';
import { SourceName } from './server-parts';
import { spokenByServer } from './transport';
import { importEnv } from './values';

/** Servers that Archon knows by their names (packages of modelcontextprotocol/servers). */
const REFERENCE_SERVERS: ReadonlyMap<string, ReferenceServer> = new Map([
  ['filesystem', { kind: 'npm', name: '@modelcontextprotocol/server-filesystem' }],
  ['memory', { kind: 'npm', name: '@modelcontextprotocol/server-memory' }],
  ['everything', { kind: 'npm', name: '@modelcontextprotocol/server-everything' }],
  ['sequentialthinking', { kind: 'npm', name: '@modelcontextprotocol/server-sequential-thinking' }],
  ['fetch', { kind: 'pypi', name: 'mcp-server-fetch' }],
  ['git', { kind: 'pypi', name: 'mcp-server-git' }],
  ['time', { kind: 'pypi', name: 'mcp-server-time' }],
]);

const PYTHON_TYPES = ['uv', 'uvx', 'python'];

export function isArchon(root: Field): boolean {
  return root.at('config', 'mcp').isMap || root.at('mcp', 'security').isMap;
}

/** The MCP part of Archon's Helm values. */
export function importArchon(draft: Draft, root: Field): void {
  const mcp = root.at('config', 'mcp').isGiven ? root.at('config', 'mcp') : root.at('mcp');
  if (!mcp.at('servers').isGiven) {
    mcp.at('servers').refuse('must be a map of servers');
  }
  for (const [name, server] of mcp.at('servers').entries) {
    if (server.at('enabled').value === false) {
      server.open('it is switched off');
      draft.decide(server.path, 'switched off', `${server.path}.enabled is false: import it with true if it is needed`);
      continue;
    }
    draft.entry(name, server, entry => {
      importServer(draft, name, entry, mcp);
    });
  }
  const internet = mcp.at('security', 'internetAccess');
  internet.use(internet.flag ? 'egress of each server' : 'a server reaches nothing that it is not given');
  mcp.at('security').drop('servers are not started at run time: the app file contains all servers');
  mcp.at('resources').drop('of servers that already run');
  mcp.drop('pods are not started at run time');
  root.drop('of Archon itself');
}

function importServer(draft: Draft, name: string, entry: Field, mcp: Field): void {
  const preset = presetFor(REFERENCE_SERVERS.get(name), entry);
  if (preset === undefined) {
    importEntry(draft, name, entry, mcp);
    return;
  }
  const server = draft.server(name);
  importPreset(server, preset, entry, mcp.at('security', 'internetAccess').flag);
  importShared(server, mcp);
  settle(entry, ARCHON_FIELDS, server);
}

function importEntry(draft: Draft, name: string, entry: Field, mcp: Field): void {
  const source = sourceOf(name, entry);
  if (source === undefined) {
    entry.open('it names neither package nor image');
    draft.decide(entry.path, 'package', 'add its package or its image, and import it again');
    return;
  }
  const server = draft.server(name);
  server.setSource(source.kind, source.reference, source.field);
  entry.either('serverType', 'server_type').use('the kind of the source');
  entry.at('enabled').use(server.at);
  importTransport(server, entry.at('transport'));
  if (entry.at('port').isGiven) {
    setPort(server, entry.at('port').text ?? '', entry.at('port'));
  }
  importFolders(server, entry.either('allowedPaths', 'allowed_paths'), name);
  importArgs(server, entry.at('args').words);
  for (const [key, field] of entry.at('env').entries) {
    importEnv(server, { name: key, field });
  }
  importShared(server, mcp);
  settle(entry, ARCHON_FIELDS, server);
}

/** What the values say of all servers. */
function importShared(server: ServerDraft, mcp: Field): void {
  importInternet(server, mcp.at('security', 'internetAccess'));
  importAmounts(server, mcp.at('resources', 'limits'), 'limit');
  importAmounts(server, mcp.at('resources', 'requests'), 'request');
}

const HTTP = ['http', 'sse', 'streamable-http', 'streamable_http'];

/** A package that speaks HTTP itself needs an image of its own: the library puts a bridge before packages. */
function importTransport(server: ServerDraft, transport: Field): void {
  const { text = 'stdio' } = transport;
  if (server.sourceKind === 'image' && text === 'sse') {
    server.sourceOption('transport', 'sse');
  }
  if (server.sourceKind !== 'image' && HTTP.includes(text)) {
    transport.open('a bridge speaks HTTP for a package');
    const how = `${transport.path} is ${text}: give it the arguments for stdio, or build an image that speaks HTTP`;
    server.decide('source', 'source', how, true);
  }
  spokenByServer(server, transport);
}

function importInternet(server: ServerDraft, access: Field): void {
  if (access.value === false) {
    server.denyEgress();
  } else if (access.flag) {
    server.allowInternet([]);
  }
}

interface Source {
  readonly kind: SourceName;
  readonly reference: string;
  readonly field: Field;
}

/** The image or package of a server; undefined if it names none and is no reference server. */
function sourceOf(name: string, entry: Field): Source | undefined {
  const [image, named] = [entry.at('image'), entry.at('package')];
  if (image.text !== undefined) {
    const kind = HTTP.includes(entry.at('transport').text ?? '') ? 'image' : 'stdioImage';
    return { kind, reference: image.text, field: image };
  }
  if (named.text !== undefined) {
    const type = entry.either('serverType', 'server_type').text ?? '';
    return { kind: PYTHON_TYPES.includes(type) ? 'pypi' : 'npm', reference: named.text, field: named };
  }
  const known = REFERENCE_SERVERS.get(name);
  return known && { kind: known.kind, reference: known.name, field: named };
}

function importAmounts(server: ServerDraft, amounts: Field, bound: 'limit' | 'request'): void {
  for (const resource of ['cpu', 'memory'] as const) {
    const amount = amounts.at(resource);
    if (amount.isGiven) {
      setResource(server, { resource, bound }, amount.text, amount);
    }
  }
}

/** Folders that a server may use: writable directories, and arguments of the filesystem server. */
function importFolders(server: ServerDraft, folders: Field, name: string): void {
  for (const folder of folders.items) {
    const { text = '' } = folder;
    if (name === 'filesystem') {
      server.arg(text);
    }
    addTmpfs(server, { target: text }, folder);
    server.decide('storage', 'storage', EMPTY_FOLDERS);
  }
}
