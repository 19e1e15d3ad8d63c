import type { IngressSpec } from 'kubernetes-types/networking/v1';
import { BackendRef, HttpRouteBody, ParentRef } from './crds-gateway-api';
import { GatewayRoute } from './engine';
import { compare } from '../../foundation/reader';
import { Texts } from '../../server/spec';
import { HttpRouteExposure, IngressController, IngressExposure } from '../settings/exposure';

const LONG = 3600;

/** What lets streams live: no buffering, long reads, TLS for everyone. Each controller has words of its own. */
const CONTROLLERS: Readonly<Record<IngressController, Texts>> = {
  [IngressController.NGINX]: {
    'nginx.ingress.kubernetes.io/ssl-redirect': 'true',
    'nginx.ingress.kubernetes.io/proxy-buffering': 'off',
    'nginx.ingress.kubernetes.io/proxy-request-buffering': 'off',
    'nginx.ingress.kubernetes.io/proxy-http-version': '1.1',
    'nginx.ingress.kubernetes.io/proxy-body-size': '2m',
    'nginx.ingress.kubernetes.io/proxy-read-timeout': String(LONG),
    'nginx.ingress.kubernetes.io/proxy-send-timeout': String(LONG),
  },
  [IngressController.HAPROXY]: {
    'haproxy.org/ssl-redirect': 'true',
    'haproxy.org/timeout-server': `${LONG}s`,
    'haproxy.org/timeout-tunnel': `${LONG}s`,
  },
  [IngressController.TRAEFIK]: {
    'traefik.ingress.kubernetes.io/router.entrypoints': 'websecure',
    'traefik.ingress.kubernetes.io/router.tls': 'true',
  },
  [IngressController.AWS_ALB]: {
    'alb.ingress.kubernetes.io/target-type': 'ip',
    'alb.ingress.kubernetes.io/listen-ports': '[{"HTTPS":443}]',
    'alb.ingress.kubernetes.io/backend-protocol': 'HTTP',
    'alb.ingress.kubernetes.io/load-balancer-attributes': `idle_timeout.timeout_seconds=${LONG}`,
  },
  [IngressController.OTHER]: {},
};

/** The hosts under which clients come: the gateway's own unless every server has one. */
export function exposedHosts(hostname: string, routes: readonly GatewayRoute[]): string[] {
  const hosts = routes.map(route => route.hostname ?? hostname);
  return [...new Set(hosts.length === 0 ? [hostname] : hosts)].sort(compare);
}

/** Every path of the hosts leads to the gateway, which answers the paths that it knows and no others. */
export function renderHttpRoute(
  exposure: HttpRouteExposure,
  routes: readonly GatewayRoute[],
  service: BackendRef,
): HttpRouteBody {
  return {
    parentRefs: [parentRef(exposure)],
    hostnames: exposedHosts(exposure.hostname, routes),
    rules: [
      {
        matches: [{ path: { type: 'PathPrefix', value: '/' } }],
        backendRefs: [service],
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
  return {
    name,
    ...(parentNamespace === undefined ? {} : { namespace: parentNamespace }),
    ...(sectionName === undefined ? {} : { sectionName }),
  };
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

/**
 * What the owner of a Gateway in another namespace must allow, and what a route without a listener of its own opens.
 */
export function listenerNote(
  { parentName, parentNamespace, sectionName }: RouteParent,
  namespace: string,
): string | undefined {
  const notes = [
    ...(parentNamespace === undefined || parentNamespace === namespace
      ? []
      : [
          `${sectionName === undefined ? 'a listener' : `the listener ${sectionName}`} of Gateway ${parentNamespace}/${parentName} must admit routes from namespace ${namespace}: allowedRoutes.namespaces`,
        ]),
    ...(sectionName === undefined ? ['name sectionName so that a plain HTTP listener does not serve it'] : []),
  ];
  return notes.length === 0 ? undefined : notes.join('; ');
}
