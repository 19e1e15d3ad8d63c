import { ListMap } from '../foundation/list-map';
import { Json, getPath, asArray, asObject, asString } from '../guardrails/json';
import { RuleFinding } from '../guardrails/judge';
import { referredKind } from '../guardrails/references';
import { scalerOf } from '../guardrails/scalers';
import { selects } from '../guardrails/selectors';
import { Subject } from '../guardrails/subject';

/** A text of manifests, and what led to it. */
export interface ManifestFile {
  readonly name: string;
  readonly text: string;
  /** What a user gave: the file, or a folder that it is in. */
  readonly from: string;
}

/** An object of a file: which one in its order, from 0. Each item of a List is one. */
export interface Place {
  readonly file: ManifestFile;
  readonly nth: number;
}

/** A final manifest with what is known of it. */
export interface Judged {
  readonly subject: Subject;
  /** The construct that made it, where an app is at hand. */
  readonly path?: string;
  /** Where it stands, if it was read from a file. */
  readonly place?: Place;
  readonly findings: readonly JudgedFinding[];
  /** Whether it is an object that is there before, once more. */
  readonly isRepeated?: boolean;
}

export interface JudgedFinding extends RuleFinding {
  /** The reason; undefined: the finding is not acknowledged. */
  readonly acknowledged?: string;
}

/** Indexes of manifests by the fields that refer to them, so that reading takes linear time. */
export class Objects {
  private readonly byKind = new ListMap<string, Judged>();
  private readonly byName = new Map<string, Judged>();
  private readonly byAccount = new ListMap<string, Judged>();
  private readonly policies = new ListMap<string, Judged>();
  private readonly autoscalers = new Map<string, Subject>();
  private readonly scaledObjects = new Map<string, Subject>();

  public constructor(public readonly all: readonly Judged[]) {
    for (const judged of all) {
      const { kind, name, namespace = '', manifest } = judged.subject;
      this.byKind.add(kind, judged);
      this.byName.set(`${kind} ${namespace}/${name}`, judged);
      if (kind === 'NetworkPolicy' || kind === 'CiliumNetworkPolicy') {
        this.policies.add(
          policyKey(namespace, Object.entries(asObject(getPath(manifest, 'spec', selectorOf(kind), 'matchLabels')))[0]),
          judged,
        );
      }
      this.addScaler(judged.subject);
      if (kind === 'RoleBinding' || kind === 'ClusterRoleBinding') {
        for (const account of asArray(manifest.subjects)) {
          for (const key of accountsOf(account, namespace)) {
            this.byAccount.add(key, judged);
          }
        }
      }
    }
  }

  private addScaler(subject: Subject): void {
    const target = scalerOf(subject)?.target;
    if (target !== undefined) {
      const scalers = subject.kind === 'HorizontalPodAutoscaler' ? this.autoscalers : this.scaledObjects;
      scalers.set(`${target.kind} ${subject.namespace ?? ''}/${target.name}`, subject);
    }
  }

  public ofKind(kind: string): readonly Judged[] {
    return this.byKind.get(kind) ?? [];
  }

  public find(kind: string, namespace: string | undefined, name: string): Json | undefined {
    return this.byName.get(`${kind} ${namespace ?? ''}/${name}`)?.subject.manifest;
  }

  public autoscalerOf(namespace: string, kind: string, name: string): Json | undefined {
    return this.autoscalers.get(`${kind} ${namespace}/${name}`)?.manifest;
  }

  /** The ScaledObject or HTTPScaledObject of KEDA. */
  public scaledObjectOf(namespace: string, kind: string, name: string): Subject | undefined {
    return this.scaledObjects.get(`${kind} ${namespace}/${name}`);
  }

  /** Bindings that grant rights to a service account. */
  public bindingsOf(namespace: string, account: string): readonly Judged[] {
    return [
      ...new Set([`${namespace}/${account}`, `${namespace}/*`, '*/*'].flatMap(key => this.byAccount.get(key) ?? [])),
    ];
  }

  /** Network policies that select pods, those of Cilium too. */
  public policiesOf(namespace: string, labels: Json): Subject[] {
    const pairs = [undefined, ...Object.entries(labels)];
    return pairs
      .flatMap(pair => this.policies.get(policyKey(namespace, pair)) ?? [])
      .map(({ subject }) => subject)
      .filter(({ kind, manifest }) => selects(getPath(manifest, 'spec', selectorOf(kind)), labels));
  }
}

/** Accounts are also users and groups (Kubernetes: Using RBAC Authorization, Referring to subjects). */
function accountsOf(subject: unknown, own: string): string[] {
  const [kind, name] = [referredKind(subject), asString(getPath(subject, 'name')) ?? ''];
  if (kind === 'ServiceAccount') {
    return [`${asString(getPath(subject, 'namespace')) ?? own}/${name}`];
  }
  const [, namespace, account] = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(name) ?? [];
  if (kind === 'User') {
    return account === undefined ? [] : [`${namespace}/${account}`];
  }
  if (name === 'system:serviceaccounts' || name === 'system:authenticated') {
    return ['*/*'];
  }
  const [, group] = /^system:serviceaccounts:([^:]+)$/.exec(name) ?? [];
  return kind === 'Group' && group !== undefined ? [`${group}/*`] : [];
}

function selectorOf(kind: string): string {
  return kind === 'NetworkPolicy' ? 'podSelector' : 'endpointSelector';
}

function policyKey(namespace: string, pair: readonly [string, unknown] | undefined): string {
  return pair === undefined ? namespace : `${namespace} ${pair[0]}=${String(pair[1])}`;
}
