import { ApiObject } from 'cdk8s';
import { IConstruct } from 'constructs';
import { Acknowledgement, acknowledgements, isExpired, today } from './acknowledgement';
import { AppIndex } from './app-index';
import { CATALOG, RULES } from './catalog';
import { IGuardrailRule } from './guardrail-rule';
import { Json, at, record, text } from './json';
import { podsOf } from './pod-view';
import { Finding, RuleInfo, WORKLOADS } from './rule';
import { DUPLICATE_RULE } from './rules/objects';
import { Subject } from './subject';
import { ImagePolicy, ScopeMap, imagePolicies } from '../private/scopes';

export const houseRules = new ScopeMap<IGuardrailRule[]>();

/** An object that says whether it may have changed since it was judged. */
interface Stamped extends ApiObject { readonly stamp: string }

interface Judged {
  readonly object: ApiObject;
  readonly path: string;
  readonly subject: Subject;
  readonly findings: readonly RuleFinding[];
}

interface RuleFinding extends Finding { readonly ruleId: string; readonly fix: string; readonly severity: 'error' | 'warning' }

const guards = new WeakMap<IConstruct, Guard>();
const FIXES = new Map(CATALOG.map(({ id, fix }) => [id, fix]));
const BY_KIND = new Map<string, typeof RULES>();

/** Judges the final objects of one app at validation, before anything is written. */
export class Guard {
  public static of(construct: IConstruct): Guard {
    const root = construct.node.root;
    const guard = guards.get(root) ?? new Guard(root);
    guards.set(root, guard);
    return guard;
  }

  private readonly stamped = new Map<ApiObject, Stamped>();
  private readonly enforced = new Set<IConstruct>();
  private readonly judged = new WeakMap<ApiObject, { stamp: string; judged: Judged }>();

  private constructor(private readonly root: IConstruct) {
    root.node.addValidation({ validate: () => this.validate() });
  }

  public watch(object: Stamped): void { this.stamped.set(object, object); }

  public enforce(scope: IConstruct): void { this.enforced.add(scope); }

  private validate(): string[] {
    const objects = this.root.node.findAll().filter(construct => ApiObject.isApiObject(construct)) as ApiObject[];
    const judged = objects.filter(object => this.isGuarded(object)).map(object => this.judge(object));
    const index = new AppIndex(judged.map(({ subject }) => subject));
    const used = new Set<Acknowledgement>();
    const problems = judged.flatMap(({ object, path, subject, findings }) =>
      [...findings, ...relationFindings(subject, index)].filter(finding => !isAcknowledged(object, finding, used)).filter(({ severity }) => severity === 'error').map(finding => message(path, finding)));
    return [...problems, ...this.duplicates(objects, judged, used), ...this.idleAcknowledgements(used)];
  }

  private isGuarded(object: ApiObject): boolean {
    return this.stamped.has(object) || (this.enforced.size > 0 && object.node.scopes.some(scope => this.enforced.has(scope)));
  }

  /** Findings of one object, kept until the object may have changed. House rules and settings of scopes belong to its stamp. */
  private judge(object: ApiObject): Judged {
    const rules = houseRules.upwards(object).flat();
    const imagePolicy = policyOf(object);
    const own = this.stamped.get(object);
    const stamp = own === undefined ? undefined : `${own.stamp} ${rules.length} ${JSON.stringify(imagePolicy)}`;
    const before = this.judged.get(object);
    if (before !== undefined && before.stamp === stamp) { return before.judged; }
    const path = pathOf(object);
    const manifest = record(object.toJson());
    const subject = subjectOf(manifest, imagePolicy);
    const judged = { object, path, subject, findings: [...objectFindings(subject), ...rules.flatMap(rule => houseFindings(rule, path, subject))] };
    if (stamp !== undefined) { this.judged.set(object, { stamp, judged }); }
    return judged;
  }

