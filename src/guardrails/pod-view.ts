import { Json, at, list, record, text } from './json';

/** A container of a pod with its path in the manifest. */
export interface ContainerView {
  readonly path: string;
  readonly json: Json;
  readonly role: 'containers' | 'initContainers' | 'ephemeralContainers';
}

/** The pods that a workload makes. */
export interface PodView {
  /** The path of the pod's spec, for example `spec.template.spec`. */
  readonly path: string;
  readonly spec: Json;
  readonly metadata: Json;
  readonly labels: Json;
  readonly containers: readonly ContainerView[];
}

const ROLES = ['containers', 'initContainers', 'ephemeralContainers'] as const;

const TEMPLATES: ReadonlyMap<string, readonly string[]> = new Map([
  ['Pod', []],
  ['Deployment', ['spec', 'template']],
  ['ReplicaSet', ['spec', 'template']],
  ['StatefulSet', ['spec', 'template']],
  ['DaemonSet', ['spec', 'template']],
  ['ReplicationController', ['spec', 'template']],
  ['Job', ['spec', 'template']],
  ['CronJob', ['spec', 'jobTemplate', 'spec', 'template']],
]);

/** The pods of a manifest, or undefined when it makes none. */
export function podsOf(manifest: Json): PodView | undefined {
  const path = TEMPLATES.get(text(manifest.kind) ?? '');
  if (path === undefined) { return undefined; }
  const template = at(manifest, ...path);
  const spec = record(at(template, 'spec'));
  const base = [...path, 'spec'].join('.');
  return {
    path: base,
    spec,
    metadata: record(at(template, 'metadata')),
    labels: record(at(template, 'metadata', 'labels')),
    containers: ROLES.flatMap(role => list(spec[role]).map((json, i) => ({ role, path: `${base}.${role}[${i}]`, json: record(json) }))),
  };
}
