/** Texts with other characters are left to the parser. */
const PLAIN = /^[\n\x20-\x7e]*$/;
/** Deeper texts are left to the parser. */
const MAX_INDENT = 60;
const ENTRY = /^([A-Za-z_][A-Za-z0-9_./-]{0,199}):(?: +(.+))?$/;
const QUOTED = /^'[^'\\]*'$|^"[^"\\]*"$/;
/** No number begins like this: a letter, an option of a program, or digits with two dots or a colon. */
const START = String.raw`(?:[A-Za-z/_$]|--?[A-Za-z]|\d+\.\d+\.\d|\d+:\d)`;
/** Most signs have no meaning within a plain text of a block. */
const SIGNS = '[A-Za-z0-9/_.,()@=+${}[\\]?&*!|<>;~^%\\\\"\'`-]';
const TEXT = new RegExp(`^${START}${SIGNS}*(?:[ :]${SIGNS}+)*$`);
const AMOUNT = /^[1-9]\d{0,8}(?:[KMGT]i?|[kmgshd])$/;
const DECIMAL = /^(?:0|[1-9]\d{0,8})\.\d{1,6}$/;
const INTEGER = /^(?:0|[1-9]\d{0,14})$/;
/** Anything but a text, in some spelling. */
const WORD = /^(?:true|false|null)$/i;

/** Begins a document. */
const MARKER = '---';

/** A text is left to the parser. */
class NotPlain extends Error {}

/**
 * The map that the parser makes of a text of YAML 1.2, at a fraction of the cost: block maps and lists with texts,
 * numbers and booleans. undefined for a text with anything else, with several documents or with an error.
 */
export function plainYaml(text: string): object | undefined {
  const documents = plainDocuments(text);
  return documents?.length === 1 ? documents[0] : undefined;
}

/** The same for a stream of any number of documents. */
export function plainDocuments(text: string): object[] | undefined {
  if (!PLAIN.test(text)) {
    return undefined;
  }
  try {
    return new StreamReader(text).read();
  } catch (error) {
    if (!(error instanceof NotPlain)) {
      throw error;
    }
    return undefined;
  }
}

class StreamReader {
  private readonly lines: readonly string[];
  private number = 0;
  /** The indentation of the current line; -1 after the last line of a document. */
  private indent = -1;
  /** The current line without indentation and comment. */
  private line = '';
  private isAtMarker = false;

  public constructor(text: string) {
    this.lines = text.split('\n');
  }

  public read(): object[] {
    const made: object[] = [];
    this.next();
    if (this.isAtMarker) {
      this.next();
    }
    made.push(this.document());
    while (this.isAtMarker) {
      this.next();
      made.push(this.document());
    }
    return made;
  }

  private document(): object {
    if (this.indent !== 0) {
      throw new NotPlain();
    }
    return this.map(0);
  }

  private next(): void {
    this.isAtMarker = false;
    while (this.number < this.lines.length) {
      const whole = this.lines[this.number];
      this.number += 1;
      const comment = whole.indexOf('#');
      // within quotes too: what is left of them is not plain
      const line = (comment === 0 || whole[comment - 1] === ' ' ? whole.slice(0, comment) : whole).trimEnd();
      if (line === MARKER) {
        this.isAtMarker = true;
        break;
      }
      if (line !== '') {
        this.line = line.trimStart();
        this.indent = line.length - this.line.length;
        if (this.indent > MAX_INDENT) {
          throw new NotPlain();
        }
        return;
      }
    }
    this.indent = -1;
  }

  private map(indent: number): object {
    const made: Record<string, unknown> = {};
    while (this.indent === indent) {
      const [, key, value] = ENTRY.exec(this.line) ?? [];
      if (key === undefined || key === '__proto__' || WORD.test(key) || Object.hasOwn(made, key)) {
        throw new NotPlain();
      }
      this.next();
      made[key] = value === undefined ? this.below(indent) : scalar(value);
    }
    this.end(indent);
    return made;
  }

  /** A list may have the indentation of its key. */
  private below(indent: number): object {
    const isList = this.line.startsWith('- ');
    if (this.indent < indent || (this.indent === indent && !isList)) {
      throw new NotPlain();
    }
    return isList ? this.list(this.indent) : this.map(this.indent);
  }

  private list(indent: number): unknown[] {
    const made: unknown[] = [];
    while (this.indent === indent && this.line.startsWith('- ')) {
      const item = this.line.slice(1).trimStart();
      if (ENTRY.test(item)) {
        this.indent += this.line.length - item.length;
        this.line = item;
        made.push(this.map(this.indent));
      } else {
        this.next();
        made.push(scalar(item));
      }
    }
    this.end(indent);
    return made;
  }

  /** A line with more indentation continues a text, or is an error. */
  private end(indent: number): void {
    if (this.indent > indent) {
      throw new NotPlain();
    }
  }
}

function scalar(text: string): unknown {
  if (TEXT.test(text) && !WORD.test(text)) {
    return text;
  }
  if (INTEGER.test(text) || DECIMAL.test(text)) {
    return Number(text);
  }
  if (text === 'true' || text === 'false') {
    return text === 'true';
  }
  if (QUOTED.test(text)) {
    return text.slice(1, -1);
  }
  if (AMOUNT.test(text)) {
    return text;
  }
  if (text === '[]') {
    return [];
  }
  if (text === '{}') {
    return {};
  }
  throw new NotPlain();
}
