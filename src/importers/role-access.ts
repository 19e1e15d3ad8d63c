import { Field } from './field';
import { credentialShape } from '../foundation/credentials/credentials';
import { isSensitive } from '../foundation/permissions';

/* What roles let an account do, in the words of kubernetesAccess. */

const READ = ['get', 'list', 'watch'];

/** A role, and where it holds. */
export interface Granted {
  /** undefined: the input does not have the role. */
  readonly rules: readonly Field[] | undefined;
  readonly isCluster: boolean;
}

interface Rule {
  readonly groups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  readonly names: readonly string[];
}

/** A proposal that never allows more than the roles do. */
export function accessOf(granted: readonly Granted[]): string {
  if (granted.some(({ rules }) => rules === undefined)) {
    return 'the input does not have all these roles: say what it may do, such as { readOnly: { resources: [pods] } }';
  }
  const rules = granted
    .flatMap(({ rules: fields = [] }) => fields.map(ruleOf))
    .filter(rule => rule.resources.length > 0);
  if (rules.some(isWide)) {
    return 'they allow everything (*): name what it needs, such as { clusterReadOnly: { resources: [pods] } }';
  }
  const isCluster = granted.some(each => each.isCluster);
  if (rules.every(isRead)) {
    return readAccess(rules, isCluster && granted.every(each => each.isCluster));
  }
  const exact = `{ rules: { rules: [${rules.flatMap(formsOf).join(', ')}], reason: … } }`;
  return isCluster
    ? `they write or hold in the whole cluster, and rules hold in the namespace of the server alone: write ${exact}`
    : `write ${exact}`;
}

function ruleOf(rule: Field): Rule {
  const list = (key: string): string[] =>
    rule.at(key).items.map(({ text = '' }) => (credentialShape(text) === undefined ? text : '…'));
  return {
    groups: list('apiGroups'),
    resources: list('resources'),
    verbs: list('verbs'),
    names: list('resourceNames'),
  };
}

function isWide({ groups, resources, verbs }: Rule): boolean {
  return [...groups, ...resources, ...verbs].some(text => text.includes('*'));
}

function isRead({ groups, resources, verbs, names }: Rule): boolean {
  const isSecret = groups.some(group =>
    resources.some(resource => verbs.some(verb => isSensitive({ group, resource, verb, isNamespaced: true }))),
  );
  return names.length === 0 && !isSecret && verbs.length === READ.length && READ.every(verb => verbs.includes(verb));
}

function readAccess(rules: readonly Rule[], isCluster: boolean): string {
  const resources = rules.flatMap(rule =>
    rule.groups.flatMap(group => rule.resources.map(resource => (group === '' ? resource : `${resource}.${group}`))),
  );
  const form = `{ resources: [${[...new Set(resources)].sort().join(', ')}] }`;
  return isCluster ? `write { clusterReadOnly: ${form} }` : `write { readOnly: ${form} }`;
}

/** In the form of an app file. */
function formsOf({ groups, resources, verbs, names }: Rule): string[] {
  const rest = names.length === 0 ? '' : `, resourceNames: [${names.join(', ')}]`;
  return groups.map(
    group =>
      `{ apiGroup: ${group === '' ? '""' : group}, resources: [${resources.join(', ')}], ` +
      `verbs: [${verbs.join(', ')}]${rest} }`,
  );
}
