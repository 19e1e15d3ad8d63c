/** The items, or undefined for none, so that an empty list is left out of a manifest. */
export function nonEmpty<T>(items: readonly T[]): readonly T[] | undefined {
  return items.length === 0 ? undefined : items;
}
