import { plainJson } from './plain-json';

/** Texts with other characters are left to the parser: tabs, carriage returns and what nobody sees are among them. */
const PLAIN = /^[\n\x20-\x7e\u00a1-\u167f\u2010-\u2027\u2030-\u205e\u3001-\ud7ff]*$/;
/** Deeper texts are left to the parser. */
const MAX_INDENT = 60;
const ENTRY = /^("?)([A-Za-z_](?::?[A-Za-z0-9_./-]){0,199})\1:(?: +(.+))?$/;
const SINGLE_QUOTED = /^'(?:[^']|'')*'$/;
/** Its escapes mean the same in JSON. */
const DOUBLE_QUOTED = /^"(?:[^"\\]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"$/;
/** What begins in this way is no number. */
const START = String.raw`(?:[A-Za-z/_$(]|-[A-Za-z]|--(?=[A-Za-z ]|$)|\d+\.\d+\.\d|\d+:(?:\d{3}|[6-9]\d))`;
const TEXT = new RegExp(`^${START}[!-9;-~]*(?:(?: +|:+)[!-"$-9;-~][!-9;-~]*)*$`);
/** Its first letter but `e` is no part of a number. */
const AMOUNT = /^(?!0[xbo])\d[\de]*(?:\.[\de]+)?[a-df-z][a-z\d]*$/i;
const NUMBER = /^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,9})?$/;
/** Anything but a text, in some spelling of YAML 1.1 or 1.2. */
const WORD = /^(?:y|n|yes|no|on|off|true|false|null)$/i;
/** What is no text, in the only spelling that both versions have. */
const CONSTANTS = new Map<string, unknown>([
  ['true', true],
  ['false', false],
  ['null', null],
]);

/** Begins a document. */
const MARK = /^---(?: +#.*| *)(?:\n|$)/m;
/** Blank lines and comments. */
const NOTHING = /^(?: *(?:#.*)?(?:\n|$))*$/;

/** A text is left to the parser. */
class NotPlain extends Error {}

/**
 * The map that the parser makes of a document without marks, as YAML 1.1 or 1.2, at a fraction of the cost: what
 * programs write for people, which is block maps and lists of scalars in one line, JSON in one line and blocks of
 * text. undefined for a text with anything else, with anything that the two versions read differently, or with an
 * error.
 */
export function plainYaml(text: string): object | undefined {
  if (!PLAIN.test(text)) {
    return undefined;
  }
  try {
    return text.startsWith('{') ? plainJson(text) : new DocumentReader(text).read();
  } catch (error) {
    if (!(error instanceof NotPlain)) {
      throw error;
    }
    return undefined;
  }
}

/** The same for a stream of documents, each of which is a map. */
export function plainDocuments(text: string): object[] | undefined {
  const parts = text.split(MARK);
  // what stands before the first mark may be comments
  const documents = (NOTHING.test(parts[0]) ? parts.slice(1) : parts).map(plainYaml);
  return documents.length > 0 && documents.every(document => document !== undefined) ? documents : undefined;
}

class DocumentReader {
  private readonly lines: readonly string[];
  private number = 0;
  /** The indentation of the current line; -1 after the last line. */
  private indent = -1;
  /** The current line without indentation and comment. */
  private line = '';

  public constructor(text: string) {
    this.lines = text.split('\n');
  }

  public read(): object {
    this.next();
    if (this.indent !== 0) {
      throw new NotPlain();
    }
    return this.map(0);
  }

  private next(): void {
    while (this.number < this.lines.length) {
      const whole = this.lines[this.number];
      this.number += 1;
      const indent = indentOf(whole);
      if (indent < whole.length && whole[indent] !== '#') {
        if (indent > MAX_INDENT) {
          throw new NotPlain();
        }
        this.indent = indent;
        this.line = withoutComment(whole).slice(indent).trimEnd();
        return;
      }
    }
    this.indent = -1;
  }

  private map(indent: number): object {
    const made: Record<string, unknown> = {};
    while (this.indent === indent) {
      const [, , key, value] = ENTRY.exec(this.line) ?? [];
      if (key === undefined || key === '__proto__' || WORD.test(key) || Object.hasOwn(made, key)) {
        throw new NotPlain();
      }
      if (value === undefined) {
        this.next();
        made[key] = this.below(indent);
      } else {
        made[key] = this.leaf(value, indent);
      }
    }
    this.end(indent);
    return made;
  }

  /** A list may have the indentation of its key. */
  private below(indent: number): object | null {
    const isList = this.line.startsWith('- ');
    if (this.indent < indent || (this.indent === indent && !isList)) {
      return null;
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
        made.push(this.leaf(item, indent));
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

  private leaf(text: string, indent: number): unknown {
    const value = text === '|' || text === '|-' ? this.block(indent) : scalar(text);
    this.next();
    return text === '|' ? `${String(value)}\n` : value;
  }

  /** The lines below that have more indentation, without blank lines at the end. */
  private block(indent: number): string {
    const start = this.number;
    const margin = indentOf(this.lines[start] ?? '');
    let end = start;
    while (this.number < this.lines.length) {
      const line = this.lines[this.number];
      const own = indentOf(line);
      if (own < line.length && own < margin) {
        break;
      }
      if (own === line.length && own > margin) {
        throw new NotPlain();
      }
      this.number += 1;
      if (own < line.length) {
        end = this.number;
      }
    }
    if (margin <= indent || this.lines[start].length === margin) {
      throw new NotPlain();
    }
    return this.lines
      .slice(start, end)
      .map(line => line.slice(margin))
      .join('\n');
  }
}

function indentOf(line: string): number {
  let indent = 0;
  while (line[indent] === ' ') {
    indent += 1;
  }
  return indent;
}

/** Where quotes stand before it, it may be within them. */
function withoutComment(line: string): string {
  const comment = line.indexOf(' #');
  return comment === -1 || /['"]/.test(line.slice(0, comment)) ? line : line.slice(0, comment);
}

function scalar(text: string): unknown {
  if (TEXT.test(text)) {
    return WORD.test(text) ? constant(text) : text;
  }
  if (NUMBER.test(text)) {
    return Number(text);
  }
  if (DOUBLE_QUOTED.test(text)) {
    return text.includes('\\') ? JSON.parse(text) : text.slice(1, -1);
  }
  if (SINGLE_QUOTED.test(text)) {
    return text.slice(1, -1).replaceAll("''", "'");
  }
  if (AMOUNT.test(text)) {
    return text;
  }
  const value = text.startsWith('[') || text.startsWith('{') ? plainJson(text) : undefined;
  if (value === undefined) {
    throw new NotPlain();
  }
  return value;
}

function constant(word: string): unknown {
  const value = CONSTANTS.get(word);
  if (value === undefined) {
    throw new NotPlain();
  }
  return value;
}
