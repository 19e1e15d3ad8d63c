import { Command } from 'commander';
import { CATALOG } from '../../guardrails/catalog';
import { Streams, UserError } from '../io';

/** Tells what a rule asks for, and why. */
export function explainCommand(streams: Streams): Command {
  return new Command('explain')
    .description('tell what a rule asks for and why; without a rule, list them')
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
        throw new UserError(`${id}: is no rule; cdk8s-mcp explain lists them`);
      }
      streams.out(
        `${rule.id} (${rule.severity})\n\n${rule.title}.\n\nWhy: ${rule.why}\nFix: ${rule.fix}\nAsked for by: ${rule.references.join('; ')}\n` +
          `\nTo go on anyway, say why: Guardrails.of(scope).acknowledge('${rule.id}', '<reason>', { expires: ` +
          `'YYYY-MM-DD' })\n`,
      );
    });
}
