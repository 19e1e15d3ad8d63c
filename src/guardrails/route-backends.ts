import { AppIndex } from './app-index';
import { isOfGateway } from './gateway-pods';
import { asArray, asObject, asString, getPath } from './json';
import { referredKind } from './references';
import { Subject, notesOf } from './subject';
import { GATEWAY_LABEL, SERVER_AUTH_ANNOTATION, SERVER_LABEL } from '../foundation/labels';

/** Kinds of the Gateway API that lead to backends. */
export const ROUTES = ['HTTPRoute', 'GRPCRoute', 'TCPRoute', 'TLSRoute', 'UDPRoute'];

/** Kinds of others that lead calls from outside to Services. */
export const FOREIGN_ROUTES = [
  'Route.route.openshift.io',
  'IngressRoute.traefik.io',
  'IngressRouteTCP.traefik.io',
  'IngressRouteUDP.traefik.io',
  'HTTPProxy.projectcontour.io',
  'VirtualService.networking.istio.io',
];
/** Their fields with Services. */
const SERVICES = /\.(?:to|alternateBackends|services|destination)(?:\[\d+\])?$/;
const MAX_DEPTH = 16;

/** Many routes and Services lead to the same pods. */
const KNOWN = new WeakMap<readonly Subject[], RouteBackend['leadsTo']>();

/** What a route leads to. */
export interface RouteBackend {
  /** The index of its rule. */
  readonly rule: number;
  readonly field: string;
  readonly kind: string;
  readonly name: string;
  readonly leadsTo: 'server' | 'gateway' | 'agentgateway' | 'other';
}

/** Where a route or an Ingress leads. */
export function backendsOf(subject: Subject, app: AppIndex): RouteBackend[] {
  if (subject.kind === 'Ingress') {
    return ingressBackends(subject, app);
  }
  return FOREIGN_ROUTES.includes(subject.kind)
    ? foreignBackends(subject, app, { field: 'spec', value: subject.manifest.spec, depth: 0 })
    : routeBackends(subject, app);
}

/** A part of an object of others. */
interface Place {
  readonly field: string;
  readonly value: unknown;
  readonly depth: number;
}

/** A Service is named, or a host whose first labels are its name and namespace. */
function foreignBackends(subject: Subject, app: AppIndex, { field, value, depth }: Place): RouteBackend[] {
  if (depth > MAX_DEPTH) {
    return [];
  }
  const inner = Array.isArray(value)
    ? value.map((item, i): [string, unknown] => [`${field}[${i}]`, item])
    : Object.entries(asObject(value)).map(([key, item]): [string, unknown] => [`${field}.${key}`, item]);
  const isService = SERVICES.test(field);
  const [name = '', namespace = subject.namespace] = (
    asString(getPath(value, 'name')) ??
    asString(getPath(value, 'host')) ??
    ''
  ).split('.');
  const found = isService && name !== '' ? [{ name, namespace }] : [];
  return [
    ...found.map(service => ({
      rule: 0,
      field,
      kind: 'Service',
      name: service.name,
      leadsTo: destination(app, service.namespace, 'Service', service.name),
    })),
    ...inner.flatMap(([at, item]) => foreignBackends(subject, app, { field: at, value: item, depth: depth + 1 })),
  ];
}

function routeBackends(subject: Subject, app: AppIndex): RouteBackend[] {
  return asArray(getPath(subject.manifest, 'spec', 'rules')).flatMap((rule, i) =>
    asArray(getPath(rule, 'backendRefs')).map((reference, k) => {
      const [kind, name] = [referredKind(reference, 'Service'), asString(getPath(reference, 'name')) ?? ''];
      const namespace = asString(getPath(reference, 'namespace')) ?? subject.namespace;
      const field = `spec.rules[${i}].backendRefs[${k}]`;
      return { rule: i, field, kind, name, leadsTo: destination(app, namespace, kind, name) };
    }),
  );
}

function ingressBackends({ manifest, namespace }: Subject, app: AppIndex): RouteBackend[] {
  const service = (rule: number, field: string, backend: unknown): RouteBackend => {
    const name = asString(getPath(backend, 'service', 'name')) ?? '';
    return { rule, field, kind: 'Service', name, leadsTo: destination(app, namespace, 'Service', name) };
  };
  const fallback = getPath(manifest, 'spec', 'defaultBackend');
  const others = asArray(getPath(manifest, 'spec', 'rules')).flatMap((rule, i) =>
    asArray(getPath(rule, 'http', 'paths')).map((path, k) =>
      service(i, `spec.rules[${i}].http.paths[${k}].backend`, getPath(path, 'backend')),
    ),
  );
  return fallback === undefined ? others : [service(-1, 'spec.defaultBackend', fallback), ...others];
}

function destination(
  app: AppIndex,
  namespace: string | undefined,
  kind: string,
  name: string,
): RouteBackend['leadsTo'] {
  if (kind === 'AgentgatewayBackend') {
    return 'agentgateway';
  }
  const service = kind === 'Service' ? app.find(namespace, 'Service', name) : undefined;
  const selector = getPath(service?.manifest, 'spec', 'selector');
  const workloads = app.selectedBy(namespace, { matchLabels: selector });
  const leadsTo = KNOWN.get(workloads) ?? meaningOf(workloads);
  KNOWN.set(workloads, leadsTo);
  return leadsTo;
}

function meaningOf(workloads: readonly Subject[]): RouteBackend['leadsTo'] {
  if (workloads.some(workload => isOfGateway(workload) || workload.pod?.labels[GATEWAY_LABEL] !== undefined)) {
    return 'gateway';
  }
  return workloads.some(isOpenServer) ? 'server' : 'other';
}

/** A server that asks callers for a credential itself may be called without a gateway. */
function isOpenServer(subject: Subject): boolean {
  return subject.pod?.labels[SERVER_LABEL] !== undefined && notesOf(subject)[SERVER_AUTH_ANNOTATION] === undefined;
}
