import { ANY_TOKEN, credentialShape } from './credential-shapes';

const HIDDEN = '<hidden>';
const WORD = /[^\s"'`<>]+/g;
const EACH_TOKEN = new RegExp(`${ANY_TOKEN.source}[\\w+/=~-]*`, 'g');
const SCHEME_AND_VALUE = /(?<![A-Za-z-])(bearer|basic)\s{1,4}(?=[^\s"'`<>]{0,64}[0-9])[\w.~+/=-]{8,}/gi;
const BETWEEN_URLS = /(?<=[,;])(?=[a-z][a-z0-9+.-]*:\/\/)/i;
const URL_PARTS = /^([^:]*:\/\/)([^/?#]*)(.*)$/s;
const HOST_AND_PORT = /^(?:\[[^\]]*\]|[^:]*)(?::\d{0,5})?[),;.:]*$/;
/** Packages and digests, not users with passwords: `npm:name@1.2.3`. */
const NO_USER = /^[([{]*(?:npm|pypi|uv|oci|docker|nuget|cargo|gem|pkg|mailto|jsr|github|file|sha\d+):/i;
const DIGEST = /^sha\d+:/;

/** A text of ours, such as an error, without the credentials that it quotes: in values, in keys and in addresses. */
export function redacted(text: string): string {
  const open = text.replace(SCHEME_AND_VALUE, `$1 ${HIDDEN}`).replace(WORD, openWord);
  // a credential of several words
  return credentialShape(open) === undefined ? open : open.replace(WORD, HIDDEN);
}

function openWord(word: string): string {
  const open = word.split(BETWEEN_URLS).map(withoutUser).join('').replace(EACH_TOKEN, HIDDEN);
  const shape = credentialShape(open);
  return shape === undefined ? open : `<hidden: looks like ${shape}>`;
}

function withoutUser(word: string): string {
  const [, scheme, authority, rest] = URL_PARTS.exec(word) ?? [];
  return scheme === undefined ? withoutPassword(word) : scheme + withoutUserIn(authority, rest);
}

/** What is in the place of the port of a URL may be a password with a slash. */
function withoutUserIn(authority: string, rest: string): string {
  const at = authority.lastIndexOf('@');
  if (at !== -1) {
    return `${HIDDEN}${withoutPort(authority.slice(at))}${rest}`;
  }
  return HOST_AND_PORT.test(authority) ? authority + rest : withoutPort(authority) + rest.slice(rest.lastIndexOf('@'));
}

function withoutPort(authority: string): string {
  return HOST_AND_PORT.test(authority) ? authority : authority.replace(/:.*$/s, `:${HIDDEN}`);
}

/** `user:password@host` without a scheme; `host/name:tag@sha256:…` has none. */
function withoutPassword(word: string): string {
  const last = word.lastIndexOf('@');
  const at = last !== -1 && DIGEST.test(word.slice(last + 1)) ? word.lastIndexOf('@', last - 1) : last;
  return at === -1 || NO_USER.test(word) || !word.slice(0, at).includes(':') ? word : HIDDEN + word.slice(at);
}

/** Everything that a report says, without the credentials in names, labels and reasons. */
export function withoutCredentials<T>(value: T): T {
  return shown(value) as T;
}

function shown(value: unknown): unknown {
  if (typeof value === 'string') {
    return credentialShape(value) === undefined ? value : redacted(value);
  }
  if (Array.isArray(value)) {
    return value.map(shown);
  }
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value).map(([key, item]) => [String(shown(key)), shown(item)]))
    : value;
}
