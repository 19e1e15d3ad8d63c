import { ApiObject, Chart } from 'cdk8s';

/**
 * Has each namespace written before what lives in it, wherever in the chart it was created. cdk8s keeps the order of the tree but for
 * dependencies: a namespace that stands behind an object of its own is made one.
 */
export function writeNamespacesFirst(objects: readonly ApiObject[], namespaces: readonly ApiObject[]): void {
  const pending = new Map(namespaces.map(namespace => [namespace.name, namespace]));
  const late = new Map<string, ApiObject>();
  for (const object of objects) {
    if (pending.size === 0) {
      break;
    }
    const namespace = pending.get((object.kind === 'Namespace' ? object.name : object.metadata.namespace) ?? '');
    if (namespace === undefined || Chart.of(object) !== Chart.of(namespace)) {
      continue;
    }
    if (object !== namespace) {
      late.set(namespace.name, namespace);
    }
    pending.delete(namespace.name);
  }
  if (late.size === 0) {
    return;
  }
  for (const object of objects) {
    const namespace = object.kind === 'Namespace' ? undefined : late.get(object.metadata.namespace ?? '');
    if (namespace !== undefined && Chart.of(object) === Chart.of(namespace)) {
      object.addDependency(namespace);
    }
  }
}
