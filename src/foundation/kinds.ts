/** Kinds by API group. A kind that is not listed belongs to others. */
const GROUPS: Readonly<Record<string, { readonly namespaced?: string; readonly cluster?: string }>> = {
  '': {
    namespaced:
      'Pod PodTemplate ReplicationController Service ServiceAccount ConfigMap Secret Endpoints Event LimitRange ' +
      'PersistentVolumeClaim ResourceQuota',
    cluster: 'Namespace Node PersistentVolume',
  },
  'apps': { namespaced: 'Deployment ReplicaSet StatefulSet DaemonSet ControllerRevision' },
  'batch': { namespaced: 'Job CronJob' },
  'autoscaling': { namespaced: 'HorizontalPodAutoscaler' },
  'policy': { namespaced: 'PodDisruptionBudget' },
  'networking.k8s.io': {
    namespaced: 'NetworkPolicy Ingress',
    cluster: 'IngressClass IPAddress ServiceCIDR',
  },
  'discovery.k8s.io': { namespaced: 'EndpointSlice' },
  'coordination.k8s.io': { namespaced: 'Lease' },
  'rbac.authorization.k8s.io': { namespaced: 'Role RoleBinding', cluster: 'ClusterRole ClusterRoleBinding' },
  'storage.k8s.io': { namespaced: 'CSIStorageCapacity', cluster: 'StorageClass CSIDriver CSINode VolumeAttachment' },
  'scheduling.k8s.io': { cluster: 'PriorityClass' },
  'node.k8s.io': { cluster: 'RuntimeClass' },
  'apiextensions.k8s.io': { cluster: 'CustomResourceDefinition' },
  'apiregistration.k8s.io': { cluster: 'APIService' },
  'admissionregistration.k8s.io': {
    cluster:
      'ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding MutatingAdmissionPolicy ' +
      'MutatingAdmissionPolicyBinding ValidatingWebhookConfiguration MutatingWebhookConfiguration',
  },
  'certificates.k8s.io': { cluster: 'CertificateSigningRequest ClusterTrustBundle' },
  'gateway.networking.k8s.io': {
    namespaced: 'Gateway HTTPRoute GRPCRoute TCPRoute TLSRoute UDPRoute ListenerSet ReferenceGrant BackendTLSPolicy',
    cluster: 'GatewayClass',
  },
  'gateway.networking.x-k8s.io': { namespaced: 'XListenerSet' },
  'cilium.io': { namespaced: 'CiliumNetworkPolicy', cluster: 'CiliumClusterwideNetworkPolicy' },
  'external-secrets.io': {
    namespaced: 'ExternalSecret SecretStore PushSecret',
    cluster: 'ClusterSecretStore ClusterExternalSecret ClusterPushSecret',
  },
  'kyverno.io': { namespaced: 'Policy', cluster: 'ClusterPolicy' },
  'agentgateway.dev': { namespaced: 'AgentgatewayBackend AgentgatewayPolicy' },
  'aigateway.envoyproxy.io': { namespaced: 'MCPRoute BackendSecurityPolicy AIGatewayRoute AIServiceBackend' },
  'gateway.envoyproxy.io': { namespaced: 'SecurityPolicy Backend BackendTrafficPolicy ClientTrafficPolicy' },
  'kuadrant.io': { namespaced: 'AuthPolicy RateLimitPolicy' },
  'mcp.kuadrant.io': { namespaced: 'MCPServerRegistration MCPVirtualServer MCPGatewayExtension' },
  'cert-manager.io': { namespaced: 'Certificate Issuer', cluster: 'ClusterIssuer' },
};

const KNOWN = new Map<string, { readonly group: string; readonly isNamespaced: boolean }>();
for (const [group, { namespaced = '', cluster = '' }] of Object.entries(GROUPS)) {
  for (const [words, isWithin] of [
    [namespaced, true],
    [cluster, false],
  ] as const) {
    for (const kind of words.split(' ').filter(word => word !== '')) {
      KNOWN.set(kind, { group, isNamespaced: isWithin });
    }
  }
}

const NAMES = new Map<string, string>();
/** Manifests of others may have any number of kinds. */
const MAX_NAMES = 4096;

/** The API group of an object or of a reference to one: `apps` of `apps/v1`, nothing of `v1`. */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash === -1 ? '' : apiVersion.slice(0, slash);
}

/**
 * The one name of a kind. `Service` is that of Kubernetes; a kind of the same name in another group is
 * `Service.serving.knative.dev`, like every kind that is not known here.
 */
export function kindOf(apiVersion: string, kind: string): string {
  const key = `${apiVersion} ${kind}`;
  const before = NAMES.get(key);
  if (before !== undefined) {
    return before;
  }
  const name = kindIn(groupOf(apiVersion), kind);
  if (NAMES.size < MAX_NAMES) {
    NAMES.set(key, name);
  }
  return name;
}

/** The same for a reference that has a group instead of an API version. */
export function kindIn(group: string, kind: string): string {
  if (kind === '' || KNOWN.get(kind)?.group === group) {
    return kind;
  }
  return `${kind}.${group === '' ? 'core' : group}`;
}

/** Whether objects of a kind, by its one name, are in no namespace. */
export function isClusterScoped(kind: string): boolean {
  return KNOWN.get(kind)?.isNamespaced === false;
}

/** Whether a kind, by its one name, is known, and its objects are in namespaces. */
export function isNamespaced(kind: string): boolean {
  return KNOWN.get(kind)?.isNamespaced === true;
}

/** Whether the fields of a kind, by its one name, are known. */
export function isKnownKind(kind: string): boolean {
  return KNOWN.has(kind);
}
