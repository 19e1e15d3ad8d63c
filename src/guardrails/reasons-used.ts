import { RuleFinding, objectFindings } from './judge';
import { RuleContext } from './rule-context';
import { DEFAULT_NUMBERS } from './rule-numbers';
import { Subject } from './subject';

/** The reasons for weaker numbers without which the object would break a rule. */
export function reasonsUsed(
  { reasons }: RuleContext,
  subject: Subject,
  found: readonly RuleFinding[],
): [ruleId: string, reason: string][] {
  const rules = Object.keys(reasons);
  if (rules.length === 0) {
    return [];
  }
  const broken = new Set(found.map(({ ruleId }) => ruleId));
  const byDefault = new Set(objectFindings({ ...subject, numbers: DEFAULT_NUMBERS }).map(({ ruleId }) => ruleId));
  return rules.filter(rule => byDefault.has(rule) && !broken.has(rule)).map(rule => [rule, reasons[rule]]);
}
