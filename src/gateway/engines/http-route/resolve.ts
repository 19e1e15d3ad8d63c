import { Issues } from '../../../foundation/issues';
import { PlatformSpec } from '../../../platform/resolve';
import { HttpTransport } from '../../../protocol/http-transport';
import { GatewayAuthKind } from '../../settings/auth-options';
import { GatewayRoute, GatewayTarget, IGatewayBinding } from '../engine';
import { checkStandaloneFeatures, checkTimings, checkExternalDataPlane, refuseWhen } from '../external-data-plane';
import { ParentSpec, ServiceRef, serviceOf } from '../parent-gateway';

const UNREAD = 'an HTTPRoute does not read MCP';

/** A server with an HTTPRoute of its own. */
export interface RoutedServer {
  readonly prefix: string;
  /** The name of its HTTPRoute. */
  readonly objectName: string;
  readonly hostname: string;
  /** The path that clients know. */
  readonly path: string;
  readonly service: ServiceRef;
  /** The path of the server itself. */
  readonly servedPath: string;
}

/** Routes of the Gateway API, one for each server. */
export interface HttpRouteSpec {
  /** Checks a server; returns its route. */
  readonly addTarget: (issues: Issues, target: GatewayTarget) => RoutedServer;
}

export function resolveHttpRoutes(
  binding: IGatewayBinding,
  parent: ParentSpec,
  path: string,
  platform: PlatformSpec,
): HttpRouteSpec {
  const issues = new Issues(path);
  const { name, auth, rules, timings, rateLimit, cors } = binding;
  checkExternalDataPlane(issues, binding, parent, platform);
  checkTimings(issues, timings, [], 'an HTTPRoute: it would interrupt streams');
  refuseWhen(
    issues,
    binding.routes.some(({ federated }) => federated),
    {
      prop: 'routes',
      problem: 'must be GatewayRoutes.pathPerServer() or .hostPerServer(…): an HTTPRoute cannot federate servers',
    },
  );
  refuseWhen(issues, auth.kind !== GatewayAuthKind.ANONYMOUS, {
    prop: 'auth',
    problem: `cannot be ${auth.kind}: an HTTPRoute does not authenticate callers`,
    fix:
      'GatewayAuth.anonymous(reason) if the servers or the Gateway authenticate callers, or ' +
      'AgentgatewayEngine.standalone()',
  });
  refuseWhen(issues, rules.length > 0, { prop: 'authorization', problem: `cannot be enforced: ${UNREAD}` });
  refuseWhen(issues, rateLimit !== undefined, { prop: 'rateLimit', problem: 'cannot be set in an HTTPRoute' });
  refuseWhen(issues, cors !== undefined, {
    prop: 'cors',
    problem: 'cannot be set in an HTTPRoute with core features',
  });
  issues.throwIfAny();
  return {
    addTarget: (found, { prefix, endpoint, address, tools }) => {
      checkStandaloneFeatures(found, endpoint);
      refuseWhen(found, tools.length > 0, { prop: 'tools', problem: `cannot be enforced: ${UNREAD}` });
      refuseWhen(found, endpoint.serverAuth !== undefined, {
        prop: 'serverAuth',
        problem: 'cannot be sent: an HTTPRoute cannot read a Secret',
      });
      refuseWhen(found, Object.keys(endpoint.headers ?? {}).length > 0, {
        prop: 'headers',
        problem: 'cannot be sent: an HTTPRoute cannot read a Secret',
      });
      refuseWhen(found, address.transport === HttpTransport.SSE, {
        prop: 'server',
        problem: 'uses HTTP+SSE, whose second endpoint is not covered by a route with one path',
        fix: 'a server that speaks Streamable HTTP, or AgentgatewayEngine.standalone()',
      });
      const service = serviceOf(found, endpoint);
      found.throwIfAny();
      // routes without addresses of their own were refused
      const route = binding.ownRoute(prefix) as GatewayRoute;
      return {
        prefix,
        objectName: `${name}-${route.name}`,
        hostname: route.hostname ?? parent.hostname,
        path: route.path,
        service,
        servedPath: address.path,
      };
    },
  };
}
