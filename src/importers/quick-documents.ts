import { plainDocuments } from '../foundation/yaml/plain-yaml';
import { MAX_DEPTH } from '../foundation/yaml/yaml-documents';

const STRING = /"(?:\\[\s\S]|[^"\\])*"(\s*:)?/g;

/**
 * The documents of a text of JSON, or of plain YAML with at most so many values, at a fraction of the cost of the
 * parser. undefined for any other text, and for one with anything wrong in it: the parser says what and where.
 */
export function quickDocuments(text: string, isJson: boolean, maxValues: number): unknown[] | undefined {
  const found = isJson ? jsonDocument(text) : plainDocuments(text);
  if (found === undefined) {
    return undefined;
  }
  const counts = found.map(document => {
    const count = new Count();
    count.add(document, 0);
    return count;
  });
  // a key that is there twice was read once
  const isWhole = !isJson || counts[0].keys === keysIn(text);
  return isWhole && counts.every(({ values, depth }) => values <= maxValues && depth <= MAX_DEPTH) ? found : undefined;
}

function jsonDocument(text: string): unknown[] | undefined {
  try {
    return [JSON.parse(text) as unknown];
  } catch {
    return undefined;
  }
}

function keysIn(text: string): number {
  let keys = 0;
  for (const [, colon] of text.matchAll(STRING)) {
    keys += colon === undefined ? 0 : 1;
  }
  return keys;
}

/** How much a value holds. */
class Count {
  public keys = 0;
  public values = 0;
  public depth = 0;

  public add(value: unknown, depth: number): void {
    this.values += 1;
    this.depth = Math.max(this.depth, depth);
    if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) {
      return;
    }
    const inner: readonly unknown[] = Object.values(value);
    this.keys += Array.isArray(value) ? 0 : inner.length;
    for (const each of inner) {
      this.add(each, depth + 1);
    }
  }
}
