import { join } from 'path';
import { Command, Option } from 'commander';
import { BackstageOptions, backstage } from '../../exporters/backstage';
import { ListedApp, listedApp } from '../../exporters/listed-app';
import { mcpJson } from '../../exporters/mcp-json';
import { ServerJsonOptions, serverJson } from '../../exporters/server-json';
import { visible } from '../../foundation/visible';
import { writeFile } from '../../foundation/write-file';
import { visibleYaml } from '../../foundation/yaml/visible-yaml';
import { yamlText } from '../../foundation/yaml/yaml-text';
import { appOf } from '../app-files';
import { Streams, UserError, readSources } from '../io';
import { renderedObjects } from '../rendered-objects';

type Form = 'server-json' | 'mcp-json' | 'backstage';

interface Flags extends Omit<ServerJsonOptions, 'version'>, BackstageOptions {
  readonly to: Form;
  readonly entryVersion?: string;
  readonly out?: string;
}

/** What is written, for the standard output and for `--out`. */
interface Exported {
  /** How many servers or addresses it has. */
  readonly count: number;
  readonly text: string;
  /** Files below the folder of `--out`; undefined: `--out` is one file. */
  readonly files?: readonly { readonly name: string; readonly text: string }[];
  readonly notices: readonly string[];
}

/** Flags that mean something to one form alone. */
const ONLY_FOR: Readonly<Partial<Record<keyof Flags, Form>>> = {
  publisher: 'server-json',
  entryVersion: 'server-json',
  owner: 'backstage',
  lifecycle: 'backstage',
  system: 'backstage',
};

const HELP = `
Forms:
  server-json  entries of an MCP registry (schema 2025-12-11): the package or image of each server, and the addresses
               that gateways give it; a gateway that is one server for its clients has an entry too
  mcp-json     the configuration of clients: what gateways expose, with variables in the place of credentials
  backstage    entities of kind API and type mcp-server, for each address of a gateway

Only addresses outside the cluster are written; what has none is named on the standard error. Title, description,
website and repository come from annotations such as mcp-import/title, which an import writes.

Examples:
  cdk8s-mcp export app.yaml --to mcp-json > .mcp.json
  cdk8s-mcp export app.yaml --to server-json --publisher io.github.acme -o registry
  cdk8s-mcp export app.yaml --to backstage -o catalog-info.yaml`;

/** Tells registries, clients and developer portals what an app file has. */
export function exportCommand(streams: Streams): Command {
  return new Command('export')
    .description('write what registries, clients or Backstage read of an app file')
    .argument('<file>', 'an app file, or - for the standard input')
    .addOption(
      new Option('--to <form>', 'what to write')
        .choices(['server-json', 'mcp-json', 'backstage'])
        .makeOptionMandatory(),
    )
    .option('-o, --out <path>', 'where to write: a folder for server-json, one file for each entry; else a file')
    .option('--publisher <namespace>', 'server-json: the namespace of names, such as io.github.acme')
    .option('--entry-version <version>', 'server-json: the version of all entries (default: of the package or image)')
    .option('--owner <reference>', 'backstage: the owner of what has none in the app')
    .option('--lifecycle <stage>', 'backstage: the stage of all entities (default: production)')
    .option('--system <reference>', 'backstage: the system of all entities')
    .addHelpText('after', HELP)
    .action((file: string, flags: Flags) => {
      checkFlags(flags);
      const [source, ...others] = readSources([file], streams);
      if (others.length > 0) {
        throw new UserError(`${file}: is a folder: export its files one by one`);
      }
      const built = appOf(source, { environment: streams.environment });
      // what synth refuses is not announced
      renderedObjects(built);
      const exported = exportedOf(listedApp(built.app), source.name, flags);
      write(exported, flags, streams);
      streams.err(summary(source.name, exported));
    });
}

function checkFlags(flags: Flags): void {
  for (const [flag, form] of Object.entries(ONLY_FOR)) {
    // the keys are those of the flags
    if (flags[flag as keyof Flags] !== undefined && flags.to !== form) {
      const name = flag.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`);
      throw new UserError(`--${name}: has no effect on ${flags.to}: it is for ${form}`);
    }
  }
}

function exportedOf(app: ListedApp, where: string, flags: Flags): Exported {
  const { publisher, entryVersion, owner, lifecycle, system } = flags;
  if (flags.to === 'mcp-json') {
    const { body, ...rest } = mcpJson(app);
    return { ...rest, text: jsonText(body) };
  }
  if (flags.to === 'backstage') {
    const { entities, notices } = backstage(app, where, { owner, lifecycle, system });
    return { count: entities.length, text: visibleYaml(yamlText(entities)), notices };
  }
  const { entries, notices } = serverJson(app, where, { publisher, version: entryVersion });
  return {
    count: entries.length,
    text: jsonText(entries.map(({ body }) => body)),
    files: entries.map(({ name, body }) => ({ name: `${name}.json`, text: jsonText(body) })),
    notices,
  };
}

function write({ text, files }: Exported, { out }: Flags, streams: Streams): void {
  if (out === undefined) {
    streams.out(text);
    return;
  }
  for (const file of files ?? []) {
    writeFile(join(out, file.name), file.text);
  }
  if (files === undefined) {
    writeFile(out, text);
  }
}

function jsonText(body: unknown): string {
  // escapes mean the same characters
  return `${visible(JSON.stringify(body, undefined, 2))}\n`;
}

function summary(file: string, { count, notices }: Exported): string {
  return [`${file}: ${count} exported`, ...notices.map(notice => `  ${notice}`), ''].join('\n');
}
