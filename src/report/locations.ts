import type { Document } from 'yaml';
import { isBlankYaml } from './blank-yaml';
import { Judged, ManifestFile, Place } from './objects';
import { FindingPosture } from './posture';
import { lineEnds } from '../foundation/yaml/manifest-documents';
import { composeDocuments } from '../foundation/yaml/yaml-documents';

type Yaml = typeof import('yaml');

/** A file and a line in it, from 1. */
export interface Location {
  readonly file: string;
  readonly line: number;
}

/** A finding, and where it stands if it was read from a file. */
export interface LocatedFinding {
  readonly finding: FindingPosture;
  readonly location?: Location;
  /** The cluster that it was found in, where several are judged. */
  readonly cluster?: string;
  /** Whether it was there before. */
  readonly isKnown?: boolean;
}

/** Ends a document. Such a line is never part of a text in it. */
const BORDER = /^(?:---|\.\.\.)(?=\s|$)/gm;
const ONE_OBJECT = /^kind:\s*["']?(?!List\b)\w/m;

/** A line for each finding that was read from a file: that of its field, or of what is around it. */
export function locate(
  findings: readonly { readonly judged: Judged; readonly field: string }[],
): (Location | undefined)[] {
  const files = new Map<ManifestFile, Documents>();
  return findings.map(({ judged: { place }, field }) => {
    if (place === undefined) {
      return undefined;
    }
    const documents = files.get(place.file) ?? new Documents(place.file.text);
    files.set(place.file, documents);
    return { file: place.file.name, line: documents.lineOf(place, field) };
  });
}

/** The documents of a file. Only those that are asked for are read. */
class Documents {
  private readonly parts: readonly Part[];
  /** The part of each object, and which one in the part it is. */
  private readonly objects: readonly { readonly part: Part; readonly nth: number }[];

  public constructor(text: string) {
    this.parts = partsOf(text);
    this.objects = this.parts.flatMap(part => Array.from({ length: part.count }, (_, nth) => ({ part, nth })));
  }

  public lineOf({ nth }: Place, field: string): number {
    const found = this.objects.at(nth);
    return found === undefined ? 1 : found.part.lineOf(found.nth, field);
  }
}

function partsOf(text: string): Part[] {
  const parts: Part[] = [];
  let [start, line] = [0, 1];
  const add = (end: number): void => {
    const part = text.slice(start, end);
    parts.push(new Part(part, line));
    line += lineEnds(part);
  };
  for (const { 0: border, index } of text.matchAll(BORDER)) {
    add(index);
    start = index + border.length;
  }
  add(text.length);
  return parts;
}

/** What is between two borders of documents. */
class Part {
  private read: { readonly objects: readonly unknown[]; readonly lines: readonly number[] } | undefined;

  public constructor(
    private readonly text: string,
    private readonly firstLine: number,
  ) {}

  /** How many objects it has. */
  public get count(): number {
    if (isBlankYaml(this.text)) {
      return 0;
    }
    return ONE_OBJECT.test(this.text) ? 1 : this.content().objects.length;
  }

  public lineOf(nth: number, field: string): number {
    const { objects, lines } = this.content();
    const at = positionOf(objects[nth], field) ?? this.text.search(/\S/);
    return this.firstLine + lastNotAfter(lines, at);
  }

  private content() {
    this.read ??= {
      objects: objectsOf(this.text),
      lines: [0, ...[...this.text.matchAll(/\n/g)].map(({ index }) => index + 1)],
    };
    return this.read;
  }
}

/** The index of the last of the sorted numbers that is not after another. */
function lastNotAfter(sorted: readonly number[], other: number): number {
  let [low, high] = [0, sorted.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (sorted[middle] <= other) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return low;
}

function yaml(): Yaml {
  // loaded on first use: most apps never read YAML
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require('yaml') as Yaml;
}

function objectsOf(text: string): unknown[] {
  try {
    return composeDocuments(text, { version: '1.1', merge: false }).flatMap(({ contents }) => itemsOf(contents));
  } catch {
    // was read before: what is left is a line of the document
    return [];
  }
}

/** The objects that a value stands for: a List stands for its items. */
function itemsOf(node: Document.Parsed['contents'] | unknown): unknown[] {
  const { isMap, isSeq, isScalar } = yaml();
  if (node === null || (isScalar(node) && node.value === null)) {
    return [];
  }
  const items: unknown = isMap(node) && node.get('kind') === 'List' ? node.get('items', true) : undefined;
  return isSeq(items) ? items.items.flatMap(itemsOf) : [node];
}

/** Where the field is written, or the innermost thing around it that is there. */
function positionOf(object: unknown, field: string): number | undefined {
  let position = startOf(object);
  for (let at = stepInto(object, field); at !== undefined; at = stepInto(at.node, at.rest)) {
    position = startOf(at.key) ?? position;
  }
  return position;
}

interface Step {
  /** What stands at the place: the key of an entry, or an item of a list. */
  readonly key: unknown;
  readonly node: unknown;
  /** What is left of the path. */
  readonly rest: string;
}

function stepInto(node: unknown, path: string): Step | undefined {
  const { isMap, isScalar, isSeq } = yaml();
  if (isSeq(node)) {
    const [whole, index] = /^\[(\d+)\]\.?/.exec(path) ?? [];
    const item: unknown = whole === undefined ? undefined : node.items.at(Number(index));
    return item === undefined ? undefined : { key: item, node: item, rest: path.slice(whole?.length) };
  }
  const pair = isMap(node)
    ? node.items.find(({ key }) => isScalar(key) && startsWith(path, String(key.value)))
    : undefined;
  return pair === undefined || !isScalar(pair.key)
    ? undefined
    : { key: pair.key, node: pair.value, rest: path.slice(String(pair.key.value).length).replace(/^\./, '') };
}

/** Whether a path starts with a key, which may have dots. */
function startsWith(path: string, key: string): boolean {
  return key !== '' && path.startsWith(key) && /^(?:$|[.[])/.test(path.slice(key.length));
}

function startOf(node: unknown): number | undefined {
  const { isNode } = yaml();
  return isNode(node) ? node.range?.[0] : undefined;
}
