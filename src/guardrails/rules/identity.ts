import { getPath, asInteger, asArray, asObject, describe, asString, stringEntries } from '../json';
import { PodView } from '../pod-view';
import { Finding, ObjectRule, RelationRule, WORKLOADS, findingUnless } from '../rule';
import { celForApiServer, isForApiServer } from '../token-audience';

const SENSITIVE_RESOURCES = [
  'secrets',
  'pods/exec',
  'pods/attach',
  'pods/portforward',
  'pods/proxy',
  'nodes/proxy',
  'services/proxy',
  'serviceaccounts/token',
  'pods/ephemeralcontainers',
  'certificatesigningrequests/approval',
];
// who writes these gets the rights of others: CIS 5.1.4, 5.1.9, 5.1.12
const SENSITIVE_TO_WRITE = [
  'pods',
  'deployments',
  'replicasets',
  'statefulsets',
  'daemonsets',
  'jobs',
  'cronjobs',
  'replicationcontrollers',
  'persistentvolumes',
  'roles',
  'clusterroles',
  'rolebindings',
  'clusterrolebindings',
  'validatingwebhookconfigurations',
  'mutatingwebhookconfigurations',
];
const WRITES = ['create', 'update', 'patch'];
// who changes or removes these opens what policies close, or takes calls meant for others
const SENSITIVE_TO_CHANGE = [
  'networkpolicies',
  'ciliumnetworkpolicies',
  'ciliumclusterwidenetworkpolicies',
  'ingresses',
  'services',
  'endpoints',
  'endpointslices',
];
const CHANGES = [...WRITES, 'delete', 'deletecollection'];
const SENSITIVE_VERBS = ['escalate', 'bind', 'impersonate'];
const EVERYONE = [
  'system:masters',
  'system:authenticated',
  'system:unauthenticated',
  'system:serviceaccounts',
  'system:anonymous',
];
/** Versions of Pod Security that know every rule of this library. */
const CURRENT_VERSION = /^(latest|v1\.([3-9]\d|\d{3}))$/;

