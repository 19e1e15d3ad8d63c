import type { Document, LineCounter, Node, Pair } from 'yaml';
import { composeDocuments } from './yaml-documents';

type Yaml = typeof import('yaml');

/** A place in a text: both numbers start at 1. */
export interface TextPlace {
  readonly line: number;
  readonly column: number;
}

/** What may stand after a key in a path, before whatever follows. */
const AFTER_KEY = /[.[: ]/g;
const INDEX = /^\[(\d+)\]/;
const QUOTED = /^\["((?:\\.|[^"\\])*)"\]/;

/**
 * Where the values of the first document of a text stand, by paths such as `servers.notes.egress[0]`: the key of an
 * entry, or the item of a list. What is missing is where the map or list is that it is missing from. An alias is where
 * its value is written.
 */
export class YamlPlaces {
  private readonly yaml: Yaml;
  private readonly lines: LineCounter;
  private readonly root: unknown;
  private readonly aliased = new Map<unknown, Node | undefined>();
  private readonly entries = new Map<unknown, ReadonlyMap<string, Pair>>();

  public constructor(text: string) {
    // loaded for errors only
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    this.yaml = require('yaml') as Yaml;
    this.lines = new this.yaml.LineCounter();
    this.lines.addNewLine(0);
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', end + 1)) {
      this.lines.addNewLine(end + 1);
    }
    const document = composeDocuments(text, {}).at(0);
    this.root = document?.contents;
    if (document !== undefined) {
      this.resolveAliases(document);
    }
  }

  public at(path: string): TextPlace {
    let [node, rest, offset] = [this.valueOf(this.root), path, startOf(this.root)];
    for (let step = this.step(node, rest); step !== undefined; step = this.step(node, rest)) {
      node = this.valueOf(step.node);
      rest = step.rest.replace(/^\./, '');
      offset = step.offset;
    }
    return this.placeOf(offset);
  }

  /** The first alias of nothing. */
  public get danglingAlias(): TextPlace | undefined {
    const [dangling] = [...this.aliased].find(([, node]) => node === undefined) ?? [];
    return dangling === undefined ? undefined : this.placeOf(startOf(dangling));
  }

  private placeOf(offset: number): TextPlace {
    const { line, col } = this.lines.linePos(offset);
    return { line, column: col };
  }

  private resolveAliases(document: Document): void {
    const anchors = new Map<string, Node>();
    this.yaml.visit(document, {
      Node: (_, node) => {
        if (this.yaml.isAlias(node)) {
          this.aliased.set(node, anchors.get(node.source));
        } else if (node.anchor !== undefined) {
          anchors.set(node.anchor, node);
        }
      },
    });
  }

  private valueOf(node: unknown): unknown {
    return this.aliased.get(node) ?? node;
  }

  /** One step along a path; undefined where it leaves what is written. */
  private step(
    node: unknown,
    path: string,
  ): { readonly node: unknown; readonly rest: string; readonly offset: number } | undefined {
    if (this.yaml.isSeq(node)) {
      const [matched, index] = INDEX.exec(path) ?? [];
      const item: unknown = index === undefined ? undefined : node.items.at(Number(index));
      return item === undefined || matched === undefined
        ? undefined
        : { node: item, rest: path.slice(matched.length), offset: startOf(item) };
    }
    if (!this.yaml.isMap(node)) {
      return undefined;
    }
    const entries = this.entriesOf(node);
    for (const { key, length } of keysAtStartOf(path)) {
      const pair = entries.get(key);
      if (pair !== undefined) {
        return { node: pair.value, rest: path.slice(length), offset: startOf(pair.key) };
      }
    }
    return undefined;
  }

  private entriesOf(map: { readonly items: readonly Pair[] }): ReadonlyMap<string, Pair> {
    const known = this.entries.get(map);
    if (known !== undefined) {
      return known;
    }
    const entries = new Map(
      map.items.map(pair => [this.yaml.isScalar(pair.key) ? String(pair.key.value) : '', pair] as const),
    );
    this.entries.set(map, entries);
    return entries;
  }
}

/** The keys with which a path may begin, the longest first: keys may have dots in them. */
function keysAtStartOf(path: string): { readonly key: string; readonly length: number }[] {
  const [matched, quoted] = QUOTED.exec(path) ?? [];
  if (matched !== undefined) {
    return [{ key: JSON.parse(`"${quoted}"`) as string, length: matched.length }];
  }
  return [...path.matchAll(AFTER_KEY)]
    .map(({ index }) => index)
    .concat(path.length)
    .reverse()
    .map(length => ({ key: path.slice(0, length), length }));
}

function startOf(node: unknown): number {
  // of the parser: every node has a range
  return (node as { readonly range?: readonly [number, number, number] | null } | null | undefined)?.range?.[0] ?? 0;
}
