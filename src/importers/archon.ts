import { addScratch, setResource } from './container';
import { Draft } from './draft';
import { Field } from './field';
import { ServerDraft } from './server-draft';
import { importArgs, importEnv } from './values';

/** What Archon starts by their names alone (packages of modelcontextprotocol/servers). */
const KNOWN: Readonly<Record<string, readonly ['npm' | 'pypi', string]>> = {
  filesystem: ['npm', '@modelcontextprotocol/server-filesystem'],
  memory: ['npm', '@modelcontextprotocol/server-memory'],
  everything: ['npm', '@modelcontextprotocol/server-everything'],
  sequentialthinking: ['npm', '@modelcontextprotocol/server-sequential-thinking'],
  fetch: ['pypi', 'mcp-server-fetch'],
  git: ['pypi', 'mcp-server-git'],
  time: ['pypi', 'mcp-server-time'],
};

/** The MCP part of Archon's Helm values. */
export function importArchon(draft: Draft, root: Field): void {
  const mcp = root.at('config', 'mcp').isGiven ? root.at('config', 'mcp') : root.at('mcp');
  if (!mcp.at('servers').isGiven) {
    mcp.at('servers').refuse('must be a map of servers');
  }
  for (const [name, entry] of mcp.at('servers').entries) {
    if (entry.at('enabled').value === false) {
      entry.drop('it is switched off');
      continue;
    }
    importEntry(draft, name, entry, mcp);
  }
  mcp.at('security', 'internetAccess').use('a server reaches nothing that it is not given');
  mcp.at('security').drop('nothing is started at run time here: what runs stands in the app file');
  mcp.at('resources').drop('of servers that are there');
  mcp.drop('pods are not started at run time here');
  root.drop('of Archon itself');
}

function importEntry(draft: Draft, name: string, entry: Field, mcp: Field): void {
  const [type, named, image] = [entry.either('serverType', 'server_type'), entry.at('package'), entry.at('image')];
  const known = Object.hasOwn(KNOWN, name) ? KNOWN[name] : undefined;
  if (image.text === undefined && named.text === undefined && known === undefined) {
    entry.open('it names neither package nor image');
    draft.decide(entry.path, 'package', 'name its package or its image, and import it with that');
    return;
  }
  const server = draft.server(name);
  if (image.text === undefined) {
    const kind =
      named.text === undefined
        ? (known?.[0] ?? 'npm')
        : type.text === 'uv' || type.text === 'uvx' || type.text === 'python'
          ? 'pypi'
          : 'npm';
    server.setSource(kind, named.text ?? known?.[1] ?? '', named);
  } else {
    server.setSource('stdioImage', image.text, image);
  }
  type.use('the kind of the source');
  entry.at('enabled').use(server.at);
  entry.at('transport').use('how it speaks');
  importFolders(server, entry.either('allowedPaths', 'allowed_paths'), name);
  importArgs(
    server,
    entry.at('args').items.map(field => ({ text: field.text ?? '', field })),
  );
  for (const [key, field] of entry.at('env').entries) {
    importEnv(server, key, field);
  }
  if (mcp.at('security', 'internetAccess').value === false) {
    server.denyEgress();
  }
  for (const bound of [
    ['limits', 'limit'],
    ['requests', 'request'],
  ] as const) {
    importAmounts(server, mcp.at('resources', bound[0]), bound[1]);
  }
  for (const key of ['description', 'name', 'version']) {
    entry.at(key).drop('documentation');
  }
}

function importAmounts(server: ServerDraft, amounts: Field, bound: 'limit' | 'request'): void {
  for (const what of ['cpu', 'memory'] as const) {
    const amount = amounts.at(what);
    if (amount.isGiven) {
      setResource(server, what, bound, amount.text, amount);
    }
  }
}

/** Folders that the server may use are arguments of the file system server, and have to be there. */
function importFolders(server: ServerDraft, folders: Field, name: string): void {
  for (const folder of folders.items) {
    const { text = '' } = folder;
    if (name === 'filesystem') {
      server.arg(text);
    }
    addScratch(server, text, folder);
    server.decide(
      'storage',
      'storage',
      'its folders are empty with each pod: use persistent storage where files must stay',
    );
  }
}
