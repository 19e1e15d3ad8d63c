import { ApiObject, App } from 'cdk8s';
import { Json, asArray, asObject, asString, getPath } from './json';
import { hasOwnResolversOnly } from './plain-json';
import { Subject } from './subject';
import { kindOf } from '../foundation/kinds';

/** What an object is called in the cluster. */
export interface Head {
  /** The one name of its kind. */
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

/** The subject of an object that is judged. */
export type SubjectOf = (object: ApiObject) => Subject | undefined;

/** The names with which an object is written, read without rendering it where nothing can have renamed it. */
export function headOf(object: ApiObject, subjectOf: SubjectOf): Head {
  const subject = subjectOf(object);
  if (subject !== undefined) {
    return headIn(subject.manifest);
  }
  const { apiVersion, kind, name, metadata } = object;
  return mayBeRenamed(object)
    ? headIn(asObject(object.toJson()))
    : { kind: kindOf(apiVersion, kind), name, namespace: metadata.namespace };
}

/** cdk8s keeps patches in a private list; where it is not found, there may be some. */
function mayBeRenamed(object: ApiObject): boolean {
  const patches: unknown = Reflect.get(object, 'patches');
  return !Array.isArray(patches) || asArray(patches).length > 0 || !hasOwnResolversOnly(App.of(object));
}

function headIn(manifest: Json): Head {
  return {
    kind: kindOf(asString(manifest.apiVersion) ?? '', asString(manifest.kind) ?? ''),
    name: asString(getPath(manifest, 'metadata', 'name')) ?? '',
    namespace: asString(getPath(manifest, 'metadata', 'namespace')),
  };
}
