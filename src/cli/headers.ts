import { UserError } from './io';

const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const VALUE = /^[\t\x20-\x7e]+$/;
const VARIABLE = /\$\$|\$\{(\w+)\}|\$(\w+)/g;
/** What the protocol sets itself. */
const TAKEN = [
  'accept',
  'content-type',
  'content-length',
  'host',
  'mcp-method',
  'mcp-name',
  'mcp-protocol-version',
  'mcp-session-id',
];

/** Headers of requests, given as `Name: value`. Their values are secrets: no message has them. */
export function headersOf(
  words: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  const headers = new Map<string, string>();
  words.forEach((word, i) => {
    const where = `--header ${i + 1}`;
    const colon = word.indexOf(':');
    const name = word.slice(0, Math.max(colon, 0)).trim().toLowerCase();
    if (!NAME.test(name)) {
      throw new UserError(`${where}: must be 'Name: value', in one word of the shell`);
    }
    if (TAKEN.includes(name) || headers.has(name)) {
      throw new UserError(`${where}: ${name} is ${headers.has(name) ? 'given twice' : 'set by the protocol'}`);
    }
    const value = expanded(word.slice(colon + 1).trim(), where, env).trim();
    if (!VALUE.test(value)) {
      throw new UserError(`${where}: the value of ${name} must be printable ASCII on one line, and not empty`);
    }
    headers.set(name, value);
  });
  return Object.fromEntries(headers);
}

/** `$NAME` and `${NAME}` are variables of the environment, `$$` is a dollar. */
function expanded(text: string, where: string, env: Readonly<Record<string, string | undefined>>): string {
  return text.replace(VARIABLE, (_, braced?: string, plain?: string) => {
    const name = braced ?? plain;
    if (name === undefined) {
      return '$';
    }
    const value = env[name];
    if (value === undefined || value === '') {
      throw new UserError(`${where}: the variable ${name} is not set (write $$ for a dollar)`);
    }
    return value;
  });
}

/** A text without the values of headers, which a server may have repeated. */
export function withoutHeaders(text: string, headers: Readonly<Record<string, string>>): string {
  // a scheme and its credential, such as those of Bearer, may be apart
  const secrets = Object.values(headers).flatMap(value => [value, ...value.split(/\s+/).slice(1)]);
  return secrets.reduce((rest, secret) => (secret === '' ? rest : rest.replaceAll(secret, '<hidden>')), text);
}
