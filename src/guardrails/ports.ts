import { getPath, asArray, asString } from './json';
import { ListMap } from '../foundation/list-map';

/** More ports than this in one direction of a policy are as good as all. */
export const MAX_PORTS = 32768;

/** How many ports entries open together, counted for each protocol. A port that is a name is one. */
export function portsOpened(entries: readonly unknown[]): number {
  const ranges = new ListMap<string, readonly [first: number, last: number]>();
  const names = new Set<string>();
  for (const entry of entries) {
    const protocol = asString(getPath(entry, 'protocol')) ?? 'TCP';
    const [first, last] = [portNumber(getPath(entry, 'port')), portNumber(getPath(entry, 'endPort'))];
    if (first === undefined) {
      names.add(`${protocol} ${String(getPath(entry, 'port'))}`);
    } else {
      ranges.add(protocol, [first, last ?? first]);
    }
  }
  return [...ranges.values()].reduce((sum, list) => sum + unionLength(list), names.size);
}

/** What a direction opens too many of; a policy for one peer may have several rules. */
export function portsProblem(rules: readonly unknown[]): string | undefined {
  const entries = rules.flatMap(rule => asArray(getPath(rule, 'ports')));
  // most entries are one port
  if (entries.length <= MAX_PORTS && !entries.some(entry => getPath(entry, 'endPort') !== undefined)) {
    return undefined;
  }
  const count = portsOpened(entries);
  return count <= MAX_PORTS ? undefined : `opens ${count} ports, which is practically every port`;
}

/** Whether an entry opens a port. */
export function includesPort(entry: unknown, port: number): boolean {
  const [first, last] = [portNumber(getPath(entry, 'port')), portNumber(getPath(entry, 'endPort'))];
  return first !== undefined && first <= port && port <= (last ?? first);
}

/** A number, also as Cilium writes it. */
function portNumber(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\d{1,5}$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isInteger(number) ? number : undefined;
}

function unionLength(ranges: readonly (readonly [number, number])[]): number {
  let [count, next] = [0, 0];
  for (const [first, last] of [...ranges].sort((a, b) => a[0] - b[0])) {
    count += Math.max(0, last - Math.max(first, next) + 1);
    next = Math.max(next, last + 1);
  }
  return count;
}
