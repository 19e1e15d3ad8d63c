import { ListMap } from '../../foundation/list-map';
import { compare } from '../../foundation/reader';

interface WithPorts {
  readonly ports: readonly number[];
}

/** Rules for the same ports, in the order of the ports. */
export function groupByPorts<T extends WithPorts>(
  rules: readonly T[],
): [ports: readonly number[], rules: readonly T[]][] {
  const groups = new ListMap<string, T>();
  for (const rule of rules) {
    groups.add(rule.ports.join(), rule);
  }
  return [...groups.entries()].sort(([a], [b]) => compare(a, b)).map(([, group]) => [group[0].ports, group]);
}
