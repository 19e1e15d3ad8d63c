import { ApiObject, Chart } from 'cdk8s';
import { IConstruct } from 'constructs';
import { Acknowledgement } from './acknowledgement';
import { AppIndex } from './app-index';
import { duplicateNames } from './duplicate-names';
import { Grants, acknowledgementFor } from './grants';
import { Json, asObject } from './json';
import {
  RuleFinding,
  SubjectContext,
  customFindings,
  objectFindings,
  relationFindings,
  subjectOf,
  toRuleFinding,
} from './judge';
import { LateChanges } from './late-changes';
import { writeNamespacesFirst } from './namespace-order';
import { lostFiles } from './output-files';
import { describeObject, ownerOf } from './owner';
import { PATCHED_RULE, patchFindings } from './patches/patched';
import { reasonsUsed } from './reasons-used';
import { RuleContexts, ruleContextOf } from './rule-context';
import { FinalObject, Subject } from './subject';
import { apiObjects, namespaceInventories } from '../foundation/inventory';
import { AppWide } from '../foundation/scopes';

/** The JSON of an object of the library. */
export interface Rendering {
  readonly manifest: Json;
  readonly declared: Json;
}

/** An object of the library. */
export interface WatchedObject extends ApiObject {
  /** Differs whenever the object may render differently. */
  readonly stamp: string;
  /** What is written, and what the library made of it: the same JSON, unless others may have changed the object. */
  render(): Rendering;
  /** Sets an annotation of the library. */
  annotate(key: string, value: string): void;
}

/** The findings of one object, kept while the object is unchanged. */
interface Verdict {
  readonly object: ApiObject;
  /** undefined: the object may change without notice. */
  readonly stamp?: string;
  readonly findings: readonly RuleFinding[];
  relations: readonly RuleFinding[];
  /** Why the object passes a rule with weaker numbers than the default, by the rule. */
  readonly reasons: readonly (readonly [ruleId: string, reason: string])[];
  /** What others changed in an object of the library. */
  readonly patches: readonly RuleFinding[];
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

  private readonly watched = new Map<ApiObject, WatchedObject>();
  private readonly enforced = new Set<IConstruct>();
  private readonly verdicts = new WeakMap<ApiObject, Verdict>();
  private readonly lateChanges = new LateChanges(
    object => this.watched.get(object)?.stamp,
    object => this.isGuarded(object),
  );
  private index = new AppIndex([]);
  private guardedBefore = 0;
  private changed = true;

  private constructor(private readonly root: IConstruct) {
    root.node.addValidation({ validate: () => this.validate() });
  }

  public watch(object: WatchedObject): void {
    this.watched.set(object, object);
  }

  public enforce(scope: IConstruct): void {
    this.enforced.add(scope);
  }

  /**
   * What is written: the JSON that was judged, given out once, because the caller may change it. An object that changed
   * since is judged again.
   *
   * @throws an Error if it changed and breaks a rule now
   */
  public manifestOf(object: WatchedObject): Json {
    const before = this.verdicts.get(object);
    const isJudged = isCurrent(before, object);
    if (before === undefined || (isJudged && before.released)) {
      return object.render().manifest;
    }
    const verdict = isJudged ? before : this.judge(object, new Map());
    const problems = isJudged ? [] : this.problemsOf(verdict, new Grants());
    if (problems.length > 0) {
      throw new Error(`${describeObject(object)} was changed after it was judged:\n  ${problems.join('\n  ')}`);
    }
    verdict.released = true;
    return verdict.subject.manifest;
  }

  /** Whether the JSON that was checked last is what will be written: acknowledging a finding adds an annotation. */
  public get isSettled(): boolean {
    return [...this.watched.values()].every(object => isCurrent(this.verdicts.get(object), object));
  }

  /** Everything that the app will write, objects that are not guarded too. */
  public judgements(): Judgement[] {
    const contexts: RuleContexts = new Map();
    const verdicts = apiObjects(this.root.node.findAll()).map(object => this.judge(object, contexts));
    this.index = new AppIndex(verdicts.map(({ subject }) => subject));
    return verdicts.map(verdict => ({
      path: ownerOf(verdict.object),
      subject: verdict.subject,
      findings: findingsOf({ ...verdict, relations: relationFindings(verdict.subject, this.index) }).map(finding => ({
        ...finding,
        acknowledgement: acknowledgementFor(verdict.object, finding, () => this.isOfProps(verdict, finding)),
      })),
    }));
  }

  /** The guarded objects as they will be written. */
  public finals(): FinalObject[] {
    const contexts: RuleContexts = new Map();
    return apiObjects(this.root.node.findAll())
      .filter(object => this.isGuarded(object))
      .map(object => {
        const verdict = this.judge(object, contexts);
        const errors = findingsOf(verdict).filter(
          finding => acknowledgementFor(object, finding, () => this.isOfProps(verdict, finding)) === undefined,
        );
        const failing = new Set(errors.map(({ ruleId }) => ruleId));
        return { path: ownerOf(object), subject: verdict.subject, failing };
      });
  }

  private validate(): string[] {
    const all = this.root.node.findAll();
    const objects = apiObjects(all);
    namespaceInventories.of(this.root).update(objects);
    writeNamespacesFirst(
      objects,
      [...this.watched.keys()].filter(({ kind }) => kind === 'Namespace'),
    );
    const present = new Set<IConstruct>(all);
    const grants = new Grants();
    const guarded = objects.filter(object => this.isGuarded(object));
    const removed = this.removed(present);
    const verdicts = this.judgeAll(guarded, removed.length > 0);
    verdicts.forEach(({ object, reasons }) => reasons.forEach(([rule, reason]) => grants.note(object, rule, reason)));
    const problems = verdicts.flatMap(verdict => this.problemsOf(verdict, grants));
    const others = [...removed, ...duplicateNames(objects, object => this.verdicts.get(object)?.subject)];
    problems.push(...others.flatMap(({ object, finding }) => grants.problem(object, finding)));
    grants.annotate(object => this.bearerOf(object, present));
    this.lateChanges.watch(this.root, all[all.length - 1]);
    return [...problems, ...grants.idle(all), ...lostFiles(objects, object => this.verdicts.get(object)?.subject)];
  }

