import { at, list, record, shown, text } from './json';
import { isEmptySelector, selects } from './selectors';
import { Subject } from './subject';

/** The objects of an app by what others refer to them with, so that each rule stays linear. */
export class AppIndex {
  private readonly workloads = new Groups();
  private readonly policies = new Groups();
  private readonly budgets = new Groups();
  private readonly autoscalers = new Map<string, Subject>();
  private readonly byName = new Map<string, Subject>();
  private readonly bound = new Set<string>();

  public constructor(subjects: readonly Subject[]) {
    for (const subject of subjects) {
      const { kind, name, namespace, manifest } = subject;
      this.byName.set(key(namespace, kind, name), subject);
      if (subject.pod !== undefined) {
        this.workloads.add(namespace, undefined, subject);
        for (const pair of Object.entries(subject.pod.labels)) { this.workloads.add(namespace, pair, subject); }
      }
      if (kind === 'NetworkPolicy') { this.policies.add(namespace, firstPair(at(manifest, 'spec', 'podSelector')), subject); }
      if (kind === 'PodDisruptionBudget') { this.budgets.add(namespace, firstPair(at(manifest, 'spec', 'selector')), subject); }
      if (kind === 'RoleBinding' || kind === 'ClusterRoleBinding') {
        for (const account of list(manifest.subjects)) {
          this.bound.add(key(text(at(account, 'namespace')) ?? namespace, text(at(account, 'kind')) ?? '', text(at(account, 'name')) ?? ''));
        }
      }
      if (kind === 'HorizontalPodAutoscaler') {
        const target = record(at(manifest, 'spec', 'scaleTargetRef'));
        this.autoscalers.set(key(namespace, text(target.kind) ?? '', text(target.name) ?? ''), subject);
      }
    }
  }

  public find(namespace: string | undefined, kind: string, name: string): Subject | undefined { return this.byName.get(key(namespace, kind, name)); }

  public autoscalerOf({ namespace, kind, name }: Subject): Subject | undefined { return this.autoscalers.get(key(namespace, kind, name)); }

  /** Whether a binding gives the ServiceAccount of a pod any permission. */
  public isBound({ namespace, pod }: Subject): boolean {
    return this.bound.has(key(namespace, 'ServiceAccount', text(pod?.spec.serviceAccountName) ?? ''));
  }

  /** Workloads whose pods the selector takes; one that names nothing takes none. */
  public selectedBy(namespace: string | undefined, selector: unknown): Subject[] {
    const candidates = isEmptySelector(selector) ? [] : this.workloads.of(namespace, firstPair(selector));
    return candidates.filter(({ pod }) => selects(selector, record(pod?.labels)));
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

function selecting(groups: Groups, { namespace, pod }: Subject, selector: string): Subject[] {
  const labels = record(pod?.labels);
  const candidates = [...groups.of(namespace, undefined), ...Object.entries(labels).flatMap(pair => groups.of(namespace, pair))];
  return candidates.filter(({ manifest }) => selects(at(manifest, 'spec', selector), labels));
}

function groupKey(namespace: string | undefined, pair: readonly [string, unknown] | undefined): string {
  return pair === undefined ? `${namespace}` : `${namespace} ${pair[0]}=${shown(pair[1])}`;
}
