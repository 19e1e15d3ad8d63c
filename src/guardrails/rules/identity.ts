import { RBAC_RULES } from './rbac';
import { SERVICE_ACCOUNT_TOKEN_RULES } from './service-account-tokens';
import { getPath, asInteger, asString, stringEntries } from '../json';
import { ObjectRule, RelationRule, WORKLOADS, findingUnless } from '../rule';

/** Versions of Pod Security that know every rule of this library. */
const CURRENT_VERSION = /^(latest|v1\.([3-9]\d|\d{3}))$/;

export const IDENTITY_RULES: readonly (ObjectRule | RelationRule)[] = [
  ...SERVICE_ACCOUNT_TOKEN_RULES,
  {
    id: 'service-account',
    title: 'Pods do not run as the default ServiceAccount',
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
    why: 'They reveal other Services to an intruder, and can collide with variables of the server.',
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
    why: 'Otherwise the server is killed before it gets SIGTERM, and calls are aborted.',
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
  ...RBAC_RULES,
  {
    id: 'pod-security-labels',
    title: 'Namespaces enforce Pod Security restricted',
    why: 'The same rules then apply to objects that are applied by hand.',
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
