import type { Document, Node, ParsedNode } from 'yaml';

type Yaml = typeof import('yaml');

/** What an anchor names, and how many values it has with those of aliases in it. */
interface Anchored {
  readonly node: Node;
  readonly size: number;
}

/**
 * How many values the aliases of a document repeat. Aliases behind merge keys are replaced by what they mean: the
 * library would search the whole document for each of them.
 */
export function sizeOfAliases(yaml: Yaml, document: Document.Parsed<ParsedNode>): number {
  const walk = new AliasWalk(yaml);
  walk.sizeOf(document.contents);
  return walk.repeated;
}

class AliasWalk {
  public repeated = 0;
  private readonly anchors = new Map<string, Anchored>();

  public constructor(private readonly yaml: Yaml) {}

  public sizeOf(node: unknown): number {
    const { yaml } = this;
    if (yaml.isAlias(node)) {
      const size = this.anchors.get(node.source)?.size ?? 1;
      this.repeated += size;
      return size;
    }
    if (yaml.isPair(node)) {
      return this.sizeOfPair(node);
    }
    const size = yaml.isCollection(node) ? this.sizeOfItems(node.items) : 1;
    if ((yaml.isCollection(node) || yaml.isScalar(node)) && node.anchor !== undefined) {
      this.anchors.set(node.anchor, { node, size });
    }
    return size;
  }

  private sizeOfItems(items: readonly unknown[]): number {
    return items.reduce<number>((sum, item) => sum + this.sizeOf(item), 1);
  }

  private sizeOfPair(pair: { key: unknown; value: unknown }): number {
    const { yaml } = this;
    const isMerge = yaml.isScalar(pair.key) && typeof pair.key.value === 'symbol';
    const aliased = isMerge ? this.sourceOf(pair.value) : pair.value;
    const size = this.sizeOf(pair.key) + this.sizeOf(pair.value);
    pair.value = aliased;
    if (isMerge && yaml.isSeq(aliased)) {
      aliased.items = aliased.items.map(item => this.sourceOf(item));
    }
    return size;
  }

  /** What an alias means at this point of the document. */
  private sourceOf(value: unknown): unknown {
    return this.yaml.isAlias(value) ? (this.anchors.get(value.source)?.node ?? value) : value;
  }
}
