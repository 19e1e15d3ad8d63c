import { bridgeVolumes } from './bridge-pods';
import { configMounts, gatewayPods } from './gateway-pods';
import { Json, getPath, asArray, asObject, describe, asString } from './json';
import { referredKind } from './references';
import { scalerOf } from './scalers';
import { isEmptySelector, selects } from './selectors';
import { Subject, viewsOf } from './subject';
import { ListMap } from '../foundation/list-map';
import { compare } from '../foundation/reader';

/** Indexes of the objects of an app by the fields that refer to them, so that each rule takes linear time. */
export class AppIndex {
  private readonly workloads = new Groups();
  private readonly policies = new Groups();
  private readonly budgets = new Groups();
  private readonly scalers = new ListMap<string, Subject>();
  private readonly byName = new Map<string, Subject>();
  private readonly bindings = new ListMap<string, Subject>();
  private readonly gatewayConfigs = new Set<string>();
  private readonly bridgeFiles = new Set<string>();
  private readonly attached = new ListMap<string, Subject>();
  private readonly authPolicies = new ListMap<string, Subject>();
  private readonly exposing: Subject[] = [];
  private readonly admission = new ListMap<string, Subject>();
  private readonly kinds = new Set<string>();
  private readonly selections = new Map<string, readonly Subject[]>();

  public constructor(subjects: readonly Subject[]) {
    for (const subject of subjects) {
      this.byName.set(key(subject.namespace, subject.kind, subject.name), subject);
      this.kinds.add(`${subject.namespace ?? ''} ${subject.kind}`);
      this.addReferences(subject);
    }
    this.addWorkloads(subjects);
    this.addGateways(subjects);
    this.addBridges(subjects);
  }

  public find(namespace: string | undefined, kind: string, name: string): Subject | undefined {
    return this.byName.get(key(namespace, kind, name));
  }

  /** Whether a namespace has any object of a kind. */
  public hasKind(namespace: string, kind: string): boolean {
    return this.kinds.has(`${namespace} ${kind}`);
  }

  /** The bindings of a ValidatingAdmissionPolicy. */
  public bindingsOfPolicy(name: string): readonly Subject[] {
    return this.admission.get(name) ?? [];
  }

  /** What sets the replicas of a workload, in the order of their names. */
  public scalersOf({ namespace, kind, name }: Pick<Subject, 'namespace' | 'kind' | 'name'>): readonly Subject[] {
    return [...(this.scalers.get(key(namespace, kind, name)) ?? [])].sort((a, b) => compare(a.name, b.name));
  }

  /** Whether the pods of a gateway mount a ConfigMap, whatever labels it has. */
  public isGatewayConfig({ namespace, kind, name }: Subject): boolean {
    return this.gatewayConfigs.has(key(namespace, kind, name));
  }

  /** Whether the bridge of a server reads a ConfigMap. */
  public isOfBridge({ namespace, kind, name }: Subject): boolean {
    return this.bridgeFiles.has(key(namespace, kind, name));
  }

  /** AgentgatewayPolicies of a route, in the order of their names. */
  public policiesOfRoute({ namespace, kind, name }: Subject): readonly Subject[] {
    return this.policiesOfTarget(namespace, kind, name);
  }

  /** AuthPolicies of Kuadrant for a route, in the order of their names. */
  public authPoliciesOf({ namespace, kind, name }: Subject): readonly Subject[] {
    return [...(this.authPolicies.get(key(namespace, kind, name)) ?? [])].sort((a, b) => compare(a.name, b.name));
  }

  /** AgentgatewayPolicies of a route or a Gateway, in the order of their names. */
  public policiesOfTarget(namespace: string | undefined, kind: string, name: string): readonly Subject[] {
    return [...(this.attached.get(key(namespace, kind, name)) ?? [])].sort((a, b) => compare(a.name, b.name));
  }

  /** Objects that lead calls for host names and paths to backends. */
  public get routes(): readonly Subject[] {
    return this.exposing;
  }

