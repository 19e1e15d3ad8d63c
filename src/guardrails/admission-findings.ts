import { RULES } from './catalog';
import { RuleFinding, toRuleFinding } from './judge';
import { Finding, ObjectRule, RelationRule, WORKLOADS } from './rule';
import { DEFAULT_NUMBERS } from './rule-numbers';
import { Subject, viewsOf } from './subject';
import { PlatformFacts } from '../foundation/scopes';

/** Kinds whose pods admission judges at the object that makes them. */
export const ADMITTED_WORKLOADS: readonly string[] = [
  'Pod',
  'Deployment',
  'ReplicaSet',
  'StatefulSet',
  'DaemonSet',
  'ReplicationController',
  'Job',
  'CronJob',
];

const ENFORCED = RULES.filter(({ admission }) => admission !== undefined);

/**
 * What admission rejects in an object: acknowledgements, numbers of a scope and grants in the app do not count there.
 *
 * @param facts What the parameters of the policy say, in place of the scope's.
 */
export function admissionFindings(subject: Subject, facts: PlatformFacts): RuleFinding[] {
  const judged: Subject = { ...subject, facts, numbers: DEFAULT_NUMBERS };
  return ENFORCED.filter(rule => reads(rule, subject.kind)).flatMap(rule =>
    viewsOf(judged).flatMap(view => found(rule, view).map(finding => toRuleFinding(rule, finding))),
  );
}

function reads({ admission }: ObjectRule | RelationRule, kind: string): boolean {
  return admission?.of === WORKLOADS ? ADMITTED_WORKLOADS.includes(kind) : admission?.of === kind;
}

function found(rule: ObjectRule | RelationRule, view: Subject): readonly Finding[] {
  return 'check' in rule ? rule.check(view) : (rule.checkAlone?.(view) ?? []);
}
