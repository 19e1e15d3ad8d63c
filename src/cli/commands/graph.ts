import { Command } from 'commander';
import { McpReport } from '../../report/mcp-report';
import { Streams, readManifestSources } from '../io';

/** Draws who reaches whom. */
export function graphCommand(streams: Streams): Command {
  return new Command('graph')
    .description('draw the network topology as a Mermaid flowchart')
    .argument('<files...>', 'files, folders of manifests with the folders in them, or - for the standard input')
    .addHelpText('after', '\nExample:\n  cdk8s-mcp graph dist/ > topology.mmd')
    .action((files: string[]) => {
      streams.out(McpReport._ofFiles(readManifestSources(files, streams), {}).toMermaid());
    });
}
