import { bridgeVolumes } from './bridge-pods';
import { configMounts, gatewayPods } from './gateway-pods';
import { Json, getPath, asArray, asObject, describe, asString } from './json';
import { isEmptySelector, selects } from './selectors';
import { Subject } from './subject';
import { ListMap } from '../foundation/list-map';
import { compare } from '../foundation/reader';

/** The objects of an app by what others refer to them with, so that each rule stays linear. */
export class AppIndex {
  private readonly workloads = new Groups();
  private readonly policies = new Groups();
  private readonly budgets = new Groups();
  private readonly autoscalers = new Map<string, Subject>();
  private readonly byName = new Map<string, Subject>();
  private readonly bound = new Set<string>();
  private readonly bindings = new ListMap<string, Subject>();
  private readonly gatewayConfigs = new Set<string>();
  private readonly bridgeFiles = new Set<string>();
  private readonly attached = new ListMap<string, Subject>();

  public constructor(subjects: readonly Subject[]) {
    for (const subject of subjects) {
      const { kind, name, namespace, manifest } = subject;
      this.byName.set(key(namespace, kind, name), subject);
      if (kind === 'NetworkPolicy') {
        this.policies.add(namespace, firstPair(getPath(manifest, 'spec', 'podSelector')), subject);
      }
      if (kind === 'PodDisruptionBudget') {
        this.budgets.add(namespace, firstPair(getPath(manifest, 'spec', 'selector')), subject);
      }
      if (kind === 'RoleBinding' || kind === 'ClusterRoleBinding') {
        for (const account of asArray(manifest.subjects)) {
          this.bound.add(
            key(
              asString(getPath(account, 'namespace')) ?? namespace,
              asString(getPath(account, 'kind')) ?? '',
              asString(getPath(account, 'name')) ?? '',
            ),
          );
          this.bindings.add(
            key(
              asString(getPath(account, 'namespace')) ?? namespace,
              asString(getPath(account, 'kind')) ?? '',
              asString(getPath(account, 'name')) ?? '',
            ),
            subject,
          );
        }
      }
      if (kind === 'HorizontalPodAutoscaler') {
        const target = asObject(getPath(manifest, 'spec', 'scaleTargetRef'));
        this.autoscalers.set(key(namespace, asString(target.kind) ?? '', asString(target.name) ?? ''), subject);
      }
    }
    this.addWorkloads(subjects);
    this.addGateways(subjects);
    this.addBridges(subjects);
  }

  public find(namespace: string | undefined, kind: string, name: string): Subject | undefined {
    return this.byName.get(key(namespace, kind, name));
  }

  public autoscalerOf({ namespace, kind, name }: Subject): Subject | undefined {
    return this.autoscalers.get(key(namespace, kind, name));
  }

  /** Whether the pods of a gateway read a ConfigMap, whatever its labels say. */
  public isGatewayConfig({ namespace, kind, name }: Subject): boolean {
    return this.gatewayConfigs.has(key(namespace, kind, name));
  }

  /** Whether the bridge of a server reads a ConfigMap. */
  public isOfBridge({ namespace, kind, name }: Subject): boolean {
    return this.bridgeFiles.has(key(namespace, kind, name));
  }

  /** AgentgatewayPolicies of an HTTPRoute, in the order of their names. */
  public policiesOfRoute({ namespace, name }: Subject): readonly Subject[] {
    return [...(this.attached.get(key(namespace, 'HTTPRoute', name)) ?? [])].sort((a, b) => compare(a.name, b.name));
  }

  private addGateways(subjects: readonly Subject[]): void {
    for (const subject of subjects) {
      const { kind, namespace, manifest } = subject;
      const pod = gatewayPods(subject);
      for (const { volume } of pod?.containers.flatMap(container => configMounts(pod, container)) ?? []) {
        this.gatewayConfigs.add(key(namespace, 'ConfigMap', describe(getPath(volume, 'configMap', 'name'))));
      }
      for (const target of kind === 'AgentgatewayPolicy' ? asArray(getPath(manifest, 'spec', 'targetRefs')) : []) {
        const route = key(namespace, describe(getPath(target, 'kind')), describe(getPath(target, 'name')));
        this.attached.add(route, subject);
      }
    }
  }

