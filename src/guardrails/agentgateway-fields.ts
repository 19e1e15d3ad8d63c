import { asObject, describe } from './json';
import { Finding, findingUnless } from './rule';
import { celProblem } from '../foundation/cel';

/** Files that are mounted for a gateway. */
const FILE = /^\/(etc\/mcp-gateway(-tls|-jwks|-ca)?|var\/run\/mcp\/creds)\/[A-Za-z0-9._/-]+$/;

/** Whether a value is a whole number of seconds above zero, the one form that this library writes. */
export function isDuration(value: unknown): boolean {
  return /^[1-9]\d*s$/.test(describe(value));
}

export function celFindings(field: string, expression: unknown, expected: 'bool' | 'any' = 'bool'): Finding[] {
  if (expression === undefined) {
    return [];
  }
  const problem = celProblem(describe(expression), expected);
  return problem === undefined ? [] : [{ field, problem }];
}

/** Files that are not mounted end the gateway when it starts. */
export function fileFindings(field: string, value: unknown): Finding[] {
  if (Array.isArray(value)) {
    return value.flatMap((item, i) => fileFindings(`${field}[${i}]`, item));
  }
  return Object.entries(asObject(value)).flatMap(([key, item]) =>
    ['file', 'cert', 'key', 'root'].includes(key) && typeof item === 'string'
      ? findingUnless(
          FILE.test(item) && !item.includes('..'),
          `${field}.${key}`,
          'must be a file that is mounted for the gateway',
        )
      : fileFindings(`${field}.${key}`, item),
  );
}

/** What may be written into logs and sent to other services: names, never what a caller has sent as a credential. */
const LOGGED =
  /^(?:default\()?(?:jwt|apiKey|mcp|source|backend|request|response)(?:\.[A-Za-z][A-Za-z0-9_]*){1,4}(?:, *"[^"\\]{0,64}"\))?$/;
const CREDENTIAL =
  /authorization|cookie|raw_?token|unredacted|api-?key\.key|api-key|headers$|\.body|arguments|x-token/i;

/** A field of the access log: the name of something, and nothing with a credential in it. */
export function loggedFindings(field: string, expression: unknown): Finding[] {
  const isName = LOGGED.test(describe(expression));
  return [
    ...celFindings(field, expression, 'any'),
    ...findingUnless(
      isName && !CREDENTIAL.test(describe(expression)),
      field,
      'must be the name of something such as jwt.sub or mcp.tool.name: headers and tokens do not belong in a log',
    ),
  ];
}

/** An expression whose value leaves the gateway. */
export function sentFindings(field: string, expression: unknown): Finding[] {
  return [
    ...celFindings(field, expression, 'any'),
    ...findingUnless(!CREDENTIAL.test(describe(expression)), field, 'must not contain a credential of a caller'),
  ];
}
