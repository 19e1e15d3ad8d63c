/**
 * What a terminal acts on or does not show: controls, C1 too, bidirectional and other format characters, separators of
 * lines, blanks without width, lone surrogates and private use. Line feeds and tabs are text.
 */
const INVISIBLE = /(?![\t\n])[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800\ufffe\uffff]/u;
/** Most texts have nothing but printable ASCII and dots of ours, which is faster to tell. */
const OTHER_THAN_ASCII = /[^\t\n\x20-\x7e…]/;
const EACH_INVISIBLE = new RegExp(INVISIBLE.source, 'gu');
const LINE_BREAKS = /[\t\n]/g;

/** Whether a text has characters that nobody sees, or that a terminal acts on. */
export function hasInvisible(text: string): boolean {
  return OTHER_THAN_ASCII.test(text) && INVISIBLE.test(text);
}

/**
 * A text with escapes, `\u202e`, in the place of what a terminal acts on or does not show. In strings of JSON and
 * TypeScript the escapes mean the same characters.
 */
export function visible(text: string): string {
  return hasInvisible(text) ? text.replace(EACH_INVISIBLE, unitsOf) : text;
}

/** The same on one line. */
export function visibleLine(text: string): string {
  return visible(text).replace(LINE_BREAKS, unitsOf);
}

/** The same with the escapes of quoted strings of YAML, which has other ones for characters beyond the first plane. */
export function visibleInYaml(text: string): string {
  return text.replace(EACH_INVISIBLE, character =>
    character.length === 1 ? unitsOf(character) : `\\U${hex(character.codePointAt(0), 8)}`,
  );
}

function unitsOf(character: string): string {
  return character
    .split('')
    .map(unit => `\\u${hex(unit.charCodeAt(0), 4)}`)
    .join('');
}

function hex(code: number | undefined, digits: number): string {
  return (code ?? 0).toString(16).padStart(digits, '0');
}
