import { definedItems } from '../../foundation/defined';
import { ClusterDns } from '../../network/cluster-dns';
import { Peer, podPeer } from '../../network/peers';
import { CiliumEgress, CiliumPorts, NamePattern } from '../crds/cilium';

interface DnsPods {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly port: number;
}

const KUBE_DNS: DnsPods = { namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' }, port: 53 };
// policies see the port of the pods, to which the Service's 53 leads
const OPENSHIFT_DNS: DnsPods = {
  namespace: 'openshift-dns',
  labels: { 'dns.operator.openshift.io/daemonset-dns': 'default' },
  port: 5353,
};

const NODE_LOCAL_ADDRESS = '169.254.20.10/32';
const GKE_CLOUD_DNS_ADDRESS = '169.254.169.254/32';

/** The pods and addresses that answer DNS, for a plain NetworkPolicy. */
export function dnsPeers(dns: ClusterDns): { peers: Peer[]; port: number } {
  switch (dns) {
    case ClusterDns.OPENSHIFT:
      return peersOf(OPENSHIFT_DNS);
    case ClusterDns.NODE_LOCAL:
      return peersOf(KUBE_DNS, NODE_LOCAL_ADDRESS);
    case ClusterDns.GKE_CLOUD_DNS:
      return peersOf(KUBE_DNS, GKE_CLOUD_DNS_ADDRESS);
    case ClusterDns.KUBE_DNS:
      return peersOf(KUBE_DNS);
  }
}

function peersOf({ namespace, labels, port }: DnsPods, ...addresses: string[]): { peers: Peer[]; port: number } {
  return { port, peers: [podPeer(namespace, labels), ...addresses.map(cidr => ({ ipBlock: { cidr } }))] };
}

/**
 * DNS through Cilium's proxy, limited to names of the cluster and to declared hosts. The public internet is reached by
 * names that nobody knows beforehand: with it every name passes, as under plain NetworkPolicy.
 *
 * `*` stands for one label in Cilium. Names below the cluster domain are admitted at every depth that a resolver makes
 * from a declared host and its search list: a refused one would end the search in some C libraries.
 */
export function renderDns(
  dns: ClusterDns,
  clusterDomain: string,
  hosts: readonly NamePattern[],
  anyName: boolean,
): CiliumEgress[] {
  const deepest = hosts.reduce(
    (most, { matchName = '', matchPattern = '' }) =>
      Math.max(most, `${matchName}${matchPattern}`.split('.').length + 2),
    6,
  );
  const names: NamePattern[] = anyName
    ? [{ matchPattern: '*' }]
    : [
        { matchPattern: '*.*.svc' },
        ...Array.from({ length: deepest }, (_, i) => ({ matchPattern: `${'*.'.repeat(i + 1)}${clusterDomain}` })),
        ...hosts,
      ];
  const { namespace, labels, port } = dns === ClusterDns.OPENSHIFT ? OPENSHIFT_DNS : KUBE_DNS;
  const toPorts: CiliumPorts[] = [
    {
      ports: [
        { port: String(port), protocol: 'UDP' },
        { port: String(port), protocol: 'TCP' },
      ],
      rules: { dns: names },
    },
  ];
  const endpoints = Object.fromEntries(Object.entries(labels).map(([key, value]) => [`k8s:${key}`, value]));
  const nodeLocal = dns === ClusterDns.NODE_LOCAL;
  return definedItems<CiliumEgress>([
    { toEndpoints: [{ matchLabels: { 'k8s:io.kubernetes.pod.namespace': namespace, ...endpoints } }], toPorts },
    // the cache listens on an address of the node, which CIDR rules alone do not match
    nodeLocal ? { toCIDR: [NODE_LOCAL_ADDRESS], toPorts } : undefined,
    nodeLocal ? { toEntities: ['host'], toPorts } : undefined,
  ]);
}
