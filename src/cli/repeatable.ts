/** Collects the values of an option that may be given several times. */
export function repeatable(one: string, all: string[] = []): string[] {
  return [...all, one];
}
