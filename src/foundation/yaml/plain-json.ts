/** Deeper texts are left to the parser. */
const MAX_LEVELS = 50;
const STRING = /"[^"\\]*(?:\\.[^"\\]*)*"(\s*:)?/g;
/** A longer string would fill the stack of the expression. */
const MAX_TEXT = 4_000_000;

/**
 * The value that a parser of YAML makes of JSON, at a fraction of the cost. undefined for anything but a map or list of
 * JSON, and where a key stands twice or lines are broken in unusual places.
 */
export function plainJson(text: string): object | undefined {
  if (text.length > MAX_TEXT) {
    return undefined;
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  // a key that stands twice is in the value once
  return typeof value === 'object' && value !== null && keysIn(value, 1) === keysOf(text) ? value : undefined;
}

/** The number of keys in a text of JSON; NaN where a colon is in another line than its key. */
function keysOf(text: string): number {
  let keys = 0;
  for (const [, colon] of text.matchAll(STRING)) {
    if (colon !== undefined) {
      keys += colon.includes('\n') ? NaN : 1;
    }
  }
  return keys;
}

/** The number of keys at all levels; NaN for too many levels. */
function keysIn(value: unknown, level: number): number {
  if (typeof value !== 'object' || value === null) {
    return 0;
  }
  if (level > MAX_LEVELS) {
    return NaN;
  }
  let keys = Array.isArray(value) ? 0 : Object.keys(value).length;
  for (const item of Object.values(value)) {
    keys += keysIn(item, level + 1);
  }
  return keys;
}