  private addBridges(subjects: readonly Subject[]): void {
    for (const { namespace, pod } of subjects) {
      for (const { configMap } of pod === undefined ? [] : bridgeVolumes(pod)) {
        this.bridgeFiles.add(key(namespace, 'ConfigMap', configMap ?? ''));
      }
    }
  }

  /** By the labels alone with which some Service or budget begins: pods carry many that nobody selects by. */
  private addWorkloads(subjects: readonly Subject[]): void {
    const names = new Set(
      subjects.flatMap(({ kind, manifest }) => {
        const spec = getPath(manifest, 'spec');
        const pair =
          kind === 'Service'
            ? firstPair({ matchLabels: getPath(spec, 'selector') })
            : kind === 'PodDisruptionBudget'
              ? firstPair(getPath(spec, 'selector'))
              : undefined;
        return pair === undefined ? [] : [pair[0]];
      }),
    );
    for (const subject of subjects) {
      if (subject.pod === undefined) {
        continue;
      }
      const {
        namespace,
        pod: { labels },
      } = subject;
      this.workloads.add(namespace, undefined, subject);
      for (const name of names) {
        if (labels[name] !== undefined) {
          this.workloads.add(namespace, [name, labels[name]], subject);
        }
      }
    }
  }

  /** Whether a binding gives the ServiceAccount of a pod any permission. */
  public isBound({ namespace, pod }: Subject): boolean {
    return this.bound.has(key(namespace, 'ServiceAccount', asString(pod?.spec.serviceAccountName) ?? ''));
  }

  /** The bindings that give the ServiceAccount of a pod its permissions. */
  public bindingsOf({ namespace, pod }: Subject): readonly Subject[] {
    return this.bindings.get(key(namespace, 'ServiceAccount', asString(pod?.spec.serviceAccountName) ?? '')) ?? [];
  }

  /** Workloads whose pods the selector takes; one that names nothing takes none. */
  public selectedBy(namespace: string | undefined, selector: unknown): Subject[] {
    const candidates = isEmptySelector(selector) ? [] : this.workloads.of(namespace, firstPair(selector));
    return candidates.filter(({ pod }) => selects(selector, asObject(pod?.labels)));
  }

  /** NetworkPolicies that select the pods of a workload. */
  public policiesOf(subject: Subject): Subject[] {
    return selecting(this.policies, subject, 'podSelector');
  }

  /** PodDisruptionBudgets that select the pods of a workload. */
  public budgetsOf(subject: Subject): Subject[] {
    return selecting(this.budgets, subject, 'selector');
  }
}

/** Subjects by namespace and one label; those without a label in their selector are kept apart. */
class Groups {
  private readonly groups = new ListMap<string, Subject>();
  private readonly names = new Set<string>();

  public add(namespace: string | undefined, pair: readonly [string, unknown] | undefined, subject: Subject): void {
    if (pair !== undefined) {
      this.names.add(pair[0]);
    }
    this.groups.add(groupKey(namespace, pair), subject);
  }

  public of(namespace: string | undefined, pair: readonly [string, unknown] | undefined): readonly Subject[] {
    return this.groups.get(groupKey(namespace, pair)) ?? [];
  }

  /** Those without a label, and those whose label is among the given ones. */
  public among(namespace: string | undefined, labels: Json): Subject[] {
    const pairs = [...this.names].filter(name => labels[name] !== undefined).map(name => [name, labels[name]] as const);
    return [...this.of(namespace, undefined), ...pairs.flatMap(pair => this.of(namespace, pair))];
  }
}

function key(namespace: string | undefined, kind: string, name: string): string {
  return `${namespace ?? ''} ${kind} ${name}`;
}

function firstPair(selector: unknown): readonly [string, unknown] | undefined {
  return Object.entries(asObject(getPath(selector, 'matchLabels')))[0];
}

function selecting(groups: Groups, { namespace, pod }: Subject, selector: string): Subject[] {
  const labels = asObject(pod?.labels);
  return groups.among(namespace, labels).filter(({ manifest }) => selects(getPath(manifest, 'spec', selector), labels));
}

function groupKey(namespace: string | undefined, pair: readonly [string, unknown] | undefined): string {
  return pair === undefined ? `${namespace}` : `${namespace} ${pair[0]}=${describe(pair[1])}`;
}
