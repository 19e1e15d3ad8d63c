import { ApiObject } from 'cdk8s';
import { IConstruct } from 'constructs';
import { Acknowledgement, acknowledgements, isExpired, today } from './acknowledgement';
import { AppIndex } from './app-index';
import { IGuardrailRule } from './guardrail-rule';
import { Json, getPath, asObject } from './json';
import { RuleFinding, customFindings, toRuleFinding, objectFindings, relationFindings, subjectOf } from './judge';
import { writeNamespacesFirst } from './namespace-order';
import { ACKNOWLEDGED, relaxationsOf } from './relaxations';
import { CLUSTER_SCOPED, DUPLICATE_RULE } from './rules/objects';
import { Subject } from './subject';
import { apiObjects, namespaceInventories } from '../foundation/inventory';
import { AppWide, PlatformFacts, ScopeMap, pathOf, platformFacts } from '../foundation/scopes';
import { visibleLine } from '../foundation/visible';

export const customRules = new ScopeMap<IGuardrailRule[]>();

/** An object with a stamp that differs whenever it may render differently. */
interface Stamped extends ApiObject {
  readonly stamp: string;
}

/** What holds for all objects of one scope. */
interface RuleContext {
  readonly rules: readonly IGuardrailRule[];
  readonly facts: PlatformFacts;
  readonly key: string;
}

/** The findings of one object, kept while the object is unchanged. */
interface Verdict {
  readonly object: ApiObject;
  /** undefined: the object may change without notice. */
  readonly stamp?: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
  readonly findings: readonly RuleFinding[];
  relations: readonly RuleFinding[];
  /** The final JSON. */
  subject: Subject;
  /** The JSON was given out to be written, and may have been changed since. */
  released: boolean;
}

/** An object as it will be written, and its findings. */
export interface Judgement {
  /** The path of the construct that a person knows. */
  readonly path: string;
  readonly subject: Subject;
  readonly findings: readonly (RuleFinding & { readonly acknowledgement?: Acknowledgement })[];
}

const DEFAULT_FACTS: PlatformFacts = { requireDigests: true, openshift: false, clusterDomain: 'cluster.local' };

/**
 * Checks the final objects of one app at validation, before anything is written.
 *
 * cdk8s validates the whole app, validates it again for each chart, and then serializes each object. An object is
 * rendered and checked once for all of these, unless its stamp shows that it has changed.
 */
export class Guard {
  public static of(construct: IConstruct): Guard {
    return Guard.all.of(construct);
  }

  private static readonly all = new AppWide(root => new Guard(root));

  private readonly stamped = new Map<ApiObject, Stamped>();
  private readonly enforced = new Set<IConstruct>();
  private readonly verdicts = new WeakMap<ApiObject, Verdict>();
  private guardedBefore = 0;
  private changed = true;

  private constructor(private readonly root: IConstruct) {
    root.node.addValidation({ validate: () => this.validate() });
  }

  public watch(object: Stamped): void {
    this.stamped.set(object, object);
  }

  public enforce(scope: IConstruct): void {
    this.enforced.add(scope);
  }

  /** The JSON that was checked, if the object is unchanged. It is given out once, because the caller may change it. */
  public takeManifest(object: Stamped): Json | undefined {
    const verdict = this.verdicts.get(object);
    if (verdict === undefined || verdict.released || !verdict.stamp?.startsWith(`${object.stamp} `)) {
      return undefined;
    }
    verdict.released = true;
    return verdict.subject.manifest;
  }

  /** Whether the JSON that was checked last is what will be written: acknowledging a finding adds an annotation. */
  public get isSettled(): boolean {
    return [...this.stamped.values()].every(
      object => this.verdicts.get(object)?.stamp?.startsWith(`${object.stamp} `) === true,
    );
  }

  /** Everything that the app will write, objects that are not guarded too. */
  public judgements(): Judgement[] {
    const contexts = new Map<IConstruct | undefined, RuleContext>();
    const verdicts = apiObjects(this.root.node.findAll()).map(object => this.judge(object, contexts));
    const index = new AppIndex(verdicts.map(({ subject }) => subject));
    return verdicts.map(({ object, subject, findings }) => ({
      path: ownerOf(object),
      subject,
      findings: [...findings, ...relationFindings(subject, index)].map(finding => ({
        ...finding,
        acknowledgement: acknowledgementOf(object, finding),
      })),
    }));
  }

  private validate(): string[] {
    const all = this.root.node.findAll();
    const objects = apiObjects(all);
    namespaceInventories.of(this.root).update(objects);
    writeNamespacesFirst(
      objects,
      [...this.stamped.keys()].filter(({ kind }) => kind === 'Namespace'),
    );
    const contexts = new Map<IConstruct | undefined, RuleContext>();
    const verdicts = objects.filter(object => this.isGuarded(object)).map(object => this.judge(object, contexts));
    if (this.changed || verdicts.length !== this.guardedBefore) {
      for (const verdict of verdicts.filter(({ released }) => released)) {
        verdict.subject = this.subjectOf(verdict.object, contexts);
        verdict.released = false;
      }
      const subjects = verdicts.map(({ subject }) => subject);
      const index = new AppIndex(subjects);
      verdicts.forEach((verdict, i) => {
        verdict.relations = relationFindings(subjects[i], index);
      });
      [this.changed, this.guardedBefore] = [false, verdicts.length];
    }
    const used = new Set<Acknowledgement>();
    const problems = verdicts
      .filter(({ findings, relations }) => findings.length + relations.length > 0)
      .flatMap(({ object, subject, findings, relations }) =>
        [...findings, ...relations]
          .filter(finding => !isAcknowledged(object, finding, used, subject) && finding.severity === 'error')
          .map(finding => message(object, finding)),
      );
    return [...problems, ...this.duplicates(objects, used), ...idleAcknowledgements(all, used)];
  }

