import { renderDns } from './dns';
import { groupByPorts } from './groups';
import { definedItems } from '../../foundation/defined';
import { METADATA_RANGES } from '../../foundation/net/addresses';
import { compare } from '../../foundation/reader';
import { CallerRule } from '../../network/callers';
import { EgressRule } from '../../network/egress';
import { CiliumEgress, CiliumPolicyBody, CiliumPorts, NamePattern } from '../crds/cilium';
import { ServerSpec } from '../spec';

const MAX_PORTS = 40;
// denies beat every allow, so they name the ports of metadata services and leave DNS alone
const METADATA_PORTS = [80, 443, 8080];

/** What only Cilium can express: DNS by name, hosts by name, entities, and denies for instance metadata. */
export function renderCiliumPolicy(
  spec: ServerSpec,
  callers: readonly CallerRule[],
  egress: readonly EgressRule[],
): CiliumPolicyBody {
  const { network, container, selectorLabels } = spec;
  const hosts = hostsByPorts(egress);
  const declared = [...new Set(hosts.flatMap(rule => rule.hosts))].sort(compare).map(pattern);
  return {
    endpointSelector: { matchLabels: { ...selectorLabels } },
    ingress: callers.some(({ kind }) => kind === 'cilium-ingress')
      ? [{ fromEntities: ['ingress'], toPorts: tcp([container.port]) }]
      : undefined,
    egress: definedItems<CiliumEgress>([
      ...renderDns(
        network.dns,
        spec.clusterDomain,
        declared,
        egress.some(({ kind }) => kind === 'internet'),
      ),
      network.apiServer && { toEntities: ['kube-apiserver'], toPorts: tcp(network.apiServer.ports) },
      ...hosts.map(rule => ({ toFQDNs: rule.hosts.map(pattern), toPorts: tcp(rule.ports) })),
    ]),
    egressDeny: [{ toCIDR: [...METADATA_RANGES], toPorts: tcp(deniedPorts(hosts)) }],
  };
}

function hostsByPorts(egress: readonly EgressRule[]): { ports: readonly number[]; hosts: string[] }[] {
  return groupByPorts(egress.filter(rule => rule.kind === 'hosts')).map(([ports, rules]) => ({
    ports,
    hosts: [...new Set(rules.flatMap(({ hosts }) => hosts))].sort(compare),
  }));
}

/** A name can be made to lead to a metadata address, on each port that is open to names. */
function deniedPorts(hosts: readonly { readonly ports: readonly number[] }[]): number[] {
  return [...new Set([...METADATA_PORTS, ...hosts.flatMap(({ ports }) => ports)])].sort((a, b) => a - b);
}

function pattern(host: string): NamePattern {
  return host.startsWith('*.') ? { matchPattern: host } : { matchName: host };
}

/** The API server takes at most 40 ports in one entry. */
function tcp(ports: readonly number[]): CiliumPorts[] {
  const entries = Array.from({ length: Math.ceil(ports.length / MAX_PORTS) }, (_, i) =>
    ports.slice(i * MAX_PORTS, (i + 1) * MAX_PORTS),
  );
  return entries.map(entry => ({ ports: entry.map(port => ({ port: String(port), protocol: 'TCP' })) }));
}
