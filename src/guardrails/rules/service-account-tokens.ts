import { Json, getPath, asInteger, asArray, describe } from '../json';
import { PodView } from '../pod-view';
import { Finding, ObjectRule, RelationRule, WORKLOADS, findingUnless } from '../rule';
import { Subject } from '../subject';
import { celForApiServer, isForApiServer } from '../token-audience';

/** Secrets that the control plane fills with a token. */
const TOKEN_SECRET = 'kubernetes.io/service-account-token';
/** Where kinds have the type of a Secret. */
const SECRET_TYPES: Readonly<Record<string, readonly string[] | undefined>> = {
  Secret: ['type'],
  ExternalSecret: ['spec', 'target', 'template', 'type'],
  ClusterExternalSecret: ['spec', 'externalSecretSpec', 'target', 'template', 'type'],
};

export const SERVICE_ACCOUNT_TOKEN_RULES: readonly (ObjectRule | RelationRule)[] = [
  {
    id: 'token-mount',
    title: 'No service account token is mounted automatically',
    why: 'Anyone who controls the server could use the token for the Kubernetes API.',
    fix:
      'Set automountServiceAccountToken: false on pods and ServiceAccounts; ' +
      'KubernetesAccess mounts one that expires where it is needed.',
    severity: 'error',
    references: ['CIS 5.1.6', 'NSA/CISA: Authentication and authorization'],
    scanners: ['checkov:CKV_K8S_38'],
    admission: {
      of: 'Pods',
      expression: '!variables.pod.?automountServiceAccountToken.orValue(true)',
      problem: 'must have automountServiceAccountToken: false',
    },
    kinds: [WORKLOADS, 'ServiceAccount'],
    check: ({ pod, manifest }) =>
      pod === undefined
        ? findingUnless(
            manifest.automountServiceAccountToken === false,
            'automountServiceAccountToken',
            'must be false',
          )
        : findingUnless(
            pod.spec.automountServiceAccountToken === false,
            `${pod.path}.automountServiceAccountToken`,
            'must be false',
          ),
  },
  {
    id: 'token-lifetime',
    title: 'Tokens of service accounts expire within a day',
    why: 'A stolen token is valid until it expires.',
    fix: 'Project a token with expirationSeconds of a day, 86400, or less, instead of a Secret with a token.',
    severity: 'error',
    settings: 'RuleSettings.tokenLifetime({ longest, reason })',
    references: ['CIS 5.1.6'],
    scanners: [],
    kinds: [WORKLOADS, ...Object.keys(SECRET_TYPES)],
    check: ({ kind, manifest, pod, numbers: { longestToken } }) => [
      ...typeFindings(SECRET_TYPES[kind], manifest),
      // an hour when it is left out
      ...projectedTokens(pod).flatMap(({ field, token }) =>
        findingUnless(
          (asInteger(getPath(token, 'expirationSeconds') ?? 3600) ?? Infinity) <= longestToken,
          `${field}.expirationSeconds`,
          `must be ${longestToken} or less`,
        ),
      ),
    ],
  },
  {
    id: 'token-grant',
    title: 'A token for the Kubernetes API is mounted only together with permissions',
    why: 'A token without permissions in the app is only useful to an intruder.',
    fix:
      'Use KubernetesAccess, which mounts the token and binds what is granted, ' +
      'or name the audience that the token is for.',
    severity: 'error',
    references: ['CIS 5.1.6', 'OWASP MCP02:2025 Privilege Escalation via Scope Creep'],
    scanners: [],
    admission: {
      of: 'Pods',
      expression:
        'variables.pod.?volumes.orValue([]).all(v, v.?projected.?sources.orValue([]).all(s, ' +
        `!has(s.serviceAccountToken) || !${celForApiServer("s.serviceAccountToken.?audience.orValue('')")}))`,
      problem: 'mounts a token for the Kubernetes API and is not among the exemptions',
      relaxedBy: 'KubernetesAccess',
    },
    kinds: [WORKLOADS],
    checkInApp: (subject, app) => {
      const tokens = apiTokens(subject);
      return tokens.length === 0 || app.isBound(subject)
        ? []
        : tokens.map(field => ({
            field,
            problem: 'is for the API server, and nothing in the app is granted to its account',
          }));
    },
    checkAlone: subject => apiTokens(subject).map(field => ({ field, problem: 'is for the API server' })),
  },
];

function typeFindings(path: readonly string[] | undefined, manifest: Json): Finding[] {
  return findingUnless(
    path === undefined || getPath(manifest, ...path) !== TOKEN_SECRET,
    path?.join('.') ?? '',
    `must not be ${TOKEN_SECRET}: such a token never expires`,
  );
}

/** The fields of the tokens with which a pod can call the API server. */
function apiTokens({ pod, facts }: Subject): string[] {
  return projectedTokens(pod)
    .filter(({ token }) => isForApiServer(describe(getPath(token, 'audience') ?? ''), facts.clusterDomain))
    .map(({ field }) => field);
}

function projectedTokens(pod: PodView | undefined): { field: string; token: unknown }[] {
  return asArray(pod?.spec.volumes).flatMap((volume, i) =>
    asArray(getPath(volume, 'projected', 'sources')).flatMap((source, k) => {
      const token = getPath(source, 'serviceAccountToken');
      return token === undefined
        ? []
        : [{ token, field: `${pod?.path}.volumes[${i}].projected.sources[${k}].serviceAccountToken` }];
    }),
  );
}
