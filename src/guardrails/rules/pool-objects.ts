import { POOL_LABEL } from '../../foundation/labels';
import { AppIndex } from '../app-index';
import { asArray, asObject, asString, describe, getPath } from '../json';
import { Finding, ObjectRule, RelationRule, findingUnless } from '../rule';
import { Subject } from '../subject';

/** What a quota of a pool bounds, and what it forbids. */
const BOUNDED = ['pods', 'requests.cpu', 'requests.memory', 'limits.memory'];
const FORBIDDEN = ['services.loadbalancers', 'services.nodeports'];
const DEFAULT_DENY = 'default-deny';

/** What bounds a namespace for everything that is in it. */
export const POOL_OBJECT_RULES: readonly (ObjectRule | RelationRule)[] = [
  {
    id: 'default-deny',
    title: 'A policy named default-deny selects every pod and allows nothing',
    why: 'Pods without a policy of their own are open to everything in both directions.',
    fix: 'Leave it as McpNamespace and McpPool make it: an empty podSelector, Ingress and Egress, no rules.',
    severity: 'error',
    references: ['CIS 5.3.2', 'NSA/CISA: Network policies'],
    scanners: [],
    kinds: ['NetworkPolicy'],
    check: ({ manifest, name }) => (name === DEFAULT_DENY ? denyFindings(manifest.spec) : []),
  },
  {
    id: 'pool-bounds',
    title: 'The namespace of a pool has a quota and limits',
    why: 'Without them one server takes the resources of the others, and opens ports of nodes.',
    fix: 'Leave ResourceQuota and LimitRange as McpPool makes them.',
    severity: 'error',
    references: ['NSA/CISA: Resource policies'],
    scanners: [],
    kinds: ['Namespace', 'ResourceQuota', 'LimitRange'],
    checkInApp: boundFindings,
  },
];

function denyFindings(spec: unknown): Finding[] {
  const types = asArray(getPath(spec, 'policyTypes'));
  const selector = getPath(spec, 'podSelector');
  return [
    ...findingUnless(
      Object.values(asObject(selector)).every(part => Object.keys(asObject(part)).length + asArray(part).length === 0),
      'spec.podSelector',
      'must be empty: other pods are left open',
    ),
    ...['Ingress', 'Egress'].flatMap(type =>
      findingUnless(types.includes(type), 'spec.policyTypes', `must have ${type}`),
    ),
    ...['ingress', 'egress'].flatMap(direction =>
      findingUnless(asArray(getPath(spec, direction)).length === 0, `spec.${direction}`, 'must be empty'),
    ),
  ];
}

function boundFindings({ kind, manifest, name }: Subject, app: AppIndex): Finding[] {
  if (getPath(manifest, 'metadata', 'labels', POOL_LABEL) === undefined) {
    return [];
  }
  switch (kind) {
    case 'Namespace':
      return ['ResourceQuota', 'LimitRange'].flatMap(bound =>
        findingUnless(app.hasKind(name, bound), 'metadata.name', `is the namespace of a pool without a ${bound}`),
      );
    case 'ResourceQuota':
      return quotaFindings(asObject(getPath(manifest, 'spec', 'hard')));
    default:
      return limitFindings(asArray(getPath(manifest, 'spec', 'limits')));
  }
}

function quotaFindings(hard: Readonly<Record<string, unknown>>): Finding[] {
  return [
    ...BOUNDED.flatMap(resource => findingUnless(hard[resource] !== undefined, `spec.hard.${resource}`, 'is missing')),
    ...FORBIDDEN.flatMap(resource =>
      findingUnless(describe(hard[resource]) === '0', `spec.hard.${resource}`, 'must be 0'),
    ),
  ];
}

function limitFindings(limits: readonly unknown[]): Finding[] {
  const ofContainers = limits.filter(limit => asString(getPath(limit, 'type')) === 'Container');
  return ['max', 'default'].flatMap(bound =>
    findingUnless(
      ofContainers.some(limit => getPath(limit, bound, 'memory') !== undefined),
      'spec.limits',
      `have no ${bound} of memory for containers`,
    ),
  );
}
