import { getPath, asInteger, asArray } from './json';

/** More ports than this in one rule are as good as all. */
export const MAX_PORTS = 32768;

/** How many ports the entries of a rule open together. */
export function portsOpened(entries: unknown): number {
  return asArray(entries).reduce((sum: number, entry) => {
    const [first, last] = [asInteger(getPath(entry, 'port')), asInteger(getPath(entry, 'endPort'))];
    return sum + (first === undefined || last === undefined ? 1 : last - first + 1);
  }, 0);
}
