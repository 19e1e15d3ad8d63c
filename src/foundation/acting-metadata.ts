import { memoizeNegative } from './memoize';

/* Which annotations and labels only describe. Others give an object another network, container or rights. */

/** Keys and beginnings of keys, up to the slash, that nothing acts on, or that only restart, keep or find pods. */
const DESCRIBING = [
  'cdk8s-mcp/',
  'mcp-catalog/',
  'mcp-import/',
  'app.kubernetes.io/',
  'apps.kubernetes.io/pod-index',
  'batch.kubernetes.io/',
  'checksum/',
  'checkov.io/',
  'cluster-autoscaler.kubernetes.io/safe-to-evict',
  'cluster-autoscaler.kubernetes.io/safe-to-evict-local-volumes',
  'controller.kubernetes.io/pod-deletion-cost',
  'deployment.kubernetes.io/revision',
  'helm.sh/chart',
  'helm.sh/resource-policy',
  'ignore-check.kube-linter.io/',
  'karpenter.sh/do-not-disrupt',
  'kube-score/ignore',
  'kubectl.kubernetes.io/default-container',
  'kubectl.kubernetes.io/default-logs-container',
  'kubectl.kubernetes.io/last-applied-configuration',
  'kubectl.kubernetes.io/restartedAt',
  'kubernetes.io/change-cause',
  'kubernetes.io/description',
  'kubernetes.io/metadata.name',
  'meta.helm.sh/',
  'pod-security.kubernetes.io/',
  'polaris.fairwinds.com/',
  'prometheus.io/',
  'configmap.reloader.stakater.com/',
  'reloader.stakater.com/',
  'secret.reloader.stakater.com/',
  'service.kubernetes.io/topology-mode',
  'statefulset.kubernetes.io/pod-name',
  'tags.datadoghq.com/',
  'topology.kubernetes.io/',
  // GitOps tools: who owns the object, and in which order it is applied
  'argocd.argoproj.io/instance',
  'argocd.argoproj.io/sync-options',
  'argocd.argoproj.io/sync-wave',
  'argocd.argoproj.io/tracking-id',
  'kustomize.toolkit.fluxcd.io/name',
  'kustomize.toolkit.fluxcd.io/namespace',
  'kustomize.toolkit.fluxcd.io/checksum',
  'helm.toolkit.fluxcd.io/name',
  'helm.toolkit.fluxcd.io/namespace',
];
const EXACT = new Set(DESCRIBING.filter(key => !key.endsWith('/')));
const DOMAINS = new Set(DESCRIBING.filter(key => key.endsWith('/')).map(key => key.slice(0, -1)));

/** Values with which others leave an object alone. */
const OPT_OUTS: Readonly<Record<string, RegExp>> = {
  'sidecar.istio.io/inject': /^false$/,
  'istio.io/dataplane-mode': /^none$/,
  'istio-injection': /^disabled$/,
  'linkerd.io/inject': /^disabled$/,
  'linkerd-injection': /^disabled$/,
  'config.linkerd.io/admission-webhooks': /^disabled$/,
  'kuma.io/sidecar-injection': /^(?:disabled|false)$/,
  'consul.hashicorp.com/connect-inject': /^false$/,
  'vault.hashicorp.com/agent-inject': /^false$/,
  'dapr.io/enabled': /^false$/,
  'azure.workload.identity/use': /^false$/,
  'admission.datadoghq.com/enabled': /^false$/,
};

/** Keys without a domain that act nevertheless. */
const ACTING_WITHOUT_DOMAIN = new Set(['aadpodidbinding', 'istio-injection', 'istio-env', 'linkerd-injection']);

/** Domains of documentation, which nobody owns (RFC 2606). */
const RESERVED = /(?:^|\.)example(?:\.(?:com|net|org))?$/;

/** Kinds of objects that hooks of deployment tools are made for. On others a hook means that they are not applied. */
const HOOKS = new Set(['Job', 'Pod', 'ConfigMap', 'Secret', 'ServiceAccount', 'Role', 'RoleBinding']);

/** Why a key may not be on pods, Services, accounts, namespaces or routes; undefined when it only describes. */
const unknownKey = memoizeNegative(key => {
  const slash = key.indexOf('/');
  if (slash === -1) {
    return ACTING_WITHOUT_DOMAIN.has(key) ? 'changes what runs in the pods' : undefined;
  }
  const domain = key.slice(0, slash);
  return EXACT.has(key) || DOMAINS.has(domain) || RESERVED.test(domain) ? undefined : 'may act on the object';
});

