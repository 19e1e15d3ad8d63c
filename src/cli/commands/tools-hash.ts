import { Command } from 'commander';
import { writeFile } from '../../foundation/write-file';
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
    .description('print the hash of the tool schemas of a server')
    .argument('<target...>', 'the URL of a server, or the command that starts a stdio server')
    .option('--save <file>', 'save the tool list, for ToolPolicy.reviewed')
    .option('--expect <hash>', 'exit with code 1 when the hash differs')
    .option('--json', 'print the hash and the names of the tools as JSON')
    .passThroughOptions()
    .addHelpText(
      'after',
      '\nThe command runs with your permissions: review it first.\n\nExamples:\n' +
        '  cdk8s-mcp tools-hash https://mcp.example.com/mcp --save notes.tools.json\n' +
        '  cdk8s-mcp tools-hash npx -y @modelcontextprotocol/server-memory@2026.8.31',
    )
    .action(async (target: string[], flags: Flags) => {
      const list = await listTools(target);
      const hash = ToolPolicy.schemaHashOf(list);
      if (flags.save !== undefined) {
        writeFile(flags.save, list);
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
        streams.err(`tool schema hash mismatch: expected sha256:${expected}, got sha256:${hash}\n`);
      }
      finish(expected === undefined || expected === hash ? 0 : 1);
    });
}
