import { Listed } from './listed-app';
import { McpServer } from '../server/mcp-server';

export type Json = Readonly<Record<string, unknown>>;

/** A map without the entries that are undefined. */
export function defined(map: Json): Json {
  return Object.fromEntries(Object.entries(map).filter(([, value]) => value !== undefined));
}

/** What an import noted of a server, such as its title, on one line. */
export function noted({ server }: Listed, key: 'title' | 'description' | 'website' | 'repository'): string | undefined {
  const { annotations } = server instanceof McpServer ? server._asked.spec : { annotations: undefined };
  const text = annotations?.[`mcp-import/${key}`]?.replace(/\s+/g, ' ').trim();
  return text === '' ? undefined : text;
}

/** One line that says what it is. */
export function describe(listed: Listed): string {
  const what =
    listed.server === undefined
      ? `MCP servers behind one address: ${listed.behind.join(', ')}`
      : `The MCP server ${noted(listed, 'title') ?? listed.name}`;
  return noted(listed, 'description') ?? what;
}

/** The start of a text of at most so many characters. */
export function shortened(text: string, longest: number): string {
  const characters = [...text];
  return characters.length <= longest
    ? text
    : `${characters
        .slice(0, longest - 1)
        .join('')
        .trimEnd()}…`;
}
