import { AppIndex } from './app-index';
import { asArray, asString, getPath } from './json';
import { backendsOf } from './route-backends';
import { Subject } from './subject';
import { ListMap } from '../foundation/list-map';
import { compare } from '../foundation/reader';

/** The kinds that are read here. */
export const CLAIMING = ['HTTPRoute', 'MCPRoute', 'Ingress'];

/** A host name and a path, whose calls a rule of a route or an Ingress takes. */
export interface Claim {
  readonly subject: Subject;
  /** The rule, as a field. */
  readonly field: string;
  readonly rule: number;
  /** In normal form; `*.` stands for what is below a domain, an empty text for every host. */
  readonly host: string;
  readonly type: 'exact' | 'prefix';
  /** Without a slash at its end: both spellings are one resource. */
  readonly path: string;
  /** What its calls go to, where that is a gateway or a server of the library. */
  readonly destination?: string;
}

/** Everything that a route, a route of Envoy AI Gateway or an Ingress takes. */
export function claimsOf(subject: Subject, app: AppIndex): Claim[] {
  switch (subject.kind) {
    case 'HTTPRoute':
      return routeClaims(subject, app);
    case 'MCPRoute':
      return mcpClaims(subject);
    case 'Ingress':
      return ingressClaims(subject, app);
    default:
      return [];
  }
}

/** Upper case and a dot at the end mean nothing in DNS. */
export function normalHost(host: unknown): string {
  return (asString(host) ?? '').toLowerCase().replace(/\.$/, '');
}

function routeClaims(subject: Subject, app: AppIndex): Claim[] {
  const hosts = hostsOf(subject);
  const destinations = destinationsOf(subject, app);
  return asArray(getPath(subject.manifest, 'spec', 'rules')).flatMap((rule, i) => {
    const matches = asArray(getPath(rule, 'matches'));
    return (matches.length === 0 ? [{}] : matches).flatMap(match =>
      hosts.map((host): Claim => ({
        subject,
        host,
        field: `spec.rules[${i}]`,
        rule: i,
        // an expression may match everything
        type: getPath(match, 'path', 'type') === 'Exact' ? 'exact' : 'prefix',
        path: getPath(match, 'path', 'type') === 'RegularExpression' ? '/' : bare(getPath(match, 'path', 'value')),
        destination: destinations.get(i),
      })),
    );
  });
}

function mcpClaims(subject: Subject): Claim[] {
  const { kind, namespace, name, manifest } = subject;
  const path = bare(getPath(manifest, 'spec', 'path') ?? '/mcp');
  const destination = `${kind} ${namespace} ${name}`;
  return hostsOf(subject).map(host => ({
    subject,
    host,
    field: 'spec.path',
    rule: 0,
    type: 'exact',
    path,
    destination,
  }));
}

function ingressClaims(subject: Subject, app: AppIndex): Claim[] {
  const destinations = destinationsOf(subject, app);
  return asArray(getPath(subject.manifest, 'spec', 'rules')).flatMap((rule, i) =>
    asArray(getPath(rule, 'http', 'paths')).map((path, k): Claim => ({
      subject,
      host: normalHost(getPath(rule, 'host')),
      field: `spec.rules[${i}].http.paths[${k}]`,
      rule: i,
      type: getPath(path, 'pathType') === 'Exact' ? 'exact' : 'prefix',
      path: bare(getPath(path, 'path')),
      destination: destinations.get(`spec.rules[${i}].http.paths[${k}].backend`),
    })),
  );
}

/** Gateways and servers by what leads to them: the rule of a route, the field of an Ingress. */
function destinationsOf(subject: Subject, app: AppIndex): ReadonlyMap<number | string, string> {
  const found = new ListMap<number | string, string>();
  for (const { rule, field, kind, name, namespace, leadsTo } of backendsOf(subject, app)) {
    if (leadsTo !== 'other') {
      found.add(subject.kind === 'Ingress' ? field : rule, `${kind} ${namespace ?? ''} ${name}`);
    }
  }
  return new Map([...found].map(([place, backends]) => [place, backends.sort(compare).join(', ')]));
}

function hostsOf({ manifest }: Subject): string[] {
  const hosts = asArray(getPath(manifest, 'spec', 'hostnames')).map(normalHost);
  return hosts.length === 0 ? [''] : hosts;
}

function bare(path: unknown): string {
  const text = asString(path) ?? '/';
  return text.length > 1 ? text.replace(/\/$/, '') : text;
}
