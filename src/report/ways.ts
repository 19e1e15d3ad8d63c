import { ciliumCloses, ciliumRules, ciliumWays } from './cilium-ways';
import { Way } from './posture';
import { Direction, Peer, podPeer, portsOf, rangePeer, selectorText } from './way-words';
import { compare } from '../foundation/reader';
import { Json, at, list, record, text } from '../guardrails/json';
import { Subject } from '../guardrails/subject';
import { NAMESPACE_LABEL } from '../network/peers';

const DNS_PORTS = ['53', 'UDP 53', '5353', 'UDP 5353'];
/** The DNS of clusters: CoreDNS, OpenShift's, the cache on each node, GKE's Cloud DNS. */
const DNS_PODS = [
  'k8s-app=kube-dns in kube-system',
  'dns.operator.openshift.io/daemonset-dns=default in openshift-dns',
];
const DNS_RANGES = ['169.254.20.10/32', '169.254.169.254/32'];

/** Who and where the network policies of pods let through, the cluster's DNS aside; each way once, in the order of its words. */
export function waysOf(policies: readonly Subject[], direction: Direction): Way[] {
  const closing = policies.filter(policy => closes(policy, direction));
  // pods that no policy selects are open (Kubernetes: Network Policies, "The two sorts of pod isolation")
  if (closing.length === 0) {
    return [{ kind: 'everyone', to: 'everyone: no policy closes this direction', ports: ['any'] }];
  }
  const ways = closing.flatMap(({ kind, manifest, namespace = '' }) =>
    kind === 'NetworkPolicy'
      ? list(at(manifest, 'spec', direction)).flatMap(rule => plainWays(rule, direction, namespace))
      : ciliumRules(manifest, direction).flatMap(rule => ciliumWays(rule, direction, namespace)),
  );
  const byText = new Map(
    ways.filter(way => direction === 'ingress' || !isDns(way)).map(way => [JSON.stringify(way), way]),
  );
  return [...byText]
    .sort(([, a], [, b]) => compare(`${a.to} ${a.ports.join()}`, `${b.to} ${b.ports.join()}`))
    .map(([, way]) => way);
}

/** The types that the API server fills in: egress counts where it has a rule (Kubernetes, SetDefaults_NetworkPolicy). */
function closes({ kind, manifest }: Subject, direction: Direction): boolean {
  if (kind !== 'NetworkPolicy') {
    return ciliumCloses(manifest, direction);
  }
  const types = list(at(manifest, 'spec', 'policyTypes')).map(type => String(type).toLowerCase());
  return types.length > 0
    ? types.includes(direction)
    : direction === 'ingress' || list(at(manifest, 'spec', 'egress')).length > 0;
}

function isDns({ kind, to, name = '', ports }: Way): boolean {
  if (ports.length === 0 || !ports.every(port => DNS_PORTS.includes(port))) {
    return false;
  }
  return kind === 'pods'
    ? DNS_PODS.some(pods => to === `pods ${pods}`)
    : kind === 'range'
      ? DNS_RANGES.includes(name)
      : kind === 'entity' && name === 'host';
}

function plainWays(rule: unknown, direction: Direction, namespace: string): Way[] {
  const ports = portsOf(list(at(rule, 'ports')));
  const peers = list(at(rule, direction === 'ingress' ? 'from' : 'to'));
  return peers.length === 0
    ? [{ kind: 'everyone', to: 'everyone', ports }]
    : peers.map(peer => ({ ...plainPeer(record(peer), namespace), ports }));
}

function plainPeer({ ipBlock, namespaceSelector, podSelector }: Json, own: string): Peer {
  if (ipBlock !== undefined) {
    return rangePeer(text(at(ipBlock, 'cidr')) ?? '', list(at(ipBlock, 'except')).map(String));
  }
  const { [NAMESPACE_LABEL]: named, ...others } = record(at(namespaceSelector, 'matchLabels'));
  const alone = Object.keys(others).length === 0 && list(at(namespaceSelector, 'matchExpressions')).length === 0;
  const namespace = namespaceSelector === undefined ? own : alone ? text(named) : undefined;
  const place = namespace ?? `namespaces ${selectorText(namespaceSelector)}`;
  return podSelector === undefined
    ? { kind: 'namespace', to: `namespace ${place}`, namespace }
    : podPeer(podSelector, namespace, place);
}
