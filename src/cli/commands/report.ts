import { Command, Option } from 'commander';
import { loadReport } from '../../report/lazy';
import { ClusterFlags, JudgedCluster, judgeClusters, withClusters } from '../clusters';
import { STANDARD_INPUT, Streams } from '../io';
import { FactFlags, factsOf, withFacts } from '../manifests';

interface Flags extends FactFlags, ClusterFlags {
  readonly format: 'markdown' | 'json' | 'sarif';
}

const FORMATS = { markdown: markdownOf, json: jsonOf, sarif: sarifOf };

/** Says what will run. */
export function reportCommand(streams: Streams): Command {
  return withFacts(withClusters(new Command('report')))
    .description('report what will run, who may call it and where it may connect')
    .addOption(new Option('--format <format>', 'the output format').choices(Object.keys(FORMATS)).default('markdown'))
    .addHelpText(
      'after',
      '\nA folder is read with the folders in it, but for hidden ones and node_modules.\n\n' +
        'Examples:\n  cdk8s-mcp report dist/ > report.md\n  cdk8s-mcp report dist/ --format sarif > mcp.sarif\n' +
        '  cdk8s-mcp report --cluster eu=clusters/eu --cluster us=clusters/us',
    )
    .action((files: string[], flags: Flags, command: Command) => {
      streams.out(FORMATS[flags.format](judgeClusters(files, factsOf(flags), { streams, command })));
    });
}

function markdownOf(clusters: readonly JudgedCluster[]): string {
  return clusters
    .map(({ name, report }) =>
      name === undefined ? report.toMarkdown() : report.toMarkdown().replace(/^(# .*)$/m, `$1: cluster ${name}`),
    )
    .join('\n');
}

function jsonOf(clusters: readonly JudgedCluster[]): string {
  const [{ name, report }] = clusters;
  if (name === undefined) {
    return report.toJson();
  }
  // our own texts
  const reports = clusters.map(each => [each.name, JSON.parse(each.report.toJson()) as object]);
  return `${JSON.stringify({ clusters: Object.fromEntries(reports) as object }, undefined, 2)}\n`;
}

function sarifOf(clusters: readonly JudgedCluster[]): string {
  const findings = clusters.flatMap(({ name, report }) => report._findings().map(each => ({ ...each, cluster: name })));
  return loadReport().renderSarif(findings, STANDARD_INPUT);
}
