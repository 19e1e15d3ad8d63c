import { getPath, asArray, asObject, describe, asString } from '../json';
import { Finding, ObjectRule, findingUnless } from '../rule';

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
/** Write access to these gives the rights of other accounts (CIS 5.1.4, 5.1.9, 5.1.12). */
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
/** Changing or removing these opens what policies close, or redirects calls. */
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
const SENSITIVE = [...SENSITIVE_RESOURCES, ...SENSITIVE_VERBS];
const EVERYONE = [
  'system:masters',
  'system:authenticated',
  'system:unauthenticated',
  'system:serviceaccounts',
  'system:anonymous',
];

export const RBAC_RULES: readonly ObjectRule[] = [
  {
    id: 'rbac-wildcard',
    title: 'Roles have no wildcards',
    why: 'A wildcard also grants access to resources that are added later.',
    fix: 'Write the API groups, resources and verbs.',
    severity: 'error',
    references: ['CIS 5.1.3'],
    scanners: ['trivy:KSV044', 'trivy:KSV112', 'checkov:CKV_K8S_49', 'checkov:CKV_K8S_157', 'checkov:CKV_K8S_158'],
    kinds: ['Role', 'ClusterRole'],
    check: ({ manifest }) => [
      ...findingUnless(manifest.aggregationRule === undefined, 'aggregationRule', 'grants roles that others label'),
      ...ruleFindings(manifest, ({ field, words }) =>
        findingUnless(!words.some(word => describe(word).includes('*')), field, 'has a wildcard'),
      ),
    ],
  },
  {
    id: 'rbac-sensitive',
    title: 'Roles grant no access to credentials or control',
    why:
      'Anyone who can read Secrets, run commands in pods, create pods, or change roles or network routing can take ' +
      'over every workload in the namespace.',
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
        const found = words
          .map(describe)
          .filter(
            word =>
              SENSITIVE.includes(word) ||
              (writes && SENSITIVE_TO_WRITE.includes(word)) ||
              (changes && SENSITIVE_TO_CHANGE.includes(word)),
          );
        return findingUnless(found.length === 0, field, `has ${found.join(', ')}`);
      }),
  },
  {
    id: 'rbac-admin',
    title: 'No binding to an administrator role or to a group of all users',
    why: 'An administrator role may do anything; permissions of a group of all users also apply to an intruder.',
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
