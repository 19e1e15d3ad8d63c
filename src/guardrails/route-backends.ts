import { AppIndex } from './app-index';
import { isOfGateway } from './gateway-pods';
import { asArray, asString, getPath } from './json';
import { referredKind } from './references';
import { Subject } from './subject';
import { GATEWAY_LABEL, SERVER_AUTH_ANNOTATION, SERVER_LABEL } from '../foundation/labels';

/** Kinds of the Gateway API that lead to backends. */
export const ROUTES = ['HTTPRoute', 'GRPCRoute', 'TCPRoute', 'TLSRoute', 'UDPRoute'];

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
  return subject.kind === 'Ingress' ? ingressBackends(subject, app) : routeBackends(subject, app);
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
  if (workloads.some(workload => isOfGateway(workload) || workload.pod?.labels[GATEWAY_LABEL] !== undefined)) {
    return 'gateway';
  }
  return workloads.some(isOpenServer) ? 'server' : 'other';
}

/** A server that asks callers for a credential itself may be called without a gateway. */
function isOpenServer({ manifest, pod }: Subject): boolean {
  return (
    pod?.labels[SERVER_LABEL] !== undefined &&
    getPath(manifest, 'metadata', 'annotations', SERVER_AUTH_ANNOTATION) === undefined
  );
}
