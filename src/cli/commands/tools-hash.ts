import { writeFileSync } from 'fs';
import { Command } from 'commander';
import { ToolPolicy } from '../../workload/tool-policy';
import { Streams, Finish } from '../io';
import { listTools } from '../mcp-client';

interface Flags {
  readonly save?: string;
  readonly expect?: string;
  readonly json?: boolean;
}

/** Asks a server for its tools. */
export function toolsHashCommand(streams: Streams, finish: Finish): Command {
  return new Command('tools-hash')
    .description('ask a server for its tools and print the hash of what they say of themselves')
    .argument('<target...>', 'the URL of a server, or the command that starts one that speaks stdio')
    .option('--save <file>', 'keep the list, for ToolPolicy.reviewed')
    .option('--expect <hash>', 'exit code 1 when the hash is another')
    .option('--json', 'hash and names of tools as JSON')
    .passThroughOptions()
    .addHelpText(
      'after',
      '\nA command is started as it is, with your rights: look at it first.\n\nExamples:\n' +
        '  cdk8s-mcp tools-hash https://mcp.example.com/mcp --save notes.tools.json\n' +
        '  cdk8s-mcp tools-hash npx -y @modelcontextprotocol/server-memory@2026.8.31',
    )
    .action(async (target: string[], flags: Flags) => {
      const list = await listTools(target);
      const hash = ToolPolicy.schemaHashOf(list);
      if (flags.save !== undefined) {
        writeFileSync(flags.save, list);
      }
      // our own text
      const { tools } = JSON.parse(list) as { tools: { name: string }[] };
      streams.out(
        flags.json === true
          ? `${JSON.stringify({ hash, tools: tools.map(({ name }) => name) }, undefined, 2)}\n`
          : `sha256:${hash}\n`,
      );
      const expected = flags.expect?.replace(/^sha256:/, '');
      if (expected !== undefined && expected !== hash) {
        streams.err(`the tools say something else than sha256:${expected}\n`);
      }
      finish(expected === undefined || expected === hash ? 0 : 1);
    });
}
