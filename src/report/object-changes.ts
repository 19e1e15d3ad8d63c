import { Change, Weight } from './change';
import { ENGINES } from './engines';
import { fieldDifferences } from './field-differences';
import { Judged } from './objects';
import { PolicyRemovals } from './policy-removals';
import { POOL_LABEL } from '../foundation/labels';
import { ListMap } from '../foundation/list-map';
import { compare } from '../foundation/reader';
import { Json, asObject, asString } from '../guardrails/json';
import { referredKind } from '../guardrails/references';
import { Subject } from '../guardrails/subject';

/** Fields that the API server does not change (Kubernetes 1.30 to 1.36): the object must be deleted first. */
const IMMUTABLE = new Map<string, readonly string[]>([
  ['Deployment', ['spec.selector']],
  ['StatefulSet', ['spec.selector', 'spec.serviceName', 'spec.volumeClaimTemplates', 'spec.podManagementPolicy']],
  ['DaemonSet', ['spec.selector']],
  ['ReplicaSet', ['spec.selector']],
  ['Job', ['spec.selector', 'spec.template', 'spec.completionMode']],
  ['Service', ['spec.clusterIP']],
  [
    'PersistentVolumeClaim',
    [
      'spec.accessModes',
      'spec.storageClassName',
      'spec.volumeName',
      'spec.volumeMode',
      'spec.selector',
      'spec.dataSource',
    ],
  ],
  ['RoleBinding', ['roleRef']],
  ['ClusterRoleBinding', ['roleRef']],
  ['Secret', ['type']],
]);

type Reports = readonly [kind: string, reports: readonly (readonly [fields: RegExp, by: RegExp])[]];

