import { Unreadable } from './unreadable';
import { MAX_DEPTH } from '../foundation/yaml/yaml-documents';

/** Of smol-toml: its types are those of an ECMAScript module. */
interface Toml {
  readonly parse: (text: string, options: { readonly maxDepth: number }) => object;
  readonly TomlError: new (...given: never[]) => Error & { readonly line: number; readonly column: number };
}

const PART = String.raw`(?:[\w-]+|"[^"\n]*"|'[^'\n]*')`;
const KEY = String.raw`[\w-]+(?:[ \t]*\.[ \t]*${PART})*[ \t]*`;
const COMMENTS = String.raw`(?:\s|#[^\n]*(?:\n|$))*`;
/** A key with its sign, or a table: nothing of JSON or YAML that could be imported begins like this. */
const START = new RegExp(`^${COMMENTS}(?:${KEY}=|\\[{1,2}[ \\t]*${KEY}\\]{1,2}[ \\t]*(?:[\\r\\n#]|$))`);

export function isToml(text: string): boolean {
  return START.test(text);
}

/** The table that a text of TOML is. Dates are texts. */
export function tomlDocument(text: string): unknown {
  // loaded when it is needed: most apps never do
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const toml = require('smol-toml') as Toml;
  try {
    return withoutDates(toml.parse(text, { maxDepth: MAX_DEPTH }), 0);
  } catch (error) {
    if (error instanceof toml.TomlError) {
      throw new Unreadable(`is no TOML (an error at line ${error.line}, column ${error.column})`);
    }
    throw error;
  }
}

function withoutDates(value: unknown, depth: number): unknown {
  if (value instanceof Date) {
    return value.toISOString();
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  if (depth > MAX_DEPTH) {
    throw new RangeError();
  }
  if (Array.isArray(value)) {
    return value.map(item => withoutDates(item, depth + 1));
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutDates(item, depth + 1)]));
}