export const IDENTITY_RULES: readonly (ObjectRule | RelationRule)[] = [
  {
    id: 'token-mount',
    title: 'No service account token is mounted by itself',
    why: 'The token lets whoever controls the server act on the Kubernetes API.',
    fix: 'Set automountServiceAccountToken: false on pods and ServiceAccounts; KubernetesAccess mounts one that expires where it is needed.',
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
    title: 'Projected tokens expire within a day',
    why: 'A stolen token is of use until it expires.',
    fix: 'Set expirationSeconds to 86400 or less.',
    severity: 'error',
    references: ['CIS 5.1.6'],
    scanners: [],
    kinds: [WORKLOADS],
    // an hour when it is left out
    check: ({ pod }) =>
      projectedTokens(pod).flatMap(({ field, token }) =>
        findingUnless(
          (asInteger(getPath(token, 'expirationSeconds') ?? 3600) ?? Infinity) <= 86400,
          `${field}.expirationSeconds`,
          'must be 86400 or less',
        ),
      ),
  },
  {
    id: 'token-grant',
    title: 'A token for the Kubernetes API stands with the permissions that it is for',
    why: 'A token that nothing in the app needs is of use to an intruder alone.',
    fix: 'Use KubernetesAccess, which mounts the token and binds what is granted, or name the audience that the token is for.',
    severity: 'error',
    references: ['CIS 5.1.6', 'OWASP MCP02:2025 Privilege Escalation via Scope Creep'],
    scanners: [],
    admission: {
      of: 'Pods',
      expression:
        'variables.pod.?volumes.orValue([]).all(v, v.?projected.?sources.orValue([]).all(s, !has(s.serviceAccountToken)' +
        ` || !${celForApiServer("s.serviceAccountToken.?audience.orValue('')")}))`,
      problem: 'mounts a token for the Kubernetes API and is not among the exemptions',
    },
    kinds: [WORKLOADS],
    checkInApp: (subject, app) =>
      projectedTokens(subject.pod).flatMap(({ field, token }) => {
        const audience = describe(getPath(token, 'audience') ?? '');
        return findingUnless(
          !isForApiServer(audience, subject.facts.clusterDomain) || app.isBound(subject),
          field,
          'is for the API server, and nothing in the app is granted to its account',
        );
      }),
  },
  {
    id: 'service-account',
    title: 'Pods run as a ServiceAccount of their own',
    why: 'What is granted to the default account is granted to everything in the namespace.',
    fix: 'Leave serviceAccount out, or name one that is not default.',
    severity: 'error',
    references: ['CIS 5.1.5'],
    scanners: [],
    admission: {
      of: 'Pods',
      expression: "!(variables.pod.?serviceAccountName.orValue('') in ['', 'default'])",
      problem: 'must have a serviceAccountName that is not default',
    },
    kinds: [WORKLOADS],
    check: ({ pod }) =>
      findingUnless(
        !['', 'default'].includes(asString(pod?.spec.serviceAccountName) ?? ''),
        `${pod?.path}.serviceAccountName`,
        'must not be the default account',
      ),
  },
  {
    id: 'service-links',
    title: 'Pods do not get the addresses of every Service as variables',
    why: "They tell an intruder what else runs, and can collide with the server's own variables.",
    fix: 'Set enableServiceLinks: false.',
    severity: 'error',
    references: ['Kubernetes: Service environment variables'],
    scanners: [],
    kinds: [WORKLOADS],
    check: ({ pod }) =>
      findingUnless(pod?.spec.enableServiceLinks === false, `${pod?.path}.enableServiceLinks`, 'must be false'),
  },
  {
    id: 'shutdown',
    title: 'The grace period is longer than the drain',
    why: 'Otherwise the server is killed before it is told to stop, and calls are cut off.',
    fix: 'Raise terminationGracePeriodSeconds, or shorten the preStop sleep.',
    severity: 'error',
    references: ['Kubernetes: Pod termination'],
    scanners: [],
    kinds: [WORKLOADS],
    check: ({ pod }) =>
      (pod?.containers ?? []).flatMap(({ path, json }) => {
        const sleep = asInteger(getPath(json, 'lifecycle', 'preStop', 'sleep', 'seconds')) ?? 0;
        const grace = asInteger(pod?.spec.terminationGracePeriodSeconds) ?? 30;
        return findingUnless(
          sleep < grace,
          `${path}.lifecycle.preStop.sleep.seconds`,
          `${sleep} is not below terminationGracePeriodSeconds ${grace}`,
        );
      }),
  },
  {
    id: 'rbac-wildcard',
    title: 'Roles name what they grant',
    why: 'A wildcard also grants what is added to the cluster later.',
    fix: 'Write the API groups, resources and verbs.',
    severity: 'error',
    references: ['CIS 5.1.3'],
    scanners: ['trivy:KSV044', 'trivy:KSV112', 'checkov:CKV_K8S_49', 'checkov:CKV_K8S_157', 'checkov:CKV_K8S_158'],
    kinds: ['Role', 'ClusterRole'],
    check: ({ manifest }) => [
      ...findingUnless(manifest.aggregationRule === undefined, 'aggregationRule', 'takes in what others label'),
      ...ruleFindings(manifest, ({ field, words }) =>
        findingUnless(!words.some(word => describe(word).includes('*')), field, 'has a wildcard'),
      ),
    ],
  },
  {
    id: 'rbac-sensitive',
    title: 'Roles grant nothing that gives away credentials or control',
    why: 'Who reads Secrets, runs commands in pods, makes pods, changes roles or the ways of the network can become everything that runs there.',
    fix: 'Use KubernetesAccess.rules with a reason.',
    severity: 'error',
    references: [
      'CIS 5.1.2',
      'CIS 5.1.4',
      'CIS 5.1.8',
      'CIS 5.1.9',
      'CIS 5.1.10',
      'CIS 5.1.11',
      'CIS 5.1.12',
      'CIS 5.1.13',
      'OWASP MCP02:2025 Privilege Escalation via Scope Creep',
    ],
    scanners: [
      'trivy:KSV047',
      'trivy:KSV048',
      'trivy:KSV050',
      'trivy:KSV053',
      'trivy:KSV056',
      'trivy:KSV113',
      'trivy:KSV114',
      'checkov:CKV_K8S_158',
    ],
    kinds: ['Role', 'ClusterRole'],
    check: ({ manifest }) =>
      ruleFindings(manifest, ({ field, words, writes, changes }) => {
        const sensitive = [
          ...SENSITIVE_RESOURCES,
          ...SENSITIVE_VERBS,
          ...(writes ? SENSITIVE_TO_WRITE : []),
          ...(changes ? SENSITIVE_TO_CHANGE : []),
        ];
        const bad = words.map(describe).filter(word => sensitive.includes(word));
        return findingUnless(bad.length === 0, field, `has ${bad.join(', ')}`);
      }),
  },
  {
    id: 'rbac-admin',
    title: 'No binding to an administrator role, none for everyone',
    why: 'Such a role may do anything; what a group of everyone is granted, an intruder is granted.',
    fix: 'Bind a Role with what is needed to the ServiceAccount that needs it.',
    severity: 'error',
    references: ['CIS 5.1.1', 'CIS 5.1.5', 'CIS 5.1.7'],
    scanners: ['trivy:KSV111', 'checkov:CKV_K8S_42'],
    kinds: ['RoleBinding', 'ClusterRoleBinding'],
    check: ({ manifest }) => [
      ...findingUnless(
        !['cluster-admin', 'admin', 'edit'].includes(asString(getPath(manifest, 'roleRef', 'name')) ?? ''),
        'roleRef.name',
        'must not be an administrator role',
      ),
      ...asArray(manifest.subjects).flatMap((subject, i) => {
        const name = asString(getPath(subject, 'name')) ?? '';
        // what has no account of its own runs as the default one
        const everyone =
          EVERYONE.includes(name) || (name === 'default' && getPath(subject, 'kind') === 'ServiceAccount');
        return findingUnless(!everyone, `subjects[${i}].name`, `must not be ${name}`);
      }),
    ],
  },
  {
    id: 'pod-security-labels',
    title: 'Namespaces enforce Pod Security restricted',
    why: 'What is applied by hand is then held to the same rules.',
    fix: 'Use McpNamespace without podSecurity.',
    severity: 'error',
    references: ['PSS restricted', 'CIS 5.2.1'],
    scanners: [],
    kinds: ['Namespace'],
    check: ({ manifest }) => {
      const labels = new Map(stringEntries(getPath(manifest, 'metadata', 'labels')));
      return ['enforce', 'audit', 'warn']
        .map(mode => `pod-security.kubernetes.io/${mode}`)
        .flatMap(label => [
          ...findingUnless(labels.get(label) === 'restricted', `metadata.labels.${label}`, 'must be restricted'),
          ...findingUnless(
            CURRENT_VERSION.test(labels.get(`${label}-version`) ?? 'latest'),
            `metadata.labels.${label}-version`,
            'must be latest, or v1.30 or newer',
          ),
        ]);
    },
  },
];

interface RulePart {
  readonly field: string;
  readonly words: readonly unknown[];
  readonly writes: boolean;
  readonly changes: boolean;
}

function ruleFindings(manifest: unknown, check: (part: RulePart) => Finding[]): Finding[] {
  return asArray(asObject(manifest).rules).flatMap((rule, i) => {
    const verbs = asArray(getPath(rule, 'verbs')).map(describe);
    const [writes, changes] = [WRITES, CHANGES].map(some => verbs.some(verb => some.includes(verb)));
    return ['apiGroups', 'resources', 'verbs', 'nonResourceURLs'].flatMap(part =>
      check({ field: `rules[${i}].${part}`, words: asArray(getPath(rule, part)), writes, changes }),
    );
  });
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
