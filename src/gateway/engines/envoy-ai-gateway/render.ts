import { McpBackendRef, McpRouteBody } from './crds';
import { McpRouteOAuth, McpRouteServer, McpRouteSpec } from './resolve';
import { resourceMetadata } from '../terms';

/** The MCPRoute of Envoy AI Gateway, which is the whole gateway. */
export function renderMcpRoute({ parent, url, path, oauth, servers }: McpRouteSpec): McpRouteBody {
  return {
    parentRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: parent.name }],
    hostnames: [parent.hostname],
    path,
    backendRefs: servers().map(renderServer),
    securityPolicy: oauth && renderOAuth(oauth, `${url}${path}`),
  };
}

function renderServer({ service, path, selector, credential }: McpRouteServer): McpBackendRef {
  return {
    group: '',
    kind: 'Service',
    name: service.name,
    port: service.port,
    path,
    toolSelector: selector,
    securityPolicy: credential && {
      apiKey: { secretRef: { group: '', kind: 'Secret', name: credential.secret }, header: credential.header },
    },
  };
}

function renderOAuth({ rule, jwks }: McpRouteOAuth, url: string): McpRouteBody['securityPolicy'] {
  const { bearerMethodsSupported: _, ...metadata } = resourceMetadata(rule, url);
  return {
    oauth: {
      issuer: rule.issuer,
      audiences: [rule.audience ?? url],
      jwks,
      protectedResourceMetadata: { resource: url, ...metadata },
    },
    authorization: {
      defaultAction: 'Deny',
      rules: [
        {
          action: 'Allow',
          // Envoy takes a token that never ends, and releases before 1.2 did not compare the issuer
          cel: 'has(request.auth.jwt.claims.exp) && has(request.auth.jwt.claims.sub)',
          source: { jwt: { claims: [{ name: 'iss', valueType: 'String', values: [rule.issuer] }] } },
        },
      ],
    },
  };
}
