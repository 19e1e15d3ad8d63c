import { Direction, Peer, digest, podPeer, portsOf, rangePeer } from './connection-format';
import { Connection } from './posture';
import { Json, getPath, asArray, asObject, asString } from '../guardrails/json';

const NAMESPACE = 'k8s:io.kubernetes.pod.namespace';
/** Entities that stand for any number of peers (Cilium: Layer 3, Entities Based). */
const OPEN = ['all', 'world', 'world-ipv4', 'world-ipv6', 'cluster'];

/** The rules of a direction, in `spec` and in each of `specs`. */
export function ciliumRules(manifest: Json, direction: Direction): unknown[] {
  return specsOf(manifest).flatMap(spec => asArray(spec[direction]));
}

/**
 * A direction is closed by any rule or deny rule in it, unless the policy disables its default deny
 * (Cilium: Policy Enforcement Modes).
 */
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
  const conditions = [...layer7Conditions(asArray(toPorts)), ...otherConditions(rest)];
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
  const all = peers.length > 0 ? peers : [peerOfOtherFields(rest, side)];
  return all.map(peer => ({
    ...peer,
    to: conditions.length === 0 || isDnsPeer(peer) ? peer.to : `${peer.to} (${conditions.join('; ')})`,
    ports,
  }));
}

/** Rules below `toPorts`, as a digest. */
function layer7Conditions(toPorts: readonly unknown[]): string[] {
  const rules = toPorts
    .map(entry => {
      const { ports: _, ...others } = asObject(entry);
      return others;
    })
    .filter(others => Object.keys(others).length > 0);
  return rules.length === 0 ? [] : [`rules ${digest(rules)}`];
}

/** Fields of a rule besides ports and the peers that are listed. */
function otherConditions(fields: Json): string[] {
  const names = Object.keys(fields).sort();
  return names.length === 0 ? [] : [`${names.join(', ')} ${digest(fields)}`];
}

/** The peer of a rule that names none in the usual fields. */
function peerOfOtherFields(fields: Json, side: 'from' | 'to'): Peer {
  const names = Object.keys(fields).filter(key => key.startsWith(side) || key === 'toServices');
  return names.length === 0
    ? { kind: 'everyone', to: 'everyone' }
    : { kind: 'entity', to: names.sort().join(', '), name: names.join() };
}

/** The DNS rules beside the DNS pods list hosts that have connections of their own. */
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
  // without a label of namespaces, the namespace of the policy is meant
  const keys = [
    ...Object.keys(plain),
    ...asArray(matchExpressions).map(expression => String(getPath(expression, 'key'))),
  ];
  const elsewhere = keys.some(key => /namespace|^reserved:/.test(key));
  const namespace = asString(named) ?? (elsewhere ? undefined : policyNamespace);
  return podPeer({ matchLabels: plain, matchExpressions }, namespace, namespace ?? 'namespaces by these labels');
}
