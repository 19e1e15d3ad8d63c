/* Which permissions of the Kubernetes API give no access to credentials or control. */

const READS = new Set(['get', 'list', 'watch']);
const WRITES = new Set(['create', 'update', 'patch', 'delete', 'deletecollection']);

/** Subresources that only show what is there. Others run commands, forward connections, or give credentials. */
const SHOWING = new Set(['status', 'scale']);
const SHOWING_OF = new Set(['pods/log', 'nodes/metrics', 'nodes/stats', 'nodes/healthz']);

/** Resources whose objects are credentials, in any group. */
const CREDENTIALS = /^secrets$|(?:tokens|credentials|kubeconfigs)$/;

/** What may be written: by group, resource and verbs. Nothing else of Kubernetes may. */
const WRITABLE = new Set([
  ...['', 'events.k8s.io'].flatMap(group => ['create', 'patch', 'update'].map(verb => `${group} events ${verb}`)),
  'authentication.k8s.io tokenreviews create',
  'authentication.k8s.io selfsubjectreviews create',
  'authorization.k8s.io subjectaccessreviews create',
  'authorization.k8s.io localsubjectaccessreviews create',
  'authorization.k8s.io selfsubjectaccessreviews create',
  'authorization.k8s.io selfsubjectrulesreviews create',
]);
const LEASES = 'coordination.k8s.io leases';

/** Groups of Kubernetes without a dot or with another end than that of the others. */
const BUILT_IN = new Set(['', 'apps', 'batch', 'autoscaling', 'policy', 'extensions']);
/** Ends of groups whose objects make pods, fetch secrets, lead calls, or decide who may do what. */
const CONTROLLING = [
  'k8s.io',
  'x-k8s.io',
  'actions.github.com',
  'actions.summerwind.dev',
  'agentgateway.dev',
  'antrea.io',
  'apisix.apache.org',
  'argoproj.io',
  'bitnami.com',
  'carvel.dev',
  'cattle.io',
  'cert-manager.io',
  'cfargotunnel.com',
  'cilium.io',
  'cnrm.cloud.google.com',
  'codeflare.dev',
  'crossplane.io',
  'envoyproxy.io',
  'external-secrets.io',
  'flink.apache.org',
  'fluxcd.controlplane.io',
  'fluxcd.io',
  'gatekeeper.sh',
  'gateway.solo.io',
  'getambassador.io',
  'haproxy.org',
  'hashicorp.com',
  'istio.io',
  'k14s.io',
  'k8s.aws',
  'kagent.dev',
  'karmada.io',
  'karpenter.sh',
  'keda.sh',
  'kgateway.dev',
  'knative.dev',
  'konghq.com',
  'kro.run',
  'kruise.io',
  'kserve.io',
  'kubeflow.org',
  'kubevirt.io',
  'kyverno.io',
  'linkerd.io',
  'metallb.io',
  'monitoring.coreos.com',
  'nginx.org',
  'oam.dev',
  'open-cluster-management.io',
  'opendatahub.io',
  'openshift.io',
  'opentelemetry.io',
  'operators.coreos.com',
  'projectcalico.org',
  'projectcontour.io',
  'projectsveltos.io',
  'pulumi.com',
  'ray.io',
  'sparkoperator.io',
  'stacklok.dev',
  'strimzi.io',
  'tailscale.com',
  'tekton.dev',
  'terraform.io',
  'traefik.io',
  'upbound.io',
  'velero.io',
  'volcano.sh',
];

/** URLs that are no resources and tell nothing of others (Kubernetes: system:discovery, system:monitoring). */
const OPEN_URLS = /^\/(?:(?:healthz|livez|readyz|version|api|apis|openapi)(?:\/.*)?|metrics(?:\/slis)?)$/;

/** A permission as a rule of a role has it. */
export interface Permission {
  readonly group: string;
  /** With a subresource, where one is meant: `pods/log`. */
  readonly resource: string;
  readonly verb: string;
  /** Whether it holds in one namespace only. */
  readonly isNamespaced: boolean;
}

/** Whether a verb only reads or writes: others, such as `impersonate`, `bind` and `approve`, give rights. */
export function isPlainVerb(verb: string): boolean {
  return READS.has(verb) || WRITES.has(verb);
}

/** Permissions as a rule of a role has them: every verb on every resource of every group. */
export interface Permissions {
  readonly groups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  readonly isNamespaced: boolean;
}

/** Whether a permission gives access to credentials, to the work of others or to what protects it. */
export function isSensitive({ group, resource, verb, isNamespaced }: Permission): boolean {
  return sensitiveResources({ groups: [group], resources: [resource], verbs: [verb], isNamespaced }).length > 0;
}

/** The resources of a rule that are sensitive with one of its groups and verbs. */
export function sensitiveResources({ groups, resources, verbs, isNamespaced }: Permissions): string[] {
  if (groups.length === 0 || verbs.length === 0) {
    return [];
  }
  const controlling = [...new Set(groups)].filter(isControlling);
  const writing = [...new Set(verbs)].filter(verb => !READS.has(verb));
  // few pairs of a group and a verb are harmless, so that the first ones tell
  return [...new Set(resources)].filter(
    resource =>
      isSecret(resource) ||
      controlling.some(group => {
        const isLease = isNamespaced && `${group} ${resource}` === LEASES;
        return !isLease && writing.some(verb => !WRITABLE.has(`${group} ${resource} ${verb}`));
      }),
  );
}

/** Whether a URL that is no resource tells nothing of others. */
export function isOpenUrl(url: string): boolean {
  return OPEN_URLS.test(url);
}

/** Whether a resource gives access whatever its group and the verb are. */
function isSecret(resource: string): boolean {
  const [name, subresource] = resource.split('/');
  const isOther = subresource !== undefined && !SHOWING.has(subresource) && !SHOWING_OF.has(resource);
  return isOther || CREDENTIALS.test(name);
}

function isControlling(group: string): boolean {
  return BUILT_IN.has(group) || CONTROLLING.some(end => group === end || group.endsWith(`.${end}`));
}
