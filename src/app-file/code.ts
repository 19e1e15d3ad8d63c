/* TypeScript for values. */

const MAX_LINE_LENGTH = 100;
export const SPREAD = Symbol('spread');

/** A string literal. */
export function textCode(text: string): string {
  return `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

/** A list, on one line if it fits. */
export function listCode(items: readonly string[]): string {
  const line = `[${items.join(', ')}]`;
  return fits(line) ? line : `[\n${items.map(item => `${indented(item)},\n`).join('')}]`;
}

/** An object, on one line if it fits. SPREAD as a key: all that another object has. */
export function mapCode(entries: readonly (readonly [key: string | typeof SPREAD, code: string])[]): string {
  const items = entries.map(([key, code]) => (key === SPREAD ? `...${code}` : `${keyCode(key)}: ${code}`));
  const line = items.length === 0 ? '{}' : `{ ${items.join(', ')} }`;
  return fits(line) ? line : `{\n${items.map(item => `${indented(item)},\n`).join('')}}`;
}

function fits(line: string): boolean {
  return line.length <= MAX_LINE_LENGTH && !line.includes('\n');
}

/** `__proto__` would set the prototype. */
function keyCode(key: string): string {
  if (key === '__proto__') {
    return "['__proto__']";
  }
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : textCode(key);
}

function indented(code: string): string {
  return code.replace(/^/gm, '  ');
}
