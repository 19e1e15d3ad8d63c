import { Command } from 'commander';
import { visibleLine } from '../../foundation/visible';
import { McpReport } from '../../report/mcp-report';
import { FindingPosture, Posture } from '../../report/posture';
import { Streams, readSources, Finish } from '../io';
import { FactFlags, factsOf, withFacts } from '../manifests';

interface Flags extends FactFlags {
  readonly json?: boolean;
  readonly warnings?: boolean;
}

/** Checks manifests of any origin. */
export function checkCommand(streams: Streams, finish: Finish): Command {
  return withFacts(new Command('check'))
    .description('check manifests against all guardrail rules')
    .argument('<files...>', 'files, folders of manifests, or - for the standard input')
    .option('--warnings', 'fail on warnings')
    .option('--json', 'findings as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  cdk8s-mcp check dist/\n  helm template chart | cdk8s-mcp check -\n' +
        '  kubectl get deploy,netpol,svc -n mcp -o yaml | cdk8s-mcp check - --json',
    )
    .action((files: string[], flags: Flags) => {
      // our own text
      const { findings } = JSON.parse(
        McpReport._ofFiles(readSources(files, streams), factsOf(flags)).toJson(),
      ) as Posture;
      const open = findings.filter(({ acknowledged }) => acknowledged === undefined);
      const failing = open.filter(({ severity }) => severity === 'error' || flags.warnings === true);
      streams.out(flags.json === true ? `${JSON.stringify(findings, undefined, 2)}\n` : open.map(lineOf).join(''));
      if (flags.json !== true) {
        streams.err(`${summary(findings, open)}\n`);
      }
      finish(failing.length === 0 ? 0 : 1);
    });
}

function lineOf({ severity, rule, object, field, problem, fix }: FindingPosture): string {
  return `${visibleLine(`${severity}  ${rule}  ${object}: ${field} ${problem}. Fix: ${fix}`)}\n`;
}

function summary(findings: readonly FindingPosture[], open: readonly FindingPosture[]): string {
  const errors = open.filter(({ severity }) => severity === 'error').length;
  const acknowledged = findings.length - open.length;
  const counts = `${count(errors, 'error')}, ${count(open.length - errors, 'warning')}`;
  return acknowledged > 0 ? `${counts}, ${acknowledged} acknowledged` : counts;
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