const POLICY_FIELDS = /^spec\.(?:(?!(?:target|backend|parent)Refs\b)|backendRefs\[.*\.toolSelector\b)/;

/** Fields of the objects of a server, gateway or pool, and the kinds of its changes that already report them. */
const REPORTED = new Map<Reports[0], Reports[1]>([
  [
    'Deployment',
    [
      [/\.image$/, /^(?:image|container)-/],
      [/^spec\.replicas$/, /^(?:replicas|quarantine)-/],
      [/\.secretKeyRef\b/, /^secret-/],
    ],
  ],
  [
    'NetworkPolicy',
    [
      [/^spec\.ingress\b/, /^caller-/],
      [/^spec\.egress\b/, /^(?:egress|quarantine)-/],
    ],
  ],
  [
    'CiliumNetworkPolicy',
    [
      [/^spec\.ingress\b/, /^caller-/],
      [/^spec\.egress\b/, /^egress-/],
    ],
  ],
  ['HorizontalPodAutoscaler', [[/^spec\.(?:minReplicas|maxReplicas|metrics)\b/, /^replicas-/]]],
  ['ResourceQuota', [[/^spec\.hard\b/, /^quota-/]]],
  ['ExternalSecret', [[/^spec\.(?:data|secretStoreRef)\b/, /^secret-/]]],
  // every field of a policy is told, but what it refers to
  ...ENGINES.flatMap(({ policyKinds }) =>
    policyKinds.map((kind): Reports => [kind, [[POLICY_FIELDS, /^(?:authorization|policy)-/]]]),
  ),
]);

/** Kinds that restrict others: a change of one may let somebody do more, and so may its removal. */
const RESTRICTIONS = [
  'NetworkPolicy',
  'CiliumNetworkPolicy',
  'CiliumClusterwideNetworkPolicy',
  'ResourceQuota',
  'LimitRange',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
  'ValidatingWebhookConfiguration',
  'MutatingWebhookConfiguration',
  'ClusterPolicy',
  'Policy',
  ...ENGINES.flatMap(({ configKind, policyKinds }) => policyKinds.filter(kind => kind !== configKind)),
];
/** Kinds that grant rights or secrets: a new or changed one may let somebody do more. */
const GRANTS = [
  'Role',
  'ClusterRole',
  'RoleBinding',
  'ClusterRoleBinding',
  'ExternalSecret',
  'ReferenceGrant',
  'Certificate',
];

const MAX_SHOWN_FIELDS = 8;

/**
 * Objects that are new, gone or must be recreated, and changed fields that no change in `meaning` reports. What is gone
 * has the name that it was `called` by.
 */
export function objectChanges(
  before: readonly Judged[],
  after: readonly Judged[],
  meaning: readonly Change[],
  called: ReadonlyMap<string, string> = new Map(),
): Change[] {
  const [old, now] = [before, after].map(all => new Map(all.map(({ subject }) => [keyOf(subject.manifest), subject])));
  const removals = new PolicyRemovals(before, after);
  const reported = new ListMap<string, string>();
  for (const { subject, kind } of meaning) {
    reported.add(subject.replace(/^.* /, ''), kind);
  }
  return [...new Set([...old.keys(), ...now.keys()])].sort(compare).flatMap(key => {
    const subject = now.has(key) ? key : (called.get(key) ?? key);
    return changesOf(subject, [old.get(key), now.get(key)], { reported, removals });
  });
}

function changesOf(
  subject: string,
  [before, after]: readonly [Subject?, Subject?],
  { reported, removals }: { readonly reported: ListMap<string, string>; readonly removals: PolicyRemovals },
): Change[] {
  if (before === undefined) {
    return [{ weight: weightOf(after?.manifest, GRANTS), subject, kind: 'object-added', text: 'is new' }];
  }
  if (after === undefined) {
    return [removal(subject, before, removals)];
  }
  const [was, is] = [before.manifest, after.manifest];
  const fields = fieldDifferences(was, is).filter(field => !isReported(is, field, reported));
  const fixed = (IMMUTABLE.get(referredKind(is)) ?? []).filter(path => fields.some(field => isAtOrBelow(field, path)));
  const others = fields.filter(field => !fixed.some(path => isAtOrBelow(field, path)));
  return [...recreation(subject, is, fixed), ...fieldChange(subject, is, others)];
}

function removal(subject: string, was: Subject, removals: PolicyRemovals): Change {
  return {
    weight: removals.opensNothing(was) ? 'changed' : weightOf(was.manifest, RESTRICTIONS),
    subject,
    kind: 'object-removed',
    text: 'is removed: prune it, a plain apply keeps it',
  };
}

function isAtOrBelow(field: string, path: string): boolean {
  return field === path || field.startsWith(`${path}.`) || field.startsWith(`${path}[`);
}

function recreation(subject: string, is: Json, fields: readonly string[]): Change[] {
  if (fields.length === 0) {
    return [];
  }
  const text = `${fields.join(', ')} is immutable: the object must be deleted and created again`;
  return [{ weight: weightOf(is, GRANTS), subject, kind: 'object-recreated', text }];
}

function fieldChange(subject: string, is: Json, fields: readonly string[]): Change[] {
  if (fields.length === 0) {
    return [];
  }
  const isMetadata = fields.every(field => field.startsWith('metadata.'));
  const more = fields.length - MAX_SHOWN_FIELDS;
  const shown = fields.slice(0, MAX_SHOWN_FIELDS).join(', ');
  return [
    {
      weight: isMetadata ? 'changed' : weightOf(is, [...RESTRICTIONS, ...GRANTS]),
      subject,
      kind: 'object-changed',
      text: `changed: ${shown}${more > 0 ? ` and ${more} more` : ''}`,
    },
  ];
}

function weightOf(manifest: Json | undefined, kinds: readonly string[]): Weight {
  return kinds.includes(referredKind(manifest)) ? 'widened' : 'changed';
}

/** Whether a change of the server, gateway or pool that the object belongs to reports the field. */
function isReported(manifest: Json, field: string, reported: ListMap<string, string>): boolean {
  const { namespace, labels } = asObject(manifest.metadata);
  const instance = asString(asObject(labels)['app.kubernetes.io/instance']);
  const owner =
    asObject(labels)[POOL_LABEL] !== undefined && referredKind(manifest) === 'ResourceQuota'
      ? String(namespace)
      : `${String(namespace)}/${instance ?? ''}`;
  const kinds = reported.get(owner) ?? [];
  return (REPORTED.get(referredKind(manifest)) ?? []).some(
    ([fields, by]) => fields.test(field) && kinds.some(kind => by.test(kind)),
  );
}

export function keyOf(manifest: Json): string {
  const { name, namespace } = asObject(manifest.metadata);
  const group = String(manifest.apiVersion).includes('/') ? `.${String(manifest.apiVersion).split('/')[0]}` : '';
  return `${String(manifest.kind)}${group} ${namespace === undefined ? '' : `${String(namespace)}/`}${String(name)}`;
}
