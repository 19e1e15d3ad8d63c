import { ImportLoss, ImportOutcome } from './import-loss';
import { credentialShape } from '../foundation/credentials/credentials';
import { Issues, show } from '../foundation/issues';

const PLAIN_KEY = /^[A-Za-z_$][\w$-]*$/;

interface Mark {
  readonly outcome: ImportOutcome;
  readonly reason: string;
}

/** Where a value is in the input. Most places are never named: their names are made when they are asked for. */
class Place {
  private shown?: string;
  private inner?: Map<string | number, Place>;

  public constructor(
    private readonly parent: Place | undefined,
    private readonly key: string | number,
  ) {}

  /** For people, such as `packages[0].version`. */
  public get path(): string {
    return (this.shown ??= this.parent === undefined ? String(this.key) : this.below(this.parent.path));
  }

  /** The place of a member: always the same one. */
  public at(key: string | number): Place {
    this.inner ??= new Map();
    const known = this.inner.get(key);
    if (known !== undefined) {
      return known;
    }
    const made = new Place(this, key);
    this.inner.set(key, made);
    return made;
  }

  private below(path: string): string {
    const { key } = this;
    if (typeof key === 'number') {
      return `${path}[${key}]`;
    }
    const isPlain = PLAIN_KEY.test(key) && credentialShape(key) === undefined;
    return isPlain ? `${path}${path === '' ? '' : '.'}${key}` : `${path}[${show(key)}]`;
  }
}

/** What is not known to any importer. */
export const UNKNOWN = 'not known to this version';

/** A value of the input. Everything that is read is marked, so that nothing is lost silently. The first mark counts. */
export class Field {
  /** The whole input. `path` is its name in errors. */
  public static root(value: unknown, issues: Issues, path = ''): Field {
    return new Field(value, issues, new Place(undefined, path), new Map());
  }

  private constructor(
    public readonly value: unknown,
    public readonly issues: Issues,
    private readonly place: Place,
    private readonly marks: Map<Place, Mark>,
  ) {}

  public get path(): string {
    return this.place.path;
  }

  /** The same field with issues and marks of its own, for an entry that may be left out. */
  public apart(): Field {
    return new Field(this.value, this.issues.apart(), this.place, new Map());
  }

  /** The same field, whose issues are those of the entry that reads it. */
  public readBy(entry: Field): Field {
    return new Field(this.value, entry.issues, this.place, this.marks);
  }

  /** The same field with its texts changed. */
  public withTexts(change: (text: string, leaf: Field) => string): Field {
    return new Field(this.changed(change), this.issues, this.place, this.marks);
  }

  /** Takes over the marks of `apart`. */
  public take(other: Field): void {
    for (const [place, mark] of other.marks) {
      if (!this.marks.has(place)) {
        this.marks.set(place, mark);
      }
    }
  }

  /** Whether there is a value other than null. */
  public get isGiven(): boolean {
    return this.value !== undefined && this.value !== null;
  }

  public get isMap(): boolean {
    return typeof this.value === 'object' && this.value !== null && !Array.isArray(this.value);
  }

  public get isList(): boolean {
    return Array.isArray(this.value);
  }

  /** A text, number or boolean as text. */
  public get text(): string | undefined {
    const { value } = this;
    if (typeof value === 'string') {
      return value;
    }
    return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
  }

  /** The items of a list as words of a command line. */
  public get words(): readonly { readonly text: string; readonly field: Field }[] {
    return this.items.map(field => ({ text: field.text ?? '', field }));
  }

  public get flag(): boolean {
    return this.value === true || this.value === 'true';
  }

  public at(...keys: string[]): Field {
    return keys.reduce<Field>((field, key) => field.member(key), this);
  }

  /** The first of some spellings that is there, else the first. */
  public either(...keys: readonly [string, ...string[]]): Field {
    return this.at(keys.find(key => this.at(key).isGiven) ?? keys[0]);
  }