  /** What an object of a known kind refers to. */
  private addReferences(subject: Subject): void {
    const { kind, namespace, manifest } = subject;
    this.addScaler(subject);
    switch (kind) {
      case 'NetworkPolicy':
        this.policies.add(namespace, firstPair(getPath(manifest, 'spec', 'podSelector')), subject);
        break;
      case 'PodDisruptionBudget':
        this.budgets.add(namespace, firstPair(getPath(manifest, 'spec', 'selector')), subject);
        break;
      case 'RoleBinding':
      case 'ClusterRoleBinding':
        for (const account of asArray(manifest.subjects)) {
          this.bindings.add(keyOf(account, namespace), subject);
        }
        break;
      case 'HTTPRoute':
      case 'MCPRoute':
      case 'Ingress':
        this.exposing.push(subject);
        break;
      case 'ValidatingAdmissionPolicyBinding':
        this.admission.add(asString(getPath(manifest, 'spec', 'policyName')) ?? '', subject);
        break;
    }
  }

  private addScaler(subject: Subject): void {
    const scaled = scalerOf(subject)?.target;
    if (scaled !== undefined) {
      this.scalers.add(key(subject.namespace, scaled.kind, scaled.name), subject);
    }
  }

  private addGateways(subjects: readonly Subject[]): void {
    for (const subject of subjects) {
      const { kind, namespace, manifest } = subject;
      for (const pod of viewsOf(subject).flatMap(view => gatewayPods(view) ?? [])) {
        for (const { volume } of pod.containers.flatMap(container => configMounts(pod, container))) {
          this.gatewayConfigs.add(key(namespace, 'ConfigMap', describe(getPath(volume, 'configMap', 'name'))));
        }
      }
      if (kind === 'AuthPolicy') {
        this.authPolicies.add(keyOf(getPath(manifest, 'spec', 'targetRef'), namespace), subject);
      }
      for (const target of kind === 'AgentgatewayPolicy' ? asArray(getPath(manifest, 'spec', 'targetRefs')) : []) {
        const route = key(namespace, referredKind(target), describe(getPath(target, 'name')));
        this.attached.add(route, subject);
      }
    }
  }

  private addBridges(subjects: readonly Subject[]): void {
    for (const { namespace, pods } of subjects) {
      for (const { configMap } of pods.whole.flatMap(bridgeVolumes)) {
        this.bridgeFiles.add(key(namespace, 'ConfigMap', configMap ?? ''));
      }
    }
  }

  /** Indexes workloads by the labels that a selector of a Service or budget names: pods have many others. */
  private addWorkloads(subjects: readonly Subject[]): void {
    const names = new Set(subjects.flatMap(subject => pairsOf(workloadSelector(subject)).map(([name]) => name)));
    for (const subject of subjects.flatMap(viewsOf)) {
      if (subject.pod === undefined) {
        continue;
      }
      const {
        namespace,
        pod: { labels },
      } = subject;
      this.workloads.add(namespace, undefined, subject);
      for (const [name, value] of Object.entries(labels).filter(([label]) => names.has(label))) {
        this.workloads.add(namespace, [name, value], subject);
      }
    }
  }

  /** Whether a binding gives the ServiceAccount of a pod any permission. */
  public isBound({ namespace, pod }: Subject): boolean {
    return (
      this.bindings.get(key(namespace, 'ServiceAccount', asString(pod?.spec.serviceAccountName) ?? '')) !== undefined
    );
  }

  /** The bindings that give the ServiceAccount of a pod its permissions. */
  public bindingsOf({ namespace, pod }: Subject): readonly Subject[] {
    return this.bindings.get(key(namespace, 'ServiceAccount', asString(pod?.spec.serviceAccountName) ?? '')) ?? [];
  }

  /** Workloads whose pods the selector takes; one that names nothing takes none. */
  public selectedBy(namespace: string | undefined, selector: unknown): readonly Subject[] {
    const text = textOf(namespace, selector);
    const known = this.selections.get(text);
    if (known !== undefined) {
      return known;
    }
    const candidates = isEmptySelector(selector) ? [] : this.workloads.fewest(namespace, pairsOf(selector));
    const selected = candidates.filter(({ pod }) => selects(selector, asObject(pod?.labels)));
    this.selections.set(text, selected);
    return selected;
  }

