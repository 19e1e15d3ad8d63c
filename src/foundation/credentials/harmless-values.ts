import { withoutPlaceholders } from './credential-shapes';

/* Values under the name of a secret that are none. */

/** What a person or another tool fills in: `<token>`, `%TOKEN%`, `$TOKEN`, `%(TOKEN)s`, `$__file{/etc/token}`. */
const BLANK = new RegExp(
  [
    '\\$__(?:file|env|vault)\\{[^{}]{1,200}\\}',
    '<[A-Za-z][\\w .-]{0,60}>',
    '%[A-Z_][A-Z0-9_]{0,80}%',
    '%\\([A-Za-z_]\\w{0,80}\\)s',
    '\\$[A-Z_][A-Z0-9_]{0,80}(?![A-Za-z0-9])',
  ].join('|'),
  'g',
);
/** What may precede a placeholder: `Bearer $(TOKEN)`, `session=$(COOKIE)`. */
const LEAD_IN = /(?<![\w-])(?:bearer|basic|token)(?![\w-])|[A-Za-z][\w-]{0,31}[:=]/gi;
const ALPHANUMERIC = /[A-Za-z0-9]/;
/** `YOUR_API_KEY_HERE`, `replace-with-your-token`. */
const YOURS = new RegExp(
  '^(?:(?:replace|insert|put|enter|add|set)[_ -](?:with[_ -])?)?(?:your|my)[_ -](?:[a-z]{1,20}[_ -]){0,4}' +
    '(?:key|token|secret|password|credentials?|cookie)(?:[_ -]here)?$',
  'i',
);
/** What a shell runs, unless it only says a text. */
const COMMAND = /^\$\((?!\s*(?:echo|printf)\b)[^()]{1,200}\)$/;

/** The name of a header: `AUTH_HEADER=Authorization`. */
const HEADER_NAME = /^(?:proxy-)?authorization$|^[A-Za-z]{1,20}(?:-[A-Za-z]{1,20}){1,4}$/i;
/** What `fetch` takes. */
const FETCH_MODE = /^(?:include|same-origin|omit)$/;
/** The name of a cookie: a cookie has a value too, behind `=`. */
const COOKIE_NAME = /^[A-Za-z_.-]{0,24}(?:sess|sid|csrf|xsrf|token|auth|cookie|jwt|user)[A-Za-z_.-]{0,24}$/i;
/** Where a store has a secret: words with slashes. */
const PLACE_IN_STORE = /^[a-z][a-z_-]{1,30}(?:\/[a-z][a-z_-]{1,30}){1,5}$/;
const BY_LAST_WORD: ReadonlyMap<string, RegExp> = new Map([
  ['header', HEADER_NAME],
  ['credentials', FETCH_MODE],
  ['cookie', COOKIE_NAME],
  ['secret', PLACE_IN_STORE],
  ['secrets', PLACE_IN_STORE],
]);
/** What is made of a secret that nobody can guess, unlike a password. */
const DIGEST_WORDS: ReadonlySet<string> = new Set(['hash', 'checksum', 'digest', 'sha', 'fingerprint', 'thumbprint']);
const DIGEST = /^(?:[a-z]{2,6}\d{0,3}[:-])?[0-9a-f]{8,128}$/i;
const PASSWORD = /^(?:pass|pw)|passw|passphrase/;

/** Whether the last word of a name says that a value is no secret. */
export function isHarmlessFor(words: readonly string[], value: string): boolean {
  const last = words[words.length - 1];
  return DIGEST_WORDS.has(last)
    ? DIGEST.test(value) && !words.some(word => PASSWORD.test(word))
    : BY_LAST_WORD.get(last)?.test(value) === true;
}

/** Whether a value is only placeholders, of whatever tool. */
export function isToFillIn(value: string): boolean {
  if (YOURS.test(value) || COMMAND.test(value)) {
    return true;
  }
  const rest = withoutPlaceholders(value).replace(BLANK, '');
  return rest !== value && !ALPHANUMERIC.test(rest.replace(LEAD_IN, ''));
}
