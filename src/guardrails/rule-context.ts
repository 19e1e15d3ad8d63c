import { ApiObject } from 'cdk8s';
import { IConstruct } from 'constructs';
import { IGuardrailRule } from './guardrail-rule';
import { DEFAULT_NUMBERS, RuleNumbers } from './rule-numbers';
import { RuleSettings } from './rule-settings';
import { definedEntries } from '../foundation/defined';
import { PlatformFacts, ScopeMap, platformFacts } from '../foundation/scopes';

export const customRules = new ScopeMap<IGuardrailRule[]>();
export const ruleSettings = new ScopeMap<RuleSettings[]>();

/** What holds for all objects of one scope. */
export interface RuleContext {
  readonly rules: readonly IGuardrailRule[];
  readonly facts: PlatformFacts;
  readonly numbers: RuleNumbers;
  /** Why rules go by weaker numbers than the default, by their ids. */
  readonly reasons: Readonly<Record<string, string>>;
  readonly key: string;
}

/** The contexts that were found in one pass. */
export type RuleContexts = Map<IConstruct | undefined, RuleContext>;

const DEFAULT_FACTS: PlatformFacts = { requireDigests: true, openshift: false, clusterDomain: 'cluster.local' };
const SCOPED = [customRules, ruleSettings, platformFacts];

export function ruleContextOf(object: ApiObject, known: RuleContexts): RuleContext {
  const { scope } = object.node;
  const before = known.get(scope);
  // what is set on the object itself counts too
  const isSpecial = SCOPED.some(map => map.get(object) !== undefined);
  if (before !== undefined && !isSpecial) {
    return before;
  }
  const found = contextOf(object);
  if (!isSpecial) {
    known.set(scope, found);
  }
  return found;
}

function contextOf(object: ApiObject): RuleContext {
  const rules = customRules.upwards(object).flat();
  const facts = platformFacts
    .upwards(object)
    .reduceRight<PlatformFacts>((far, near) => ({ ...far, ...near }), DEFAULT_FACTS);
  // the nearest setting of a rule is the last one
  const settings = ruleSettings
    .upwards(object)
    .reverse()
    .flat()
    .map(({ _setting }) => _setting);
  const numbers = settings.reduce<RuleNumbers>((far, near) => ({ ...far, ...near.numbers }), DEFAULT_NUMBERS);
  const reasons = definedEntries(Object.fromEntries(settings.map(({ rule, reason }) => [rule, reason])));
  return { rules, facts, numbers, reasons, key: JSON.stringify([rules.length, facts, numbers, reasons]) };
}
