import { AppIndex } from './app-index';
import { RULES } from './catalog';
import { IGuardrailRule } from './guardrail-rule';
import { Json, getPath, asString } from './json';
import { podsOf } from './pod-view';
import { PROPS_KEEP } from './props-keep';
import { Finding, RuleInfo, WORKLOADS } from './rule';
import { DEFAULT_NUMBERS, RuleNumbers } from './rule-numbers';
import { Subject } from './subject';
import { PlatformFacts } from '../foundation/scopes';

/** A finding with the facts of its rule. */
export interface RuleFinding extends Finding {
  readonly ruleId: string;
  readonly fix: string;
  readonly severity: 'error' | 'warning';
}

/** Which rules judge an object: all of them, or those that props can break. */
export type Scope = 'all' | 'props';

const BY_KIND = new Map<string, typeof RULES>();

/** What is known of an object besides its manifest. */
export interface SubjectContext {
  readonly facts: PlatformFacts;
  /** What the props made of an object of the library. */
  readonly declared?: Json;
  readonly numbers?: RuleNumbers;
}

export function subjectOf(
  manifest: Json,
  { facts, declared = manifest, numbers = DEFAULT_NUMBERS }: SubjectContext,
): Subject {
  return {
    manifest,
    declared,
    facts,
    numbers,
    kind: asString(manifest.kind) ?? '',
    name: asString(getPath(manifest, 'metadata', 'name')) ?? '',
    namespace: asString(getPath(manifest, 'metadata', 'namespace')),
    pod: podsOf(manifest),
  };
}

/** The rules for a kind, found once for each kind. One kind may make pods in one API group only. */
function rulesFor({ kind, pod }: Subject, scope: Scope): typeof RULES {
  const key = `${scope} ${pod === undefined ? kind : `${kind} with pods`}`;
  const known = BY_KIND.get(key);
  if (known !== undefined) {
    return known;
  }
  const rules = RULES.filter(
    ({ id, kinds }) =>
      (scope === 'all' || !PROPS_KEEP.has(id)) &&
      (kinds === undefined || kinds.includes(kind) || (pod !== undefined && kinds.includes(WORKLOADS))),
  );
  BY_KIND.set(key, rules);
  return rules;
}

export function objectFindings(subject: Subject, scope: Scope = 'all'): RuleFinding[] {
  return rulesFor(subject, scope).flatMap(rule =>
    'check' in rule ? rule.check(subject).map(finding => toRuleFinding(rule, finding)) : [],
  );
}

export function relationFindings(subject: Subject, index: AppIndex, scope: Scope = 'all'): RuleFinding[] {
  return rulesFor(subject, scope).flatMap(rule =>
    'checkInApp' in rule ? rule.checkInApp(subject, index).map(finding => toRuleFinding(rule, finding)) : [],
  );
}

export function toRuleFinding({ id, fix, severity }: RuleInfo, { field, problem }: Finding): RuleFinding {
  return { ruleId: id, fix, severity, field, problem };
}

export function customFindings(
  rule: IGuardrailRule,
  constructPath: string,
  { manifest, kind, name, namespace }: Subject,
): RuleFinding[] {
  const view = {
    constructPath,
    apiVersion: asString(manifest.apiVersion) ?? '',
    kind,
    name,
    namespace,
    json: structuredClone(manifest),
  };
  return rule
    .check(view)
    .map(({ field, problem }) => ({ field, problem, ruleId: rule.id, fix: rule.fix, severity: 'error' }));
}