  /** The entries of a map; anything else that is given is an issue. */
  public get entries(): readonly (readonly [string, Field])[] {
    if (!this.isGiven) {
      return [];
    }
    if (!this.isMap) {
      this.refuse('must be a map', `got ${this.kind}`);
      return [];
    }
    return Object.keys(this.value as object).map(key => [key, this.member(key)] as const);
  }

  /** The items of a list; anything else that is given is an issue. */
  public get items(): readonly Field[] {
    if (!this.isGiven) {
      return [];
    }
    if (!Array.isArray(this.value)) {
      this.refuse('must be a list', `got ${this.kind}`);
      return [];
    }
    return this.value.map((item: unknown, i) => this.below(item, i));
  }

  /** Whether every leaf of it has an outcome. */
  public get isMarked(): boolean {
    let isMarked = true;
    this.eachLeaf(leaf => {
      isMarked &&= this.marks.has(leaf.place);
    });
    return isMarked;
  }

  public use(reason: string): this {
    return this.mark(ImportOutcome.USED, reason);
  }

  /** Marks members of a map as used. */
  public useEach(keys: readonly string[], reason: string): void {
    for (const key of keys) {
      this.at(key).use(reason);
    }
  }

  public annotate(reason: string): this {
    return this.mark(ImportOutcome.ANNOTATED, reason);
  }

  public open(reason: string): this {
    return this.mark(ImportOutcome.OPEN, reason);
  }

  public drop(reason: string): this {
    return this.mark(ImportOutcome.DROPPED, reason);
  }

  /** Marks members of a map as dropped. */
  public dropEach(keys: readonly string[], reason: string): void {
    for (const key of keys) {
      this.at(key).drop(reason);
    }
  }

  /** Takes the outcome of another field. */
  public like({ outcome, reason }: Pick<ImportLoss, 'outcome' | 'reason'>): this {
    return this.mark(outcome, reason);
  }

  public refuse(problem: string, fix?: string): void {
    this.issues.add(this.path === '' ? 'text' : this.path, problem, fix);
  }

  /** Each leaf and what became of it. */
  public get losses(): ImportLoss[] {
    const found: ImportLoss[] = [];
    this.eachLeaf(leaf => {
      const mark = this.marks.get(leaf.place) ?? { outcome: ImportOutcome.DROPPED, reason: UNKNOWN };
      found.push({ field: leaf.path === '' ? 'text' : leaf.path, ...mark });
    });
    return found;
  }

  private changed(change: (text: string, leaf: Field) => string): unknown {
    if (typeof this.value === 'string') {
      return change(this.value, this);
    }
    if (this.isMap) {
      return Object.fromEntries(this.entries.map(([key, field]) => [key, field.changed(change)]));
    }
    return this.isList ? this.items.map(field => field.changed(change)) : this.value;
  }

  private get kind(): string {
    if (this.isList) {
      return 'a list';
    }
    return this.isMap ? 'a map' : `a ${typeof this.value}`;
  }

  private member(key: string): Field {
    // own keys only: `constructor` is one like any other
    const isThere = this.isMap && Object.hasOwn(this.value as object, key);
    return this.below(isThere ? (this.value as Readonly<Record<string, unknown>>)[key] : undefined, key);
  }

  private below(value: unknown, key: string | number): Field {
    // one that is not there is never marked
    const place = value === undefined ? new Place(this.place, key) : this.place.at(key);
    return new Field(value, this.issues, place, this.marks);
  }

  private mark(outcome: ImportOutcome, reason: string): this {
    this.eachLeaf(leaf => {
      if (!this.marks.has(leaf.place)) {
        this.marks.set(leaf.place, { outcome, reason });
      }
    });
    return this;
  }

  private get children(): readonly Field[] {
    if (this.isMap) {
      return Object.keys(this.value as object).map(key => this.member(key));
    }
    return this.isList ? this.items : [];
  }

  private eachLeaf(visit: (leaf: Field) => void): void {
    const inner = this.children;
    if (inner.length > 0) {
      inner.forEach(field => {
        field.eachLeaf(visit);
      });
    } else if (this.value !== undefined) {
      visit(this);
    }
  }
}