  private isGuarded(object: ApiObject): boolean {
    return (
      this.stamped.has(object) || (this.enforced.size > 0 && object.node.scopes.some(scope => this.enforced.has(scope)))
    );
  }

  private judge(object: ApiObject, known: Map<IConstruct | undefined, RuleContext>): Verdict {
    const { rules, key } = ruleContextOf(object, known);
    const watched = this.stamped.get(object);
    const stamp = watched === undefined ? undefined : `${watched.stamp} ${key}`;
    const before = this.verdicts.get(object);
    if (before !== undefined && stamp !== undefined && before.stamp === stamp) {
      return before;
    }
    this.verdicts.delete(object);
    const subject = this.subjectOf(object, known);
    const { kind, name, namespace } = subject;
    const findings = [
      ...objectFindings(subject),
      ...rules.flatMap(rule => customFindings(rule, ownerOf(object), subject)),
    ];
    const verdict: Verdict = {
      object,
      stamp,
      kind,
      name,
      namespace,
      findings,
      relations: [],
      subject,
      released: false,
    };
    this.verdicts.set(object, verdict);
    this.changed = true;
    return verdict;
  }

  private subjectOf(object: ApiObject, known: Map<IConstruct | undefined, RuleContext>): Subject {
    return subjectOf(asObject(object.toJson()), ruleContextOf(object, known).facts);
  }

  /** Guarded objects by their final names, others by the names that cdk8s has. */
  private duplicates(objects: readonly ApiObject[], used: Set<Acknowledgement>): string[] {
    const taken = new Map<string, ApiObject>();
    const problems: string[] = [];
    for (const object of objects) {
      const {
        kind,
        name,
        namespace: listedNamespace = '(none)',
      } = this.verdicts.get(object) ?? { kind: object.kind, name: object.name, namespace: object.metadata.namespace };
      // cdk8s gives the chart's namespace to everything
      const namespace = CLUSTER_SCOPED.includes(kind) ? '(none)' : listedNamespace;
      const key = `${object.apiGroup} ${kind} ${namespace} ${name}`;
      const before = taken.get(key);
      if (before === undefined) {
        taken.set(key, object);
        continue;
      }
      const problem = `is already used by ${ownerOf(before)}: ${kind} ${name} in namespace ${namespace}`;
      const finding = toRuleFinding(DUPLICATE_RULE, { field: 'metadata.name', problem });
      if (!isAcknowledged(object, finding, used)) {
        problems.push(message(object, finding));
      }
    }
    return problems;
  }
}

function idleAcknowledgements(scopes: readonly IConstruct[], used: ReadonlySet<Acknowledgement>): string[] {
  const day = today();
  const listedNamespace = scopes.flatMap(
    scope => acknowledgements.get(scope)?.map(acknowledgement => ({ scope, acknowledgement })) ?? [],
  );
  return listedNamespace.flatMap(({ scope, acknowledgement }) => {
    const where = `${pathOf(scope)}: acknowledgement of ${acknowledgement.ruleId}`;
    if (isExpired(acknowledgement, day)) {
      return [`${where} expired after ${acknowledgement.expires}. Fix: fix the cause or give a new date and reason.`];
    }
    return used.has(acknowledgement) || acknowledgement.byProp ? [] : [`${where} matches nothing. Fix: remove it.`];
  });
}

function ruleContextOf(object: ApiObject, known: Map<IConstruct | undefined, RuleContext>): RuleContext {
  const scope = object.node.scope;
  const before = known.get(scope);
  // what is set on the object itself counts too
  if (before !== undefined && customRules.get(object) === undefined && platformFacts.get(object) === undefined) {
    return before;
  }
  const rules = customRules.upwards(object).flat();
  const facts = platformFacts
    .upwards(object)
    .reduceRight<PlatformFacts>((far, near) => ({ ...far, ...near }), DEFAULT_FACTS);
  const found = { rules, facts, key: `${rules.length} ${JSON.stringify(facts)}` };
  if (customRules.get(object) === undefined && platformFacts.get(object) === undefined) {
    known.set(scope, found);
  }
  return found;
}

/** The construct that a user created: its main object is the child `Default`. */
function ownerOf(object: ApiObject): string {
  const { id, scope } = object.node;
  return pathOf(id === 'Default' && scope !== undefined ? scope : object);
}

/** Whether the finding is acknowledged in a scope above; the reason is then written on the object. */
function isAcknowledged(
  object: ApiObject,
  finding: RuleFinding,
  used: Set<Acknowledgement>,
  subject?: Subject,
): boolean {
  const found = acknowledgementOf(object, finding);
  if (found === undefined) {
    return false;
  }
  used.add(found);
  const annotations = asObject(getPath(subject?.manifest, 'metadata', 'annotations'));
  // a prop that relaxes the rule may have written its annotation
  if (!found.byProp || relaxationsOf(finding.ruleId).every(name => annotations[name] === undefined)) {
    object.metadata.addAnnotation(
      `${ACKNOWLEDGED}${finding.ruleId}`,
      found.expires === undefined ? found.reason : `${found.reason} (until ${found.expires})`,
    );
  }
  return true;
}

function acknowledgementOf(object: ApiObject, { ruleId }: RuleFinding): Acknowledgement | undefined {
  const day = today();
  return acknowledgements
    .upwards(object)
    .flat()
    .find(acknowledgement => acknowledgement.ruleId === ruleId && !isExpired(acknowledgement, day));
}

function message(object: ApiObject, { ruleId, field, problem, fix }: RuleFinding): string {
  return visibleLine(`${ownerOf(object)}: ${ruleId}: ${field} ${problem}. Fix: ${fix}`);
}
