import { Json } from './texts';
import { hostProblem, isServiceHost } from '../foundation/net/host-names';

const LABELS = 'use the labels of the pods behind the Service, and their port';

/** A destination that a value of the input names. */
export interface EgressHint {
  /** The variable or argument. */
  readonly name: string;
  readonly host: string;
  /** An entry of `egress`, as text. */
  readonly rule: string;
}

const PORTS: Readonly<Record<string, number>> = {
  http: 80,
  https: 443,
  ws: 80,
  wss: 443,
  postgres: 5432,
  postgresql: 5432,
  mysql: 3306,
  redis: 6379,
  rediss: 6379,
  mongodb: 27017,
  amqp: 5672,
  nats: 4222,
  bolt: 7687,
};
const DESTINATION = new RegExp(
  '(?<![a-z0-9+.-])([a-z][a-z0-9+.-]{0,30})://(?:[^\\s/@]{0,200}@)?([a-z0-9][a-z0-9.-]{0,252})' +
    '(?::(\\d{1,5}))?(?![\\w.-])',
  'gi',
);
const MAX_HINTS = 5;
const MAX_LENGTH = 10_000;

/** The destinations of the URLs in a value. Paths, queries and users of URLs are not in it. */
export function egressHintsIn(name: string, text: string): EgressHint[] {
  const found = [...text.slice(0, MAX_LENGTH).matchAll(DESTINATION)].slice(0, MAX_HINTS);
  return found.flatMap(([, scheme, address, given]): EgressHint[] => {
    const host = address.toLowerCase().replace(/\.$/, '');
    const port = given === undefined ? portOf(scheme) : Number(given);
    const rule = ruleOf(host, port);
    return rule === undefined ? [] : [{ name, host: given === undefined ? host : `${host}:${given}`, rule }];
  });
}

function portOf(scheme: string): number | undefined {
  const name = scheme.toLowerCase().replace(/\+.*$/, '');
  return Object.hasOwn(PORTS, name) ? PORTS[name] : undefined;
}

function ruleOf(host: string, port: number | undefined): string | undefined {
  const [service, namespace] = host.split('.');
  if (isServiceHost(host, 'cluster.local')) {
    return `{ toPods: { namespace: ${namespace}, labels: { app: ${service} }, port: ${port ?? '…'} } }`;
  }
  if (namespace === undefined) {
    return /^[a-z][a-z0-9-]*$/.test(host) && host !== 'localhost'
      ? `{ toPods: { namespace: …, labels: { app: ${service} }, port: ${port ?? '…'} } }`
      : undefined;
  }
  if (hostProblem(host) !== undefined) {
    return undefined;
  }
  return port === undefined || port === 443 ? `{ toHosts: [${host}] }` : `{ toHosts: [${host}], onPorts: [${port}] }`;
}

/** An egress rule; port 443 is the default. */
export function egressTo(destination: Json, ports: readonly number[]): Json {
  return ports.length === 0 || ports.join() === '443' ? destination : { ...destination, onPorts: [...ports] };
}

/** What to write for them. */
export function proposalOf(hints: readonly EgressHint[]): string {
  const hosts = hints.map(({ name, host }) => `${name} names ${host}`);
  const rules = hints.map(({ rule }) => rule);
  const how = `${[...new Set(hosts)].join(', ')}: if the server calls it: [${[...new Set(rules)].join(', ')}]`;
  return rules.some(rule => rule.includes('toPods')) ? `${how}; ${LABELS}` : how;
}
