import { cleanPath, dataKey } from './cluster-objects';
import { Field } from './field';

/** Which keys of an object are mounted, and into which prop they go. */
export interface Keys {
  readonly object: Field;
  readonly name: Field;
  readonly prop: 'configMapFiles' | 'secretFiles';
}

/** The keys of an object that the input has. undefined: it does not have the object. */
export type KeysOf = (kind: 'ConfigMap' | 'Secret', name: string) => readonly string[] | undefined;

/** A key as a file at a path. */
export interface KeyFile {
  readonly path: string;
  readonly key: string;
}

/** The files that an object is mounted as. undefined: the input does not name the keys. */
export function namedFiles(
  { object, name, prop }: Keys,
  folder: string,
  subPath: string,
  keysOf: KeysOf,
): KeyFile[] | undefined {
  const known = keysOf(prop === 'secretFiles' ? 'Secret' : 'ConfigMap', name.text ?? '');
  const items = object.at('items').items.map(item => [item.at('key').text, item.at('path').text] as const);
  const named = subPath === '' ? items : items.filter(([, path]) => path === subPath);
  const whole = subPath === '' ? (known ?? []) : [subPath];
  const pairs = items.length === 0 ? whole.map(key => [key, key] as const) : named;
  const files = pairs.flatMap(([key, path]) => {
    const at = subPath === '' ? cleanPath(`${folder}/${path ?? ''}`) : folder;
    const valid = dataKey(key);
    return at === undefined || valid === undefined ? [] : [{ path: at, key: valid }];
  });
  return files.length === 0 || files.length < pairs.length ? undefined : files;
}

export function configMapOf(object: Field): Keys {
  return { object, name: object.at('name'), prop: 'configMapFiles' };
}

export function secretOf(object: Field, key: string): Keys {
  return { object, name: object.at(key), prop: 'secretFiles' };
}
