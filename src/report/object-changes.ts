import { Change } from './changes';
import { Judged } from './objects';
import { Json, at, record } from '../guardrails/json';
import { POOL_LABEL } from '../private/labels';
import { compare } from '../private/reading';

/** Fields that the API server lets nobody change (Kubernetes 1.30 to 1.36): whoever changes them must delete the object first. */
const IMMUTABLE: Readonly<Record<string, readonly string[]>> = {
  Deployment: ['spec.selector'],
  StatefulSet: ['spec.selector', 'spec.serviceName', 'spec.volumeClaimTemplates', 'spec.podManagementPolicy'],
  DaemonSet: ['spec.selector'],
  ReplicaSet: ['spec.selector'],
  Job: ['spec.selector', 'spec.template', 'spec.completionMode'],
  Service: ['spec.clusterIP'],
  PersistentVolumeClaim: ['spec.accessModes', 'spec.storageClassName', 'spec.volumeName', 'spec.volumeMode', 'spec.selector', 'spec.dataSource'],
  RoleBinding: ['roleRef'],
  ClusterRoleBinding: ['roleRef'],
  Secret: ['type'],
};
/** Fields whose changes are told in the words of servers, gateways and pools. */
const TOLD: Readonly<Record<string, RegExp>> = {
  Deployment: /^spec\.replicas$|^spec\.template\.metadata\b|\.image$|\.secretKeyRef\b/,
  NetworkPolicy: /^spec\.(?:ingress|egress)\b/,
  CiliumNetworkPolicy: /^spec\.(?:ingress|egress)\b/,
  HorizontalPodAutoscaler: /^spec\.(?:minReplicas|maxReplicas|metrics)\b/,
  ResourceQuota: /^spec\.hard\b/,
  ExternalSecret: /^spec\.(?:data|secretStoreRef)\b/,
};
const OURS = ['app.kubernetes.io/component', POOL_LABEL];
const SHOWN = 8;

/** Objects that come, go, or must be made anew; and changes in objects whose meaning no posture tells. */
export function objectChanges(before: readonly Judged[], after: readonly Judged[]): Change[] {
  const [old, now] = [before, after].map(all => new Map(all.map(({ subject }) => [keyOf(subject.manifest), subject.manifest])));
  return [...new Set([...old.keys(), ...now.keys()])].sort(compare).flatMap((subject): Change[] => {
    const [was, is] = [old.get(subject), now.get(subject)];
    if (was === undefined) { return [{ weight: 'changed', subject, kind: 'object-added', text: 'is new' }]; }
    if (is === undefined) { return [{ weight: opens(was) ? 'widened' : 'changed', subject, kind: 'object-removed', text: 'is gone: prune it, a plain apply leaves it' }]; }
    const recreated = (IMMUTABLE[String(is.kind)] ?? []).filter(field => text(at(was, ...field.split('.'))) !== text(at(is, ...field.split('.'))));
    if (recreated.length > 0) { return [{ weight: 'changed', subject, kind: 'object-recreated', text: `${recreated.join(', ')} cannot be changed: the object must be deleted and made anew` }]; }
    const fields = differences(was, is).filter(field => !isTold(is, field));
    const shown = `${fields.slice(0, SHOWN).join(', ')}${fields.length > SHOWN ? ` and ${fields.length - SHOWN} more` : ''}`;
    return fields.length === 0 ? [] : [{ weight: 'changed', subject, kind: 'object-changed', text: `changed: ${shown}` }];
  });
}

/** Whether a policy goes that was not one server's own, such as the one that closes a namespace. */
function opens(manifest: Json): boolean {
  return manifest.kind === 'NetworkPolicy' && at(manifest, 'metadata', 'labels', OURS[0]) === undefined;
}

function isTold(manifest: Json, field: string): boolean {
  const labels = record(at(manifest, 'metadata', 'labels'));
  return OURS.some(label => labels[label] !== undefined) && TOLD[String(manifest.kind)]?.test(field) === true;
}

function keyOf(manifest: Json): string {
  const { name, namespace } = record(manifest.metadata);
  const group = String(manifest.apiVersion).includes('/') ? `.${String(manifest.apiVersion).split('/')[0]}` : '';
  return `${String(manifest.kind)}${group} ${namespace === undefined ? '' : `${String(namespace)}/`}${String(name)}`;
}

/** The paths of fields that differ, without the object's own labels and annotations, which say what other fields are. Items with a name are told apart by it. */
function differences(was: unknown, is: unknown, path = ''): string[] {
  if (path === 'metadata' || JSON.stringify(was) === JSON.stringify(is) || text(was) === text(is)) { return []; }
  const [a, b] = [parts(was), parts(is)];
  if (a === undefined || b === undefined) { return [path]; }
  const keys = [...new Set([...a.keys(), ...b.keys()])].sort(compare);
  return keys.flatMap(key => differences(a.get(key), b.get(key), key.startsWith('[') ? `${path}${key}` : path === '' ? key : `${path}.${key}`));
}

/** The parts of a map, or of a list whose items all have names; undefined for anything else. */
function parts(value: unknown): Map<string, unknown> | undefined {
  if (Array.isArray(value)) {
    const names = value.map(item => at(item, 'name'));
    const told = names.every(name => typeof name === 'string') && new Set(names).size === names.length && names.length > 0;
    return told ? new Map(value.map((item, i) => [`[${String(names[i])}]`, item as unknown])) : undefined;
  }
  return typeof value === 'object' && value !== null ? new Map(Object.entries(value)) : undefined;
}

/** JSON that does not depend on the order of members. */
function text(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => (typeof part === 'object' && part !== null && !Array.isArray(part)
    ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => compare(a, b))) : part)) ?? '';
}
