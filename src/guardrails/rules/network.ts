import { isWorldOpen, parseCidr, reachesMetadata } from '../../private/addresses';
import { at, list, record, text } from '../json';
import { Finding, ObjectRule, RelationRule, WORKLOADS, expect } from '../rule';

const WORLD_ENTITIES = ['world', 'world-ipv4', 'world-ipv6', 'all', 'cluster'];

export const NETWORK_RULES: readonly (ObjectRule | RelationRule)[] = [
  {
    id: 'service-type',
    title: 'Services are reachable inside the cluster only',
    why: 'A NodePort, LoadBalancer or external address puts a server on the network without authentication.',
    fix: 'Leave the type ClusterIP; expose a gateway instead.',
    severity: 'error',
    references: ['NSA/CISA: Network separation', 'OWASP MCP Top 10: Insufficient authentication'],
    kinds: ['Service'],
    check: ({ manifest }) => [
      ...expect(['ClusterIP', undefined].includes(text(at(manifest, 'spec', 'type'))), 'spec.type', 'must be ClusterIP'),
      ...expect(list(at(manifest, 'spec', 'externalIPs')).length === 0, 'spec.externalIPs', 'must be empty'),
      ...expect(at(manifest, 'spec', 'externalName') === undefined, 'spec.externalName', 'must not be set'),
    ],
  },
  {
    id: 'service-selector',
    title: 'Services select pods that are there, on ports that they declare',
    why: 'A Service that selects nothing, or another team\'s pods, fails only when it is called.',
    fix: 'Let selector and targetPort follow the workload.',
    severity: 'error',
    references: ['Kubernetes: Service'],
    kinds: ['Service'],
    checkAmong: ({ manifest, namespace }, app) => {
      const selector = record(at(manifest, 'spec', 'selector'));
      if (Object.keys(selector).length === 0) { return []; }
      const workloads = app.selectedBy(namespace, selector);
      if (workloads.length === 0) { return [{ field: 'spec.selector', problem: 'selects no workload of the app' }]; }
      const ports = workloads.flatMap(({ pod }) => pod?.containers ?? []).flatMap(({ json }) => list(json.ports)).flatMap(port => [at(port, 'name'), at(port, 'containerPort')]);
      return list(at(manifest, 'spec', 'ports')).flatMap((port, i) => {
        const target = at(port, 'targetPort') ?? at(port, 'port');
        return expect(ports.includes(target), `spec.ports[${i}].targetPort`, `${String(target)} is declared by no container`);
      });
    },
  },
  {
    id: 'network-policy',
    title: 'Every pod has a network policy of its own for both directions',
    why: 'A pod that no policy selects can be called by, and connect to, everything.',
    fix: 'Keep the server\'s NetworkPolicy, with policyTypes Ingress and Egress and the label that selects the pods.',
    severity: 'error',
    references: ['CIS 5.3.2', 'NSA/CISA: Network policies'],
    kinds: [WORKLOADS],
    checkAmong: (subject, app) => {
      const policies = app.policiesOf(subject).filter(({ manifest }) => Object.keys(record(at(manifest, 'spec', 'podSelector', 'matchLabels'))).length > 0);
      return ['Ingress', 'Egress'].flatMap(direction =>
        expect(policies.some(({ manifest }) => list(at(manifest, 'spec', 'policyTypes')).includes(direction)), `${subject.pod?.path.replace(/spec$/, 'metadata')}.labels`, `are selected by no NetworkPolicy for ${direction}`));
    },
  },
  {
    id: 'network-policy-open',
    title: 'Network policies name who and where',
    why: 'An empty peer, every namespace, the whole address space or a metadata address opens what the policy is there to close.',
    fix: 'Use Callers and Egress; Egress.toPublicInternet() keeps private and metadata ranges closed.',
    severity: 'error',
    references: ['CIS 5.3.2', 'NSA/CISA: Network policies', 'OWASP MCP Top 10: Server-side request forgery'],
    kinds: ['NetworkPolicy'],
    check: ({ manifest }) => [['ingress', 'from'], ['egress', 'to']].flatMap(([direction, side]) =>
      list(at(manifest, 'spec', direction)).flatMap((rule, i) => {
        const field = `spec.${direction}[${i}]`;
        const peers = list(at(rule, side));
        return [
          ...expect(peers.length > 0, `${field}.${side}`, 'is empty, which means everyone'),
          ...expect(list(at(rule, 'ports')).length > 0, `${field}.ports`, 'is empty, which means every port'),
          ...peers.flatMap((peer, k) => peerFindings(`${field}.${side}[${k}]`, peer, isDnsOnly(rule))),
        ];
      })),
  },
  {
    id: 'cilium-policy-open',
    title: 'Cilium policies name who and where',
    why: 'The entities world, all and cluster, and the name *, open what the policy is there to close.',
    fix: 'Use Callers and Egress.',
    severity: 'error',
    references: ['CIS 5.3.2', 'NSA/CISA: Network policies'],
    kinds: ['CiliumNetworkPolicy', 'CiliumClusterwideNetworkPolicy'],
    check: ({ manifest }) => ['ingress', 'egress'].flatMap(direction => list(at(manifest, 'spec', direction)).flatMap((rule, i) => {
      const field = `spec.${direction}[${i}]`;
      const peers = direction === 'ingress' ? ['fromEndpoints', 'fromEntities', 'fromCIDR', 'fromCIDRSet', 'fromRequires'] : ['toEndpoints', 'toEntities', 'toCIDR', 'toCIDRSet', 'toFQDNs', 'toServices', 'toRequires'];
      const entities = [...list(at(rule, 'fromEntities')), ...list(at(rule, 'toEntities'))];
      const ranges = [...list(at(rule, 'fromCIDR')), ...list(at(rule, 'toCIDR'))];
      return [
        ...expect(peers.some(name => list(at(rule, name)).length > 0), field, 'names no peer, which means everyone'),
        ...expect(!entities.some(entity => WORLD_ENTITIES.includes(text(entity) ?? '')), field, `has the entity ${entities.join(', ')}`),
        ...ranges.flatMap(range => rangeFindings(field, text(range) ?? '', [])),
        ...list(at(rule, 'toFQDNs')).flatMap((name, k) => expect(!/^\**\.?\**$/.test(text(at(name, 'matchPattern')) ?? 'x'), `${field}.toFQDNs[${k}].matchPattern`, 'matches every name')),
      ];
    })),
  },
];

