import { Entry } from './entries';
import { Issues } from '../foundation/issues';

/** What a property refers to, by the word for it. */
export type Referred = 'server' | 'pool' | 'gateway';

/** The words of the sections that have it, in keys of entries. */
const WORDS: Readonly<Record<Referred, readonly string[]>> = {
  server: ['server ', 'remote '],
  pool: ['pool '],
  gateway: ['gateway '],
};

type Entries = ReadonlyMap<string, Entry>;

/** A reference of a file, and its place. */
export interface Reference {
  readonly to: Referred;
  readonly name: string;
  readonly at: string;
}

/** The key of the entry that a name means where its kind is expected; undefined after an issue. */
export function keyReferred(
  issues: Issues,
  entries: Entries,
  { to, name, at }: Reference,
  placeOf: (path: string) => string,
): string | undefined {
  const words = WORDS[to];
  const found = words.map(word => `${word}${name}`).filter(key => entries.has(key));
  if (found.length === 1) {
    return found[0];
  }
  if (found.length === 0) {
    const known = [...entries.keys()]
      .filter(key => words.some(word => key.startsWith(word)))
      .map(key => key.replace(/^\w+ /, ''));
    issues.check(false, at, `the name of a ${to} of this file (${known.join(', ')})`, name);
    return undefined;
  }
  const places = found.flatMap(key => {
    const path = entries.get(key)?.at;
    return path === undefined ? [] : [placeOf(path)];
  });
  issues.add(at, `could be ${places.join(' or ')}`, 'rename one of them, and set its prop name to keep its name');
  return undefined;
}
