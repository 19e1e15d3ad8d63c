import { Command } from 'commander';
import { CATALOG } from '../../guardrails/catalog';
import { RuleInfo } from '../../guardrails/rule';
import { Streams, UserError } from '../io';

/** Explains a rule. */
export function explainCommand(streams: Streams): Command {
  return new Command('explain')
    .description('explain what a rule requires and why; without a rule, list all rules')
    .argument('[rule]', 'the id of a rule')
    .addHelpText('after', '\nExample:\n  cdk8s-mcp explain network-policy-open')
    .action((id: string | undefined) => {
      if (id === undefined) {
        const width = Math.max(...CATALOG.map(rule => rule.id.length));
        streams.out(CATALOG.map(rule => `${rule.id.padEnd(width)}  ${rule.title}\n`).join(''));
        return;
      }
      const rule = CATALOG.find(each => each.id === id);
      if (rule === undefined) {
        throw new UserError(`${id}: unknown rule; cdk8s-mcp explain lists them`);
      }
      streams.out(explanationOf(rule));
    });
}

function explanationOf({ id, severity, title, why, fix, references }: RuleInfo): string {
  const acknowledge = `Guardrails.of(scope).acknowledge('${id}', '<reason>', { expires: 'YYYY-MM-DD' })`;
  return [
    `${id} (${severity})`,
    '',
    `${title}.`,
    '',
    `Why: ${why}`,
    `Fix: ${fix}`,
    `References: ${references.join('; ')}`,
    '',
    `To go on anyway, say why: ${acknowledge}`,
    '',
  ].join('\n');
}
