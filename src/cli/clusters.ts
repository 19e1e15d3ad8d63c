import { Command } from 'commander';
import { Streams, UserError, readManifestSources } from './io';
import { repeatable } from './repeatable';
import { ManifestFacts } from '../report/manifest-facts';
import { McpReport } from '../report/mcp-report';

const NAME_AND_PATH = /^([A-Za-z0-9][A-Za-z0-9._-]{0,62})=(.+)$/;

export interface ClusterFlags {
  readonly cluster?: string[];
}

/** What was read of one cluster. Without a name it is the only one. */
export interface JudgedCluster {
  readonly name?: string;
  readonly report: McpReport;
}

/** The files of one cluster, or of several with their names. */
export function withClusters(command: Command): Command {
  return command
    .argument('[files...]', 'files, folders of manifests with the folders in them, or - for the standard input')
    .option(
      '--cluster <name=path>',
      'in place of files: a file or folder of one of several clusters, each judged alone (repeatable)',
      repeatable,
    );
}

/** Judges each cluster alone: objects of one have nothing to do with those of another. */
export function judgeClusters(
  files: readonly string[],
  facts: ManifestFacts,
  { streams, command }: { readonly streams: Streams; readonly command: Command },
): JudgedCluster[] {
  const { cluster: named = [] } = command.opts<ClusterFlags>();
  if (files.length === 0 && named.length === 0) {
    command.error("error: missing required argument 'files'");
  }
  if (files.length > 0 && named.length > 0) {
    throw new UserError(`${files[0]}: is of no cluster: give either files or --cluster NAME=PATH for each`);
  }
  const clusters = named.length === 0 ? [{ name: undefined, paths: files }] : pathsByName(named);
  return clusters.map(({ name, paths }) => {
    const report = McpReport._ofFiles(readManifestSources(paths, streams), facts);
    const shared = report._sharedObject();
    if (shared !== undefined) {
      const [object, first, second] = shared;
      streams.err(`${object} is in ${first} and in ${second}. If these are two clusters, judge each alone: ${HINT}\n`);
    }
    return { name, report };
  });
}

const HINT = '--cluster NAME=PATH --cluster OTHER=PATH';

function pathsByName(named: readonly string[]): { readonly name: string; readonly paths: string[] }[] {
  const clusters = new Map<string, string[]>();
  for (const word of named) {
    const [, name, path] = NAME_AND_PATH.exec(word) ?? [];
    if (name === undefined) {
      throw new UserError(`--cluster must be NAME=PATH, such as eu=clusters/eu, got ${JSON.stringify(word)}`);
    }
    clusters.set(name, [...(clusters.get(name) ?? []), path]);
  }
  return [...clusters].map(([name, paths]) => ({ name, paths }));
}
