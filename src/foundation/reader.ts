import { Issues } from './issues';
import { isAmbiguousInYaml, isMisquotedInYaml, isPlainText } from './names';

/** What is wrong with a text for which `isMisquotedInYaml` holds, as a phrase that follows its name. */
export const MISQUOTED = 'has a line of one blank, where cdk8s would write a backslash more';
const MISQUOTED_FIX =
  'remove that blank, or what makes cdk8s use quotes: ' +
  'carriage returns and other control characters, blanks in the last line';

const MAX_ENTRIES = 20_000;

/** Every prop of a struct by name, so that a misspelt prop is an error and none is forgotten here. */
export type PropNames<T> = { readonly [K in keyof Required<T>]: true };

/**
 * Reads what a user passed in without trusting its shape: getters that throw become issues, maps must be
 * plain, and keys such as `__proto__` that JSON.parse makes are seen.
 */
export class Reader {
  public constructor(private readonly issues: Issues) {}

  /**
   * A copy of a struct. Unknown props are issues: they would be dropped in silence. `placeOf` tells where a prop that
   * is known elsewhere belongs.
   */
  public struct<T extends object>(
    value: T,
    known: PropNames<T>,
    prefix = '',
    placeOf?: (key: string) => string | undefined,
  ): T {
    const copy: Record<string, unknown> = {};
    const keys = typeof value === 'object' && value !== null && !isList(value) ? keysOf(value) : undefined;
    if (keys === undefined) {
      this.issues.check(false, prefix === '' ? 'props' : prefix.slice(0, -1), 'an object', value);
      // no prop at all: required ones become issues of their own
      return copy as T;
    }
    for (const key of keys.filter(name => !Object.hasOwn(known, name))) {
      this.addUnknown(`${prefix}${key}`, placeOf?.(key), known);
    }
    for (const key of Object.keys(known)) {
      const input = this.read(value, key, `${prefix}${key}`);
      if (input === null) {
        this.issues.check(false, `${prefix}${key}`, 'omitted or set to a value', null);
      } else if (input !== undefined) {
        copy[key] = input;
      }
    }
    // the same props with the same values
    return copy as T;
  }

  private addUnknown(prop: string, place: string | undefined, known: object): void {
    this.issues.add(prop, 'is not a known prop', place ?? `known: ${Object.keys(known).join(', ')}`);
  }

  /** The own entries of a map in the order of their names; undefined is an empty map. */
  public entries(value: unknown, prop: string): [string, unknown][] {
    if (value === undefined) {
      return [];
    }
    const keys = isPlainMap(value) ? keysOf(value) : undefined;
    if (!isPlainMap(value) || keys === undefined) {
      this.issues.check(false, prop, 'a plain map', value);
      return [];
    }
    if (!this.checkSize(keys.length, prop)) {
      return [];
    }
    return keys.sort(compare).map(key => [key, this.read(value, key, `${prop}.${key}`)]);
  }

  /** The own entries of a map from names to texts. */
  public texts(value: unknown, prop: string): [string, string][] {
    const found: [string, string][] = [];
    for (const [key, text] of this.entries(value, prop)) {
      if (this.checkText(text, `${prop}.${key}`)) {
        found.push([key, text]);
      }
    }
    return found;
  }

  /** A copy of a list; undefined is an empty list. */
  public list<T>(value: readonly T[] | undefined, prop: string): T[] {
    if (value === undefined) {
      return [];
    }
    // each item is checked by whoever asked for the list
    return this.issues.check(isList(value), prop, 'a list', value) && this.checkSize(value.length, prop)
      ? Array.from({ length: value.length }, (_, i) => this.read(value, String(i), `${prop}[${i}]`) as T)
      : [];
  }

  /** A copy of a list of texts. */
  public textList(value: readonly string[] | undefined, prop: string): string[] {
    return this.list(value, prop).filter((text, i) => this.checkText(text, `${prop}[${i}]`));
  }

  /** Whether a value is text that arrives as it is; else an issue. */
  public checkText(value: unknown, prop: string): value is string {
    if (!isPlainText(value)) {
      this.issues.check(false, prop, 'a string', value);
      return false;
    }
    if (isMisquotedInYaml(value)) {
      this.issues.add(prop, MISQUOTED, MISQUOTED_FIX);
      return false;
    }
    return this.issues.check(
      !isAmbiguousInYaml(value),
      prop,
      'a string that YAML readers do not read as a number',
      value,
    );
  }

  /** A copy of a list of values that one of our classes made. */
  public instances<T>(value: readonly T[] | undefined, type: Function, prop: string): T[] {
    return this.list(value, prop).filter((item, i) =>
      this.issues.check(isInstance(item, type), `${prop}[${i}]`, `made by ${type.name}`, item),
    );
  }

  /** Some props of an object of a user's class. */
  public picked<T extends object, K extends keyof T & string>(value: T, keys: readonly K[], prop: string): Pick<T, K> {
    // each prop is checked by whoever asked for it
    return Object.fromEntries(keys.map(key => [key, this.read(value, key, `${prop}.${key}`)])) as Pick<T, K>;
  }

  /** No object of a cluster holds more, and time stays short. */
  private checkSize(size: number, prop: string): boolean {
    if (size > MAX_ENTRIES) {
      this.issues.add(prop, `has ${size} entries, more than the ${MAX_ENTRIES} that one object can hold`);
    }
    return size <= MAX_ENTRIES;
  }

  private read(value: object, key: string, prop: string): unknown {
    try {
      // any property of an object is unknown until it is checked
      return (value as Record<string, unknown>)[key];
    } catch {
      this.issues.add(prop, 'cannot be read: its getter throws');
      return undefined;
    }
  }
}

/** Orders by UTF-16 code units, so that no locale changes the output. */
export function compare(a: string, b: string): number {
  if (a === b) {
    return 0;
  }
  return a < b ? -1 : 1;
}

/** `instanceof` for values that may be proxies with traps that throw. */
export function isInstance(value: unknown, type: Function): boolean {
  try {
    return value instanceof type;
  } catch {
    return false;
  }
}

function isPlainMap(value: unknown): value is object {
  if (typeof value !== 'object' || value === null || isList(value)) {
    return false;
  }
  try {
    const prototype: unknown = Object.getPrototypeOf(value);
    return prototype === null || Object.getPrototypeOf(prototype) === null;
  } catch {
    return false;
  }
}

/** A revoked proxy throws even here. */
function isList(value: unknown): value is unknown[] {
  try {
    return Array.isArray(value) && Number.isInteger(value.length);
  } catch {
    return false;
  }
}

function keysOf(value: object): string[] | undefined {
  try {
    return Object.keys(value);
  } catch {
    return undefined;
  }
}
