import type {
  NetworkPolicyEgressRule,
  NetworkPolicyIngressRule,
  NetworkPolicyPeer,
  NetworkPolicySpec,
} from 'kubernetes-types/networking/v1';
import { dnsPeers } from './dns';
import { groupByPorts } from './groups';
import { internetPeers } from './internet';
import { definedItems } from '../../foundation/defined';
import { compare } from '../../foundation/reader';
import { CallerRule } from '../../network/callers';
import { ClusterDns } from '../../network/cluster-dns';
import { EgressRule } from '../../network/egress';
import { NetworkPolicyEngine } from '../../network/network-policy-engine';
import { Peer } from '../../network/peers';
import { NetworkSpec, ServerSpec } from '../spec';

/**
 * The policy of a server's pods: both directions, only what is declared. Under Cilium DNS stands in the
 * CiliumNetworkPolicy alone.
 */
export function renderNetworkPolicy(
  spec: ServerSpec,
  callers: readonly CallerRule[],
  egress: readonly EgressRule[],
): NetworkPolicySpec {
  return {
    podSelector: { matchLabels: { ...spec.selectorLabels } },
    policyTypes: ['Ingress', 'Egress'],
    ingress: spec.quarantine === undefined ? renderIngress(spec, callers) : [],
    egress: spec.quarantine === undefined ? renderEgress(spec.network, egress) : [],
  };
}

function renderIngress({ container, network }: ServerSpec, callers: readonly CallerRule[]): NetworkPolicyIngressRule[] {
  const peers = callers.flatMap(rule => (rule.kind === 'peers' ? rule.peers : []));
  const { scrape } = network;
  return definedItems([
    peers.length === 0 ? undefined : { from: distinct(peers), ports: tcp([container.port]) },
    scrape && { from: distinct(scrape.peers), ports: tcp([scrape.port]) },
  ]);
}

function renderEgress(network: NetworkSpec, egress: readonly EgressRule[]): NetworkPolicyEgressRule[] {
  const rules = egress
    .map(rule => ({ ports: rule.ports, peers: peersOf(rule, network.privateCidrs) }))
    .filter(({ peers }) => peers.length > 0);
  return definedItems([
    network.engine === NetworkPolicyEngine.CILIUM ? undefined : renderDnsRule(network.dns),
    renderApiServerRule(network.apiServer),
    ...groupByPorts(rules).map(([ports, group]) => ({
      to: distinct(group.flatMap(({ peers }) => peers)),
      ports: tcp(ports),
    })),
  ]);
}

function renderDnsRule(dns: ClusterDns): NetworkPolicyEgressRule {
  const { peers, port } = dnsPeers(dns);
  return { to: distinct(peers), ports: ['UDP', 'TCP'].map(protocol => ({ protocol, port })) };
}

function renderApiServerRule(apiServer: NetworkSpec['apiServer']): NetworkPolicyEgressRule | undefined {
  if (apiServer === undefined || apiServer.cidrs.length === 0) {
    return undefined;
  }
  return { to: distinct(apiServer.cidrs.map(cidr => ({ ipBlock: { cidr } }))), ports: tcp(apiServer.ports) };
}

/** What a plain NetworkPolicy can say of a destination: nothing of host names. */
function peersOf(rule: EgressRule, privateCidrs: readonly string[]): readonly Peer[] {
  switch (rule.kind) {
    case 'peers':
      return rule.peers;
    case 'internet':
      return internetPeers(privateCidrs);
    case 'hosts':
      return [];
  }
}

function tcp(ports: readonly number[]): { protocol: string; port: number }[] {
  return ports.map(port => ({ protocol: 'TCP', port }));
}

/** Peers in an order that does not depend on who was added first, each once. */
function distinct(peers: readonly Peer[]): NetworkPolicyPeer[] {
  const byText = new Map(peers.map(peer => [peers.length === 1 ? '' : canonical(peer), peer]));
  // the same shape, without the readonly marks that these types lack; cdk8s copies what it renders
  return [...byText].sort(([a], [b]) => compare(a, b)).map(([, peer]) => peer as NetworkPolicyPeer);
}

/** JSON with sorted keys, so that equal peers are equal texts. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => compare(a, b)))
      : part,
  );
}
