import { asString, getPath } from './json';
import { kindIn, kindOf } from '../foundation/kinds';

/** The one name of the kind that a reference names. Without a group it is the kind of Kubernetes or of this library. */
export function referredKind(reference: unknown, otherwise = ''): string {
  const kind = asString(getPath(reference, 'kind')) ?? otherwise;
  const apiVersion = asString(getPath(reference, 'apiVersion'));
  if (apiVersion !== undefined) {
    return kindOf(apiVersion, kind);
  }
  const group = asString(getPath(reference, 'apiGroup')) ?? asString(getPath(reference, 'group')) ?? '';
  return group === '' ? kind : kindIn(group, kind);
}
