import { Command, Option } from 'commander';
import { McpReport } from '../../report/mcp-report';
import { Streams, readSources } from '../io';
import { FactFlags, factsOf, withFacts } from '../manifests';

interface Flags extends FactFlags {
  readonly format: 'markdown' | 'json' | 'sarif';
}

/** Says what will run. */
export function reportCommand(streams: Streams): Command {
  return withFacts(new Command('report'))
    .description('report what will run, who may call it and where it may connect')
    .argument('<files...>', 'files, folders of manifests, or - for the standard input')
    .addOption(
      new Option('--format <format>', 'the output format').choices(['markdown', 'json', 'sarif']).default('markdown'),
    )
    .addHelpText(
      'after',
      '\nExamples:\n  cdk8s-mcp report dist/ > report.md\n  cdk8s-mcp report dist/ --format sarif > mcp.sarif',
    )
    .action((files: string[], flags: Flags) => {
      const report = McpReport._ofFiles(readSources(files, streams), factsOf(flags));
      streams.out(
        { markdown: () => report.toMarkdown(), json: () => report.toJson(), sarif: () => report.toSarif() }[
          flags.format
        ](),
      );
    });
}
