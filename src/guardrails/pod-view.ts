import { Json, getPath, asArray, asObject, asString } from './json';

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
  /** The security contexts: the pod's own first, then those of its containers. */
  readonly contexts: readonly { readonly path: string; readonly json: Json }[];
}

const ROLES = ['containers', 'initContainers', 'ephemeralContainers'] as const;

const TEMPLATES: ReadonlyMap<string, readonly string[]> = new Map([
  ['Pod', []],
  ['PodTemplate', ['template']],
  ['Deployment', ['spec', 'template']],
  ['ReplicaSet', ['spec', 'template']],
  ['StatefulSet', ['spec', 'template']],
  ['DaemonSet', ['spec', 'template']],
  ['ReplicationController', ['spec', 'template']],
  ['Job', ['spec', 'template']],
  ['CronJob', ['spec', 'jobTemplate', 'spec', 'template']],
]);

/** Kinds of others that make pods, such as a Rollout, have the template where a Deployment has it. */
function hasTemplate(manifest: Json): boolean {
  return asArray(getPath(manifest, 'spec', 'template', 'spec', 'containers')).length > 0;
}

/** The pods of a manifest, or undefined when it makes none. */
export function podsOf(manifest: Json): PodView | undefined {
  const path =
    TEMPLATES.get(asString(manifest.kind) ?? '') ?? (hasTemplate(manifest) ? ['spec', 'template'] : undefined);
  if (path === undefined) {
    return undefined;
  }
  const template = getPath(manifest, ...path);
  const spec = asObject(getPath(template, 'spec'));
  const base = [...path, 'spec'].join('.');
  const containers = ROLES.flatMap(role =>
    asArray(spec[role]).map((json, i) => ({ role, path: `${base}.${role}[${i}]`, json: asObject(json) })),
  );
  return {
    path: base,
    spec,
    metadata: asObject(getPath(template, 'metadata')),
    labels: asObject(getPath(template, 'metadata', 'labels')),
    containers,
    contexts: [{ path: base, json: spec }, ...containers].map(({ path: owner, json }) => ({
      path: `${owner}.securityContext`,
      json: asObject(json.securityContext),
    })),
  };
}
