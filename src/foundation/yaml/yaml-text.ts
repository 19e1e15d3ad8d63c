import { Yaml } from 'cdk8s';
import { memoize } from '../memoize';

/** Deeper values are left to cdk8s. */
const MAX_DEPTH = 100;
/** A key that needs neither quotes nor a question mark, wherever it stands. */
const PLAIN_KEY = /^[A-Za-z_][A-Za-z0-9_./-]{0,999}$/;
/** A string that no reader takes for anything else, except the words below. */
const PLAIN_TEXT = /^[A-Za-z/_][A-Za-z0-9/_.,()@=+-]*(?:[ :][A-Za-z0-9/_.,()@=+-]+)*$/;
/** What readers of YAML 1.1 or 1.2 take for a boolean or null. */
const WORD = /^(?:y|n|yes|no|on|off|true|false|null)$/i;
/** Texts made of many pieces are joined early: while they are pieces, they weigh on the garbage collector. */
const BATCH_SIZE = 50;
const SEPARATOR = '---\n';

/** Something in a document is left to cdk8s. */
class NotPlain extends Error {}

/**
 * The same bytes as `Yaml.stringify` of cdk8s, at a small part of the cost. Maps, lists, numbers and plain strings are
 * written here. A string that may need quotes or lines of its own is written by cdk8s, and so is a whole document with
 * keys that may need quotes, with values that are not JSON, or with the same object in two places.
 */
export function yamlText(documents: readonly unknown[]): string {
  const parts: string[] = [];
  for (let i = 0; i < documents.length; i += BATCH_SIZE) {
    parts.push(
      documents
        .slice(i, i + BATCH_SIZE)
        .map(documentText)
        .join(SEPARATOR),
    );
  }
  return parts.join(SEPARATOR);
}

function documentText(document: unknown): string {
  try {
    return new DocumentWriter().write(document);
  } catch (error) {
    if (!(error instanceof NotPlain)) {
      throw error;
    }
    return Yaml.stringify(document);
  }
}

/** What starts the lines of one depth. */
class Level {
  public static at(depth: number): Level {
    if (depth > MAX_DEPTH) {
      throw new NotPlain();
    }
    return (Level.all[depth] ??= new Level(`\n${'  '.repeat(depth)}`));
  }

  private static readonly all: Level[] = [];

  public readonly item: string;
  public readonly key: (key: string) => string;

  private constructor(public readonly line: string) {
    this.item = `${line}- `;
    this.key = memoize(key => `${line}${keyText(key)}`);
  }
}

class DocumentWriter {
  private readonly seen = new Set<object>();
  private text = '';

  public write(document: unknown): string {
    if (typeof document !== 'object' || document === null || isEmpty(document)) {
      throw new NotPlain();
    }
    this.collection(document, 0);
    return `${this.text}\n`;
  }

  /** The cursor is where its first line starts. */
  private collection(value: object, depth: number): void {
    this.enter(value);
    const level = Level.at(depth);
    let first = true;
    if (Array.isArray(value)) {
      for (const item of value as unknown[]) {
        this.text += first ? '- ' : level.item;
        first = false;
        if (isFilled(item)) {
          this.collection(item, depth + 1);
        } else {
          this.text += this.leaf(item, level);
        }
      }
      return;
    }
    for (const [key, item] of Object.entries(value) as [string, unknown][]) {
      this.text += first ? keyText(key) : level.key(key);
      first = false;
      if (isFilled(item)) {
        this.text += Level.at(depth + 1).line;
        this.collection(item, depth + 1);
      } else {
        this.text += ` ${this.leaf(item, level)}`;
      }
    }
  }

  private leaf(value: unknown, level: Level): string {
    switch (typeof value) {
      case 'string':
        return scalarText(value, level);
      case 'boolean':
        return String(value);
      case 'number':
        return numberText(value);
      default:
        return this.empty(value);
    }
  }

  private empty(value: unknown): string {
    if (value === null) {
      return 'null';
    }
    if (typeof value !== 'object') {
      throw new NotPlain();
    }
    this.enter(value);
    return Array.isArray(value) ? '[]' : '{}';
  }

  /** An object that is in a document twice gets an anchor, which only cdk8s writes. */
  private enter(value: object): void {
    if (this.seen.has(value) || !isPlain(value)) {
      throw new NotPlain();
    }
    this.seen.add(value);
  }
}

function isPlain(value: object): boolean {
  // any prototype: it is only compared
  const prototype = Object.getPrototypeOf(value) as unknown;
  return prototype === Array.prototype || (prototype === Object.prototype && !Object.hasOwn(value, 'toJSON'));
}

function isFilled(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !isEmpty(value);
}

function isEmpty(value: object): boolean {
  if (Array.isArray(value)) {
    return value.length === 0;
  }
  for (const key in value) {
    if (Object.hasOwn(value, key)) {
      return false;
    }
  }
  return true;
}

const keyText = memoize(key => {
  if (!PLAIN_KEY.test(key) || WORD.test(key)) {
    throw new NotPlain();
  }
  return `${key}:`;
});

/** The string as a scalar at depth 0; further lines are indented by one level. */
const textAtEdge = memoize(text =>
  PLAIN_TEXT.test(text) && !WORD.test(text) ? text : Yaml.stringify([text]).slice('- '.length, -1),
);

function scalarText(text: string, { line }: Level): string {
  const written = textAtEdge(text);
  return written.includes('\n') ? written.replace(/\n(?=[^\n])/g, line) : written;
}

function numberText(value: number): string {
  if (!Number.isFinite(value) || Object.is(value, -0)) {
    throw new NotPlain();
  }
  return String(value);
}
