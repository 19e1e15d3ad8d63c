/** Reads final JSON of any shape: what is missing or of another type is undefined or empty, never an exception. */
export type Json = Readonly<Record<string, unknown>>;

const EMPTY: Json = Object.freeze({});

export function asObject(value: unknown): Json {
  // a plain object has unknown values until they are read
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : EMPTY;
}

export function asArray(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function asString(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

export function asInteger(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) ? value : undefined;
}

/** The value at a path of keys. */
export function getPath(value: unknown, ...path: readonly string[]): unknown {
  let here = value;
  for (const key of path) {
    here = asObject(here)[key];
  }
  return here;
}

/** A value for a message; lists and objects are only described. */
export function describe(value: unknown): string {
  if (Array.isArray(value)) {
    return 'a list';
  }
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}

/** The texts of a map; entries of other types are left out. */
export function stringEntries(value: unknown): [string, string][] {
  return Object.entries(asObject(value)).flatMap(([key, item]): [string, string][] =>
    typeof item === 'string' ? [[key, item]] : [],
  );
}

/** The object that a text is as JSON; undefined for anything else. */
export function parseObject(source: string): Json | undefined {
  const value = parse(source);
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? asObject(value) : undefined;
}

/** The list that a text is as JSON; undefined for anything else. */
export function parseArray(source: string): readonly unknown[] | undefined {
  const value = parse(source);
  return Array.isArray(value) ? value : undefined;
}

function parse(source: string): unknown {
  try {
    return JSON.parse(source);
  } catch {
    return undefined;
  }
}
