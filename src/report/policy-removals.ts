import { Direction } from './connection-format';
import { closes } from './connections';
import { Judged, Objects } from './objects';
import { GATEWAY_LABEL, SERVER_LABEL, SMOKE_TEST_LABEL } from '../foundation/labels';
import { ListMap } from '../foundation/list-map';
import { asArray, asObject, getPath } from '../guardrails/json';
import { Subject } from '../guardrails/subject';

type All = readonly Judged[];

/** Labels that pods of one server, gateway or smoke test have, and no others. */
const OWN_LABELS = [SERVER_LABEL, GATEWAY_LABEL, SMOKE_TEST_LABEL];
const DIRECTIONS: readonly Direction[] = ['ingress', 'egress'];
const SELECTORS = new Map([
  ['NetworkPolicy', 'podSelector'],
  ['CiliumNetworkPolicy', 'endpointSelector'],
]);

/**
 * What opens when network policies are removed. Policies add up, so a pod may do less without one, unless no other
 * policy limits the direction or the policy denies what another allows.
 */
export class PolicyRemovals {
  private readonly remaining: Objects;
  private readonly old: ListMap<string, Judged>;
  private readonly now: ListMap<string, Judged>;
  private readonly places: ReadonlySet<string>;

  public constructor(before: All, after: All) {
    this.remaining = new Objects(after);
    [this.old, this.now] = [before, after].map(podsByOwnLabel);
    this.places = new Set(after.map(placeOf));
  }

  /** Whether a removed object is a network policy without which nothing is open that was closed. */
  public opensNothing(policy: Subject): boolean {
    const field = SELECTORS.get(policy.kind);
    const selector = field === undefined ? undefined : getPath(policy.manifest, 'spec', field);
    // a policy with several specs has several selectors
    const isOne = selector !== undefined && policy.manifest.specs === undefined;
    return isOne && (this.isCovered(policy, selector) || this.isOfGonePods(policy, selector));
  }

  /** Whether each direction that it limits is limited by a policy that remains, for all pods that it selects. */
  private isCovered(policy: Subject, selector: unknown): boolean {
    const others = this.remaining
      .policiesOf(policy.namespace ?? '', asObject(getPath(selector, 'matchLabels')))
      .filter(other => selectsByLabelsAlone(other) && isEnforcedWith(other, policy));
    return DIRECTIONS.every(
      direction =>
        !closes(policy, direction) ||
        (others.some(other => closes(other, direction)) &&
          (!denies(policy, direction) || this.isAllowedNothing(policy, direction, selector))),
    );
  }

  /** Whether no policy that remains allows anything that a rule could deny: only of pods that are known. */
  private isAllowedNothing({ namespace = '' }: Subject, direction: Direction, selector: unknown): boolean {
    const pods = labelsIn(namespace, getPath(selector, 'matchLabels')).flatMap(label => this.now.get(label) ?? []);
    const others = pods.flatMap(({ subject: { pod } }) => this.remaining.policiesOf(namespace, pod?.labels ?? {}));
    return (
      pods.length > 0 &&
      this.remaining.ofKind('CiliumClusterwideNetworkPolicy').length === 0 &&
      others.every(
        ({ manifest }) => manifest.specs === undefined && asArray(getPath(manifest, 'spec', direction)).length === 0,
      )
    );
  }

  /** Whether the pods that it selects are those of one server, gateway or smoke test, which is removed with it. */
  private isOfGonePods({ namespace = '' }: Subject, selector: unknown): boolean {
    return labelsIn(namespace, getPath(selector, 'matchLabels')).some(label => {
      const was = this.old.get(label) ?? [];
      return (
        was.length > 0 && this.now.get(label) === undefined && was.every(judged => !this.places.has(placeOf(judged)))
      );
    });
  }
}

function placeOf({ subject: { kind, namespace = '', name } }: Judged): string {
  return `${kind} ${namespace}/${name}`;
}

function podsByOwnLabel(all: All): ListMap<string, Judged> {
  const pods = new ListMap<string, Judged>();
  for (const judged of all) {
    const { pod, namespace = '' } = judged.subject;
    labelsIn(namespace, pod?.labels).forEach(label => pods.add(label, judged));
  }
  return pods;
}

/** The labels among some that are of one server, gateway or smoke test of a namespace. */
function labelsIn(namespace: string, labels: unknown): string[] {
  return Object.entries(asObject(labels)).flatMap(([name, value]) =>
    OWN_LABELS.includes(name) ? [`${namespace} ${name}=${String(value)}`] : [],
  );
}

/** Rules that deny win over all that allow. */
function denies({ manifest }: Subject, direction: Direction): boolean {
  return asArray(getPath(manifest, 'spec', `${direction}Deny`)).length > 0;
}

/** An expression may leave out pods that have further labels. */
function selectsByLabelsAlone({ kind, manifest }: Subject): boolean {
  return asArray(getPath(manifest, 'spec', SELECTORS.get(kind) ?? '', 'matchExpressions')).length === 0;
}

/** Every network plugin that reads policies of Cilium reads those of Kubernetes, but not the other way round. */
function isEnforcedWith(other: Subject, { kind }: Subject): boolean {
  return other.kind === 'NetworkPolicy' || other.kind === kind;
}
