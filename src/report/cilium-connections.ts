import { Direction, Peer, digest, podPeer, portsOf, rangePeer } from './connection-format';
import { Connection } from './posture';
import { Json, getPath, asArray, asObject, asString } from '../guardrails/json';

const NAMESPACE = 'k8s:io.kubernetes.pod.namespace';
/** Entities that are more than one thing that somebody has named (Cilium: Layer 3, Entities Based). */
const OPEN = ['all', 'world', 'world-ipv4', 'world-ipv6', 'cluster'];

/** The rules of a direction, in `spec` and in each of `specs`. */
export function ciliumRules(manifest: Json, direction: Direction): unknown[] {
  return specsOf(manifest).flatMap(spec => asArray(spec[direction]));
}

/** A direction is closed by any rule or denial in it, unless the policy says that it closes nothing (Cilium: Policy Enforcement Modes). */
export function ciliumCloses(manifest: Json, direction: Direction): boolean {
  return specsOf(manifest).some(
    spec =>
      (asArray(spec[direction]).length > 0 || asArray(spec[`${direction}Deny`]).length > 0) &&
      getPath(spec.enableDefaultDeny, direction) !== false,
  );
}

function specsOf(manifest: Json): Json[] {
  return [manifest.spec, ...asArray(manifest.specs)].filter(spec => spec !== undefined).map(asObject);
}

export function ciliumConnections(rule: unknown, direction: Direction, policyNamespace: string): Connection[] {
  const side = direction === 'ingress' ? 'from' : 'to';
  const {
    toPorts,
    toFQDNs,
    [`${side}Entities`]: entities,
    [`${side}CIDR`]: cidrs,
    [`${side}CIDRSet`]: sets,
    [`${side}Endpoints`]: endpoints,
    ...rest
  } = asObject(rule);
  const ports = portsOf(asArray(toPorts).flatMap(entry => asArray(getPath(entry, 'ports'))));
  // what narrows or widens beyond peers and ports is told apart, if not in words
  const layer7 = asArray(toPorts)
    .map(withoutPorts)
    .filter(entry => Object.keys(entry).length > 0);
  const more = [
    ...(layer7.length === 0 ? [] : [`rules ${digest(layer7)}`]),
    ...(Object.keys(rest).length === 0 ? [] : [`${Object.keys(rest).sort().join(', ')} ${digest(rest)}`]),
  ];
  const peers: Peer[] = [
    ...asArray(entities).map(entity => entityPeer(String(entity))),
    ...asArray(toFQDNs).map(host =>
      hostPeer(asString(getPath(host, 'matchName')) ?? asString(getPath(host, 'matchPattern')) ?? ''),
    ),
    ...asArray(cidrs).map(cidr => rangePeer(String(cidr), [])),
    ...asArray(sets).map(set =>
      rangePeer(
        asString(getPath(set, 'cidr')) ?? `the group ${digest(set)}`,
        asArray(getPath(set, 'except')).map(String),
      ),
    ),
    ...asArray(endpoints).map(endpoint => endpointPeer(asObject(endpoint), policyNamespace)),
  ];
  const others = Object.keys(rest).filter(key => key.startsWith(side) || key === 'toServices');
  const all: Peer[] =
    peers.length > 0
      ? peers
      : others.length > 0
        ? [{ kind: 'entity', to: others.sort().join(', '), name: others.join() }]
        : [{ kind: 'everyone', to: 'everyone' }];
  return all.map(peer => ({
    ...peer,
    to: more.length === 0 || isDnsPeer(peer) ? peer.to : `${peer.to} (${more.join('; ')})`,
    ports,
  }));
}

function withoutPorts(entry: unknown): Json {
  const { ports: _, ...more } = asObject(entry);
  return more;
}

/** Rules for DNS stand beside the DNS pods: they are those of hosts by name, which are told. */
function isDnsPeer({ to }: Peer): boolean {
  return to === 'pods k8s-app=kube-dns in kube-system';
}

function entityPeer(entity: string): Peer {
  return OPEN.includes(entity)
    ? { kind: 'everyone', to: `everyone (entity ${entity})`, name: entity }
    : { kind: 'entity', to: entity, name: entity };
}

function hostPeer(host: string): Peer {
  return /^\*+(?:\.\*+)*$/.test(host)
    ? { kind: 'everyone', to: `every host (${host})`, name: host }
    : { kind: 'host', to: host, name: host };
}

function endpointPeer({ matchLabels, matchExpressions }: Json, policyNamespace: string): Peer {
  const { [NAMESPACE]: named, ...labels } = asObject(matchLabels);
  const plain = Object.fromEntries(
    Object.entries(labels).map(([label, value]) => [label.replace(/^(?:k8s|any):/, ''), value]),
  );
  // a rule that says nothing of namespaces is for its own
  const keys = [
    ...Object.keys(plain),
    ...asArray(matchExpressions).map(expression => String(getPath(expression, 'key'))),
  ];
  const elsewhere = keys.some(key => /namespace|^reserved:/.test(key));
  const namespace = asString(named) ?? (elsewhere ? undefined : policyNamespace);
  return podPeer({ matchLabels: plain, matchExpressions }, namespace, namespace ?? 'namespaces by these labels');
}
