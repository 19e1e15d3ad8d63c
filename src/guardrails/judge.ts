import { AppIndex } from './app-index';
import { RULES } from './catalog';
import { IGuardrailRule } from './guardrail-rule';
import { Json, getPath, asString } from './json';
import { podsOf } from './pod-view';
import { Finding, RuleInfo, WORKLOADS } from './rule';
import { Subject } from './subject';
import { redacted } from '../foundation/credentials/redacted';
import { PlatformFacts } from '../foundation/scopes';

/** A finding with the facts of its rule. */
export interface RuleFinding extends Finding {
  readonly ruleId: string;
  readonly fix: string;
  readonly severity: 'error' | 'warning';
}

const BY_KIND = new Map<string, typeof RULES>();

export function subjectOf(manifest: Json, facts: PlatformFacts): Subject {
  return {
    manifest,
    facts,
    kind: asString(manifest.kind) ?? '',
    name: asString(getPath(manifest, 'metadata', 'name')) ?? '',
    namespace: asString(getPath(manifest, 'metadata', 'namespace')),
    pod: podsOf(manifest),
  };
}

/** The rules for a kind, found once for each kind. One kind may make pods in one API group only. */
function rulesFor({ kind, pod }: Subject): typeof RULES {
  const key = pod === undefined ? kind : `${kind} with pods`;
  const known = BY_KIND.get(key);
  if (known !== undefined) {
    return known;
  }
  const rules = RULES.filter(
    ({ kinds }) => kinds === undefined || kinds.includes(kind) || (pod !== undefined && kinds.includes(WORKLOADS)),
  );
  BY_KIND.set(key, rules);
  return rules;
}

export function objectFindings(subject: Subject): RuleFinding[] {
  return rulesFor(subject).flatMap(rule =>
    'check' in rule ? rule.check(subject).map(finding => toRuleFinding(rule, finding)) : [],
  );
}

export function relationFindings(subject: Subject, index: AppIndex): RuleFinding[] {
  return rulesFor(subject).flatMap(rule =>
    'checkInApp' in rule ? rule.checkInApp(subject, index).map(finding => toRuleFinding(rule, finding)) : [],
  );
}

export function toRuleFinding(
  { id, fix, severity }: Pick<RuleInfo, 'id' | 'fix' | 'severity'>,
  { field, problem }: Finding,
): RuleFinding {
  // names in manifests may hold what only belongs into values of Secrets
  return { ruleId: id, fix, severity, field: redacted(field), problem: redacted(problem) };
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
  return rule.check(view).map(finding => toRuleFinding({ id: rule.id, fix: rule.fix, severity: 'error' }, finding));
}
