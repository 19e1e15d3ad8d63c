import { Command, Option } from 'commander';
import { McpDiff } from '../../report/mcp-diff';
import { Streams, UserError, readManifestSources, Finish } from '../io';
import { FactFlags, factsOf, withFacts } from '../manifests';

interface Flags extends FactFlags {
  readonly format: 'text' | 'markdown' | 'json';
  readonly failOn: 'widened' | 'any' | 'never';
}

/** Compares two outputs of synth. */
export function diffCommand(streams: Streams, finish: Finish): Command {
  return withFacts(new Command('diff'))
    .description('compare two sets of manifests and flag widened access')
    .argument('<before>', 'a file, a folder of manifests with the folders in it, or - for the standard input')
    .argument('<after>', 'a file, a folder of manifests with the folders in it, or - for the standard input')
    .addOption(
      new Option('--format <format>', 'the output format').choices(['text', 'markdown', 'json']).default('text'),
    )
    .addOption(
      new Option('--fail-on <weight>', 'which changes exit with code 1')
        .choices(['widened', 'any', 'never'])
        .default('widened'),
    )
    .addHelpText(
      'after',
      '\nExamples:\n  cdk8s-mcp diff main/dist dist\n' +
        '  cdk8s-mcp diff main/dist dist --format markdown --fail-on never > changes.md',
    )
    .action((before: string, after: string, flags: Flags) => {
      if (before === '-' && after === '-') {
        throw new UserError('before and after cannot both be the standard input');
      }
      const diff = McpDiff._betweenFiles(
        readManifestSources([before], streams),
        readManifestSources([after], streams),
        factsOf(flags),
      );
      streams.out(
        { text: () => diff.toText(), markdown: () => diff.toMarkdown(), json: () => diff.toJson() }[flags.format](),
      );
      finish({ widened: diff.isWider, any: !diff.isEmpty, never: false }[flags.failOn] ? 1 : 0);
    });
}