/**
 * Why an annotation or label may give pods another network, container or rights; undefined when it only describes.
 *
 * @param key The name, with its domain.
 * @param value With some values, controllers leave the object alone.
 * @param domains Domains that the platform declares as its own.
 */
export function actingKey(key: string, value: string, domains: readonly string[] = []): string | undefined {
  const problem = unknownKey(key);
  if (problem === undefined || (Object.hasOwn(OPT_OUTS, key) && OPT_OUTS[key].test(value))) {
    return undefined;
  }
  const slash = key.indexOf('/');
  const domain = key.slice(0, Math.max(slash, 0)).toLowerCase();
  return slash !== -1 && domains.some(own => domain === own || domain.endsWith(`.${own}`)) ? undefined : problem;
}

/** An annotation of an object of some kind: its name without the domain, and its value. */
interface Order {
  readonly kind: string;
  readonly name: string;
  readonly value: string;
}

const NOT_APPLIED = 'keeps the object, or its changes, from being applied as it is';
const REPLACED = 'has a controller replace its images';
const COPIED = 'has a controller copy it to other namespaces';
const DELETED = 'has a controller delete it';
const AGGREGATED = 'adds its rights to a role of others';
const STORAGE = 'changes the storage of a claim';
const POLICY = 'changes what a policy applies to';

/** How Argo CD applies an object that stays as it is. */
const SYNC_OPTION =
  /^(?:(?:Prune|Delete)=(?:true|false|confirm)|(?:ServerSideApply|PruneLast|CreateNamespace|ApplyOutOfSyncOnly|FailOnSharedResource|RespectIgnoreDifferences|SkipDryRunOnMissingResource|ClientSideApplyMigration)=(?:true|false)|Replace=false|Force=false|Validate=true)?$/;

/** What deployment tools and others do with any object, by the domain of the annotation. */
const ORDERS: Readonly<Record<string, (order: Order) => string | undefined>> = {
  'helm.sh': ({ kind, name }) => (name === 'hook' && !HOOKS.has(kind) ? NOT_APPLIED : undefined),
  'argocd.argoproj.io': ({ kind, name, value }) => {
    const isHook = name === 'hook' && (!HOOKS.has(kind) || /\bskip\b/i.test(value));
    const isChanged = name === 'sync-options' && !value.split(',').every(option => SYNC_OPTION.test(option.trim()));
    return isHook || isChanged ? NOT_APPLIED : undefined;
  },
  'config.kubernetes.io': ({ name, value }) => (name === 'local-config' && value !== 'false' ? NOT_APPLIED : undefined),
  'kustomize.toolkit.fluxcd.io': ({ name, value }) =>
    ['reconcile', 'ssa'].includes(name) && /^(?:disabled|ignore|ifnotpresent)$/i.test(value) ? NOT_APPLIED : undefined,
  'keel.sh': () => REPLACED,
  'fluxcd.io': () => REPLACED,
  'filter.fluxcd.io': () => REPLACED,
  'argocd-image-updater.argoproj.io': () => REPLACED,
  'reflector.v1.k8s.emberstack.com': () => COPIED,
  'replicator.v1.mittwald.de': () => COPIED,
  'kubed.appscode.com': () => COPIED,
  'kapp.k14s.io': () => NOT_APPLIED,
  'configmanagement.gke.io': () => NOT_APPLIED,
  'internal.kpt.dev': () => NOT_APPLIED,
  'janitor': () => DELETED,
  'rbac.authorization.k8s.io': ({ name }) => (name.startsWith('aggregate-to-') ? AGGREGATED : undefined),
  'volume.beta.kubernetes.io': () => STORAGE,
  'volume.kubernetes.io': () => STORAGE,
  'cdi.kubevirt.io': () => STORAGE,
  'policies.kyverno.io': () => POLICY,
  'pod-policies.kyverno.io': () => POLICY,
};

/** Why an annotation or label has an object not applied, copied, deleted or changed; undefined for every other one. */
export function deliveryProblem(kind: string, key: string, value: string): string | undefined {
  const slash = key.indexOf('/');
  const domain = key.slice(0, Math.max(slash, 0));
  return Object.hasOwn(ORDERS, domain) ? ORDERS[domain]({ kind, name: key.slice(slash + 1), value }) : undefined;
}
