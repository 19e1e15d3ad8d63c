import { at, integer, list, record, text, texts } from '../json';
import { Finding, ObjectRule, WORKLOADS, expect } from '../rule';

const SENSITIVE_RESOURCES = ['secrets', 'pods/exec', 'pods/attach', 'pods/portforward', 'pods/proxy', 'nodes/proxy', 'services/proxy', 'serviceaccounts/token'];
const SENSITIVE_VERBS = ['escalate', 'bind', 'impersonate'];

export const IDENTITY_RULES: readonly ObjectRule[] = [
  {
    id: 'token-mount',
    title: 'No service account token is mounted by itself',
    why: 'The token lets whoever controls the server act on the Kubernetes API.',
    fix: 'Set automountServiceAccountToken: false on pods and ServiceAccounts; KubernetesAccess mounts one that expires where it is needed.',
    severity: 'error',
    references: ['CIS 5.1.6', 'NSA/CISA: Authentication and authorization'],
    kinds: [WORKLOADS, 'ServiceAccount'],
    check: ({ pod, manifest }) => pod === undefined
      ? expect(manifest.automountServiceAccountToken === false, 'automountServiceAccountToken', 'must be false')
      : expect(pod.spec.automountServiceAccountToken === false, `${pod.path}.automountServiceAccountToken`, 'must be false'),
  },
  {
    id: 'token-lifetime',
    title: 'Projected tokens expire within a day',
    why: 'A stolen token is of use until it expires.',
    fix: 'Set expirationSeconds to 86400 or less.',
    severity: 'error',
    references: ['CIS 5.1.6'],
    kinds: [WORKLOADS],
    check: ({ pod }) => list(pod?.spec.volumes).flatMap((volume, i) => list(at(volume, 'projected', 'sources')).flatMap((source, k) => {
      const token = at(source, 'serviceAccountToken');
      return expect(token === undefined || (integer(at(token, 'expirationSeconds')) ?? Infinity) <= 86400, `${pod?.path}.volumes[${i}].projected.sources[${k}].serviceAccountToken.expirationSeconds`, 'must be 86400 or less');
    })),
  },
  {
    id: 'service-account',
    title: 'Pods run as a ServiceAccount of their own',
    why: 'What is granted to the default account is granted to everything in the namespace.',
    fix: 'Leave serviceAccount out, or name one that is not default.',
    severity: 'error',
    references: ['CIS 5.1.5'],
    kinds: [WORKLOADS],
    check: ({ pod }) => expect(!['', 'default'].includes(text(pod?.spec.serviceAccountName) ?? ''), `${pod?.path}.serviceAccountName`, 'must not be the default account'),
  },
  {
    id: 'service-links',
    title: 'Pods do not get the addresses of every Service as variables',
    why: 'They tell an intruder what else runs, and can collide with the server\'s own variables.',
    fix: 'Set enableServiceLinks: false.',
    severity: 'error',
    references: ['NSA/CISA: Pod security'],
    kinds: [WORKLOADS],
    check: ({ pod }) => expect(pod?.spec.enableServiceLinks === false, `${pod?.path}.enableServiceLinks`, 'must be false'),
  },
  {
    id: 'shutdown',
    title: 'The grace period is longer than the drain',
    why: 'Otherwise the server is killed before it is told to stop, and calls are cut off.',
    fix: 'Raise terminationGracePeriodSeconds, or shorten the preStop sleep.',
    severity: 'error',
    references: ['Kubernetes: Pod termination'],
    kinds: [WORKLOADS],
    check: ({ pod }) => (pod?.containers ?? []).flatMap(({ path, json }) => {
      const sleep = integer(at(json, 'lifecycle', 'preStop', 'sleep', 'seconds')) ?? 0;
      const grace = integer(pod?.spec.terminationGracePeriodSeconds) ?? 30;
      return expect(sleep < grace, `${path}.lifecycle.preStop.sleep.seconds`, `${sleep} is not below terminationGracePeriodSeconds ${grace}`);
    }),
  },
  {
    id: 'rbac-wildcard',
    title: 'Roles name what they grant',
    why: 'A wildcard also grants what is added to the cluster later.',
    fix: 'Write the API groups, resources and verbs.',
    severity: 'error',
    references: ['CIS 5.1.3'],
    kinds: ['Role', 'ClusterRole'],
    check: ({ manifest }) => ruleFindings(manifest, ({ field, words }) => expect(!words.includes('*'), field, 'has a wildcard')),
  },
  {
    id: 'rbac-sensitive',
    title: 'Roles grant nothing that gives away credentials or control',
    why: 'Who reads Secrets or runs commands in pods can become everything that runs there.',
    fix: 'Use KubernetesAccess.rules with a reason.',
    severity: 'error',
    references: ['CIS 5.1.2', 'CIS 5.1.8', 'CIS 5.1.10', 'CIS 5.1.13'],
    kinds: ['Role', 'ClusterRole'],
    check: ({ manifest }) => ruleFindings(manifest, ({ field, words }) => {
      const bad = words.filter(word => SENSITIVE_RESOURCES.includes(String(word)) || SENSITIVE_VERBS.includes(String(word)));
      return expect(bad.length === 0, field, `has ${bad.join(', ')}`);
    }),
  },
  {
    id: 'rbac-admin',
    title: 'No binding to an administrator role',
    why: 'Such a role may do anything.',
    fix: 'Bind a Role with what is needed.',
    severity: 'error',
    references: ['CIS 5.1.1'],
    kinds: ['RoleBinding', 'ClusterRoleBinding'],
    check: ({ manifest }) => expect(!['cluster-admin', 'admin', 'edit', 'system:masters'].includes(text(at(manifest, 'roleRef', 'name')) ?? ''), 'roleRef.name', 'must not be an administrator role'),
  },
  {
    id: 'pod-security-labels',
    title: 'Namespaces enforce Pod Security restricted',
    why: 'What is applied by hand is then held to the same rules.',
    fix: 'Use McpNamespace without podSecurity.',
    severity: 'error',
    references: ['PSS restricted', 'CIS 5.2.1'],
    kinds: ['Namespace'],
    check: ({ manifest }) => ['enforce', 'audit', 'warn'].flatMap(mode =>
      expect(texts(at(manifest, 'metadata', 'labels')).some(([key, value]) => key === `pod-security.kubernetes.io/${mode}` && value === 'restricted'), `metadata.labels.pod-security.kubernetes.io/${mode}`, 'must be restricted')),
  },
];

function ruleFindings(manifest: unknown, check: (part: { field: string; words: unknown[] }) => Finding[]): Finding[] {
  return list(record(manifest).rules).flatMap((rule, i) =>
    ['apiGroups', 'resources', 'verbs'].flatMap(part => check({ field: `rules[${i}].${part}`, words: [...list(at(rule, part))] })));
}
