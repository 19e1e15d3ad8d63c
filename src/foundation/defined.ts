/** The items of a list without those that are undefined. */
export function definedItems<T>(items: readonly (T | undefined)[]): T[] {
  return items.filter((item): item is T => item !== undefined);
}

/** The entries of a map without those whose value is undefined. */
export function definedEntries<T>(map: Readonly<Record<string, T | undefined>>): Record<string, T> {
  return Object.fromEntries(Object.entries(map).filter((entry): entry is [string, T] => entry[1] !== undefined));
}

/** A copy of a struct without the props that are undefined, so that it can be spread over defaults. */
export function definedProps<T extends object>(props: T): T {
  // the same props with the same values
  return Object.fromEntries(Object.entries(props).filter(([, value]) => value !== undefined)) as T;
}
