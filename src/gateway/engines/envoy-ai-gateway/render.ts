import { McpAuthorizationRule, McpBackendRef, McpRouteBody } from './crds';
import { McpRouteOAuth, McpRouteServer, McpRouteSpec } from './resolve';
import { resourceMetadata } from '../terms';

/** The MCPRoute of Envoy AI Gateway, which is the whole gateway. */
export function renderMcpRoute({ parent, url, path, oauth, rules, servers }: McpRouteSpec): McpRouteBody {
  return {
    parentRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: parent.name }],
    hostnames: [parent.hostname],
    path,
    backendRefs: servers().map(renderServer),
    securityPolicy: oauth && renderOAuth(oauth, `${url}${path}`, rules()),
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

function renderOAuth(
  { rule, jwks }: McpRouteOAuth,
  url: string,
  rules: readonly McpAuthorizationRule[],
): McpRouteBody['securityPolicy'] {
  const { bearerMethodsSupported: _, ...metadata } = resourceMetadata(rule, url);
  return {
    oauth: {
      issuer: rule.issuer,
      audiences: [rule.audience ?? url],
      jwks,
      protectedResourceMetadata: { resource: url, ...metadata },
    },
    authorization: { defaultAction: 'Deny', rules },
  };
}
