import { GatewayAuthRule } from '../../settings/auth-rules';
import { HttpRouteBody } from '../crds-gateway-api';
import { exactly, parentRef, RouteParent, serviceRef } from '../render-exposure';
import { answeredPaths, removedHeaders } from '../terms';
import { RoutedServer } from './resolve';

/** One address that leads to one server. */
export function renderServerRoute(
  server: RoutedServer,
  auth: GatewayAuthRule,
  parent: RouteParent,
  namespace: string,
): HttpRouteBody {
  const { hostname, path, service, servedPath } = server;
  return {
    parentRefs: [parentRef(parent)],
    hostnames: [hostname],
    rules: [
      {
        matches: exactly(answeredPaths(path, auth)),
        filters: [
          { type: 'RequestHeaderModifier', requestHeaderModifier: { remove: removedHeaders(auth) } },
          // servers that check Host know the name of their Service
          {
            type: 'URLRewrite',
            urlRewrite: { hostname: service.name, path: { type: 'ReplaceFullPath', replaceFullPath: servedPath } },
          },
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
