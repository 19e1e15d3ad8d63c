import { join } from 'path';
import { Command, Option } from 'commander';
import { writeFile } from '../../foundation/write-file';
import { visibleYaml } from '../../foundation/yaml/visible-yaml';
import { yamlText } from '../../foundation/yaml/yaml-text';
import { appOf } from '../app-files';
import { Source, Streams, UserError, readSources } from '../io';
import { renderedObjects } from '../rendered-objects';

interface Flags {
  readonly out: string;
  readonly to: 'manifests' | 'ts';
  readonly stdout?: boolean;
  readonly json?: boolean;
}

/** Makes manifests from app files, without TypeScript. */
export function synthCommand(streams: Streams): Command {
  return new Command('synth')
    .description('write manifests from app files, or the TypeScript that makes them')
    .argument('<files...>', 'app files, folders of them, or - for the standard input')
    .option('-o, --out <folder>', 'where to write', 'dist')
    .option('--stdout', 'write the manifests to the standard output instead')
    .addOption(
      new Option('--to <form>', 'what to write; TypeScript goes to the standard output')
        .choices(['manifests', 'ts'])
        .default('manifests'),
    )
    .option('--json', 'print the names of the written files as JSON')
    .addHelpText(
      'after',
      `
An app file is the YAML form of a TypeScript app: docs/command-line.md.
The variables that it declares, such as \${IMAGE_TAG}, have the values of the environment, else their defaults.
Its JSON Schema, also for editors, is schemas/app.schema.json:
  # yaml-language-server: $schema=node_modules/cdk8s-mcp/schemas/app.schema.json

Examples:
  cdk8s-mcp synth mcp.yaml
  cdk8s-mcp synth mcp.yaml --to ts > main.ts
  cdk8s-mcp synth - --stdout < mcp.yaml | kubectl apply --dry-run=server -f -`,
    )
    .action((files: string[], flags: Flags) => {
      const sources = readSources(files, streams);
      if (flags.to === 'ts') {
        streams.out(typescriptOf(sources, streams));
      } else {
        writeManifests(sources, flags, streams);
      }
    });
}

function typescriptOf(sources: readonly Source[], { environment }: Streams): string {
  if (sources.length > 1) {
    throw new UserError(`--to ts writes one program, got ${sources.length} files: give one`);
  }
  return sources.map(source => appOf(source, { environment }).typescript).join('');
}

function writeManifests(sources: readonly Source[], { out, stdout, json }: Flags, streams: Streams): void {
  const { out: say, environment } = streams;
  const apps = sources.map(source => ({ source, built: appOf(source, { outdir: out, environment }) }));
  const names = new Map<string, string>();
  for (const {
    source,
    built: {
      chart: {
        node: { id },
      },
    },
  } of apps) {
    const other = names.get(id);
    if (other !== undefined) {
      throw new UserError(
        `${source.name}: name is ${id}, which is also the name of ${other}: both would write the same file. Fix: ` +
          'rename one of them',
      );
    }
    names.set(id, source.name);
  }
  // every app is validated before the first is written
  const texts = apps.map(({ built }) => ({
    file: join(out, `${built.chart.node.id}.k8s.yaml`),
    text: yamlText(renderedObjects(built)),
  }));
  if (stdout === true) {
    say(visibleYaml(texts.map(({ text }) => text).join('---\n')));
    return;
  }
  for (const { file, text } of texts) {
    writeFile(file, text);
  }
  say(
    json === true
      ? `${JSON.stringify({ files: texts.map(({ file }) => file) }, undefined, 2)}\n`
      : texts.map(({ file }) => `${file}\n`).join(''),
  );
}
