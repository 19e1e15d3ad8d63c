import { createHash } from 'crypto';
import { Connection } from './posture';
import { GATEWAY_LABEL, SERVER_LABEL } from '../foundation/labels';
import { isWorldOpen, parseCidr } from '../foundation/net/addresses';
import { compare } from '../foundation/reader';
import { getPath, asArray, asObject, asString } from '../guardrails/json';

export type Direction = 'ingress' | 'egress';
export type Peer = Omit<Connection, 'ports'>;

/** `443`, `UDP 53`, `8000-8100`, `any`. */
export function portsOf(entries: readonly unknown[]): string[] {
  if (entries.length === 0) {
    return ['any'];
  }
  const ports = entries.map(entry => {
    const [port, end, protocol] = [
      getPath(entry, 'port'),
      getPath(entry, 'endPort'),
      asString(getPath(entry, 'protocol')) ?? 'TCP',
    ];
    const number =
      port === undefined || port === '0' ? 'any' : `${String(port)}${end === undefined ? '' : `-${String(end)}`}`;
    return protocol === 'TCP' ? number : `${protocol} ${number}`;
  });
  return [...new Set(ports)].sort(
    (a, b) => Number.parseInt(a.replace(/^\D+/, '')) - Number.parseInt(b.replace(/^\D+/, '')) || compare(a, b),
  );
}

/** A server or gateway, if its label is the whole selector; else the pods of the selector. */
export function podPeer(selector: unknown, namespace: string | undefined, place: string): Peer {
  const labels = asObject(getPath(selector, 'matchLabels'));
  const alone = Object.keys(labels).length === 1 && asArray(getPath(selector, 'matchExpressions')).length === 0;
  for (const [kind, label] of [
    ['server', SERVER_LABEL],
    ['gateway', GATEWAY_LABEL],
  ] as const) {
    const name = asString(labels[label]);
    if (alone && name !== undefined && namespace !== undefined) {
      return { kind, to: `${kind} ${namespace}/${name}`, namespace, name };
    }
  }
  const name = selectorText(selector);
  return { kind: 'pods', to: `pods ${name} in ${place}`, namespace, name };
}

export function rangePeer(cidr: string, except: readonly string[]): Peer {
  const range = parseCidr(cidr);
  const text = `${cidr}${exceptText(except)}`;
  const exceptions = except.flatMap(other => parseCidr(other) ?? []);
  if (range !== undefined && isWorldOpen(range, exceptions)) {
    return { kind: 'everyone', to: `every address (${text})`, name: cidr };
  }
  return range !== undefined && isWorldOpen(range, [])
    ? { kind: 'internet', to: `the public Internet (${text})`, name: cidr }
    : { kind: 'range', to: text, name: cidr };
}

function exceptText(except: readonly string[]): string {
  const sorted = [...except].sort(compare);
  if (sorted.length === 0) {
    return '';
  }
  return sorted.length <= 2 ? ` but for ${sorted.join(', ')}` : ` but for ${sorted.length} ranges, ${digest(sorted)}`;
}

export function selectorText(selector: unknown): string {
  const parts = [
    ...Object.entries(asObject(getPath(selector, 'matchLabels'))).map(([label, value]) => `${label}=${String(value)}`),
    ...asArray(getPath(selector, 'matchExpressions')).map(expressionText),
  ];
  return parts.length === 0 ? 'any' : parts.sort(compare).join(',');
}

function expressionText(expression: unknown): string {
  const values = asArray(getPath(expression, 'values')).map(String).sort(compare);
  return `${String(getPath(expression, 'key'))} ${String(getPath(expression, 'operator'))} ${values.join('|')}`.trim();
}

/** Stands for a value that is too long to show. */
export function digest(value: unknown): string {
  const ordered = JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => compare(a, b)))
      : part,
  );
  return createHash('sha256').update(ordered).digest('hex').slice(0, 8);
}
