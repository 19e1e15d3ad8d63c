import type * as kplus from 'cdk8s-plus-28';
import { Construct, IConstruct } from 'constructs';
import { Issues } from '../foundation/issues';
import { isDnsLabel, isLabelValue, isPlainText, isQualifiedName, isWritableKey } from '../foundation/names';
import { canonicalCidr, contains, parseCidr } from '../foundation/net/addresses';
import { OpenRange, reachOf, showReach, unionProblem } from '../foundation/net/normal-form';
import { nonEmpty } from '../foundation/non-empty';
import { Reader } from '../foundation/reader';

/** One side of a connection in the terms of networking.k8s.io/v1. */
export interface Peer {
  readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] };
  readonly namespaceSelector?: LabelSelector;
  readonly podSelector?: LabelSelector;
}

export interface LabelSelector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values?: readonly string[];
  }[];
}

interface PodNames {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
}

interface EndpointPods extends IConstruct {
  readonly pods?: PodNames;
  readonly trust?: { readonly isTrusted: boolean };
}

type PlusPods = NonNullable<kplus.NetworkPolicyPeerConfig['podSelector']>;

/** The label that the API server puts on every namespace. */
export const NAMESPACE_LABEL = 'kubernetes.io/metadata.name';

export function podPeer(namespace: string, labels: Readonly<Record<string, string>>): Peer {
  return {
    namespaceSelector: { matchLabels: { [NAMESPACE_LABEL]: namespace } },
    podSelector: { matchLabels: { ...labels } },
  };
}

export function namespacePeer(namespace: string): Peer {
  return { namespaceSelector: { matchLabels: { [NAMESPACE_LABEL]: namespace } } };
}

export function checkNamespaceName(issues: Issues, prop: string, namespace: unknown): void {
  issues.check(isPlainText(namespace) && isDnsLabel(namespace), prop, 'the name of a namespace', namespace);
}

/** Checks pods named by namespace and labels, as users write them. */
export function checkPods(issues: Issues, prefix: string, input: PodNames): Peer {
  const { namespace, labels } = new Reader(issues).struct(input, { namespace: true, labels: true }, prefix);
  checkNamespaceName(issues, `${prefix}namespace`, namespace);
  return podPeer(namespace, checkPodLabels(issues, `${prefix}labels`, labels));
}

/** Whether something is a construct that answers MCP. */
export function isEndpoint(value: unknown): value is EndpointPods {
  return typeof value === 'object' && value !== null && Construct.isConstruct(value) && 'endpoint' in value;
}

/** The pods of a server; one outside the cluster has none, and one in quarantine has no connections. */
export function checkEndpoint(issues: Issues, endpoint: EndpointPods | undefined, otherwise: string): Peer[] {
  if (!isEndpoint(endpoint)) {
    issues.check(false, 'endpoint', 'a server', endpoint);
    return [];
  }
  if (endpoint.pods === undefined) {
    issues.add('endpoint', `${endpoint.node.path} does not run in this cluster, ${otherwise}`);
    return [];
  }
  return endpoint.trust?.isTrusted === false ? [] : [podPeer(endpoint.pods.namespace, endpoint.pods.labels)];
}

/** Checks labels that select pods: at least one, each valid. Without labels every pod of the namespace would match. */
function checkPodLabels(issues: Issues, prop: string, labels: unknown): Record<string, string> {
  const entries = new Reader(issues).texts(labels, prop);
  if (entries.length === 0) {
    issues.add(prop, 'must have at least one label', 'no label would select every pod of the namespace');
  }
  for (const [key, value] of entries) {
    issues.check(isQualifiedName(key) && isWritableKey(key), `${prop}.${key}`, 'a valid label name', key);
    issues.check(isLabelValue(value), `${prop}.${key}`, 'a label value of at most 63 characters', value);
  }
  return Object.fromEntries(entries);
}

const NAME_RANGES = 'name the ranges';

export interface RangeOptions {
  readonly except?: readonly string[];
  /** What else the user can do when the range is too wide. */
  readonly fix?: string;
  /** For callers: nothing connects to the range, so metadata addresses in it are harmless. */
  readonly inward?: boolean;
}

/** Checks address ranges: each by itself, and that they are not all addresses together. */
export function checkRanges(issues: Issues, prop: string, texts: readonly unknown[], options: RangeOptions = {}): void {
  const { fix = NAME_RANGES } = options;
  const listed = new Reader(issues).list(texts, prop);
  const ranges = listed.flatMap((text, i) => checkRange(issues, `${prop}[${i}]`, text, options) ?? []);
  const together = ranges.length === texts.length ? unionProblem(ranges) : undefined;
  if (together !== undefined) {
    issues.add(prop, together, fix);
  }
}

/**
 * Checks an address range with its exceptions: canonical, not the whole world, no instance metadata address. Returns it
 * if it can be read.
 */
