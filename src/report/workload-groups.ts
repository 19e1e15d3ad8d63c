import { sortedJson, withoutEffect } from './field-differences';
import { Names, named } from './name-places';
import { nameOfRights, ownerIn } from './names';
import { Judged } from './objects';
import { Named } from './posture';
import { AUTH_ANNOTATION, PACKAGE_ANNOTATION } from '../foundation/labels';
import { compare } from '../foundation/reader';
import { Json, asArray, asObject, asString, getPath } from '../guardrails/json';

const TYPES = new Map([
  ['mcp-server', 'server'],
  ['mcp-gateway', 'gateway'],
]);
/** Stands for the names of a server in what does not depend on them. */
const OWN = '\u0000';

/** The objects of a server or gateway. */
export interface Group extends Named {
  readonly type: string;
  readonly members: readonly Judged[];
}

/** The type, namespace and name of the server or gateway that an object belongs to. */
export function groupOf({
  subject: { manifest, name: own, namespace: place },
}: Judged): Omit<Group, 'members'> | undefined {
  const labels = asObject(getPath(manifest, 'metadata', 'labels'));
  const type = TYPES.get(asString(labels['app.kubernetes.io/component']) ?? '');
  const name = asString(labels['app.kubernetes.io/instance']);
  const namespace = ownerIn(own)?.namespace ?? place;
  return type === undefined || name === undefined || namespace === undefined ? undefined : { type, namespace, name };
}

export function groupsOf(all: readonly Judged[]): Group[] {
  const groups = new Map<string, Group & { readonly members: Judged[] }>();
  for (const judged of all) {
    const group = groupOf(judged);
    if (group !== undefined) {
      const key = keyOfGroup(group);
      const known = groups.get(key) ?? { ...group, members: [] };
      groups.set(key, known);
      known.members.push(judged);
    }
  }
  return [...groups.values()];
}

export function keyOfGroup({ type, namespace, name }: Omit<Group, 'members'>): string {
  return `${type} ${namespace}/${name}`;
}

/** A text that is the same for groups that are alike; undefined: nothing is like it. */
export type Likeness = (group: Group) => string | undefined;

/** Whatever it says, but for its own names. */
export const everything: Likeness = group => {
  const names = namesWithout(group);
  return sortedJson([
    group.type,
    ...group.members
      .map(({ subject: { manifest } }) => sortedJson(withoutEffect(named(manifest, names))))
      .sort(compare),
  ]);
};

/** What its pods run: images, commands and arguments. */
export const program: Likeness = group => programOf(group, reference => reference);

/** What its pods run, in whatever version. */
export const anyVersion: Likeness = group =>
  programOf(group, reference => reference.replace(/(?<=.)@[^@/]*$/, '').replace(/:[^:/]*$/, ''));

function programOf({ type, members }: Group, told: (reference: string) => string): string | undefined {
  const workloads = members.filter(({ subject: { pod } }) => pod !== undefined);
  const programs = workloads.flatMap(({ subject: { kind, manifest, pod } }) => {
    const annotation = (name: string): string => asString(getPath(manifest, 'metadata', 'annotations', name)) ?? '';
    const containers = (pod?.containers ?? []).map(({ json }) => [
      json.name,
      told(asString(json.image) ?? ''),
      asArray(json.command),
      asArray(json.args),
    ]);
    return [kind, told(annotation(PACKAGE_ANNOTATION)), annotation(AUTH_ANNOTATION), containers];
  });
  return programs.length === 0 ? undefined : sortedJson([type, programs]);
}

/** Leaves the names of a group out. */
function namesWithout({ namespace: own, name: self }: Group): Names {
  const namespaceOf = (namespace: string): string => (namespace === own ? OWN : namespace);
  const objectOf = (namespace: string, name: string): Named => {
    const owner = ownerIn(name);
    const known = namespace === own ? (renamedFrom(name, self, OWN) ?? name) : name;
    return {
      namespace: namespaceOf(namespace),
      name: owner === undefined ? known : nameOfRights(objectOf(owner.namespace, owner.name)),
    };
  };
  return {
    namespace: namespaceOf,
    object: objectOf,
    prefix: prefix => (prefix === self ? OWN : prefix),
  };
}

/** The name of an object of a server or gateway, once that is called otherwise. */
export function renamedFrom(name: string, old: string, now: string): string | undefined {
  if (name === old || name.startsWith(`${old}-`)) {
    return `${now}${name.slice(old.length)}`;
  }
  return name.endsWith(`-${old}`) ? `${name.slice(0, -old.length)}${now}` : undefined;
}

/** What two lists have alike, where there is but one on either side. */
export function onlyPairs<T>(
  before: readonly T[],
  after: readonly T[],
  likeness: (item: T) => string | undefined,
): (readonly [T, T])[] {
  const [old, now] = [before, after].map(items => {
    const found = new Map<string, T | undefined>();
    for (const item of items) {
      const key = likeness(item);
      if (key !== undefined) {
        found.set(key, found.has(key) ? undefined : item);
      }
    }
    return found;
  });
  return [...old].flatMap(([key, was]): (readonly [T, T])[] => {
    const is = now.get(key);
    return was === undefined || is === undefined ? [] : [[was, is]];
  });
}

export function manifestsIn({ members }: Group): Json[] {
  return members.map(({ subject }) => subject.manifest);
}
