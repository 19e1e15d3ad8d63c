import { AppIndex } from './app-index';
import { FOREIGN_ROUTES, foreignBackends } from './foreign-routes';
import { asArray, asString, getPath } from './json';
import { referredKind } from './references';
import { RouteBackend, leadsTo } from './route-destination';
import { Subject } from './subject';

/** Kinds of the Gateway API that lead to backends. */
export const ROUTES = ['HTTPRoute', 'GRPCRoute', 'TCPRoute', 'TLSRoute', 'UDPRoute'];

/** Where a route or an Ingress leads. */
export function backendsOf(subject: Subject, app: AppIndex): RouteBackend[] {
  if (subject.kind === 'Ingress') {
    return ingressBackends(subject, app);
  }
  return FOREIGN_ROUTES.includes(subject.kind) ? foreignBackends(subject, app) : routeBackends(subject, app);
}

function routeBackends(subject: Subject, app: AppIndex): RouteBackend[] {
  return asArray(getPath(subject.manifest, 'spec', 'rules')).flatMap((rule, i) =>
    asArray(getPath(rule, 'backendRefs')).map((reference, k) => {
      const otherwise = subject.kind === 'AIGatewayRoute' ? 'AIServiceBackend' : 'Service';
      const [kind, name] = [referredKind(reference, otherwise), asString(getPath(reference, 'name')) ?? ''];
      const namespace = asString(getPath(reference, 'namespace')) ?? subject.namespace;
      const field = `spec.rules[${i}].backendRefs[${k}]`;
      return { rule: i, field, kind, name, namespace, leadsTo: leadsTo(app, { namespace, kind, name }) };
    }),
  );
}

function ingressBackends({ manifest, namespace }: Subject, app: AppIndex): RouteBackend[] {
  const service = (rule: number, field: string, backend: unknown): RouteBackend => {
    const name = asString(getPath(backend, 'service', 'name')) ?? '';
    return {
      rule,
      field,
      kind: 'Service',
      name,
      namespace,
      leadsTo: leadsTo(app, { namespace, kind: 'Service', name }),
    };
  };
  const fallback = getPath(manifest, 'spec', 'defaultBackend');
  const others = asArray(getPath(manifest, 'spec', 'rules')).flatMap((rule, i) =>
    asArray(getPath(rule, 'http', 'paths')).map((path, k) =>
      service(i, `spec.rules[${i}].http.paths[${k}].backend`, getPath(path, 'backend')),
    ),
  );
  return fallback === undefined ? others : [service(-1, 'spec.defaultBackend', fallback), ...others];
}