  private judgeAll(objects: readonly ApiObject[], lacksSome: boolean): Verdict[] {
    const contexts: RuleContexts = new Map();
    const verdicts = objects.map(object => this.judge(object, contexts));
    if (this.changed || verdicts.length !== this.guardedBefore) {
      for (const verdict of verdicts.filter(({ released }) => released)) {
        verdict.subject = this.subjectOf(verdict.object, contexts);
        verdict.released = false;
      }
      this.index = new AppIndex(verdicts.map(({ subject }) => subject));
      const areAllAsMade = !lacksSome && verdicts.every(({ object, subject }) => this.isUntouched(object, subject));
      const scope = areAllAsMade ? 'props' : 'all';
      for (const verdict of verdicts) {
        verdict.relations = relationFindings(verdict.subject, this.index, scope);
      }
      [this.changed, this.guardedBefore] = [false, verdicts.length];
    }
    return verdicts;
  }

  private isGuarded(object: ApiObject): boolean {
    return (
      this.watched.has(object) || (this.enforced.size > 0 && object.node.scopes.some(scope => this.enforced.has(scope)))
    );
  }

  private judge(object: ApiObject, known: RuleContexts): Verdict {
    const context = ruleContextOf(object, known);
    const watched = this.watched.get(object);
    const stamp = watched === undefined ? undefined : `${watched.stamp} ${context.key}`;
    const before = this.verdicts.get(object);
    if (before !== undefined && stamp !== undefined && before.stamp === stamp) {
      return before;
    }
    this.verdicts.delete(object);
    const subject = this.subjectOf(object, known);
    const found = objectFindings(subject, this.isUntouched(object, subject) ? 'props' : 'all');
    const verdict: Verdict = {
      object,
      stamp,
      findings: [...found, ...context.rules.flatMap(rule => customFindings(rule, ownerOf(object), subject))],
      reasons: reasonsUsed(context, subject, found),
      relations: [],
      patches: patchFindings(subject).map(finding => toRuleFinding(PATCHED_RULE, finding)),
      subject,
      released: false,
    };
    this.verdicts.set(object, verdict);
    this.changed = true;
    return verdict;
  }

  /** Whether an object is as its props made it. */
  private isUntouched(object: ApiObject, { declared, manifest }: Subject): boolean {
    return this.watched.has(object) && declared === manifest && Object.keys(Chart.of(object).labels).length === 0;
  }

  private subjectOf(object: ApiObject, known: RuleContexts): Subject {
    const { facts, numbers } = ruleContextOf(object, known);
    const watched = this.watched.get(object);
    return watched === undefined
      ? subjectOf(asObject(object.toJson()), { facts, numbers })
      : subjectOfRendering(watched.render(), { facts, numbers });
  }

  private problemsOf(verdict: Verdict, grants: Grants): string[] {
    return findingsOf(verdict).flatMap(finding =>
      grants.problem(verdict.object, finding, {
        manifest: verdict.subject.manifest,
        isOfProps: () => this.isOfProps(verdict, finding),
      }),
    );
  }

  /** Whether the object has a finding as its props made it, before others changed it. */
  private isOfProps({ object, subject }: Verdict, { ruleId, field, problem }: RuleFinding): boolean {
    if (!this.watched.has(object) || subject.declared === subject.manifest) {
      return this.watched.has(object);
    }
    const declared = subjectOf(subject.declared, subject);
    return [...objectFindings(declared), ...relationFindings(declared, this.index)].some(
      finding => finding.ruleId === ruleId && finding.field === field && finding.problem === problem,
    );
  }

  /** Objects that were taken out of a construct which is still there. */
  private removed(present: ReadonlySet<IConstruct>): { readonly object: ApiObject; readonly finding: RuleFinding }[] {
    return [...this.watched.keys()]
      .filter(object => !present.has(object) && object.node.scope !== undefined && present.has(object.node.scope))
      .map(object => ({
        object,
        finding: toRuleFinding(PATCHED_RULE, {
          field: `/${object.kind}/${object.name}`,
          problem: `was removed: ${describeObject(object)}`,
        }),
      }));
  }

  /** The object that bears the annotations of another: one that was removed is spoken for by its neighbour. */
  private bearerOf(object: ApiObject, present: ReadonlySet<IConstruct>): WatchedObject | undefined {
    const neighbours = present.has(object) ? [object] : apiObjects(object.node.scope?.node.children ?? []);
    return neighbours.map(neighbour => this.watched.get(neighbour)).find(bearer => bearer !== undefined);
  }
}

function subjectOfRendering({ manifest, declared }: Rendering, context: SubjectContext): Subject {
  return subjectOf(manifest, { ...context, declared });
}

/** Whether a verdict is about the object as it is now. */
function isCurrent(verdict: Verdict | undefined, { stamp }: WatchedObject): boolean {
  return verdict?.stamp?.startsWith(`${stamp} `) === true;
}

function findingsOf({ findings, relations, patches }: Verdict): readonly RuleFinding[] {
  return relations.length + patches.length === 0 ? findings : [...findings, ...relations, ...patches];
}
