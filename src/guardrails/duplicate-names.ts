import { ApiObject } from 'cdk8s';
import { Head, SubjectOf, headOf } from './final-head';
import { RuleFinding, toRuleFinding } from './judge';
import { ownerOf } from './owner';
import { DUPLICATE_RULE } from './rules/objects';
import { isClusterScoped } from '../foundation/kinds';

/** Objects that replace another one when they are applied, by the names that are written. */
export function duplicateNames(
  objects: readonly ApiObject[],
  subjectOf: SubjectOf,
): { readonly object: ApiObject; readonly finding: RuleFinding }[] {
  const taken = new Map<string, ApiObject>();
  return objects.flatMap(object => {
    const head = headOf(object, subjectOf);
    const before = taken.get(keyOf(head));
    if (before === undefined) {
      taken.set(keyOf(head), object);
      return [];
    }
    const { kind, name } = head;
    const problem = `is already used by ${ownerOf(before)}: ${kind} ${name} in namespace ${namespaceOf(head)}`;
    return [{ object, finding: toRuleFinding(DUPLICATE_RULE, { field: 'metadata.name', problem }) }];
  });
}

function keyOf(head: Head): string {
  return `${head.kind} ${namespaceOf(head)} ${head.name}`;
}

/** cdk8s gives the chart's namespace to everything. */
function namespaceOf({ kind, namespace = '(none)' }: Head): string {
  return isClusterScoped(kind) ? '(none)' : namespace;
}
