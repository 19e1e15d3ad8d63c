import { mkdirSync, writeFileSync } from 'fs';
import { dirname } from 'path';
import { Command, Option } from 'commander';
import { yamlText } from '../../foundation/yaml/yaml-text';
import { McpImport } from '../../importers/mcp-import';
import { appOf } from '../app-files';
import { Streams, UserError, readSources } from '../io';
import { renderedObjects } from '../rendered-objects';

const FORMATS = {
  'archon': (text: string) => McpImport.fromArchon(text),
  'compose': (text: string) => McpImport.fromCompose(text),
  'docker-catalog': (text: string) => McpImport.fromDockerCatalog(text),
  'kmcp': (text: string) => McpImport.fromKmcp(text),
  'matey': (text: string) => McpImport.fromMatey(text),
  'mcp-json': (text: string) => McpImport.fromMcpJson(text),
  'server-json': (text: string) => McpImport.fromServerJson(text),
  'sig-mcpserver': (text: string) => McpImport.fromSigMcpServer(text),
  'toolhive': (text: string) => McpImport.fromToolHive(text),
  'v2dy': (text: string) => McpImport.fromV2dy(text),
  'vscode': (text: string) => McpImport.fromVsCode(text),
} as const;

interface Flags {
  readonly format?: keyof typeof FORMATS;
  readonly to: 'file' | 'ts' | 'manifests';
  readonly out?: string;
  readonly report?: string;
  readonly json?: boolean;
}

/** Brings what a team has. */
export function importCommand(streams: Streams): Command {
  return new Command('import')
    .description('turn what another system reads into an app file, and tell what is to be decided and what is lost')
    .argument('<file>', 'a file, or - for the standard input')
    .addOption(
      new Option('--format <format>', 'the format of the file (default: found by its shape)').choices(
        Object.keys(FORMATS),
      ),
    )
    .addOption(
      new Option('--to <form>', 'an app file; TypeScript or manifests once nothing is to be decided')
        .choices(['file', 'ts', 'manifests'])
        .default('file'),
    )
    .option('-o, --out <file>', 'where to write (default: the standard output)')
    .option('--report <file>', 'write the checklist and what became of each field, as Markdown')
    .option('--json', 'format, decisions and losses as JSON instead of the app file')
    .addHelpText(
      'after',
      `
Secrets are never copied: the app file names where they are to be found. What must be decided stands as comments at its top.

Examples:
  cdk8s-mcp import server.json -o mcp.yaml --report import.md
  cdk8s-mcp import ~/.claude.json --format mcp-json > mcp.yaml
  kubectl get mcpserver notes -o yaml | cdk8s-mcp import - > mcp.yaml`,
    )
    .action((file: string, flags: Flags) => {
      const [source, ...others] = readSources([file], streams);
      if (others.length > 0) {
        throw new UserError(`${file}: is a folder: import one file after the other`);
      }
      const found = flags.format === undefined ? McpImport.detect(source.text) : FORMATS[flags.format](source.text);
      const { format, decisions, losses } = found;
      if (flags.report !== undefined) {
        write(flags.report, found.toMarkdown());
      }
      const text =
        flags.json === true
          ? `${JSON.stringify({ format, decisions, losses }, undefined, 2)}\n`
          : textOf(found, flags.to, source.name);
      if (flags.out === undefined) {
        streams.out(text);
      } else {
        write(flags.out, text);
      }
      const open = decisions.filter(({ required }) => required).length;
      streams.err(
        `${source.name}: ${format}; ${open} to decide, ${decisions.length - open} to look at${flags.report === undefined ? '; --report FILE tells what became of each field' : ''}\n`,
      );
    });
}

function textOf(found: McpImport, to: Flags['to'], name: string): string {
  if (to === 'file') {
    return found.toYaml();
  }
  // refuses what is to be decided
  const typescript = found.toTypeScript();
  if (to === 'ts') {
    return typescript;
  }
  return yamlText(renderedObjects(appOf({ name, text: found.toYaml() })));
}

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
