const MOST = 20_000;
const LONGEST = 512;

/**
 * A search that remembers in which texts it found nothing: the same words stand in many objects. Texts in which something was found, and
 * long ones, are never kept.
 */
export function remembersHarmless<A extends string[]>(search: (...words: A) => string | undefined): (...words: A) => string | undefined {
  const harmless = new Set<string>();
  return (...words) => {
    const key = words.join('\0');
    if (harmless.has(key)) { return undefined; }
    const found = search(...words);
    if (found === undefined && key.length <= LONGEST) {
      if (harmless.size >= MOST) { harmless.clear(); }
      harmless.add(key);
    }
    return found;
  };
}
