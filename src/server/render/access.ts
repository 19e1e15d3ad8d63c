import type { PolicyRule } from 'kubernetes-types/rbac/v1';
import { ServerSpec } from '../spec';

/** A role with its binding. */
export interface RoleAndBinding {
  readonly cluster: boolean;
  readonly name: string;
  readonly namespace?: string;
}

/** The roles of the server. Outside its namespace their names start with the namespace of the server. */
export function rolesOf({ name, namespace, access }: ServerSpec): RoleAndBinding[] {
  if (access.rules.length === 0) {
    return [];
  }
  // no namespace has a colon, so two servers never share a name
  const qualified = `${namespace}:${name}`;
  if (access.cluster) {
    return [{ cluster: true, name: qualified }];
  }
  const namespaces = access.namespaces.length === 0 ? [namespace] : access.namespaces;
  return namespaces.map(target => ({
    cluster: false,
    name: target === namespace ? name : qualified,
    namespace: target,
  }));
}

export function renderRules({ access }: ServerSpec): PolicyRule[] {
  return access.rules.map(({ apiGroup, resources, verbs, resourceNames }) => ({
    apiGroups: [apiGroup],
    resources: [...resources],
    verbs: [...verbs],
    resourceNames: resourceNames && [...resourceNames],
  }));
}