  /** NetworkPolicies that select the pods of a workload. */
  public policiesOf(subject: Subject): readonly Subject[] {
    return this.policies.selecting(subject, 'podSelector');
  }

  /** PodDisruptionBudgets that select the pods of a workload. */
  public budgetsOf(subject: Subject): readonly Subject[] {
    return this.budgets.selecting(subject, 'selector');
  }
}

/** A label and its value. */
type Pair = readonly [name: string, value: unknown];

/** Subjects by namespace and one label of their selector, if it has one. */
class Groups {
  private readonly groups = new ListMap<string, Subject>();
  private readonly names = new Set<string>();
  private readonly found = new Map<string, readonly Subject[]>();

  public add(namespace: string | undefined, pair: Pair | undefined, subject: Subject): void {
    if (pair !== undefined) {
      this.names.add(pair[0]);
    }
    this.groups.add(groupKey(namespace, pair), subject);
  }

  public of(namespace: string | undefined, pair: Pair | undefined): readonly Subject[] {
    return this.groups.get(groupKey(namespace, pair)) ?? [];
  }

  /** The subjects with the one of some labels that the fewest have; all of them without any label. */
  public fewest(namespace: string | undefined, pairs: readonly Pair[]): readonly Subject[] {
    const groups = pairs.map(pair => this.of(namespace, pair));
    return groups.reduce((best, group) => (group.length < best.length ? group : best), this.of(namespace, undefined));
  }

  /** Subjects whose selector, a field of their spec, takes the pods of a workload. Equal pods are looked up once. */
  public selecting({ namespace, pod }: Subject, selector: string): readonly Subject[] {
    const labels = asObject(pod?.labels);
    const text = textOf(namespace, labels);
    const known = this.found.get(text);
    if (known !== undefined) {
      return known;
    }
    const found = this.among(namespace, labels).filter(({ manifest }) =>
      selects(getPath(manifest, 'spec', selector), labels),
    );
    this.found.set(text, found);
    return found;
  }

  /** Subjects without a label, and those whose label is among `labels`. */
  private among(namespace: string | undefined, labels: Json): Subject[] {
    const pairs = Object.entries(labels).filter(([name, value]) => value !== undefined && this.names.has(name));
    return [...this.of(namespace, undefined), ...pairs.flatMap(pair => this.of(namespace, pair))];
  }
}

function key(namespace: string | undefined, kind: string, name: string): string {
  return `${namespace ?? ''} ${kind} ${name}`;
}

function keyOf(reference: unknown, namespace?: string): string {
  return key(
    asString(getPath(reference, 'namespace')) ?? namespace,
    referredKind(reference),
    asString(getPath(reference, 'name')) ?? '',
  );
}

/** The selector with which a Service or budget selects workloads. */
function workloadSelector({ kind, manifest }: Subject): unknown {
  switch (kind) {
    case 'Service':
      return { matchLabels: getPath(manifest, 'spec', 'selector') };
    case 'PodDisruptionBudget':
      return getPath(manifest, 'spec', 'selector');
    default:
      return undefined;
  }
}

function pairsOf(selector: unknown): Pair[] {
  return Object.entries(asObject(getPath(selector, 'matchLabels')));
}

function firstPair(selector: unknown): Pair | undefined {
  return pairsOf(selector).at(0);
}

/** A selector or labels as a key. Rules also answer what JSON does not have. */
function textOf(namespace: string | undefined, value: unknown): string {
  const text = JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? { bigint: `${part}` } : part));
  return `${namespace} ${text}`;
}

function groupKey(namespace: string | undefined, pair: Pair | undefined): string {
  return pair === undefined ? `${namespace}` : `${namespace} ${pair[0]}=${describe(pair[1])}`;
}
