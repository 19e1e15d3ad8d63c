import { problemsByKind } from './kind-table';

const OPENS = 'can open what the policies of these manifests close, and is not judged';
const REDIRECTS = 'can lead calls past the policies of these manifests, and is not judged';
const ADMITS = 'says who may call beside the policies of these manifests, and is not judged';

/** Policies of other engines, whose rules allow or deny. */
export const OPENING_NETWORKS = problemsByKind([
  { group: 'projectcalico.org', kinds: 'NetworkPolicy GlobalNetworkPolicy', problem: OPENS },
  { group: 'crd.projectcalico.org', kinds: 'NetworkPolicy GlobalNetworkPolicy', problem: OPENS },
  {
    group: 'policy.networking.k8s.io',
    kinds: 'AdminNetworkPolicy BaselineAdminNetworkPolicy ClusterNetworkPolicy',
    problem: OPENS,
  },
  { group: 'crd.antrea.io', kinds: 'NetworkPolicy ClusterNetworkPolicy', problem: OPENS },
  { group: 'k8s.ovn.org', kinds: 'EgressFirewall', problem: OPENS },
  { group: 'network.openshift.io', kinds: 'EgressNetworkPolicy', problem: OPENS },
  { group: 'networking.gke.io', kinds: 'FQDNNetworkPolicy', problem: OPENS },
  { group: 'networking.k8s.aws', kinds: 'ApplicationNetworkPolicy ClusterNetworkPolicy', problem: OPENS },
]);

/** Policies of a mesh, beside those of the network. */
export const MESH_NETWORKS = problemsByKind([
  { group: 'security.istio.io', kinds: 'AuthorizationPolicy PeerAuthentication', problem: ADMITS },
  { group: 'policy.linkerd.io', kinds: 'Server ServerAuthorization AuthorizationPolicy', problem: ADMITS },
  { group: 'kuma.io', kinds: 'MeshTrafficPermission TrafficPermission', problem: ADMITS },
  { group: 'consul.hashicorp.com', kinds: 'ServiceIntentions', problem: ADMITS },
]);

/** Kinds that lead traffic elsewhere. */
const STEERING_NETWORKS = problemsByKind([
  { group: 'crd.antrea.io', kinds: 'Egress TrafficControl', problem: REDIRECTS },
  { group: 'k8s.ovn.org', kinds: 'AdminPolicyBasedExternalRoute EgressService', problem: REDIRECTS },
  { group: 'networking.gke.io', kinds: 'RedirectService', problem: REDIRECTS },
  {
    group: 'cilium.io',
    kinds: 'CiliumLocalRedirectPolicy CiliumEnvoyConfig CiliumClusterwideEnvoyConfig CiliumEgressGatewayPolicy',
    problem: REDIRECTS,
  },
  { group: 'networking.istio.io', kinds: 'EnvoyFilter', problem: REDIRECTS },
  { group: 'kuma.io', kinds: 'MeshPassthrough MeshProxyPatch ProxyTemplate', problem: REDIRECTS },
]);

/** Kinds that decide about traffic and that no rule reads, and why. */
export const FOREIGN_NETWORKS: ReadonlyMap<string, string> = new Map([
  ...OPENING_NETWORKS,
  ...MESH_NETWORKS,
  ...STEERING_NETWORKS,
]);
