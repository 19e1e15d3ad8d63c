import { Command, Option } from 'commander';
import { writeFile } from '../../foundation/write-file';
import { ManifestFacts } from '../../report/manifest-facts';
import { acknowledgedBy } from '../acknowledged';
import { Baseline } from '../baseline';
import { CHECK_FORMATS } from '../check-output';
import { CheckedFinding, isOpen } from '../checked-findings';
import { ClusterFlags, judgeClusters, withClusters } from '../clusters';
import { Configuration, readConfiguration } from '../configuration';
import { Finish, Streams } from '../io';
import { FactFlags, factsOf, withFacts } from '../manifests';

interface Flags extends FactFlags, ClusterFlags {
  readonly format: string;
  readonly json?: boolean;
  readonly severity?: 'error' | 'warning';
  readonly warnings?: boolean;
  readonly baseline?: string;
  readonly writeBaseline?: string;
  readonly config?: string;
  readonly color: boolean;
}

const HELP = `
A folder is read with the folders in it, but for hidden ones and node_modules.
Objects of one cluster are judged together; --cluster judges several apart.
cdk8s-mcp.yaml in the working directory sets options and acknowledges rules:
docs/checking.md.

Examples:
  cdk8s-mcp check dist/
  helm template chart | cdk8s-mcp check -
  kubectl get deploy,netpol,svc -n mcp -o yaml | cdk8s-mcp check - --json
  cdk8s-mcp check --cluster eu=clusters/eu --cluster us=clusters/us
  cdk8s-mcp check dist/ --format sarif > mcp.sarif
  cdk8s-mcp check dist/ --write-baseline baseline.json`;

/** Checks manifests of any origin. */
export function checkCommand(streams: Streams, finish: Finish): Command {
  return withFacts(withClusters(new Command('check')))
    .description('check manifests against all guardrail rules')
    .addOption(
      new Option('--severity <severity>', 'the least severity that fails (default: error)').choices([
        'error',
        'warning',
      ]),
    )
    .addOption(new Option('--warnings', 'fail on warnings: --severity warning').conflicts('severity'))
    .option('--baseline <file>', 'known findings, which do not fail')
    .addOption(
      new Option('--write-baseline <file>', 'write the findings as a baseline, and succeed').conflicts('baseline'),
    )
    .option('--config <file>', 'the configuration (default: cdk8s-mcp.yaml or .cdk8s-mcp.yaml, if there is one)')
    .addOption(new Option('--format <format>', 'the output format').choices(Object.keys(CHECK_FORMATS)).default('text'))
    .addOption(new Option('--json', 'findings as JSON: --format json').implies({ format: 'json' }))
    .option('--no-color', 'no colours, on a terminal too')
    .addHelpText('after', HELP)
    .action((files: string[], flags: Flags, command: Command) => {
      const configuration = readConfiguration(flags.config);
      const plain = flags.color ? streams : withoutColours(streams);
      const findings = findingsOf(files, configuration, { streams, command });
      CHECK_FORMATS[flags.format](findings, plain);
      const open = findings.filter(isOpen);
      if (flags.writeBaseline !== undefined) {
        writeFile(flags.writeBaseline, Baseline.textOf(open));
        return;
      }
      const least = flags.severity ?? (flags.warnings === true ? 'warning' : (configuration.severity ?? 'error'));
      finish(open.some(({ finding }) => least === 'warning' || finding.severity === 'error') ? 1 : 0);
    });
}

function withoutColours(streams: Streams): Streams {
  return {
    ...streams,
    out: text => {
      streams.out(text);
    },
    err: text => {
      streams.err(text);
    },
  };
}

/** What is found, with the reasons of the configuration and what the baseline knows. */
function findingsOf(
  files: readonly string[],
  configuration: Configuration,
  { streams, command }: { readonly streams: Streams; readonly command: Command },
): CheckedFinding[] {
  const flags = command.opts<Flags>();
  const isText = flags.format === 'text';
  const found = judgeClusters(files, factsFor(flags, configuration), { streams, command }).flatMap(({ name, report }) =>
    report._findings(isText ? 'unlocated' : 'located').map(each => ({ ...each, cluster: name })),
  );
  const judged = acknowledgedBy(configuration.acknowledge, found, streams.err);
  const file = flags.writeBaseline === undefined ? (flags.baseline ?? configuration.baseline) : undefined;
  const baseline = file === undefined ? undefined : Baseline.read(file);
  baseline?.stale(judged).forEach(line => {
    streams.err(line);
  });
  return judged.map(each => ({ ...each, isKnown: baseline?.has(each) ?? false }));
}

/** Flags win over the configuration. */
function factsFor(flags: FactFlags, { registry, digests, openshift, ...set }: Configuration): ManifestFacts {
  return factsOf({
    registry: flags.registry ?? registry,
    digests: flags.digests && digests !== false,
    openshift: flags.openshift ?? openshift,
    clusterDomain: flags.clusterDomain ?? set.clusterDomain,
    annotationDomain: flags.annotationDomain ?? set.annotationDomains,
  });
}
