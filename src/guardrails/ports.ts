import { at, integer, list } from './json';

/** More ports than this in one rule are as good as all. */
export const WIDEST_PORTS = 32768;

/** How many ports the entries of a rule open together. */
export function portsOpened(entries: unknown): number {
  return list(entries).reduce((sum: number, entry) => {
    const [first, last] = [integer(at(entry, 'port')), integer(at(entry, 'endPort'))];
    return sum + (first === undefined || last === undefined ? 1 : last - first + 1);
  }, 0);
}
