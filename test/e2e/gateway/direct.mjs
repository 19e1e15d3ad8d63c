// What servers answer without a gateway, and what of it a gateway lets through.
import { GENERATIONS } from '../clients.mjs';
import { callOf, toolsOf } from './talk.mjs';

/** A tool of the server everything that its ToolPolicy denies. */
export const DENIED = 'get-env';

/** What a ToolPolicy of the app lets through, of the names that the server itself has. */
export const permitted = (server, tools) =>
  tools.filter(tool => server !== 'everything' || ((tool === 'echo' || tool.startsWith('get-')) && tool !== DENIED));

export const prefixed = (server, tools) => permitted(server, tools).map(tool => `${server}_${tool}`);

/** One call for each server, the same through the gateway and without it. */
export const CASES = [
  { server: 'everything', tool: 'echo', args: { message: 'hello' } },
  { server: 'files', tool: 'list_allowed_directories', args: {} },
  { server: 'guarded', tool: 'greet', args: { name: 'Ada' } },
];

/** What servers answer without a gateway: their tools, and CASES. `servers` have url and headers. */
export async function askDirectly(servers) {
  const [legacy] = GENERATIONS;
  const tools = await Promise.all(
    Object.entries(servers).map(async ([name, { url, headers }]) => [name, await toolsOf(legacy, url, headers)]),
  );
  const answers = await Promise.all(CASES.map(({ server, tool, args }) => callOf(legacy, servers[server], tool, args)));
  return { tools: Object.fromEntries(tools), answers };
}

/** What a client that may use everything sees at a gateway of the guarded servers. */
export const everyTool = ({ tools: { older, paged, ...tools } }) =>
  Object.entries(tools).flatMap(([server, names]) => prefixed(server, names));
