import { kindIn } from '../../foundation/kinds';

/** Kinds of one API group, and what is said about them. */
export interface KindRow {
  readonly group: string;
  /** Separated by spaces. */
  readonly kinds: string;
  /** The rest of a sentence that starts with the kind. */
  readonly problem: string;
}

/** What is said about a kind, by its one name. */
export function problemsByKind(rows: readonly KindRow[]): ReadonlyMap<string, string> {
  return new Map(
    rows.flatMap(({ group, kinds, problem }) => kinds.split(' ').map(kind => [kindIn(group, kind), problem] as const)),
  );
}
