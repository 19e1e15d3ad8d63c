import { ciliumCloses, ciliumRules, ciliumConnections } from './cilium-connections';
import { Direction, Peer, podPeer, portsOf, rangePeer, selectorText } from './connection-format';
import { Connection } from './posture';
import { compare } from '../foundation/reader';
import { Json, getPath, asArray, asObject, asString } from '../guardrails/json';
import { Subject } from '../guardrails/subject';
import { NAMESPACE_LABEL } from '../network/peers';

const DNS_PORTS = ['53', 'UDP 53', '5353', 'UDP 5353'];
/** The DNS of clusters: CoreDNS, OpenShift's, the cache on each node, GKE's Cloud DNS. */
const DNS_PODS = [
  'k8s-app=kube-dns in kube-system',
  'dns.operator.openshift.io/daemonset-dns=default in openshift-dns',
];
const DNS_RANGES = ['169.254.20.10/32', '169.254.169.254/32'];

/** The connections that the network policies of pods allow, sorted and without those to the cluster's DNS. */
export function connectionsOf(policies: readonly Subject[], direction: Direction): Connection[] {
  const closing = policies.filter(policy => closes(policy, direction));
  // pods that no policy selects are open (Kubernetes: Network Policies, "The two sorts of pod isolation")
  if (closing.length === 0) {
    return [{ kind: 'everyone', to: 'everyone: no policy limits this direction', ports: ['any'] }];
  }
  const connections = closing.flatMap(({ kind, manifest, namespace = '' }) =>
    kind === 'NetworkPolicy'
      ? asArray(getPath(manifest, 'spec', direction)).flatMap(rule => plainConnections(rule, direction, namespace))
      : ciliumRules(manifest, direction).flatMap(rule => ciliumConnections(rule, direction, namespace)),
  );
  const byText = new Map(
    connections
      .filter(connection => direction === 'ingress' || !isDns(connection))
      .map(connection => [JSON.stringify(connection), connection]),
  );
  return [...byText]
    .sort(([, a], [, b]) => compare(`${a.to} ${a.ports.join()}`, `${b.to} ${b.ports.join()}`))
    .map(([, connection]) => connection);
}

/**
 * Whether the pods that a policy selects may do only what policies allow. Without policyTypes the API server adds
 * Egress only if there is a rule (Kubernetes, SetDefaults_NetworkPolicy).
 */
export function closes({ kind, manifest }: Subject, direction: Direction): boolean {
  if (kind !== 'NetworkPolicy') {
    return ciliumCloses(manifest, direction);
  }
  const types = asArray(getPath(manifest, 'spec', 'policyTypes')).map(type => String(type).toLowerCase());
  return types.length > 0
    ? types.includes(direction)
    : direction === 'ingress' || asArray(getPath(manifest, 'spec', 'egress')).length > 0;
}

function isDns({ kind, to, name = '', ports }: Connection): boolean {
  if (ports.length === 0 || !ports.every(port => DNS_PORTS.includes(port))) {
    return false;
  }
  switch (kind) {
    case 'pods':
      return DNS_PODS.some(pods => to === `pods ${pods}`);
    case 'range':
      return DNS_RANGES.includes(name);
    default:
      return kind === 'entity' && name === 'host';
  }
}

function plainConnections(rule: unknown, direction: Direction, namespace: string): Connection[] {
  const ports = portsOf(asArray(getPath(rule, 'ports')));
  const peers = asArray(getPath(rule, direction === 'ingress' ? 'from' : 'to'));
  return peers.length === 0
    ? [{ kind: 'everyone', to: 'everyone', ports }]
    : peers.map(peer => ({ ...plainPeer(asObject(peer), namespace), ports }));
}

function plainPeer({ ipBlock, namespaceSelector, podSelector }: Json, policyNamespace: string): Peer {
  if (ipBlock !== undefined) {
    return rangePeer(asString(getPath(ipBlock, 'cidr')) ?? '', asArray(getPath(ipBlock, 'except')).map(String));
  }
  const namespace = namespaceSelector === undefined ? policyNamespace : namespaceOf(namespaceSelector);
  const place = namespace ?? `namespaces ${selectorText(namespaceSelector)}`;
  return podSelector === undefined
    ? { kind: 'namespace', to: `namespace ${place}`, namespace }
    : podPeer(podSelector, namespace, place);
}

/** The one namespace that a selector names, if it does. */
function namespaceOf(selector: unknown): string | undefined {
  const { [NAMESPACE_LABEL]: name, ...others } = asObject(getPath(selector, 'matchLabels'));
  const isAlone = Object.keys(others).length === 0 && asArray(getPath(selector, 'matchExpressions')).length === 0;
  return isAlone ? asString(name) : undefined;
}
