import { credentialShape } from '../foundation/credentials/credentials';
import { isAmbiguousInYaml, isMisquotedInYaml, isPlainText } from '../foundation/names';

export type Json = Readonly<Record<string, unknown>>;

/** A map without the entries that are undefined. */
export function withoutUndefined(map: Json): Json {
  return Object.fromEntries(Object.entries(map).filter(([, value]) => value !== undefined));
}

/** Whether a text can be the value of an annotation. */
export function annotatable(value: string): boolean {
  return (
    value !== '' &&
    value.length <= 4096 &&
    isPlainText(value) &&
    !isAmbiguousInYaml(value) &&
    !isMisquotedInYaml(value) &&
    credentialShape(value) === undefined
  );
}

/** Adds a member to a map that importers made. A copy for each member would take quadratic time. */
export function withMember(map: unknown, key: string, value: unknown): object {
  const own: object = typeof map === 'object' && map !== null ? map : {};
  // no setter of a prototype runs
  return Object.defineProperty(own, key, { value, configurable: true, enumerable: true, writable: true });
}

/** A short text of the input in quotes, for people; one that may be a credential is not shown. */
export function shown(text: string): string {
  const isShort = text.length <= 60;
  return credentialShape(text) === undefined ? JSON.stringify(isShort ? text : `${text.slice(0, 60)}…`) : 'its value';
}

/** The path of a member of a map, such as `files["/app/config.yaml"]`. */
export function memberAt(map: string, key: string): string {
  return /^[A-Za-z_$][\w$-]*$/.test(key) ? `${map}.${key}` : `${map}[${JSON.stringify(key)}]`;
}

/** The entries of a map as an object; undefined without any. */
export function nonEmptyMap(map: ReadonlyMap<string, unknown>): Json | undefined {
  return map.size === 0 ? undefined : Object.fromEntries(map);
}
