import { plainJson } from '../foundation/yaml/plain-json';
import { plainDocuments } from '../foundation/yaml/plain-yaml';
import { MAX_DEPTH } from '../foundation/yaml/yaml-documents';

/**
 * The documents of a text of JSON, or of plain YAML with at most so many values, at a fraction of the cost of the
 * parser. undefined for any other text, and for one with anything wrong in it: the parser says what and where.
 */
export function quickDocuments(text: string, isJson: boolean, maxValues: number): unknown[] | undefined {
  const found = isJson ? jsonDocument(text) : plainDocuments(text);
  const isSmall = found?.every(document => {
    const { values, depth } = new Count().add(document, 0);
    return values <= maxValues && depth <= MAX_DEPTH;
  });
  return isSmall === true ? found : undefined;
}

function jsonDocument(text: string): object[] | undefined {
  const document = plainJson(text);
  return document && [document];
}

/** How much a value holds. */
class Count {
  public values = 0;
  public depth = 0;

  public add(value: unknown, depth: number): this {
    this.values += 1;
    this.depth = Math.max(this.depth, depth);
    if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) {
      return this;
    }
    for (const each of Object.values(value) as unknown[]) {
      this.add(each, depth + 1);
    }
    return this;
  }
}
