const MOST = 20_000;
const LONGEST = 512;

type Search<A extends string[]> = (...words: A) => string | undefined;

/**
 * A search that remembers in which texts it found nothing: the same words stand in many objects. Texts in which something was found, and
 * long ones, are never kept.
 */
export function remembersHarmless<A extends [string] | [string, string]>(search: Search<A>): Search<A> {
  const harmless = new Map<string, Set<string>>();
  let size = 0;
  return (...words) => {
    const [first, second = ''] = words;
    let known = harmless.get(first);
    if (known?.has(second)) { return undefined; }
    const found = search(...words);
    if (found !== undefined || first.length + second.length > LONGEST) { return found; }
    if (size >= MOST) {
      harmless.clear();
      [size, known] = [0, undefined];
    }
    if (known === undefined) { harmless.set(first, known = new Set()); }
    known.add(second);
    size += 1;
    return undefined;
  };
}
