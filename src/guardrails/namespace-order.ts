import { ApiObject, Chart } from 'cdk8s';
import { kindOf } from '../foundation/kinds';

/**
 * Has each namespace written before the objects in it. cdk8s keeps the order of the tree except for dependencies: a
 * namespace that comes after one of its objects becomes a dependency of them.
 */
export function writeNamespacesFirst(objects: readonly ApiObject[], namespaces: readonly ApiObject[]): void {
  const late = lateNamespaces(objects, namespaces);
  if (late.size === 0) {
    return;
  }
  for (const object of objects) {
    const namespace = isNamespace(object) ? undefined : late.get(object.metadata.namespace ?? '');
    if (namespace !== undefined && Chart.of(object) === Chart.of(namespace)) {
      object.addDependency(namespace);
    }
  }
}

/** Namespaces that come after one of their objects in the same chart. */
function lateNamespaces(
  objects: readonly ApiObject[],
  namespaces: readonly ApiObject[],
): ReadonlyMap<string, ApiObject> {
  const pending = new Map(namespaces.map(namespace => [namespace.name, namespace]));
  const late = new Map<string, ApiObject>();
  for (const object of objects) {
    if (pending.size === 0) {
      break;
    }
    const namespace = pending.get((isNamespace(object) ? object.name : object.metadata.namespace) ?? '');
    if (namespace === undefined || Chart.of(object) !== Chart.of(namespace)) {
      continue;
    }
    if (object !== namespace) {
      late.set(namespace.name, namespace);
    }
    pending.delete(namespace.name);
  }
  return late;
}

function isNamespace({ apiVersion, kind }: ApiObject): boolean {
  return kindOf(apiVersion, kind) === 'Namespace';
}
