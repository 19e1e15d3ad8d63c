import type { IngressSpec } from 'kubernetes-types/networking/v1';
import { BackendRef, HttpRouteBody, ParentRef } from './crds-gateway-api';
import { GatewayRoute } from './engine';
import { definedEntries, definedItems } from '../../foundation/defined';
import { AUTH_ANNOTATION } from '../../foundation/labels';
import { nonEmpty } from '../../foundation/non-empty';
import { compare } from '../../foundation/reader';
import { RELAXED } from '../../guardrails/relaxations';
import { Texts } from '../../server/spec';
import { GatewayAuth } from '../settings/auth';
import { HttpRouteExposure, IngressController, IngressExposure } from '../settings/exposure';

const STREAM_SECONDS = 3600;

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

/** The host names of the gateway: its own unless every server has one. */
export function exposedHosts(hostname: string, routes: readonly GatewayRoute[]): string[] {
  const hosts = routes.map(route => route.hostname ?? hostname);
  return [...new Set(hosts.length === 0 ? [hostname] : hosts)].sort(compare);
}

/** Routes every path of the hosts to the gateway, which answers only the paths of its routes. */
export function renderHttpRoute(
  exposure: HttpRouteExposure,
  routes: readonly GatewayRoute[],
  service: Pick<BackendRef, 'name' | 'port'>,
): HttpRouteBody {
  return {
    parentRefs: [parentRef(exposure)],
    hostnames: exposedHosts(exposure.hostname, routes),
    rules: [
      {
        matches: [{ path: { type: 'PathPrefix', value: '/' } }],
        backendRefs: [serviceRef(service)],
        // no end: a stream lives as long as client and server want it to
        timeouts: { request: '0s' },
      },
    ],
  };
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
  exposure: IngressExposure,
  routes: readonly GatewayRoute[],
  service: string,
  portName: string,
): IngressSpec {
  const { hostname, className, tlsSecretName } = exposure;
  const hosts = exposedHosts(hostname, routes);
  const backend = { service: { name: service, port: { name: portName } } };
  return {
    ingressClassName: className,
    tls: [{ hosts, secretName: tlsSecretName }],
    rules: hosts.map(host => ({ host, http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } })),
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
