import type { IngressSpec } from 'kubernetes-types/networking/v1';
import { BackendRef, HttpRouteBody, ParentRef, PathMatch } from './crds-gateway-api';
import { GatewayRoute } from './engine';
import { answeredPaths } from './terms';
import { definedEntries, definedItems } from '../../foundation/defined';
import { AUTH_ANNOTATION } from '../../foundation/labels';
import { nonEmpty } from '../../foundation/non-empty';
import { compare } from '../../foundation/reader';
import { RELAXED } from '../../guardrails/relaxations';
import { Texts } from '../../server/spec';
import { GatewayAuth } from '../settings/auth';
import { HttpRouteExposure, IngressController, IngressExposure } from '../settings/exposure';

const STREAM_SECONDS = 3600;

// bounds of an HTTPRoute: https://gateway-api.sigs.k8s.io/reference/spec/#httproutespec
const MAX_HOSTS = 16;
const MAX_RULE_MATCHES = 64;
/** Of all rules together. */
const MAX_MATCHES = 128;

/** Annotations that keep streams alive: no buffering, long timeouts, TLS for everyone. Each controller has its own. */
const CONTROLLERS: Readonly<Record<IngressController, Texts>> = {
  [IngressController.NGINX]: {
    'nginx.ingress.kubernetes.io/ssl-redirect': 'true',
    'nginx.ingress.kubernetes.io/proxy-buffering': 'off',
    'nginx.ingress.kubernetes.io/proxy-request-buffering': 'off',
    'nginx.ingress.kubernetes.io/proxy-http-version': '1.1',
    'nginx.ingress.kubernetes.io/proxy-body-size': '2m',
    'nginx.ingress.kubernetes.io/proxy-read-timeout': String(STREAM_SECONDS),
    'nginx.ingress.kubernetes.io/proxy-send-timeout': String(STREAM_SECONDS),
  },
  [IngressController.HAPROXY]: {
    'haproxy.org/ssl-redirect': 'true',
    'haproxy.org/timeout-server': `${STREAM_SECONDS}s`,
    'haproxy.org/timeout-tunnel': `${STREAM_SECONDS}s`,
  },
  [IngressController.TRAEFIK]: {
    'traefik.ingress.kubernetes.io/router.entrypoints': 'websecure',
    'traefik.ingress.kubernetes.io/router.tls': 'true',
  },
  [IngressController.AWS_ALB]: {
    'alb.ingress.kubernetes.io/target-type': 'ip',
    'alb.ingress.kubernetes.io/listen-ports': '[{"HTTPS":443}]',
    'alb.ingress.kubernetes.io/backend-protocol': 'HTTP',
    'alb.ingress.kubernetes.io/load-balancer-attributes': `idle_timeout.timeout_seconds=${STREAM_SECONDS}`,
  },
  [IngressController.OTHER]: {},
};

/** Where a gateway answers: every one of the paths at every one of the hosts. */
export class ExposedAddresses {
  private readonly hostNames = new Set<string>();
  private readonly mcpPaths = new Set<string>();

  public constructor(
    private readonly hostname: string,
    private readonly auth: Pick<GatewayAuth, 'kind'>,
    routes: readonly GatewayRoute[],
  ) {
    routes.forEach(route => this.add(route));
  }

  /** Either all routes are under one host, or each has a host of its own and all have one path. */
  public add({ hostname = this.hostname, path, targets }: GatewayRoute): void {
    // an address whose servers are all in quarantine answers nothing
    if (targets.length > 0) {
      this.hostNames.add(hostname);
      this.mcpPaths.add(path);
    }
  }

  public get hosts(): string[] {
    return [...this.hostNames].sort(compare);
  }

  public get paths(): string[] {
    return [...this.mcpPaths].sort(compare).flatMap(path => answeredPaths(path, this.auth));
  }

  /** How many HTTPRoutes they need; costs the same however many there are. */
  public get routeCount(): number {
    const spellings = answeredPaths('', this.auth).length;
    const perHost = Math.ceil((this.mcpPaths.size * spellings) / MAX_MATCHES);
    return Math.ceil(this.hostNames.size / MAX_HOSTS) * perHost;
  }
}

/** Leads what a gateway answers to it, and nothing else, in as many routes as the Gateway API needs for that. */
export function renderHttpRoutes(
  exposure: HttpRouteExposure,
  { hosts, paths }: ExposedAddresses,
  service: Pick<BackendRef, 'name' | 'port'>,
): HttpRouteBody[] {
  return chunks(hosts, MAX_HOSTS).flatMap(hostnames =>
    chunks(paths, MAX_MATCHES).map(matched => ({
      parentRefs: [parentRef(exposure)],
      hostnames,
      rules: chunks(matched, MAX_RULE_MATCHES).map(some => ({
        matches: exactly(some),
        backendRefs: [serviceRef(service)],
        // no end: a stream lives as long as client and server want it to
        timeouts: { request: '0s' },
      })),
    })),
  );
}

export function exactly(paths: readonly string[]): PathMatch[] {
  return paths.map(value => ({ path: { type: 'Exact', value } }));
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size));
}

/** The Gateway that a route is attached to, by the names that an exposure has for it. */
export type RouteParent = Pick<HttpRouteExposure, 'parentName' | 'parentNamespace' | 'sectionName'>;

/** The Gateway that a route is attached to. */
export function parentRef({ parentName: name, parentNamespace, sectionName }: RouteParent): ParentRef {
  return { group: 'gateway.networking.k8s.io', kind: 'Gateway', name, namespace: parentNamespace, sectionName };
}

/** A Service as the only backend of a rule. */
export function serviceRef(service: Pick<BackendRef, 'name' | 'namespace' | 'port'>): BackendRef {
  return { group: '', kind: 'Service', ...service, weight: 1 };
}

export function renderIngress(
  { className, tlsSecretName }: IngressExposure,
  { hosts, paths }: ExposedAddresses,
  service: string,
  portName: string,
): IngressSpec {
  const backend = { service: { name: service, port: { name: portName } } };
  return {
    ingressClassName: className,
    tls: [{ hosts, secretName: tlsSecretName }],
    rules: hosts.map(host => ({
      host,
      http: { paths: paths.map(path => ({ path, pathType: 'Exact', backend })) },
    })),
  };
}

export function ingressAnnotations({ controller }: IngressExposure): Texts {
  return CONTROLLERS[controller];
}

/** The notes of an object that decides who gets in: how callers are known, and why none is asked. */
export function authNotes({ kind, reason }: GatewayAuth): Texts {
  return definedEntries({ [AUTH_ANNOTATION]: kind, [`${RELAXED}anonymous`]: reason });
}

/** What the owner of the Gateway must do for the route, and what is open without a listener. */
export function listenerNote(
  { parentName, parentNamespace, sectionName }: RouteParent,
  namespace: string,
): string | undefined {
  const listener = sectionName === undefined ? 'a listener' : `the listener ${sectionName}`;
  const isForeign = parentNamespace !== undefined && parentNamespace !== namespace;
  const notes = definedItems([
    isForeign
      ? `${listener} of Gateway ${parentNamespace}/${parentName} must admit routes` +
        ` from namespace ${namespace}: allowedRoutes.namespaces`
      : undefined,
    sectionName === undefined ? 'name sectionName so that a plain HTTP listener does not serve it' : undefined,
  ]);
  return nonEmpty(notes)?.join('; ');
}
