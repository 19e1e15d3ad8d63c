/** A list, or undefined if it is empty: for fields that are left out then. */
export function nonEmpty<T>(items: readonly T[]): readonly T[] | undefined {
  return items.length === 0 ? undefined : items;
}
