/** Shorter runs hold no token. */
const RUN = /(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{24,}={0,2}/g;
/** A text that is base64 as a whole, over several lines. */
const WRAPPED = /^[A-Za-z0-9+/=_-]+(?:\r?\n[A-Za-z0-9+/=_-]+)+\s*$/;
const PRINTABLE = /^[\t\n\r\x20-\x7e]+$/;

/** The texts that are written as base64 in a text; not what is encoded in these again. */
export function encodedTexts(text: string): string[] {
  const runs = WRAPPED.test(text) ? [text.replace(/\s+/g, '')] : (text.match(RUN) ?? []);
  return runs.map(run => Buffer.from(run, 'base64').toString('latin1')).filter(decoded => PRINTABLE.test(decoded));
}
