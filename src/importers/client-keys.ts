import { Field } from './field';
import { Input, Word } from './values';

/* The words of clients for the same: where servers are, and how a command, variables and references are written. */

/** Kinds of servers of OpenCode. */
const OPENCODE_TYPES = ['local', 'remote'];
/** Kinds of extensions of Goose. */
const GOOSE_TYPES = ['stdio', 'sse', 'streamable_http', 'builtin', 'platform', 'frontend', 'inline_python'];
/** `{env:NAME}` and `{file:PATH}` of OpenCode, and `${{ secrets.NAME }}` of Continue. */
const REFERENCES = /\$\{\{\s*([\w.]+)\s*\}\}|(?<!\$)\{((?:env|file):[^{}]*)\}/g;

/**
 * The servers of a file: `mcpServers`, and `mcp` of OpenCode, `context_servers` of Zed, `mcp_servers` of Codex and
 * `extensions` of Goose.
 */
export function serversIn(root: Field): Field | undefined {
  const named = [root.at('mcpServers'), root.at('mcp', 'servers'), root.at('context_servers'), root.at('mcp_servers')];
  return (
    named.find(({ isMap }) => isMap) ??
    [root.at('mcpServers')].find(isListOfServers) ??
    [root.at('mcp')].find(servers => hasTypes(servers, OPENCODE_TYPES)) ??
    [root.at('extensions')].find(servers => hasTypes(servers, GOOSE_TYPES))
  );
}

/** Continue has a list. */
function isListOfServers(servers: Field): boolean {
  return servers.isList && servers.items.some(item => item.at('name').isGiven);
}

function hasTypes(servers: Field, types: readonly string[]): boolean {
  return servers.isMap && servers.entries.some(([, server]) => types.includes(server.at('type').text ?? ''));
}

/** The servers with their names. */
export function namedIn(servers: Field): readonly (readonly [name: string, server: Field])[] {
  return servers.isList ? servers.items.map(item => [item.at('name').text ?? '', item] as const) : servers.entries;
}

/** The references of every client as `${NAME}`. What a client keeps as a secret becomes an input that is one. */
export function withReferences(servers: Field, inputs: Map<string, Input>): Field {
  return servers.withTexts(text =>
    text.replace(REFERENCES, (_, ofContinue: string | undefined, ofOpenCode: string | undefined) => {
      if (ofContinue === undefined) {
        return `\${${(ofOpenCode ?? '').replace(/^env:/, '')}}`;
      }
      const name = ofContinue.replace(/^.*\./, '');
      if (!ofContinue.startsWith('secrets.')) {
        return `\${${name}}`;
      }
      inputs.set(name, { secret: true });
      return `\${input:${name}}`;
    }),
  );
}

/** The command line: a text, words, or a map with `path` and `args`. undefined, with an issue: there is none. */
export function wordsOf(server: Field): readonly Word[] | undefined {
  const command = server.either('command', 'cmd');
  const args = server.at('args').words;
  if (command.isList && command.words.length > 0) {
    return [...command.words, ...args];
  }
  const program = command.isMap ? command.at('path') : command;
  if (program.text === undefined) {
    program.refuse('must be the program to start, or set url for a remote server');
    return undefined;
  }
  const more = command.isMap ? command.at('args').words : args;
  // some files have the whole command line in command
  const words = more.length > 0 || !/\s/.test(program.text) ? [program.text] : program.text.trim().split(/\s+/);
  return [...words.map(text => ({ text, field: program })), ...more];
}

/** The map with variables. */
export function envOf(server: Field): Field {
  const ofCommand = server.at('command').isMap ? server.at('command', 'env') : server.at('env');
  return ofCommand.isGiven ? ofCommand : server.either('env', 'environment', 'envs');
}
