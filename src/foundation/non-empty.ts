/** The list, or undefined for an empty one, so that cdk8s leaves the key out. */
export function nonEmpty<T extends readonly unknown[]>(items: T): T | undefined {
  return items.length === 0 ? undefined : items;
}

/** A copy of the map, or undefined for an empty one, so that cdk8s leaves the key out. */
export function nonEmptyMap<T>(map: Readonly<Record<string, T>>): Record<string, T> | undefined {
  return Object.keys(map).length === 0 ? undefined : { ...map };
}
