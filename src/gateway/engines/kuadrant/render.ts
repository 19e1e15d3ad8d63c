import { AuthPolicyBody, RouteRef, ServerRegistrationBody } from './crds';
import { predicatesOf } from './predicates';
import { KuadrantServer, KuadrantSpec } from './resolve';
import { GatewayAuthKind } from '../../settings/auth-options';
import { ToolRule } from '../../settings/tool-rule';
import { HttpRouteBody } from '../crds-gateway-api';
import { RouteParent, exactly, parentRef, serviceRef } from '../render-exposure';
import { METADATA_PATH } from '../terms';

/** The one way to a server, which the router takes for calls of its tools. */
export function renderRoute(
  { hostname, service, path }: KuadrantServer,
  parent: RouteParent,
  namespace: string,
): HttpRouteBody {
  return {
    parentRefs: [parentRef(parent)],
    hostnames: [hostname],
    rules: [
      {
        matches: exactly([path]),
        filters: [
          // after the policy has read them
          { type: 'RequestHeaderModifier', requestHeaderModifier: { remove: ['authorization', 'cookie'] } },
          // servers that check Host know the name of their Service
          { type: 'URLRewrite', urlRewrite: { hostname: service.name } },
        ],
        backendRefs: [
          serviceRef({
            name: service.name,
            port: service.port,
            namespace: service.namespace === namespace ? undefined : service.namespace,
          }),
        ],
        // no end: a stream lives as long as client and server want it to
        timeouts: { request: '0s' },
      },
    ],
  };
}

export function renderRegistration({ prefix, path, objectName }: KuadrantServer): ServerRegistrationBody {
  return { prefix: `${prefix}_`, path, targetRef: routeRef(objectName) };
}

/** Who may use what of a server. */
export function renderAuthPolicy(
  server: KuadrantServer,
  { auth, jwksUrl, url, mcpPath, parent }: KuadrantSpec,
  rules: readonly ToolRule[],
): AuthPolicyBody {
  const predicates = predicatesOf(server, auth, rules, `${url}${mcpPath}`);
  const metadata = `https://${parent.hostname}${METADATA_PATH}${mcpPath}`;
  return {
    targetRef: routeRef(server.objectName),
    rules: {
      authentication: jwksUrl === undefined ? { anonymous: { anonymous: {} } } : { token: { jwt: { jwksUrl } } },
      authorization: {
        mcp: { patternMatching: { patterns: predicates.map(predicate => ({ predicate })) } },
      },
      response:
        auth.kind === GatewayAuthKind.OAUTH
          ? {
              unauthenticated: {
                headers: { 'WWW-Authenticate': { value: `Bearer resource_metadata="${metadata}"` } },
              },
            }
          : undefined,
    },
  };
}

function routeRef(name: string): RouteRef {
  return { group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', name };
}
