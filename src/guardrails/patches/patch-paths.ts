/** A path whose change needs no reason. */
export interface PatchPath {
  /** The kinds it holds for. */
  readonly kinds: readonly string[];
  /** A JSON pointer; `*` is one key, and what is below belongs to it. */
  readonly path: string;
  /** The rule that judges every value there; undefined: no value can weaken anything. */
  readonly rule?: string;
  /** Only what was added, not what was changed or removed. */
  readonly addedOnly?: boolean;
}

const POD_MAKERS = ['Deployment', 'Job'];
const POD = '/spec/template/spec';
const CONTAINER = `${POD}/containers/*`;
const INIT_CONTAINER = `${POD}/initContainers/*`;
const PROBES = ['startupProbe', 'readinessProbe', 'livenessProbe'];
const TIMINGS = ['initialDelaySeconds', 'periodSeconds', 'timeoutSeconds', 'failureThreshold', 'successThreshold'];

/** Fields of a security context by the rule that judges them, in pods and containers. */
const SECURITY: Readonly<Record<string, string>> = {
  runAsNonRoot: 'run-as-non-root',
  runAsUser: 'user-range',
  runAsGroup: 'run-as-non-root',
  seccompProfile: 'seccomp',
  appArmorProfile: 'app-armor',
  seLinuxOptions: 'se-linux',
  windowsOptions: 'host-process',
};
const CONTAINER_SECURITY: Readonly<Record<string, string>> = {
  ...SECURITY,
  privileged: 'privileged',
  allowPrivilegeEscalation: 'privilege-escalation',
  readOnlyRootFilesystem: 'read-only-root',
  capabilities: 'capabilities',
  procMount: 'proc-mount',
};

function free(kinds: readonly string[], ...paths: readonly string[]): PatchPath[] {
  return paths.map(path => ({ kinds, path }));
}

function judged(kinds: readonly string[], rule: string, ...paths: readonly string[]): PatchPath[] {
  return paths.map(path => ({ kinds, path, rule }));
}

/** Every path that a patch may change without a reason. All other differences break the rule `patched`. */
export const PATCH_PATHS: readonly PatchPath[] = [
  ...free(['Deployment'], '/spec/minReadySeconds', '/spec/progressDeadlineSeconds', '/spec/revisionHistoryLimit'),
  ...free(['Job'], '/spec/activeDeadlineSeconds', '/spec/backoffLimit', '/spec/ttlSecondsAfterFinished'),
  ...free(
    POD_MAKERS,
    `${POD}/schedulerName`,
    `${POD}/topologySpreadConstraints`,
    `${POD}/affinity/nodeAffinity/preferredDuringSchedulingIgnoredDuringExecution`,
    `${POD}/affinity/podAffinity/preferredDuringSchedulingIgnoredDuringExecution`,
    `${POD}/affinity/podAntiAffinity`,
    `${POD}/dnsConfig/options`,
    ...PROBES.flatMap(probe => TIMINGS.map(timing => `${CONTAINER}/${probe}/${timing}`)),
  ),
  { kinds: POD_MAKERS, path: `${POD}/nodeSelector/*`, addedOnly: true },
  ...free(
    ['Service'],
    '/spec/internalTrafficPolicy',
    '/spec/trafficDistribution',
    '/spec/ipFamilies',
    '/spec/ipFamilyPolicy',
  ),
  ...free(['HorizontalPodAutoscaler'], '/spec/behavior', '/spec/metrics'),
  ...free(['PodDisruptionBudget'], '/spec/unhealthyPodEvictionPolicy'),
  ...judged(['Deployment'], 'sessions-replicas', '/spec/replicas'),
  ...judged(POD_MAKERS, 'resources', `${CONTAINER}/resources`, `${INIT_CONTAINER}/resources`),
  ...judged(POD_MAKERS, 'image-pull-policy', `${CONTAINER}/imagePullPolicy`, `${INIT_CONTAINER}/imagePullPolicy`),
  ...judged(POD_MAKERS, 'host-namespaces', `${POD}/hostNetwork`, `${POD}/hostPID`, `${POD}/hostIPC`),
  ...judged(POD_MAKERS, 'host-aliases', `${POD}/hostAliases`, `${POD}/shareProcessNamespace`),
  ...judged(POD_MAKERS, 'token-mount', `${POD}/automountServiceAccountToken`),
  ...judged(POD_MAKERS, 'service-links', `${POD}/enableServiceLinks`),
  ...judged(POD_MAKERS, 'shutdown', `${POD}/terminationGracePeriodSeconds`),
  ...judged(POD_MAKERS, 'sysctls', `${POD}/securityContext/sysctls`),
  ...judged(POD_MAKERS, 'terminal', `${CONTAINER}/stdin`, `${CONTAINER}/stdinOnce`, `${CONTAINER}/tty`),
  ...judged(POD_MAKERS, 'host-ports', `${CONTAINER}/ports/*/hostPort`, `${CONTAINER}/ports/*/hostIP`),
  ...Object.entries(SECURITY).flatMap(([field, rule]) => judged(POD_MAKERS, rule, `${POD}/securityContext/${field}`)),
  ...[CONTAINER, INIT_CONTAINER].flatMap(container =>
    Object.entries(CONTAINER_SECURITY).flatMap(([field, rule]) =>
      judged(POD_MAKERS, rule, `${container}/securityContext/${field}`),
    ),
  ),
  ...judged(['Service'], 'sessions-replicas', '/spec/sessionAffinity', '/spec/sessionAffinityConfig'),
  ...judged(['Service'], 'service-type', '/spec/type', '/spec/externalIPs', '/spec/externalName'),
  ...judged(['HorizontalPodAutoscaler'], 'autoscaler', '/spec/minReplicas', '/spec/maxReplicas'),
  ...judged(['PodDisruptionBudget'], 'disruption-budget', '/spec/minAvailable', '/spec/maxUnavailable'),
  ...judged(['ServiceAccount'], 'token-mount', '/automountServiceAccountToken'),
  ...judged(
    ['Namespace'],
    'pod-security-labels',
    ...['enforce', 'audit', 'warn'].flatMap(mode => [
      `/metadata/labels/pod-security.kubernetes.io~1${mode}`,
      `/metadata/labels/pod-security.kubernetes.io~1${mode}-version`,
    ]),
  ),
  ...['', ...['/spec/template']].flatMap(place =>
    ['labels', 'annotations'].map(map => ({
      kinds: place === '' ? ['*'] : POD_MAKERS,
      path: `${place}/metadata/${map}/*`,
      rule: 'acting-annotations',
      addedOnly: true,
    })),
  ),
];
