import { AppIndex } from './app-index';
import { RULES } from './catalog';
import { makesPods } from './data/pod-makers';
import { GuardrailFinding, GuardrailManifest, IGuardrailRule } from './guardrail-rule';
import { Json, getPath, asString } from './json';
import { nestedIn } from './nested-objects';
import { podsOf } from './pods-of';
import { PROPS_KEEP } from './props-keep';
import { Finding, ObjectRule, RuleInfo, WORKLOADS } from './rule';
import { DEFAULT_NUMBERS, RuleNumbers } from './rule-numbers';
import { Subject, viewsOf } from './subject';
import { redacted } from '../foundation/credentials/redacted';
import { kindOf } from '../foundation/kinds';
import { PlatformFacts } from '../foundation/scopes';

/** A finding with the facts of its rule. */
export interface RuleFinding extends Finding {
  readonly ruleId: string;
  readonly fix: string;
  readonly severity: 'error' | 'warning';
}

/** Which rules judge an object: all of them, or those that props can break. */
export type Scope = 'all' | 'props';

const NOTHING: readonly Finding[] = [];
const BY_KIND = new Map<string, typeof RULES>();
/** Rules about what parts of pods say. */
const PART_RULES = RULES.filter((rule): rule is ObjectRule => 'check' in rule && rule.judgesParts === true);

/** Rules about what a controller sets in the objects that it makes of those in another. */
const GIVEN_BY_WRAPPERS = new Set(['namespace', 'names', 'labels']);

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
  const kind = kindOf(asString(manifest.apiVersion) ?? '', asString(manifest.kind) ?? '');
  const nested = nestedIn(kind, manifest);
  const pods = podsOf(kind, manifest, nested.patches);
  return {
    manifest,
    declared,
    facts,
    numbers,
    kind,
    name: asString(getPath(manifest, 'metadata', 'name')) ?? '',
    namespace: asString(getPath(manifest, 'metadata', 'namespace')),
    pod: pods.whole.at(0),
    pods,
    nested,
  };
}

/** The rules for a kind, found once for each kind. */
function rulesFor({ kind, pod }: Subject, scope: Scope): typeof RULES {
  const key = `${scope} ${pod === undefined ? '' : 'pods of '}${kind}`;
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
  const parts = subject.pods.parts.map(pod => ({ ...subject, pod }));
  const own = [
    ...ofViews(subject, view => foundBy(rulesFor(view, scope), rule => ('check' in rule ? rule.check(view) : NOTHING))),
    ...parts.flatMap(part => foundBy(PART_RULES, rule => rule.check(part))),
  ];
  return subject.nested.objects.length === 0 ? own : distinct([...own, ...nestedFindings(subject)]);
}

/**
 * The findings of manifests in a manifest. Wrappers give them names and namespaces of their own; patterns of pods are
 * judged as parts of pods.
 */
function nestedFindings({ kind, nested, facts, numbers }: Subject): RuleFinding[] {
  return nested.objects.flatMap(({ path, json }) => {
    const inner = subjectOf(json, { facts, numbers });
    const isPattern = makesPods(kind) && inner.pods.whole.length > 0;
    return (isPattern ? [] : objectFindings(inner))
      .filter(({ ruleId }) => !GIVEN_BY_WRAPPERS.has(ruleId))
      .map(finding => ({ ...finding, field: `${path}.${finding.field}` }));
  });
}

export function relationFindings(subject: Subject, index: AppIndex, scope: Scope = 'all'): RuleFinding[] {
  return ofViews(subject, view =>
    foundBy(rulesFor(view, scope), rule => ('checkInApp' in rule ? rule.checkInApp(view, index) : NOTHING)),
  );
}

/** Most rules find nothing. */
function foundBy<R extends RuleInfo>(rules: readonly R[], check: (rule: R) => readonly Finding[]): RuleFinding[] {
  const all: RuleFinding[] = [];
  for (const rule of rules) {
    for (const finding of check(rule)) {
      all.push(toRuleFinding(rule, finding));
    }
  }
  return all;
}

/** The findings of each of the pods; what is wrong with their object is said once. */
function ofViews(subject: Subject, check: (view: Subject) => RuleFinding[]): RuleFinding[] {
  const views = viewsOf(subject);
  return views.length === 1 ? check(views[0]) : distinct(views.flatMap(check));
}

function distinct(found: readonly RuleFinding[]): RuleFinding[] {
  return [
    ...new Map(found.map(finding => [`${finding.ruleId} ${finding.field} ${finding.problem}`, finding])).values(),
  ];
}

export function toRuleFinding(
  { id, fix, severity }: Pick<RuleInfo, 'id' | 'fix' | 'severity'>,
  { field, problem }: Finding,
): RuleFinding {
  // names in manifests may hold what only belongs into values of Secrets
  return { ruleId: id, fix, severity, field: redacted(field), problem: redacted(problem) };
}

/** @throws an Error that names the rule and the object if the rule fails. */
function findingsBy(rule: IGuardrailRule, view: GuardrailManifest): readonly GuardrailFinding[] {
  const where = `${view.constructPath}: ${view.kind} ${view.name}: the rule ${rule.id}`;
  let found: unknown;
  try {
    found = rule.check(view);
  } catch (error) {
    throw new Error(`${where} failed: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (!Array.isArray(found)) {
    throw new Error(`${where} must return a list of findings`);
  }
  // the class of a user declares what its method returns
  return found as readonly GuardrailFinding[];
}

export function customFindings(
  rule: IGuardrailRule,
  constructPath: string,
  { manifest, name, namespace }: Subject,
): RuleFinding[] {
  const view = {
    constructPath,
    apiVersion: asString(manifest.apiVersion) ?? '',
    kind: asString(manifest.kind) ?? '',
    name,
    namespace,
    json: structuredClone(manifest),
  };
  return findingsBy(rule, view).map(finding =>
    toRuleFinding({ id: rule.id, fix: rule.fix, severity: 'error' }, finding),
  );
}
