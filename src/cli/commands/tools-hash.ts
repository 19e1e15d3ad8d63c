import { Command } from 'commander';
import { Issues } from '../../foundation/issues';
import { visibleLine } from '../../foundation/visible';
import { writeFile } from '../../foundation/write-file';
import { hashOfTools, readTools } from '../../workload/tool-hash';
import { headersOf, withoutHeaders } from '../headers';
import { Finish, Source, Streams, UserError, readSources } from '../io';
import { isUrl, listTools } from '../mcp-client';
import { repeatable } from '../repeatable';
import { ToolChange, changesSince, hashesOf } from '../tool-changes';

interface Flags {
  readonly save?: string;
  readonly expect?: string;
  readonly against?: string;
  readonly header?: string[];
  readonly json?: boolean;
}

const HELP = `
The command runs with your permissions: review it first. Options stand before
it: words after it are its own. Options of a URL may stand behind it.

Examples:
  cdk8s-mcp tools-hash https://mcp.example.com/mcp --save notes.tools.json
  cdk8s-mcp tools-hash https://mcp.example.com/mcp --header 'Authorization: Bearer $TOKEN'
  cdk8s-mcp tools-hash https://mcp.example.com/mcp --against notes.tools.json
  cdk8s-mcp tools-hash npx -y @modelcontextprotocol/server-memory@2026.8.31`;

/** Asks a server for its tools. */
export function toolsHashCommand(streams: Streams, finish: Finish): Command {
  return new Command('tools-hash')
    .description('print the hash of the tool schemas of a server')
    .argument('<target...>', 'the URL of a server, or the command that starts a stdio server')
    .option('--save <file>', 'save the tool list, for ToolPolicy.reviewed')
    .option('--expect <hash>', 'exit with code 1 when the hash differs')
    .option('--against <file>', 'exit with code 1 when a tool differs from a list of --save or --json, and name it')
    .option(
      '--header <header>',
      "a header for a URL, 'Name: value'; $NAME in it is a variable of the environment (repeatable)",
      repeatable,
    )
    .option('--json', 'print the hash, the names and the hashes of the tools as JSON')
    .passThroughOptions()
    .addHelpText('after', HELP)
    .action(async (words: string[], _: Flags, command: Command) => {
      const target = targetOf(words, command);
      const flags = command.opts<Flags>();
      const list = await listOf(target, flags);
      // before anything is written, so that one file can be both
      const against = recordOf(flags, streams);
      const tools = toolsIn(list);
      const changes = against === undefined ? undefined : changesSince(against.name, against.text, tools);
      const hash = hashOfTools(tools);
      if (flags.save !== undefined) {
        writeFile(flags.save, list);
      }
      const expected = flags.expect?.replace(/^sha256:/, '');
      const outcome = { hash, expected: expected === hash ? undefined : expected, changes };
      const names = tools.map(({ name }) => name);
      const record = { hash, tools: names, hashes: hashesOf(tools), expected, changes };
      streams.out(flags.json === true ? `${JSON.stringify(record, undefined, 2)}\n` : `sha256:${hash}\n`);
      streams.err(differencesIn(outcome, flags));
      finish(outcome.expected === undefined && (changes ?? []).length === 0 ? 0 : 1);
    });
}

/** The words after a URL are options of ours, those after a command are its own. */
function targetOf([first, ...rest]: readonly string[], command: Command): readonly string[] {
  if (!isUrl(first)) {
    return [first, ...rest];
  }
  const { operands, unknown } = command.parseOptions(rest);
  if (unknown.some(word => word === '--help' || word === '-h')) {
    command.help();
  }
  const [option] = unknown;
  if (option !== undefined) {
    command.error(`error: unknown option '${option}'`);
  }
  if (operands.length > 0) {
    throw new UserError(`${operands[0]}: is one word too many: after the URL of a server come only options`);
  }
  return [first];
}

async function listOf(target: readonly string[], { header = [] }: Flags): Promise<string> {
  if (header.length > 0 && !isUrl(target[0])) {
    throw new UserError('--header is for the URL of a server: give a command its secrets in the environment');
  }
  const headers = headersOf(header, process.env);
  try {
    return await listTools(target, headers);
  } catch (error) {
    if (header.length === 0) {
      throw error;
    }
    throw new UserError(withoutHeaders(error instanceof Error ? error.message : String(error), headers));
  }
}

function recordOf({ against }: Flags, streams: Streams): Source | undefined {
  const sources = against === undefined ? [] : readSources([against], streams);
  if (sources.length > 1) {
    throw new UserError(`${against}: is a folder of several files: give one`);
  }
  return sources.at(0);
}

function toolsIn(list: string): ReturnType<typeof readTools> {
  const issues = new Issues('the server');
  const tools = readTools(issues, list);
  issues.throwIfAny();
  return tools;
}

interface Outcome {
  readonly hash: string;
  /** The expected hash if it is another one. */
  readonly expected?: string;
  readonly changes?: readonly ToolChange[];
}

function differencesIn({ hash, expected, changes }: Outcome, { against = '' }: Flags): string {
  const hint = changes === undefined ? ': --against FILE, with a list of --save, names the tools' : '';
  const mismatch =
    expected === undefined ? '' : `tool schema hash mismatch: expected sha256:${expected}, got sha256:${hash}${hint}\n`;
  const lines = (changes ?? []).map(change => `${visibleLine(`${against}: ${changeText(change)}`)}\n`);
  return `${mismatch}${lines.join('')}`;
}

function changeText({ tool, change, members }: ToolChange): string {
  const what = members === undefined ? '' : `: ${members.join(', ')}`;
  return `tool ${tool} ${{ added: 'is new', removed: 'is gone', changed: 'has changed' }[change]}${what}`;
}
