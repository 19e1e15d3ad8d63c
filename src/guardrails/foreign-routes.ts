import { AppIndex } from './app-index';
import { asObject, asString, getPath } from './json';
import { RouteBackend, ofHost } from './route-destination';
import { Subject } from './subject';

/** Kinds of others that lead calls from outside to Services. */
export const FOREIGN_ROUTES = [
  'Route.route.openshift.io',
  ...['traefik.io', 'traefik.containo.us'].flatMap(group =>
    ['IngressRoute', 'IngressRouteTCP', 'IngressRouteUDP', 'TraefikService'].map(kind => `${kind}.${group}`),
  ),
  'HTTPProxy.projectcontour.io',
  'VirtualService.networking.istio.io',
  'ServiceEntry.networking.istio.io',
  'VirtualServer.k8s.nginx.org',
  'VirtualServerRoute.k8s.nginx.org',
  'TransportServer.k8s.nginx.org',
  'Mapping.getambassador.io',
  'TCPMapping.getambassador.io',
  'ApisixRoute.apisix.apache.org',
  'TCPIngress.configuration.konghq.com',
  'UDPIngress.configuration.konghq.com',
  'VirtualService.gateway.solo.io',
  'RouteTable.gateway.solo.io',
  'Upstream.gloo.solo.io',
  'RouteGroup.zalando.org',
  'HTTPScaledObject.http.keda.sh',
  'InterceptorRoute.http.keda.sh',
];
/** Fields with objects that name a Service. */
const SERVICES =
  /\.(?:to|alternateBackends|service|services|destination|mirror|mirrors|mirroring|weighted|ref|backend|backends|kube)(?:\[\d+\])?$/;
const NAMES = ['serviceName', 'name', 'host'];
/** Fields whose text is a Service or its host. */
const TEXTS = /\.(?:service|serviceName|shadow|address)$/;
const MAX_DEPTH = 16;

/** A part of an object of others. */
interface Place {
  readonly field: string;
  readonly value: unknown;
  readonly depth: number;
}

/** Where a route of others leads. A Service is named, or a host whose first labels are its name and namespace. */
export function foreignBackends(subject: Subject, app: AppIndex): RouteBackend[] {
  return placesIn({ field: 'spec', value: subject.manifest.spec, depth: 0 }).flatMap(({ field, value }) => {
    const host = hostAt(field, value);
    return host === undefined
      ? []
      : [
          {
            rule: 0,
            field,
            kind: 'Service',
            name: host.split('.')[0],
            leadsTo: ofHost(app, host, asString(getPath(value, 'namespace')) ?? subject.namespace),
          },
        ];
  });
}

function hostAt(field: string, value: unknown): string | undefined {
  if (typeof value === 'string') {
    return TEXTS.test(field) ? value : undefined;
  }
  return SERVICES.test(field)
    ? NAMES.map(name => asString(getPath(value, name))).find(name => name !== undefined && name !== '')
    : undefined;
}

function placesIn(place: Place): Place[] {
  const { field, value, depth } = place;
  if (depth > MAX_DEPTH) {
    return [];
  }
  const inner = Array.isArray(value)
    ? value.map((item, i): [string, unknown] => [`${field}[${i}]`, item])
    : Object.entries(asObject(value)).map(([key, item]): [string, unknown] => [`${field}.${key}`, item]);
  return [place, ...inner.flatMap(([at, item]) => placesIn({ field: at, value: item, depth: depth + 1 }))];
}
