/** What enforces network policy in the cluster. */
export enum NetworkPolicyEngine {
  /** Any plugin that enforces networking.k8s.io/v1 NetworkPolicy. It knows pods and addresses, not host names. */
  KUBERNETES = 'kubernetes',
  /** Cilium: a CiliumNetworkPolicy beside the NetworkPolicy admits host names and closes the metadata addresses. */
  CILIUM = 'cilium',
}
