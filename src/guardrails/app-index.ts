import { at, record, text } from './json';
import { Subject } from './subject';

/** The objects of an app by what others refer to them with, so that each rule stays linear. */
export class AppIndex {
  private readonly workloads = new Groups();
  private readonly policies = new Groups();
  private readonly budgets = new Groups();
  private readonly autoscalers = new Map<string, Subject>();
  private readonly byName = new Map<string, Subject>();

  public constructor(subjects: readonly Subject[]) {
    for (const subject of subjects) {
      const { kind, name, namespace, manifest } = subject;
      this.byName.set(key(namespace, kind, name), subject);
      if (subject.pod !== undefined) {
        for (const pair of Object.entries(subject.pod.labels)) { this.workloads.add(namespace, pair, subject); }
      }
      if (kind === 'NetworkPolicy') { this.policies.add(namespace, firstPair(at(manifest, 'spec', 'podSelector')), subject); }
      if (kind === 'PodDisruptionBudget') { this.budgets.add(namespace, firstPair(at(manifest, 'spec', 'selector')), subject); }
      if (kind === 'HorizontalPodAutoscaler') {
        const target = record(at(manifest, 'spec', 'scaleTargetRef'));
        this.autoscalers.set(key(namespace, text(target.kind) ?? '', text(target.name) ?? ''), subject);
      }
    }
  }

  public find(namespace: string | undefined, kind: string, name: string): Subject | undefined { return this.byName.get(key(namespace, kind, name)); }

  public autoscalerOf({ namespace, kind, name }: Subject): Subject | undefined { return this.autoscalers.get(key(namespace, kind, name)); }

  /** Workloads whose pods the labels select. */
  public selectedBy(namespace: string | undefined, labels: unknown): Subject[] {
    const pair = Object.entries(record(labels))[0];
    return pair === undefined ? [] : this.workloads.of(namespace, pair).filter(({ pod }) => matches(labels, pod?.labels));
  }

  /** NetworkPolicies that select the pods of a workload. */
  public policiesOf(subject: Subject): Subject[] { return selecting(this.policies, subject, 'podSelector'); }

  /** PodDisruptionBudgets that select the pods of a workload. */
  public budgetsOf(subject: Subject): Subject[] { return selecting(this.budgets, subject, 'selector'); }
}

/** Subjects by namespace and one label; those without a label in their selector are kept apart. */
class Groups {
  private readonly groups = new Map<string, Subject[]>();

  public add(namespace: string | undefined, pair: readonly [string, unknown] | undefined, subject: Subject): void {
    const group = this.groups.get(groupKey(namespace, pair));
    if (group === undefined) { this.groups.set(groupKey(namespace, pair), [subject]); } else { group.push(subject); }
  }

  public of(namespace: string | undefined, pair: readonly [string, unknown] | undefined): readonly Subject[] {
    return this.groups.get(groupKey(namespace, pair)) ?? [];
  }
}

function key(namespace: string | undefined, kind: string, name: string): string { return `${namespace ?? ''} ${kind} ${name}`; }

function firstPair(selector: unknown): readonly [string, unknown] | undefined {
  return Object.entries(record(at(selector, 'matchLabels')))[0];
}

function matches(selector: unknown, labels: unknown): boolean {
  const has = record(labels);
  return Object.entries(record(selector)).every(([name, value]) => has[name] === value);
}

function selecting(groups: Groups, { namespace, pod }: Subject, selector: string): Subject[] {
  const labels = pod?.labels ?? {};
  const candidates = [...groups.of(namespace, undefined), ...Object.entries(labels).flatMap(pair => groups.of(namespace, pair))];
  return candidates.filter(({ manifest }) => matches(at(manifest, 'spec', selector, 'matchLabels'), labels));
}

function groupKey(namespace: string | undefined, pair: readonly [string, unknown] | undefined): string {
  return pair === undefined ? `${namespace}` : `${namespace} ${pair[0]}=${String(pair[1])}`;
}
