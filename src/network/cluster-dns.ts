/** Which DNS service the pods of the cluster use. The network policy of every server allows connections to it. */
export enum ClusterDns {
  /** CoreDNS or kube-dns: pods labelled `k8s-app: kube-dns` in kube-system, port 53. */
  KUBE_DNS = 'kube-dns',
  /** NodeLocal DNSCache at 169.254.20.10 in front of KUBE_DNS. */
  NODE_LOCAL = 'node-local',
  /** Cloud DNS for GKE, which answers at the metadata address 169.254.169.254; only port 53 of it is opened. */
  GKE_CLOUD_DNS = 'gke-cloud-dns',
  /** The DNS of OpenShift: pods in openshift-dns, port 5353. */
  OPENSHIFT = 'openshift',
}