/** DNS presets name the metadata address itself, for port 53 alone. */
function isDnsOnly(rule: unknown): boolean {
  return list(at(rule, 'ports')).length > 0 && list(at(rule, 'ports')).every(port => at(port, 'port') === 53 && at(port, 'endPort') === undefined);
}

function peerFindings(field: string, peer: unknown, dnsOnly: boolean): Finding[] {
  const block = at(peer, 'ipBlock');
  if (block !== undefined) {
    const cidr = text(at(block, 'cidr')) ?? '';
    const findings = rangeFindings(`${field}.ipBlock.cidr`, cidr, list(at(block, 'except')).map(range => text(range) ?? ''));
    return dnsOnly && /\/(32|128)$/.test(cidr) ? [] : findings;
  }
  const [namespaces, pods] = [at(peer, 'namespaceSelector'), at(peer, 'podSelector')];
  return expect(!(isEmpty(namespaces) && (pods === undefined || isEmpty(pods))), field, 'selects every pod of every namespace');
}

function isEmpty(selector: unknown): boolean {
  return selector !== undefined && Object.keys(record(at(selector, 'matchLabels'))).length === 0 && list(at(selector, 'matchExpressions')).length === 0;
}

function rangeFindings(field: string, cidr: string, except: readonly string[]): Finding[] {
  const range = parseCidr(cidr);
  const holes = except.flatMap(hole => parseCidr(hole) ?? []);
  if (range === undefined) { return [{ field, problem: `is no address range: ${cidr}` }]; }
  return [
    ...expect(!isWorldOpen(range, holes), field, `${cidr} reaches private networks`),
    ...expect(!reachesMetadata(range, holes), field, `${cidr} reaches an instance metadata address`),
  ];
}
