import { Change, Weight } from './changes';
import { Judged } from './objects';
import { POOL_LABEL } from '../foundation/labels';
import { ListMap } from '../foundation/list-map';
import { compare } from '../foundation/reader';
import { Json, getPath, asArray, asObject, asString } from '../guardrails/json';

/** Fields that the API server lets nobody change (Kubernetes 1.30 to 1.36): whoever changes them must delete the object first. */
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

/** Fields of a server's, gateway's or pool's own objects, and the changes of these that tell what differs in them. */
const TOLD = new Map<string, readonly (readonly [fields: RegExp, by: RegExp])[]>([
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
      [/^spec\.egress\b/, /^egress-/],
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
]);

/** What holds others back: less of it, or another form of it, may let somebody do more. */
const GUARDS = [
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
  'AgentgatewayPolicy',
  'SecurityPolicy',
];
/** What gives rights or secrets: more of it, or another form. */
const GRANTS = ['Role', 'ClusterRole', 'RoleBinding', 'ClusterRoleBinding', 'ExternalSecret', 'ReferenceGrant'];

/** Labels and annotations that nothing acts on, or that other fields are told by. */
const INERT =
  /^(?:cdk8s-mcp\/|app\.kubernetes\.io\/|ignore-check\.kube-linter\.io\/|polaris\.fairwinds\.com\/|kube-score\/|checkov\.io\/|helm\.sh\/chart$|kubectl\.kubernetes\.io\/|(?:owner|environment)$)/;
const SHOWN = 8;

/** Objects that come, go, or must be made anew; and changes in objects whose meaning nothing else has told. */
export function objectChanges(
  before: readonly Judged[],
  after: readonly Judged[],
  meaning: readonly Change[],
): Change[] {
  const [old, now] = [before, after].map(
    all => new Map(all.map(({ subject }) => [keyOf(subject.manifest), subject.manifest])),
  );
  const told = new ListMap<string, string>();
  for (const { subject, kind } of meaning) {
    told.add(subject.replace(/^.* /, ''), kind);
  }
  return [...new Set([...old.keys(), ...now.keys()])]
    .sort(compare)
    .flatMap(subject => changesOf(subject, old.get(subject), now.get(subject), told));
}

function changesOf(
  subject: string,
  was: Json | undefined,
  is: Json | undefined,
  told: ListMap<string, string>,
): Change[] {
  if (was === undefined) {
    return [{ weight: weightOf(is, GRANTS), subject, kind: 'object-added', text: 'is new' }];
  }
  if (is === undefined) {
    return [
      {
        weight: opens(was) ? 'widened' : 'changed',
        subject,
        kind: 'object-removed',
        text: 'is gone: prune it, a plain apply leaves it',
      },
    ];
  }
  const fields = differences(was, is).filter(field => !isTold(is, field, told));
  const fixed = (IMMUTABLE.get(String(is.kind)) ?? []).filter(field =>
    fields.some(other => other === field || other.startsWith(`${field}.`) || other.startsWith(`${field}[`)),
  );
  const others = fields.filter(
    field => !fixed.some(path => field === path || field.startsWith(`${path}.`) || field.startsWith(`${path}[`)),
  );
  const shown = `${others.slice(0, SHOWN).join(', ')}${others.length > SHOWN ? ` and ${others.length - SHOWN} more` : ''}`;
  return [
    ...(fixed.length === 0
      ? []
      : [
          {
            weight: weightOf(is, GRANTS),
            subject,
            kind: 'object-recreated',
            text: `${fixed.join(', ')} cannot be changed: the object must be deleted and made anew`,
          },
        ]),
    ...(others.length === 0
      ? []
      : [
          {
            weight: others.every(field => field.startsWith('metadata.'))
              ? 'changed'
              : weightOf(is, [...GUARDS, ...GRANTS]),
            subject,
            kind: 'object-changed',
            text: `changed: ${shown}`,
          },
        ]),
  ];
}

function weightOf(manifest: Json | undefined, kinds: readonly string[]): Weight {
  return kinds.includes(String(manifest?.kind)) ? 'widened' : 'changed';
}

/** Whether something goes that held others back. What a server or pool loses is told of it. */
function opens(manifest: Json): boolean {
  return GUARDS.includes(String(manifest.kind));
}

/** Whether a change of the server, gateway or pool whose object this is tells what differs. */
function isTold(manifest: Json, field: string, told: ListMap<string, string>): boolean {
  const { namespace, labels } = asObject(manifest.metadata);
  const instance = asString(asObject(labels)['app.kubernetes.io/instance']);
  const owner =
    asObject(labels)[POOL_LABEL] !== undefined && manifest.kind === 'ResourceQuota'
      ? String(namespace)
      : `${String(namespace)}/${instance ?? ''}`;
  const kinds = told.get(owner) ?? [];
  return (TOLD.get(String(manifest.kind)) ?? []).some(
    ([fields, by]) => fields.test(field) && kinds.some(kind => by.test(kind)),
  );
}

function keyOf(manifest: Json): string {
  const { name, namespace } = asObject(manifest.metadata);
  const group = String(manifest.apiVersion).includes('/') ? `.${String(manifest.apiVersion).split('/')[0]}` : '';
  return `${String(manifest.kind)}${group} ${namespace === undefined ? '' : `${String(namespace)}/`}${String(name)}`;
}

/** The paths of fields that differ. Items with a name are told apart by it. */
function differences(was: unknown, is: unknown, path = ''): string[] {
  if (JSON.stringify(was) === JSON.stringify(is) || ordered(was) === ordered(is)) {
    return [];
  }
  const isMap = /(?:^|\.)(?:labels|annotations)$/.test(path);
  const [a, b] = [was, is].map(value => parts(value ?? (isMap ? {} : value)));
  if (a === undefined || b === undefined) {
    return [path];
  }
  const keys = [...new Set([...a.keys(), ...b.keys()])].filter(key => !isMap || !INERT.test(key)).sort(compare);
  return keys.flatMap(key =>
    differences(
      a.get(key),
      b.get(key),
      key.startsWith('[') || isMap ? `${path}${isMap ? `[${key}]` : key}` : path === '' ? key : `${path}.${key}`,
    ),
  );
}

/** The parts of a map, or of a list whose items all have names; undefined for anything else. */
function parts(value: unknown): Map<string, unknown> | undefined {
  if (Array.isArray(value)) {
    const names = asArray(value).map(item => getPath(item, 'name'));
    const told =
      names.every(name => typeof name === 'string') && new Set(names).size === names.length && names.length > 0;
    return told ? new Map(asArray(value).map((item, i) => [`[${String(names[i])}]`, item])) : undefined;
  }
  return typeof value === 'object' && value !== null ? new Map(Object.entries(value)) : undefined;
}

/** JSON that does not depend on the order of members. */
function ordered(value: unknown): string {
  return (
    JSON.stringify(value, (_, part: unknown) =>
      typeof part === 'object' && part !== null && !Array.isArray(part)
        ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => compare(a, b)))
        : part,
    ) ?? ''
  );
}
