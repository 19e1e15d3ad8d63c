import { asInteger } from '../json';

/** Whether a rule can judge a value, which an API server would refuse otherwise or take in another way. */
export type Fits = (value: unknown) => boolean;

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
  /** The values that need no reason, for people; undefined: all. */
  readonly values?: string;
  readonly fits?: Fits;
}

/** Values that need no reason, and how the documentation says so. */
interface Values {
  readonly values: string;
  readonly fits: Fits;
}

const POD_MAKERS = ['Deployment', 'Job'];
const POD = '/spec/template/spec';
const CONTAINER = `${POD}/containers/*`;
const INIT_CONTAINER = `${POD}/initContainers/*`;
const PROBES = ['startupProbe', 'readinessProbe', 'livenessProbe'];
const TIMINGS = ['initialDelaySeconds', 'periodSeconds', 'timeoutSeconds', 'failureThreshold', 'successThreshold'];
const AMOUNTS = ['requests', 'limits'].flatMap(group =>
  ['cpu', 'memory', 'ephemeral-storage'].map(resource => `resources/${group}/${resource}`),
);

const FLAG: Values = { values: 'true or false', fits: value => value === undefined || typeof value === 'boolean' };
const TEXT: Values = { values: 'a text', fits: value => value === undefined || typeof value === 'string' };
const AMOUNT: Values = {
  values: 'a quantity',
  fits: value => value === undefined || typeof value === 'string' || typeof value === 'number',
};
const DISRUPTIONS: Values = {
  values: 'an integer or a percentage',
  fits: value => value === undefined || Number.isInteger(value) || /^(?:100|[1-9]?\d)%$/.test(String(value)),
};

function integer(min: number, max: number): Values {
  return {
    values: `an integer in ${min}-${max}`,
    fits: value => {
      const number = asInteger(value);
      return number !== undefined && number >= min && number <= max;
    },
  };
}

function free(kinds: readonly string[], ...paths: readonly string[]): PatchPath[] {
  return paths.map(path => ({ kinds, path }));
}

function judged(kinds: readonly string[], rule: string, values: Values, ...paths: readonly string[]): PatchPath[] {
  return paths.map(path => ({ kinds, path, rule, ...values }));
}

/** Fields of security contexts whose every value a rule judges. */
const SECURITY: readonly (readonly [field: string, rule: string, values: Values])[] = [
  ['runAsNonRoot', 'run-as-non-root', FLAG],
  ['runAsUser', 'user-range', integer(0, 2147483647)],
];
const CONTAINER_SECURITY: typeof SECURITY = [
  ...SECURITY,
  ['privileged', 'privileged', FLAG],
  ['allowPrivilegeEscalation', 'privilege-escalation', FLAG],
  ['readOnlyRootFilesystem', 'read-only-root', FLAG],
];

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
  ...judged(['Deployment'], 'sessions-replicas', integer(0, 1000), '/spec/replicas'),
  ...judged(
    POD_MAKERS,
    'resources',
    AMOUNT,
    ...AMOUNTS.flatMap(amount => [`${CONTAINER}/${amount}`, `${INIT_CONTAINER}/${amount}`]),
  ),
  ...judged(POD_MAKERS, 'image-pull-policy', TEXT, `${CONTAINER}/imagePullPolicy`, `${INIT_CONTAINER}/imagePullPolicy`),
  ...judged(POD_MAKERS, 'host-namespaces', FLAG, `${POD}/hostNetwork`, `${POD}/hostPID`, `${POD}/hostIPC`),
  ...judged(POD_MAKERS, 'host-aliases', FLAG, `${POD}/shareProcessNamespace`),
  ...judged(POD_MAKERS, 'token-mount', FLAG, `${POD}/automountServiceAccountToken`),
  ...judged(POD_MAKERS, 'service-links', FLAG, `${POD}/enableServiceLinks`),
  ...judged(POD_MAKERS, 'shutdown', integer(1, 3600), `${POD}/terminationGracePeriodSeconds`),
  ...judged(POD_MAKERS, 'terminal', FLAG, `${CONTAINER}/stdin`, `${CONTAINER}/stdinOnce`, `${CONTAINER}/tty`),
  ...SECURITY.flatMap(([field, rule, values]) => judged(POD_MAKERS, rule, values, `${POD}/securityContext/${field}`)),
  ...[CONTAINER, INIT_CONTAINER].flatMap(container =>
    CONTAINER_SECURITY.flatMap(([field, rule, values]) =>
      judged(POD_MAKERS, rule, values, `${container}/securityContext/${field}`),
    ),
  ),
  ...judged(['Service'], 'sessions-replicas', TEXT, '/spec/sessionAffinity'),
  ...judged(['Service'], 'service-type', TEXT, '/spec/type', '/spec/externalName'),
  ...judged(['HorizontalPodAutoscaler'], 'autoscaler', integer(1, 1000), '/spec/minReplicas', '/spec/maxReplicas'),
  ...judged(['PodDisruptionBudget'], 'disruption-budget', DISRUPTIONS, '/spec/minAvailable', '/spec/maxUnavailable'),
  ...judged(['ServiceAccount'], 'token-mount', FLAG, '/automountServiceAccountToken'),
  ...judged(
    ['Namespace'],
    'pod-security-labels',
    TEXT,
    ...['enforce', 'audit', 'warn'].flatMap(mode => [
      `/metadata/labels/pod-security.kubernetes.io~1${mode}`,
      `/metadata/labels/pod-security.kubernetes.io~1${mode}-version`,
    ]),
  ),
  ...['', '/spec/template'].flatMap(place =>
    ['labels', 'annotations'].map(map => ({
      kinds: place === '' ? ['*'] : POD_MAKERS,
      path: `${place}/metadata/${map}/*`,
      rule: 'acting-annotations',
      addedOnly: true,
    })),
  ),
];
