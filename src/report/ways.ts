import { Way } from './posture';
import { Json, at, list, record, text } from '../guardrails/json';
import { Subject } from '../guardrails/subject';
import { isWorldOpen, parseCidr } from '../private/addresses';
import { GATEWAY_LABEL, SERVER_LABEL } from '../private/labels';
import { NAMESPACE_LABEL } from '../private/peers';
import { compare } from '../private/reading';

const DNS_PORTS = ['53', '5353'];
const CILIUM_NAMESPACE = 'k8s:io.kubernetes.pod.namespace';

/** Who and where the network policies of pods let through, DNS aside; each way once, in the order of its words. */
export function waysOf(policies: readonly Subject[], direction: 'ingress' | 'egress'): Way[] {
  // pods that no policy selects are open (Kubernetes: Network Policies, "The two sorts of pod isolation")
  if (!policies.some(policy => closes(policy, direction))) { return [{ kind: 'everyone', to: 'everyone: no policy closes this direction', ports: ['any'] }]; }
  const ways = policies.flatMap(subject => {
    const rules = list(at(subject.manifest, 'spec', direction));
    return subject.kind === 'NetworkPolicy' ? rules.flatMap(rule => plainWays(rule, direction, subject.namespace ?? '')) : rules.flatMap(rule => ciliumWays(rule, direction, subject.namespace ?? ''));
  });
  const byText = new Map(ways.filter(way => direction === 'ingress' || !isDns(way)).map(way => [JSON.stringify(way), way]));
  return [...byText].sort(([, a], [, b]) => compare(`${a.to} ${a.ports.join()}`, `${b.to} ${b.ports.join()}`)).map(([, way]) => way);
}

function closes({ kind, manifest }: Subject, direction: 'ingress' | 'egress'): boolean {
  const [types, rules] = [at(manifest, 'spec', 'policyTypes'), at(manifest, 'spec', direction)];
  if (kind !== 'NetworkPolicy') { return rules !== undefined; }
  return types === undefined ? direction === 'ingress' || rules !== undefined : list(types).some(type => String(type).toLowerCase() === direction);
}

function isDns({ kind, ports }: Way): boolean {
  return (kind === 'pods' || kind === 'range' || kind === 'entity') && ports.length > 0 && ports.every(port => DNS_PORTS.includes(port));
}

function plainWays(rule: unknown, direction: 'ingress' | 'egress', namespace: string): Way[] {
  const ports = portsOf(list(at(rule, 'ports')), 'port');
  const peers = list(at(rule, direction === 'ingress' ? 'from' : 'to'));
  return peers.length === 0 ? [{ kind: 'everyone', to: 'everyone', ports }] : peers.map(peer => ({ ...plainPeer(record(peer), namespace), ports }));
}

function portsOf(entries: readonly unknown[], member: string): string[] {
  if (entries.length === 0) { return ['any']; }
  const ports = entries.map(entry => {
    const [port, end] = [at(entry, member), at(entry, 'endPort')];
    return port === undefined ? 'any' : `${String(port)}${end === undefined ? '' : `-${String(end)}`}`;
  });
  return [...new Set(ports)].sort((a, b) => Number.parseInt(a) - Number.parseInt(b) || compare(a, b));
}

type Peer = Omit<Way, 'ports'>;

function plainPeer({ ipBlock, namespaceSelector, podSelector }: Json, own: string): Peer {
  if (ipBlock !== undefined) { return rangePeer(text(at(ipBlock, 'cidr')) ?? '', list(at(ipBlock, 'except')).map(String)); }
  const { [NAMESPACE_LABEL]: named, ...others } = record(at(namespaceSelector, 'matchLabels'));
  const namespace = namespaceSelector === undefined ? own : Object.keys(others).length === 0 ? text(named) : undefined;
  const place = namespace ?? `namespaces ${selectorText(namespaceSelector)}`;
  return podSelector === undefined ? { kind: 'namespace', to: `namespace ${place}`, namespace } : podPeer(podSelector, record(at(podSelector, 'matchLabels')), namespace, place);
}

function podPeer(selector: unknown, labels: Json, namespace: string | undefined, place: string): Peer {
  for (const [kind, label] of [['server', SERVER_LABEL], ['gateway', GATEWAY_LABEL]] as const) {
    const name = text(labels[label]);
    if (name !== undefined && namespace !== undefined) { return { kind, to: `${kind} ${namespace}/${name}`, namespace, name }; }
  }
  const name = selectorText(selector);
  return { kind: 'pods', to: `pods ${name} in ${place}`, namespace, name };
}

function rangePeer(cidr: string, except: readonly string[]): Peer {
  const range = parseCidr(cidr);
  const but = except.length === 0 ? '' : ` but for ${except.length} ranges`;
  if (range !== undefined && isWorldOpen(range, except.flatMap(other => parseCidr(other) ?? []))) { return { kind: 'everyone', to: `every address (${cidr}${but})`, name: cidr }; }
  const broad = range !== undefined && isWorldOpen(range, []);
  return broad ? { kind: 'internet', to: `the public Internet (${cidr}${but})`, name: cidr } : { kind: 'range', to: `${cidr}${but}`, name: cidr };
}

function selectorText(selector: unknown): string {
  const parts = [
    ...Object.entries(record(at(selector, 'matchLabels'))).map(([label, value]) => `${label}=${String(value)}`),
    ...list(at(selector, 'matchExpressions')).map(expression => `${String(at(expression, 'key'))} ${String(at(expression, 'operator'))} ${list(at(expression, 'values')).join('|')}`.trim()),
  ];
  return parts.length === 0 ? 'any' : parts.sort(compare).join(',');
}

function ciliumWays(rule: unknown, direction: 'ingress' | 'egress', own: string): Way[] {
  const side = direction === 'ingress' ? 'from' : 'to';
  const ports = portsOf(list(at(rule, 'toPorts')).flatMap(entry => list(at(entry, 'ports'))), 'port');
  const peers: Peer[] = [
    ...list(at(rule, `${side}Entities`)).map((entity): Peer => (['all', 'world'].includes(String(entity))
      ? { kind: 'everyone', to: `everyone (entity ${String(entity)})`, name: String(entity) }
      : { kind: 'entity', to: String(entity), name: String(entity) })),
    ...list(at(rule, 'toFQDNs')).map((host): Peer => {
      const name = text(at(host, 'matchName')) ?? text(at(host, 'matchPattern')) ?? '';
      return { kind: 'host', to: name, name };
    }),
    ...list(at(rule, `${side}CIDR`)).map(cidr => rangePeer(String(cidr), [])),
    ...list(at(rule, `${side}CIDRSet`)).map(set => rangePeer(String(at(set, 'cidr')), list(at(set, 'except')).map(String))),
    ...list(at(rule, `${side}Endpoints`)).map(endpoint => {
      const { [CILIUM_NAMESPACE]: named, ...labels } = record(at(endpoint, 'matchLabels'));
      const plain = Object.fromEntries(Object.entries(labels).map(([label, value]) => [label.replace(/^k8s:/, ''), value]));
      const namespace = text(named) ?? own;
      return podPeer({ matchLabels: plain, matchExpressions: at(endpoint, 'matchExpressions') }, plain, namespace, namespace);
    }),
  ];
  return peers.map(peer => ({ ...peer, ports }));
}
