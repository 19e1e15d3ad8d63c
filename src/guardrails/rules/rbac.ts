import { isOpenUrl, isPlainVerb, sensitiveResources } from '../../foundation/permissions';
import { AppIndex } from '../app-index';
import { Json, getPath, asArray, describe, asString } from '../json';
import { referredKind } from '../references';
import { Finding, ObjectRule, RelationRule, findingUnless } from '../rule';
import { Subject } from '../subject';

/** Roles of Kubernetes itself that give nothing to an intruder (Kubernetes: Using RBAC Authorization). */
const HARMLESS = [
  'ClusterRole view',
  'ClusterRole system:auth-delegator',
  'ClusterRole system:basic-user',
  'ClusterRole system:discovery',
  'ClusterRole system:monitoring',
  'ClusterRole system:public-info-viewer',
  'ClusterRole system:service-account-issuer-discovery',
  'Role extension-apiserver-authentication-reader',
];
/** OpenShift has these kinds in a group of its own too, and makes those of Kubernetes of them. */
const OPENSHIFT = 'authorization.openshift.io';
const ROLES = ['Role', 'ClusterRole'].flatMap(kind => [kind, `${kind}.${OPENSHIFT}`]);
const BINDINGS = ['RoleBinding', 'ClusterRoleBinding'].flatMap(kind => [kind, `${kind}.${OPENSHIFT}`]);
const ADMINISTRATORS = ['cluster-admin', 'admin', 'edit'];
/** A user that is a service account; the default one is that of everything without its own. */
const ACCOUNT = /^system:serviceaccount:[^:]+:(?!default$)[^:]+$/;

export const RBAC_RULES: readonly (ObjectRule | RelationRule)[] = [
  {
    id: 'rbac-wildcard',
    title: 'Roles have no wildcards',
    why: 'A wildcard also grants access to resources that are added later.',
    fix: 'Write the API groups, resources and verbs.',
    severity: 'error',
    references: ['CIS 5.1.3'],
    scanners: ['trivy:KSV044', 'trivy:KSV112', 'checkov:CKV_K8S_49', 'checkov:CKV_K8S_157', 'checkov:CKV_K8S_158'],
    kinds: ROLES,
    check: ({ manifest }) => [
      ...findingUnless(manifest.aggregationRule === undefined, 'aggregationRule', 'grants roles that others label'),
      ...asArray(manifest.rules).flatMap((rule, i) =>
        ['apiGroups', 'resources', 'verbs', 'nonResourceURLs'].flatMap(part =>
          findingUnless(!wordsOf(rule, part).some(word => word.includes('*')), `rules[${i}].${part}`, 'has a wildcard'),
        ),
      ),
    ],
  },
  {
    id: 'rbac-sensitive',
    title: 'Roles grant no access to credentials or control',
    why:
      'Anyone who can read Secrets, run commands in pods, create pods, or change roles, admission or network routing ' +
      'can take over every workload in the namespace.',
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
      'trivy:KSV042',
      'trivy:KSV047',
      'trivy:KSV048',
      'trivy:KSV049',
      'trivy:KSV050',
      'trivy:KSV053',
      'trivy:KSV056',
      'trivy:KSV113',
      'trivy:KSV114',
      'checkov:CKV_K8S_158',
    ],
    kinds: ROLES,
    check: ({ kind, manifest }) =>
      asArray(manifest.rules).flatMap((rule, i) => sensitiveParts(`rules[${i}]`, rule, kind.startsWith('Role'))),
  },
  {
    id: 'rbac-admin',
    title: 'No binding to an administrator role or to a group of all users',
    why: 'An administrator role may do anything; permissions of a group of all users also apply to an intruder.',
    fix: 'Bind a Role with what is needed to the ServiceAccount that needs it.',
    severity: 'error',
    references: ['CIS 5.1.1', 'CIS 5.1.5', 'CIS 5.1.7'],
    scanners: ['trivy:KSV111', 'checkov:CKV_K8S_42'],
    kinds: BINDINGS,
    check: ({ manifest }) => [
      ...findingUnless(!isAdministrator(manifest), 'roleRef.name', 'must not be an administrator role'),
      ...asArray(manifest.subjects).flatMap((subject, i) => {
        const name = asString(getPath(subject, 'name')) ?? '';
        return findingUnless(!isEveryone(subject), `subjects[${i}].name`, `must not be ${name}`);
      }),
      ...[
        ['userNames', 'User'],
        ['groupNames', 'Group'],
      ].flatMap(([field, kind]) =>
        asArray(manifest[field]).flatMap((name, i) =>
          findingUnless(!isEveryone({ kind, name }), `${field}[${i}]`, `must not be ${describe(name)}`),
        ),
      ),
    ],
  },
  {
    id: 'rbac-elsewhere',
    title: 'Bindings give roles that are in the manifests',
    why: 'A role from elsewhere may give anything, today or after a change that nobody sees here.',
    fix: 'Bind a Role with what is needed, from these manifests, or the ClusterRole view.',
    severity: 'error',
    references: ['CIS 5.1.1', 'OWASP MCP02:2025 Privilege Escalation via Scope Creep'],
    scanners: [],
    kinds: BINDINGS,
    checkInApp: (subject, app) => elsewhereFindings(subject, app),
  },
];

