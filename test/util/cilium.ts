/** The DNS of the cluster, as policies of Cilium select it. */
export const KUBE_DNS = [
  { matchLabels: { 'k8s:io.kubernetes.pod.namespace': 'kube-system', 'k8s:k8s-app': 'kube-dns' } },
];

export const DNS_PORTS = ['UDP', 'TCP'].map(protocol => ({ port: '53', protocol }));

/** Names that a pod may ask the DNS of the cluster for. */
export const CLUSTER_NAMES = [
  '*.*.svc',
  ...[1, 2, 3, 4, 5, 6].map(labels => `${'*.'.repeat(labels)}cluster.local`),
].map(matchPattern => ({ matchPattern }));

/** The denial of every address at which a cloud gives out credentials, on the ports that are open to names too. */
export const noMetadata = (...further: string[]): object[] => [
  {
    toCIDR: [
      '100.100.100.200/32',
      '168.63.129.16/32',
      '169.254.42.42/32',
      '169.254.169.254/32',
      '169.254.170.2/32',
      '169.254.170.23/32',
      '192.0.0.192/32',
      'fd00:42::42/128',
      'fd00:c1::a9fe:a9fe/128',
      'fd00:ec2::23/128',
      'fd00:ec2::254/128',
      'fd20:ce::254/128',
      'fe80::a9fe:a9fe/128',
    ],
    toPorts: [
      {
        ports: ['80', '443', '8080', ...further]
          .sort((a, b) => Number(a) - Number(b))
          .map(port => ({ port, protocol: 'TCP' })),
      },
    ],
  },
];

export const NO_METADATA = noMetadata();
