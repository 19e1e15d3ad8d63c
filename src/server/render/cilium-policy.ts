import { renderDns } from './dns';
import { definedItems } from '../../foundation/defined';
import { METADATA_RANGES } from '../../foundation/net/addresses';
import { compare } from '../../foundation/reader';
import { CallerRule } from '../../network/callers';
import { EgressRule } from '../../network/egress';
import { CiliumEgress, CiliumPolicyBody, CiliumPorts, NamePattern } from '../crds/cilium';
import { ServerSpec } from '../spec';

// denies beat every allow, so they name the ports of metadata services and leave DNS alone
const MAX_PORTS = 40;
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
    egressDeny: [{ toCIDR: [...METADATA_RANGES], toPorts: tcp(METADATA_PORTS) }],
  };
}

function hostsByPorts(egress: readonly EgressRule[]): { ports: readonly number[]; hosts: string[] }[] {
  const byPorts = new Map<string, { ports: readonly number[]; hosts: Set<string> }>();
  for (const rule of egress) {
    if (rule.kind !== 'hosts') {
      continue;
    }
    const key = rule.ports.join();
    byPorts.set(key, { ports: rule.ports, hosts: new Set([...(byPorts.get(key)?.hosts ?? []), ...rule.hosts]) });
  }
  return [...byPorts]
    .sort(([a], [b]) => compare(a, b))
    .map(([, { ports, hosts }]) => ({ ports, hosts: [...hosts].sort(compare) }));
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
