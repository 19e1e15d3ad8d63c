import { ApiObject } from 'cdk8s';
import { pathOf } from '../foundation/scopes';

/** The construct that a user created: its main object is the child `Default`. */
export function ownerOf(object: ApiObject): string {
  const { id, scope } = object.node;
  return pathOf(id === 'Default' && scope !== undefined ? scope : object);
}

/** An object for a message, by the names that cdk8s has. */
export function describeObject({ kind, name, metadata: { namespace } }: ApiObject): string {
  return namespace === undefined ? `${kind} ${name}` : `${kind} ${name} in namespace ${namespace}`;
}
