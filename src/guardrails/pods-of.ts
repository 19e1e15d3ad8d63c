import { PodFinder } from './foreign-pods';
import { Json, getPath, asArray, asObject } from './json';
import { NestedObject } from './nested-objects';
import { PodView, Pods, podView } from './pod-view';
import { isKnownKind } from '../foundation/kinds';

const ROLES = ['containers', 'initContainers', 'ephemeralContainers'] as const;
const NONE: Pods = { whole: [], parts: [], areElsewhere: false };

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

/** The pods of a manifest. Those of kinds that are not known here may be anywhere in it. */
export function podsOf(kind: string, manifest: Json, patches: readonly NestedObject[] = []): Pods {
  const path = TEMPLATES.get(kind);
  if (path !== undefined) {
    return { ...NONE, whole: [templateAt(manifest, path)] };
  }
  return isKnownKind(kind) ? NONE : new PodFinder(kind, manifest, patches).pods;
}

function templateAt(manifest: Json, path: readonly string[]): PodView {
  const template = getPath(manifest, ...path);
  const spec = asObject(getPath(template, 'spec'));
  const base = [...path, 'spec'].join('.');
  const containers = ROLES.flatMap(role =>
    asArray(spec[role]).map((json, i) => ({ role, path: `${base}.${role}[${i}]`, json: asObject(json) })),
  );
  return podView({ path: base, spec, metadata: asObject(getPath(template, 'metadata')), containers });
}