  /** Guarded objects by their final names, all others by what cdk8s knows of them. */
  private duplicates(objects: readonly ApiObject[], judged: readonly Judged[], used: Set<Acknowledgement>): string[] {
    const subjects = new Map(judged.map(({ object, subject }) => [object, subject]));
    const paths = new Map<string, string>();
    return objects.flatMap(object => {
      const { kind, name, namespace = '(none)' } = subjects.get(object) ?? { kind: object.kind, name: object.name, namespace: object.metadata.namespace };
      const key = [object.apiGroup, kind, namespace, name].join(' ');
      const [before, path] = [paths.get(key), pathOf(object)];
      paths.set(key, before ?? path);
      if (before === undefined) { return []; }
      const finding: RuleFinding = { ruleId: DUPLICATE_RULE.id, fix: DUPLICATE_RULE.fix, severity: 'error', field: 'metadata.name', problem: `is taken by ${before}: ${kind} ${name} in namespace ${namespace}` };
      return isAcknowledged(object, finding, used) ? [] : [message(path, finding)];
    });
  }

  private idleAcknowledgements(used: ReadonlySet<Acknowledgement>): string[] {
    const day = today();
    return this.root.node.findAll().flatMap(scope => (acknowledgements.get(scope) ?? []).flatMap(acknowledgement => {
      const where = `${scope.node.path === '' ? 'app' : scope.node.path}: acknowledgement of ${acknowledgement.ruleId}`;
      if (isExpired(acknowledgement, day)) { return [`${where} expired after ${acknowledgement.expires}. Fix: mend the cause or give a new date and reason.`]; }
      return used.has(acknowledgement) || acknowledgement.byProp ? [] : [`${where} matches nothing. Fix: remove it.`];
    }));
  }
}

function policyOf(object: ApiObject): ImagePolicy {
  return Object.assign({ requireDigests: true }, ...[...imagePolicies.upwards(object)].reverse()) as ImagePolicy;
}

function pathOf(object: ApiObject): string {
  const { path, id, scope } = object.node;
  return id === 'Default' && scope !== undefined ? scope.node.path : path;
}

function subjectOf(manifest: Json, imagePolicy: ImagePolicy): Subject {
  return {
    manifest,
    imagePolicy,
    kind: text(manifest.kind) ?? '',
    name: text(at(manifest, 'metadata', 'name')) ?? '',
    namespace: text(at(manifest, 'metadata', 'namespace')),
    pod: podsOf(manifest),
  };
}

/** The rules for a kind, found once for each kind. */
function rulesFor({ kind, pod }: Subject): typeof RULES {
  const known = BY_KIND.get(kind);
  if (known !== undefined) { return known; }
  const rules = RULES.filter(({ kinds }) => kinds === undefined || kinds.includes(kind) || (pod !== undefined && kinds.includes(WORKLOADS)));
  BY_KIND.set(kind, rules);
  return rules;
}

function objectFindings(subject: Subject): RuleFinding[] {
  return rulesFor(subject).flatMap(rule => ('check' in rule ? rule.check(subject).map(finding => named(rule, finding)) : []));
}

function relationFindings(subject: Subject, index: AppIndex): RuleFinding[] {
  return rulesFor(subject)
    .flatMap(rule => ('checkAmong' in rule ? rule.checkAmong(subject, index).map(finding => named(rule, finding)) : []));
}

function named({ id, fix, severity }: RuleInfo, { field, problem }: Finding): RuleFinding {
  return { ruleId: id, fix, severity, field, problem };
}

function houseFindings(rule: IGuardrailRule, constructPath: string, { manifest, kind, name, namespace }: Subject): RuleFinding[] {
  const view = { constructPath, apiVersion: text(manifest.apiVersion) ?? '', kind, name, namespace, json: structuredClone(manifest) };
  return rule.check(view).map(({ field, problem }) => ({ field, problem, ruleId: rule.id, fix: rule.fix, severity: 'error' }));
}

/** Whether someone above answers for the finding; the reason is then written on the object. */
function isAcknowledged(object: ApiObject, { ruleId }: RuleFinding, used: Set<Acknowledgement>): boolean {
  const day = today();
  const found = acknowledgements.upwards(object).flat()
    .find(acknowledgement => acknowledgement.ruleId === ruleId && !isExpired(acknowledgement, day));
  if (found === undefined) { return false; }
  used.add(found);
  if (!found.byProp) {
    object.metadata.addAnnotation(`cdk8s-mcp/acknowledged-${ruleId}`, found.expires === undefined ? found.reason : `${found.reason} (until ${found.expires})`);
  }
  return true;
}

function message(path: string, { ruleId, field, problem, fix }: RuleFinding): string {
  return `${path}: ${ruleId}: ${field} ${problem}. Fix: ${FIXES.get(ruleId) ?? fix}`;
}
