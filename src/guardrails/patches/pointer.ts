import { Json } from '../json';

/** The JSON pointer (RFC 6901) of a list of keys. */
export function pointerOf(keys: readonly string[]): string {
  return `/${keys.map(key => key.replaceAll('~', '~0').replaceAll('/', '~1')).join('/')}`;
}

/** The keys of a JSON pointer. */
export function keysOf(pointer: string): string[] {
  return pointer === '/' || pointer === ''
    ? []
    : pointer
        .slice(1)
        .split('/')
        .map(key => key.replaceAll('~1', '/').replaceAll('~0', '~'));
}

export function isPointer(value: unknown): value is string {
  return typeof value === 'string' && /^\/(?:[^~]|~[01])+$/.test(value);
}

/** The field that a finding names, for example `spec.ports[0].name`. */
export function fieldOf(keys: readonly string[]): string {
  return keys.map((key, i) => fieldPart(key, i)).join('');
}

function fieldPart(key: string, i: number): string {
  if (/^\d+$/.test(key)) {
    return `[${key}]`;
  }
  return i === 0 ? key : `.${key}`;
}

/** The value at some keys, in maps and lists; undefined if there is none. */
export function valueAt(document: unknown, keys: readonly string[]): unknown {
  let here = document;
  for (const key of keys) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, key)) {
      return undefined;
    }
    // an own property of an object that was checked above
    here = (here as Json)[key];
  }
  return here;
}
