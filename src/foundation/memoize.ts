const MAX_ENTRIES = 20_000;
const MAX_LENGTH = 512;

/** A pure function of a string that remembers its answers: many objects have the same ranges, images and quantities. */
export function memoize<T>(compute: (text: string) => T): (text: string) => T {
  const answers = new Map<string, { readonly answer: T }>();
  return text => {
    const before = answers.get(text);
    if (before !== undefined) {
      return before.answer;
    }
    const answer = compute(text);
    if (text.length <= MAX_LENGTH) {
      if (answers.size >= MAX_ENTRIES) {
        answers.clear();
      }
      answers.set(text, { answer });
    }
    return answer;
  };
}

/**
 * A search for credentials that remembers where it found nothing. Strings with a credential, and long ones, are not
 * kept.
 */
export function memoizeNegative(
  search: (first: string, second: string) => string | undefined,
): (first: string, second?: string) => string | undefined {
  const harmless = new Set<string>();
  return (first, second = '') => {
    const key = second === '' ? first : `${first}\0${second}`;
    if (harmless.has(key)) {
      return undefined;
    }
    const found = search(first, second);
    if (found !== undefined || key.length > MAX_LENGTH) {
      return found;
    }
    if (harmless.size >= MAX_ENTRIES) {
      harmless.clear();
    }
    harmless.add(key);
    return undefined;
  };
}