export function checkRange(
  issues: Issues,
  prop: string,
  text: unknown,
  { except = [], fix = NAME_RANGES, inward = false }: RangeOptions = {},
): OpenRange | undefined {
  const cidr = isPlainText(text) ? parseCidr(text) : undefined;
  if (cidr === undefined) {
    const meant = isPlainText(text) ? canonicalCidr(text) : undefined;
    issues.check(
      false,
      prop,
      {
        allowed: 'an address range without host bits, such as 203.0.113.0/24',
        fix: meant === undefined ? undefined : `did you mean ${meant}?`,
      },
      text,
    );
    return undefined;
  }
  const holes = except.flatMap((item, i) => {
    const hole = parseCidr(item);
    if (hole === undefined || !contains(cidr, hole)) {
      issues.check(false, `${prop}.except[${i}]`, `an address range inside ${cidr.text}`, item);
      return [];
    }
    return [hole];
  });
  const range = { cidr, except: holes };
  checkReach({ issues, prop, fix, inward }, range);
  return range;
}

interface ReachOptions {
  readonly issues: Issues;
  readonly prop: string;
  readonly fix: string;
  readonly inward: boolean;
}

/** Callers may be anywhere but in private networks as a whole. */
function checkReach({ issues, prop, fix, inward }: ReachOptions, range: OpenRange): void {
  const { cidr } = range;
  const { privateBy, metadataBy, nodeBy } = reachOf(range);
  if (privateBy !== undefined) {
    issues.add(prop, `is too wide: ${showReach(cidr, privateBy)} includes private networks`, fix);
  }
  if (privateBy !== undefined || inward) {
    return;
  }
  if (metadataBy !== undefined) {
    issues.add(
      prop,
      `includes an instance metadata address: ${showReach(cidr, metadataBy).replace(/,$/, '')}`,
      'credentials of the node are served there; use narrower ranges',
    );
  } else if (nodeBy !== undefined) {
    issues.add(
      prop,
      `includes the pod itself or the link of its node: ${showReach(cidr, nodeBy).replace(/,$/, '')}`,
      'only DNS is reached there, by McpPlatform.dns; use narrower ranges',
    );
  }
}

/** The same peers as a cdk8s-plus peer. A selector without namespaces means the namespace of the policy. */
export function fromPlusPeer(issues: Issues, peer: kplus.INetworkPolicyPeer): Peer[] {
  // plain JavaScript may pass anything
  if (typeof (peer as Partial<kplus.INetworkPolicyPeer> | undefined)?.toNetworkPolicyPeerConfig !== 'function') {
    issues.check(false, 'peer', 'a peer from cdk8s-plus', peer);
    return [];
  }
  const { ipBlock, podSelector } = peer.toNetworkPolicyPeerConfig();
  if (ipBlock !== undefined) {
    const except = ipBlock.except ?? [];
    checkRange(issues, 'peer', ipBlock.cidr, { except });
    return [{ ipBlock: { cidr: ipBlock.cidr, except: nonEmpty([...except]) } }];
  }
  if (podSelector === undefined) {
    issues.add('peer', 'has neither an address range nor a pod selector');
    return [];
  }
  return fromPlusPods(issues, podSelector);
}

function fromPlusPods(issues: Issues, { labelSelector, namespaces }: PlusPods): Peer[] {
  const podSelector = selectorOf(labelSelector);
  const byLabels = namespaces?.labelSelector === undefined ? undefined : selectorOf(namespaces.labelSelector);
  const names = nonEmpty(namespaces?.names ?? []);
  if (names !== undefined) {
    return names.map(name => ({
      podSelector,
      namespaceSelector: { ...byLabels, matchLabels: { ...byLabels?.matchLabels, [NAMESPACE_LABEL]: name } },
    }));
  }
  if (byLabels !== undefined && namesNobody(byLabels)) {
    issues.add(
      'peer',
      labelSelector.isEmpty()
        ? 'selects every pod of every namespace'
        : 'selects pods of every namespace by their labels',
      'whoever creates pods in any namespace can set labels of pods: name the namespaces, or a label that they carry',
    );
  }
  return [{ podSelector, namespaceSelector: byLabels }];
}

/** Whether a selector names no label value: it is empty, or only tests which labels exist. */
export function namesNobody({ matchLabels = {}, matchExpressions = [] }: LabelSelector): boolean {
  return (
    Object.keys(matchLabels).length === 0 &&
    !matchExpressions.some(({ operator, values = [] }) => operator === 'In' && values.length > 0)
  );
}

function selectorOf(selector: kplus.LabelSelector): LabelSelector {
  // cdk8s-plus offers the JSON of a selector only through this method
  const { matchLabels, matchExpressions } = (selector as unknown as { _toKube(): LabelSelector })._toKube();
  return { matchLabels, matchExpressions };
}
