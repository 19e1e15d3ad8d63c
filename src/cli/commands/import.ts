import { Command, Option } from 'commander';
import { writeFile } from '../../foundation/write-file';
import { visibleYaml } from '../../foundation/yaml/visible-yaml';
import { FORMAT_OPTIONS } from '../../importers/formats';
import { McpImport } from '../../importers/mcp-import';
import { Source, Streams, UserError, readSources } from '../io';

interface Flags {
  readonly format?: string;
  readonly only?: string[];
  readonly except?: string[];
  readonly to: 'file' | 'ts' | 'manifests';
  readonly out?: string;
  readonly report?: string;
  readonly json?: boolean;
}

const HELP = [
  '',
  'Secrets are never copied: the app file refers to a secret store. Open decisions are comments at its top.',
  '',
  'Examples:',
  '  cdk8s-mcp import server.json -o mcp.yaml --report import.md',
  '  cdk8s-mcp import ~/.claude.json --format mcp-json > mcp.yaml',
  '  cdk8s-mcp import compose.yaml --except db,grafana > mcp.yaml',
  '  kubectl get mcpserver notes -o yaml | cdk8s-mcp import - > mcp.yaml',
].join('\n');

/** Makes an app file from a definition in another format. */
export function importCommand(streams: Streams): Command {
  return new Command('import')
    .description('convert a definition from another system to an app file, with a report of decisions and losses')
    .argument('<file>', 'a file, or - for the standard input')
    .addOption(
      new Option('--format <format>', 'the format of the file (default: detected)').choices([...FORMAT_OPTIONS.keys()]),
    )
    .addOption(
      new Option('--to <form>', 'what to write: an app file, or TypeScript or manifests once every decision is made')
        .choices(['file', 'ts', 'manifests'])
        .default('file'),
    )
    .option('--only <names>', 'import only these servers, by their names in the input, with commas between', listed)
    .option('--except <names>', 'import all servers but these', listed)
    .option('-o, --out <file>', 'where to write (default: the standard output)')
    .option('--report <file>', 'write the checklist and the outcome of each field as Markdown')
    .option('--json', 'format, decisions and losses as JSON instead of the app file')
    .addHelpText('after', HELP)
    .action((file: string, flags: Flags) => {
      const [source, ...others] = readSources([file], streams);
      if (others.length > 0) {
        throw new UserError(`${file}: is a folder: import its files one by one`);
      }
      const { only, except } = flags;
      const imported = McpImport._read(FORMAT_OPTIONS.get(flags.format ?? ''), source.text, { only, except });
      if (flags.report !== undefined) {
        writeFile(flags.report, imported.toMarkdown());
      }
      const text = flags.json === true ? jsonOf(imported) : textOf(imported, flags.to, source.name);
      if (flags.out === undefined) {
        streams.out(flags.json === true || flags.to === 'ts' ? text : visibleYaml(text));
      } else {
        writeFile(flags.out, text);
      }
      streams.err(summary(source.name, imported, flags));
    });
}

function listed(names: string): string[] {
  return names.split(',').map(name => name.trim());
}

function summary(file: string, { format, decisions }: McpImport, { report }: Flags): string {
  const required = decisions.filter(decision => decision.required).length;
  const hint = report === undefined ? '; --report FILE lists the outcome of each field' : '';
  return `${file}: ${format}; ${required} to decide, ${decisions.length - required} to review${hint}\n`;
}

function jsonOf({ format, decisions, losses }: McpImport): string {
  return `${JSON.stringify({ format, decisions, losses }, undefined, 2)}\n`;
}

function textOf(imported: McpImport, to: Flags['to'], name: string): string {
  if (to === 'file') {
    return imported.toYaml();
  }
  // throws while something is to be decided
  const typescript = imported.toTypeScript();
  if (to === 'ts') {
    return typescript;
  }
  return manifestsOf({ name, text: imported.toYaml() });
}

/** Loaded on demand: most imports write an app file. */
function manifestsOf(source: Source): string {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return (require('../manifests-of') as typeof import('../manifests-of')).manifestsOf(source);
}
