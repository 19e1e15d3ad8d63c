import type { PolicyRule } from 'kubernetes-types/rbac/v1';
import { ServerSpec } from '../spec';

/** A role with its binding. */
export interface RoleAndBinding {
  readonly cluster: boolean;
  readonly name: string;
  readonly namespace?: string;
}

/** Where the server has permissions. Outside its own namespace the name says whose they are. */
export function rolesOf({ name, namespace, access }: ServerSpec): RoleAndBinding[] {
  if (access.rules.length === 0) {
    return [];
  }
  // no namespace has a colon, so two servers never share a name
  const foreign = `${namespace}:${name}`;
  if (access.cluster) {
    return [{ cluster: true, name: foreign }];
  }
  const namespaces = access.namespaces.length === 0 ? [namespace] : access.namespaces;
  return namespaces.map(where => ({ cluster: false, name: where === namespace ? name : foreign, namespace: where }));
}

export function renderRules({ access }: ServerSpec): PolicyRule[] {
  return access.rules.map(({ apiGroup, resources, verbs, resourceNames }) => ({
    apiGroups: [apiGroup],
    resources: [...resources],
    verbs: [...verbs],
    ...(resourceNames === undefined ? {} : { resourceNames: [...resourceNames] }),
  }));
}