function elsewhereFindings({ manifest, namespace }: Subject, app: AppIndex): Finding[] {
  const [kind, name] = [roleKind(manifest), describe(getPath(manifest, 'roleRef', 'name'))];
  const place = kind === 'Role' ? namespace : undefined;
  const isHere = [kind, `${kind}.${OPENSHIFT}`].some(role => app.find(place, role, name) !== undefined);
  return findingUnless(
    isHere || HARMLESS.includes(`${kind} ${name}`) || isAdministrator(manifest),
    'roleRef.name',
    `names the ${kind} ${name}, which is not in these manifests`,
  );
}

/** References of OpenShift have no kind: those with a namespace are to a Role. */
function roleKind({ roleRef }: Json): string {
  const otherwise = getPath(roleRef, 'namespace') === undefined ? 'ClusterRole' : 'Role';
  return referredKind(roleRef, otherwise).replace(`.${OPENSHIFT}`, '');
}

function isAdministrator({ roleRef }: Json): boolean {
  const [kind, name] = [roleKind({ roleRef }), asString(getPath(roleRef, 'name')) ?? ''];
  return ADMINISTRATORS.includes(name) || (name.startsWith('system:') && !HARMLESS.includes(`${kind} ${name}`));
}

/** Groups and users of Kubernetes itself, and accounts of whatever has none of its own. */
function isEveryone(subject: unknown): boolean {
  const name = asString(getPath(subject, 'name')) ?? '';
  return getPath(subject, 'kind') === 'ServiceAccount'
    ? name === 'default'
    : name.startsWith('system:') && !(getPath(subject, 'kind') === 'User' && ACCOUNT.test(name));
}

function wordsOf(rule: unknown, part: string): string[] {
  return asArray(getPath(rule, part)).map(describe);
}

/** The resources, verbs and URLs of a rule that give access to credentials or control. A wildcard has its own rule. */
function sensitiveParts(field: string, rule: unknown, isNamespaced: boolean): Finding[] {
  const [groups, resources, verbs] = ['apiGroups', 'resources', 'verbs'].map(part => wordsOf(rule, part));
  const found = {
    resources: sensitiveResources({
      groups,
      resources: resources.filter(resource => !resource.includes('*')),
      verbs,
      isNamespaced,
    }),
    verbs: verbs.filter(verb => verb !== '*' && !isPlainVerb(verb)),
    nonResourceURLs: wordsOf(rule, 'nonResourceURLs').filter(url => url !== '*' && !isOpenUrl(url)),
  };
  return Object.entries(found).flatMap(([part, words]) =>
    findingUnless(words.length === 0, `${field}.${part}`, `has ${words.join(', ')}`),
  );
}
