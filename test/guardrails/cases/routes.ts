import { ApiObject, Chart } from 'cdk8s';
import { Mutant, Mutants, byHand, edit } from './mutant';
import {
  AgentgatewayEngine,
  Callers,
  EnvoyAiGatewayEngine,
  Exposure,
  GatewayAuth,
  GatewayRoutes,
  IGatewayEngine,
  IngressController,
  Jwks,
  KuadrantEngine,
  McpGateway,
  McpGatewayProps,
  McpServer,
  SecretSource,
  SecretStore,
  ToolPolicy,
} from '../../../src';
import { Manifest } from '../../util/app';

const FROM = [Callers.pods({ namespace: 'gateways', labels: { app: 'envoy' } })];
const PARENT = { gatewayName: 'public', hostname: 'mcp.example.com' };
const OAUTH = GatewayAuth.oauth({ issuer: 'https://idp.example.com', jwks: Jwks.fromConfigMap('idp', 'jwks') });
const KEYS = GatewayAuth.apiKeys({ ci: 'a'.repeat(64) });
const ROUTE_API = 'gateway.networking.k8s.io/v1';

/** Gateways whose objects are changed: their own pods, a controller, Envoy. */
const STANDALONE: Partial<McpGatewayProps> = {
  exposure: Exposure.httpRoute({ hostname: 'mcp.example.com', parentName: 'public', from: FROM }),
};
const AT_GATEWAYS = Exposure.httpRoute({
  hostname: 'mcp.example.com',
  parentName: 'public',
  parentNamespace: 'gateways',
  from: FROM,
});
const INGRESS = Exposure.ingress({
  hostname: 'mcp.example.com',
  className: 'haproxy',
  tlsSecretName: 'mcp-tls',
  controller: IngressController.HAPROXY,
  from: FROM,
});
const CONTROLLER = engine(AgentgatewayEngine.controller({ ...PARENT, gatewayNamespace: 'gateways' }));
const ENVOY = { ...engine(new EnvoyAiGatewayEngine({ ...PARENT, gatewayNamespace: 'mcp-tools' })), auth: OAUTH };
const KUADRANT = {
  ...engine(
    new KuadrantEngine({
      ...PARENT,
      gatewayNamespace: 'gateways',
      serverDomain: 'mcp.local',
      broker: Callers.namespace('mcp-system'),
    }),
  ),
  auth: GatewayAuth.oauth({
    issuer: 'https://idp.example.com',
    jwks: Jwks.fromUrl('https://idp.example.com/jwks'),
  }),
};

function engine(of: IGatewayEngine): Partial<McpGatewayProps> {
  return { engine: of };
}

function gatewayOf(subject: McpServer, props: Partial<McpGatewayProps>): McpGateway {
  return new McpGateway(Chart.of(subject), 'gateway', { servers: [subject], auth: KEYS, ...props });
}

interface Place {
  readonly title: string;
  readonly of: Partial<McpGatewayProps>;
  readonly id: string;
  readonly field: string;
}

/** A patch of an object of a gateway. */
function patched({ title, of, id, field }: Place, change: (spec: Manifest) => void): Mutant {
  return {
    title,
    field,
    path: `test/gateway/${id}`,
    props: { tools: ToolPolicy.allow('read') },
    breaks: subject => {
      const object = gatewayOf(subject, of)
        .node.findAll()
        .find(({ node }) => node.id === id);
      edit(ApiObject.of(object ?? subject), ({ spec }) => change(spec));
    },
  };
}

const inRoute = (title: string, field: string, change: (rule: Manifest, spec: Manifest) => void): Mutant =>
  patched({ title, of: STANDALONE, id: 'HTTPRoute', field: `spec.rules[0]${field === '' ? '' : '.'}${field}` }, spec =>
    change(spec.rules[0], spec),
  );
const withFilter = (title: string, field: string, filter: Manifest): Mutant =>
  inRoute(title, `filters[0].${field}`, rule => {
    rule.filters = [filter];
  });
const inPolicy = (title: string, field: string, change: (traffic: Manifest) => void): Mutant =>
  patched({ title, of: CONTROLLER, id: 'AgentgatewayPolicy-mcp', field: `spec.traffic.${field}` }, ({ traffic }) =>
    change(traffic),
  );
const inMcpRoute = (title: string, field: string, change: (spec: Manifest) => void): Mutant =>
  patched({ title, of: ENVOY, id: 'MCPRoute', field: `spec.${field}` }, change);
const inAuthPolicy = (title: string, field: string, change: (rules: Manifest, spec: Manifest) => void): Mutant =>
  patched({ title, of: KUADRANT, id: 'AuthPolicy-tool', field: `spec.${field}` }, spec => change(spec.rules, spec));

/** A route by hand to a backend of a gateway. */
function routeTo(kind: string, backend: Manifest, others: (subject: McpServer) => void = () => undefined): Mutant {
  return {
    title: `a ${kind} to ${String(backend.kind ?? 'a server')} past the gateway`,
    field: 'spec.rules[0].backendRefs[0]',
    path: 'test/by-hand',
    breaks: subject => {
      others(subject);
      byHand(subject, {
        apiVersion: ROUTE_API,
        kind,
        metadata: { name: 'by-hand' },
        spec: { hostnames: ['open.example.com'], rules: [{ backendRefs: [backend] }] },
      });
    },
  };
}

const emptyPolicy =
  (kind: string) =>
  (subject: McpServer): void => {
    byHand(
      subject,
      {
        apiVersion: 'agentgateway.dev/v1alpha1',
        kind: 'AgentgatewayPolicy',
        metadata: { name: 'empty' },
        spec: { targetRefs: [{ group: 'gateway.networking.k8s.io', kind, name: 'by-hand' }], traffic: {} },
      },
      'empty',
    );
  };
const HOST = 'tool.mcp-tools.svc.cluster.local';

function next(apiVersion: string, kind: string, spec: Manifest): Manifest {
  return { apiVersion, kind, metadata: { name: 'next' }, spec };
}

function gatewayNamed(subject: McpServer, id: string, props: Partial<McpGatewayProps>): McpGateway {
  return new McpGateway(Chart.of(subject), id, { servers: [subject], auth: KEYS, ...props });
}

function conflict(title: string, field: string, breaks: (subject: McpServer) => void): Mutant {
  const kinds = { 'spec.rules[0]': 'HTTPRoute' }[field] ?? 'Ingress';
  return { title, field, path: `test/two/${title.includes('controller') ? 'HTTPRoute-mcp' : kinds}`, breaks };
}

function routeByHand(of: { hostnames: string[]; path: string; backend: string; type?: string }): Manifest {
  const matches = [{ path: { type: of.type ?? 'PathPrefix', value: of.path } }];
  return {
    apiVersion: ROUTE_API,
    kind: 'HTTPRoute',
    metadata: { name: 'by-hand' },
    spec: { hostnames: of.hostnames, rules: [{ matches, backendRefs: [{ name: of.backend, port: 8080 }] }] },
  };
}

function ingressByHand(of: { host: string; path: string; pathType: string; backend: string }): Manifest {
  const backend = { service: { name: of.backend, port: { number: 8080 } } };
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name: 'by-hand' },
    spec: {
      tls: [{ hosts: [of.host], secretName: 'tls' }],
      rules: [{ host: of.host, http: { paths: [{ path: of.path, pathType: of.pathType, backend }] } }],
    },
  };
}

const BACKEND = { group: 'agentgateway.dev', kind: 'AgentgatewayBackend', name: 'tools' };

/** Routes that lead to tools without asking for anything. */
export const OPEN_ROUTES: readonly Mutant[] = [
  ...['HTTPRoute', 'GRPCRoute', 'TCPRoute', 'TLSRoute', 'UDPRoute'].flatMap(kind => [
    routeTo(kind, { name: 'tool', port: 8080 }),
    routeTo(kind, BACKEND, emptyPolicy(kind)),
  ]),
  routeTo('HTTPRoute', { group: 'multicluster.x-k8s.io', kind: 'ServiceImport', name: 'tool' }),
  routeTo('HTTPRoute', { group: 'networking.istio.io', kind: 'Hostname', name: 'tool.mcp-tools.svc.cluster.local' }),
  routeTo('HTTPRoute', { group: 'gateway.envoyproxy.io', kind: 'Backend', name: 'next' }, subject =>
    byHand(
      subject,
      next('gateway.envoyproxy.io/v1alpha1', 'Backend', { endpoints: [{ fqdn: { hostname: HOST } }] }),
      'next',
    ),
  ),
  routeTo('HTTPRoute', { group: 'gateway.kgateway.dev', kind: 'Backend', name: 'next' }, subject =>
    byHand(subject, next('gateway.kgateway.dev/v1alpha1', 'Backend', { static: { hosts: [{ host: HOST }] } }), 'next'),
  ),
  routeTo('HTTPRoute', { name: 'next' }, subject =>
    byHand(subject, next('v1', 'Service', { type: 'ExternalName', externalName: HOST }), 'next'),
  ),
  routeTo('HTTPRoute', { name: 'next', port: 8080 }, subject => {
    gatewayOf(subject, STANDALONE);
    byHand(subject, next('v1', 'Service', { selector: { 'app.kubernetes.io/part-of': 'mcp' } }), 'next');
  }),
  {
    title: 'an AIGatewayRoute to a server past the gateway',
    field: 'spec.rules[0].backendRefs[0]',
    path: 'test/by-hand',
    breaks: subject => {
      const apiVersion = 'aigateway.envoyproxy.io/v1alpha1';
      byHand(subject, next(apiVersion, 'AIServiceBackend', { backendRef: { name: 'tool', kind: 'Service' } }), 'next');
      byHand(subject, {
        apiVersion,
        kind: 'AIGatewayRoute',
        metadata: { name: 'by-hand' },
        spec: { rules: [{ backendRefs: [{ name: 'next' }] }] },
      });
    },
  },
  {
    title: 'an Ingress to a server past the gateway',
    field: 'spec.rules[0].http.paths[0].backend',
    path: 'test/by-hand',
    breaks: subject =>
      byHand(subject, {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'Ingress',
        metadata: { name: 'by-hand' },
        spec: {
          tls: [{ hosts: ['open.example.com'], secretName: 'tls' }],
          rules: [
            { host: 'open.example.com', http: { paths: [{ backend: { service: { name: 'tool', port: {} } } }] } },
          ],
        },
      }),
  },
  ...(
    [
      ['route.openshift.io/v1', 'Route', 'to', { to: { kind: 'Service', name: 'tool' } }],
      ['traefik.io/v1alpha1', 'IngressRoute', 'routes[0].services[0]', { routes: [{ services: [{ name: 'tool' }] }] }],
      ['projectcontour.io/v1', 'HTTPProxy', 'routes[0].services[0]', { routes: [{ services: [{ name: 'tool' }] }] }],
      [
        'networking.istio.io/v1',
        'VirtualService',
        'http[0].route[0].destination',
        { http: [{ route: [{ destination: { host: 'tool.mcp-tools.svc.cluster.local' } }] }] },
      ],
      [
        'networking.istio.io/v1',
        'VirtualService',
        'http[0].mirrors[0].destination',
        { http: [{ mirrors: [{ destination: { host: 'tool' } }] }] },
      ],
      ['networking.istio.io/v1', 'VirtualService', 'http[0].mirror', { http: [{ mirror: { host: 'tool' } }] }],
      [
        'networking.istio.io/v1',
        'ServiceEntry',
        'endpoints[0].address',
        { hosts: ['x.example.com'], endpoints: [{ address: 'tool.mcp-tools.svc.cluster.local' }] },
      ],
      ['k8s.nginx.org/v1', 'VirtualServer', 'upstreams[0].service', { upstreams: [{ name: 'a', service: 'tool' }] }],
      ['k8s.nginx.org/v1', 'VirtualServerRoute', 'upstreams[0].service', { upstreams: [{ service: 'tool' }] }],
      ['getambassador.io/v3alpha1', 'Mapping', 'service', { service: 'http://tool.mcp-tools:8080' }],
      [
        'apisix.apache.org/v2',
        'ApisixRoute',
        'http[0].backends[0]',
        { http: [{ backends: [{ serviceName: 'tool', servicePort: 8080 }] }] },
      ],
      [
        'traefik.containo.us/v1alpha1',
        'IngressRoute',
        'routes[0].services[0]',
        { routes: [{ services: [{ name: 'tool', namespace: 'mcp-tools' }] }] },
      ],
      ['traefik.io/v1alpha1', 'TraefikService', 'mirroring', { mirroring: { name: 'tool', mirrors: [] } }],
      [
        'traefik.io/v1alpha1',
        'TraefikService',
        'mirroring.mirrors[0]',
        { mirroring: { name: 'other', mirrors: [{ name: 'tool' }] } },
      ],
      ['traefik.io/v1alpha1', 'TraefikService', 'weighted.services[0]', { weighted: { services: [{ name: 'tool' }] } }],
      [
        'configuration.konghq.com/v1beta1',
        'TCPIngress',
        'rules[0].backend',
        { rules: [{ backend: { serviceName: 'tool' } }] },
      ],
      [
        'gateway.solo.io/v1',
        'VirtualService',
        'virtualHost.routes[0].routeAction.single.kube.ref',
        {
          virtualHost: {
            routes: [{ routeAction: { single: { kube: { ref: { name: 'tool', namespace: 'mcp-tools' } } } } }],
          },
        },
      ],
      [
        'zalando.org/v1',
        'RouteGroup',
        'backends[0]',
        { backends: [{ name: 'a', type: 'service', serviceName: 'tool' }] },
      ],
      ['http.keda.sh/v1alpha1', 'HTTPScaledObject', 'scaleTargetRef.service', { scaleTargetRef: { service: 'tool' } }],
      [
        'http.keda.sh/v1alpha1',
        'HTTPScaledObject',
        'coldStartTimeoutFailoverRef.service',
        { scaleTargetRef: { service: 'other' }, coldStartTimeoutFailoverRef: { service: 'tool' } },
      ],
      [
        'http.keda.sh/v1beta1',
        'InterceptorRoute',
        'target.service',
        { target: { service: 'tool', port: 8080 }, rules: [{ hosts: ['*', '*.example.com', 'open.example.com'] }] },
      ],
      ['http.keda.sh/v1', 'InterceptorRoute', 'target.service', { target: { service: 'tool', portName: 'mcp' } }],
      [
        'http.keda.sh/v1beta1',
        'InterceptorRoute',
        'coldStart.fallback.service',
        { target: { service: 'other' }, coldStart: { fallback: { service: { name: 'tool', port: 8080 } } } },
      ],
    ] as const
  ).map(([apiVersion, kind, field, spec]): Mutant => ({
    title: `${apiVersion} ${kind}: ${field} of others to a server past the gateway`,
    field: `spec.${field}`,
    path: 'test/by-hand',
    breaks: subject => byHand(subject, { apiVersion, kind, metadata: { name: 'by-hand' }, spec }),
  })),
  patched(
    {
      title: 'a rule of a controller past the backend',
      of: CONTROLLER,
      id: 'HTTPRoute-mcp',
      field: 'spec.rules[1].backendRefs[0]',
    },
    ({ rules }) => {
      rules.push({ backendRefs: [{ name: 'tool', port: 8080 }] });
    },
  ),
  inMcpRoute('an MCPRoute that asks for nothing', 'securityPolicy', spec => {
    delete spec.securityPolicy;
  }),
];

/** A route to another Service that has a host of the gateway to itself. */
function hostTaker(kind: string, hostnames: string[] | undefined, parents: string[] = []): Mutant {
  return {
    title: `a ${kind} for ${hostnames?.join(' and ') ?? 'every host'} at ${parents.join(' and ') || 'no Gateway'}`,
    field: 'spec.rules[0] takes calls for mcp.example.com,',
    path: 'test/by-hand',
    breaks: subject => {
      gatewayOf(subject, STANDALONE);
      byHand(subject, hostRoute(kind, hostnames, parents));
    },
  };
}

export function hostRoute(kind: string, hostnames: string[] | undefined, parents: readonly string[]): Manifest {
  return {
    apiVersion: kind === 'TLSRoute' ? 'gateway.networking.k8s.io/v1alpha3' : ROUTE_API,
    kind,
    metadata: { name: 'by-hand' },
    spec: {
      hostnames,
      parentRefs: parents.map(name => ({ name })),
      rules: [{ backendRefs: [{ name: 'evil', port: 80 }] }],
    },
  };
}

export const ROUTES: Mutants = {
  'route-shadow': [
    inRoute('a redirect for the path of the gateway', '', ({ matches }, { rules }) => {
      const redirect = { type: 'RequestRedirect', requestRedirect: { hostname: 'evil.example.com' } };
      rules.unshift({ matches, filters: [redirect] });
    }),
    inRoute('a rule with headers for the path of the gateway', '', ({ matches: [{ path }] }, { rules }) => {
      rules.unshift({ matches: [{ path, headers: [{ name: 'a', value: 'b' }] }], backendRefs: [{ name: 'evil' }] });
    }),
    {
      title: 'another route for the path of the gateway',
      field: 'spec.rules[0]',
      path: 'test/by-hand',
      breaks: subject => {
        const gateway = gatewayOf(subject, STANDALONE);
        const route = ApiObject.of(gateway.node.findAll().find(({ node }) => node.id === 'HTTPRoute') ?? gateway);
        const { hostnames, rules } = route.toJson().spec;
        byHand(subject, {
          apiVersion: ROUTE_API,
          kind: 'HTTPRoute',
          metadata: { name: 'by-hand' },
          spec: { hostnames, rules: [{ matches: rules[0].matches, backendRefs: [{ name: 'evil', port: 80 }] }] },
        });
      },
    },
    ...['mcp.example.com', 'MCP.Example.com', 'mcp.example.com.'].flatMap((host): Mutant[] => [
      {
        title: `another route for ${host}`,
        field: 'spec.rules[0]',
        path: 'test/by-hand',
        breaks: subject => {
          gatewayOf(subject, STANDALONE);
          byHand(subject, routeByHand({ hostnames: [host], path: '/mcp', backend: 'evil', type: 'Exact' }));
        },
      },
      {
        title: `an Ingress for ${host}`,
        field: 'spec.rules[0].http.paths[0]',
        path: 'test/by-hand',
        breaks: subject => {
          gatewayOf(subject, STANDALONE);
          byHand(subject, ingressByHand({ host, path: '/mcp', pathType: 'Exact', backend: 'evil' }));
        },
      },
    ]),
    ...[
      hostTaker('GRPCRoute', ['mcp.example.com']),
      hostTaker('GRPCRoute', ['other.example.com', 'mcp.example.com']),
      hostTaker('GRPCRoute', ['*.example.com'], ['public']),
      hostTaker('GRPCRoute', ['*.com'], ['other', 'public']),
      hostTaker('GRPCRoute', undefined, ['public']),
      hostTaker('TLSRoute', ['mcp.example.com']),
      hostTaker('TLSRoute', ['*.example.com'], ['public']),
    ],
  ],

  'route-conflict': [
    conflict('two gateways with one address', 'spec.rules[0]', scope => {
      gatewayNamed(scope, 'one', STANDALONE);
      gatewayNamed(scope, 'two', STANDALONE);
    }),
    conflict('an Ingress and a route with one address', 'spec.rules[0].http.paths[0]', scope => {
      gatewayNamed(scope, 'one', STANDALONE);
      gatewayNamed(scope, 'two', { exposure: INGRESS });
    }),
    conflict('a gateway at a controller and one with pods of its own', 'spec.rules[0]', scope => {
      gatewayNamed(scope, 'one', { exposure: AT_GATEWAYS });
      gatewayNamed(scope, 'two', CONTROLLER);
    }),
    {
      title: 'a prefix by hand to another gateway',
      field: 'spec.rules[0]',
      path: 'test/two/HTTPRoute',
      breaks: subject => {
        gatewayNamed(subject, 'one', {});
        gatewayNamed(subject, 'two', { ...STANDALONE, routes: GatewayRoutes.federated('/team/mcp') });
        byHand(subject, routeByHand({ hostnames: ['MCP.example.com.'], path: '/team', backend: 'one' }));
      },
    },
    {
      title: 'a wildcard by hand to another gateway',
      field: 'spec.rules[0]',
      path: 'test/two/HTTPRoute',
      breaks: subject => {
        gatewayNamed(subject, 'one', {});
        gatewayNamed(subject, 'two', STANDALONE);
        byHand(subject, routeByHand({ hostnames: ['*.example.com'], path: '/mcp', backend: 'one' }));
      },
    },
  ],

  'route-width': [
    ...[{ type: 'PathPrefix', value: '/' }, { type: 'RegularExpression', value: '/.*' }, undefined].map(
      (path): Mutant => ({
        title: `a route by hand with ${path === undefined ? 'no path' : `${path.type} ${path.value}`}`,
        field: 'spec.rules[0]',
        path: 'test/by-hand',
        breaks: subject => {
          gatewayOf(subject, {});
          byHand(subject, {
            apiVersion: ROUTE_API,
            kind: 'HTTPRoute',
            metadata: { name: 'by-hand' },
            spec: {
              hostnames: ['a.example.com'],
              rules: [{ matches: [{ path }], backendRefs: [{ name: 'gateway' }] }],
            },
          });
        },
      }),
    ),
    ...['Prefix', 'ImplementationSpecific'].map((pathType): Mutant => ({
      title: `an Ingress by hand with ${pathType}`,
      field: 'spec.rules[0].http.paths[0]',
      path: 'test/by-hand',
      breaks: subject => {
        gatewayOf(subject, {});
        byHand(subject, ingressByHand({ host: 'a.example.com', path: '/', pathType, backend: 'gateway' }));
      },
    })),
    inRoute('a patch that takes the whole host', '', rule => {
      rule.matches = [{ path: { type: 'PathPrefix', value: '/' } }];
    }),
  ],

  'gateway-extension': [
    ['networking.istio.io/v1alpha3', 'EnvoyFilter'],
    ['gateway.envoyproxy.io/v1alpha1', 'EnvoyPatchPolicy'],
    ['gateway.envoyproxy.io/v1alpha1', 'EnvoyExtensionPolicy'],
    ['extensions.istio.io/v1alpha1', 'WasmPlugin'],
  ].map(([apiVersion, kind]): Mutant => ({
    title: `an ${kind}`,
    field: 'kind',
    path: 'test/by-hand',
    breaks: subject => byHand(subject, { apiVersion, kind, metadata: { name: 'by-hand' }, spec: {} }),
  })),

  'route-filters': [
    withFilter('a mirror', 'type', {
      type: 'RequestMirror',
      requestMirror: { backendRef: { name: 'evil', port: 80 } },
    }),
    withFilter('a filter of others', 'type', { type: 'ExtensionRef', extensionRef: { kind: 'Lua', name: 'evil' } }),
    withFilter('a header that says who calls', 'requestHeaderModifier.set[0].name', {
      type: 'RequestHeaderModifier',
      requestHeaderModifier: { set: [{ name: 'Authorization', value: 'Basic x' }] },
    }),
    withFilter('a header that lets pages in', 'responseHeaderModifier.add[0].name', {
      type: 'ResponseHeaderModifier',
      responseHeaderModifier: { add: [{ name: 'Access-Control-Allow-Origin', value: '*' }] },
    }),
    withFilter('a rewrite to another host', 'urlRewrite.hostname', {
      type: 'URLRewrite',
      urlRewrite: { hostname: 'evil.example.com' },
    }),
    withFilter('a redirect to another host', 'requestRedirect.hostname', {
      type: 'RequestRedirect',
      requestRedirect: { hostname: 'evil.example.com' },
    }),
    withFilter('pages of every origin', 'cors.allowOrigins[0]', { type: 'CORS', cors: { allowOrigins: ['*'] } }),
    inRoute('a mirror of one backend', 'backendRefs[0].filters[0].type', ({ backendRefs }) => {
      backendRefs[0].filters = [{ type: 'RequestMirror' }];
    }),
    inRoute('a second backend', 'backendRefs[1]', ({ backendRefs }) => {
      backendRefs.push({ name: 'evil', port: 80 });
    }),
    patched(
      {
        title: 'a mirror at a controller',
        of: CONTROLLER,
        id: 'HTTPRoute-mcp',
        field: 'spec.rules[0].filters[0].type',
      },
      ({ rules }) => {
        rules[0].filters = [{ type: 'RequestMirror' }];
      },
    ),
  ],

  'gateway-objects': [
    inPolicy('headers that are copied to servers', 'transformation', traffic => {
      traffic.transformation = { request: { set: [{ name: 'x-token', value: 'request.headers["authorization"]' }] } };
    }),
    inPolicy('pages of every origin', 'cors.allowOrigins[0]', traffic => {
      traffic.cors = { allowOrigins: ['*'], allowCredentials: true };
    }),
    inPolicy('a mode that lets requests without credentials pass', 'apiKeyAuthentication.mode', traffic => {
      traffic.apiKeyAuthentication.mode = 'Optional';
    }),
    inPolicy('cookies that are handed on', 'headerModifiers.request.remove', traffic => {
      traffic.headerModifiers.request.remove = [];
    }),
    inPolicy('an issuer over http', 'jwtAuthentication.providers[0].issuer', traffic => {
      traffic.jwtAuthentication = { mode: 'Strict', providers: [{ issuer: 'http://idp', audiences: ['mcp'] }] };
    }),
    inPolicy('tokens for any audience', 'jwtAuthentication.providers[0].audiences', traffic => {
      traffic.jwtAuthentication = { mode: 'Strict', providers: [{ issuer: 'https://idp.example.com' }] };
    }),
    inPolicy('keys over http', 'jwtAuthentication.providers[0].jwks.remote.url', traffic => {
      traffic.jwtAuthentication = {
        mode: 'Strict',
        providers: [
          {
            issuer: 'https://idp.example.com',
            audiences: ['mcp'],
            jwks: { remote: { url: 'http://idp.example.com/' } },
          },
        ],
      };
    }),
    inPolicy('a rule that denies', 'authorization.action', traffic => {
      traffic.authorization = { action: 'Deny', policy: { matchExpressions: ['true'] } };
    }),
    patched(
      {
        title: 'a server whose certificate nobody checks',
        of: CONTROLLER,
        id: 'AgentgatewayBackend-mcp',
        field: 'spec.mcp.targets[0].static.policies.tls.insecureSkipVerify',
      },
      ({ mcp }) => {
        mcp.targets[0].static.policies.tls = { insecureSkipVerify: 'All' };
      },
    ),
    patched(
      {
        title: 'a server elsewhere without TLS',
        of: CONTROLLER,
        id: 'AgentgatewayBackend-mcp',
        field: 'spec.mcp.targets[0].static.policies.tls',
      },
      ({ mcp }) => {
        mcp.targets[0].static.host = 'evil.example.com';
      },
    ),
  ],

  'auth-policy': [
    inAuthPolicy('an AuthPolicy that asks for nothing', 'rules.authentication', rules => {
      delete rules.authentication;
    }),
    inAuthPolicy('keys of an AuthPolicy over http', 'rules.authentication.token.jwt.jwksUrl', rules => {
      rules.authentication.token.jwt.jwksUrl = 'http://idp.example.com/jwks';
    }),
    inAuthPolicy('an AuthPolicy without conditions', 'rules.authorization', rules => {
      rules.authorization = {};
    }),
    inAuthPolicy(
      'a condition that always holds',
      'rules.authorization.mcp.patternMatching.patterns[0].predicate',
      rules => {
        rules.authorization.mcp.patternMatching.patterns[0].predicate = ' true';
      },
    ),
    inAuthPolicy('calls that an AuthPolicy does not see', 'when', (_, spec) => {
      spec.when = [{ predicate: 'false' }];
    }),
    patched(
      {
        title: 'a server without its AuthPolicy',
        of: KUADRANT,
        id: 'MCPServerRegistration-tool',
        field: 'spec.targetRef.name',
      },
      spec => {
        spec.targetRef.name = 'other';
      },
    ),
    patched(
      {
        title: 'a credential of a server',
        of: KUADRANT,
        id: 'MCPServerRegistration-tool',
        field: 'spec.credentialRef',
      },
      spec => {
        spec.credentialRef = { name: 'token' };
      },
    ),
    {
      title: 'a registration of a route without an AuthPolicy',
      field: 'spec.targetRef.name',
      path: 'test/registration',
      breaks: subject => {
        byHand(subject, {
          apiVersion: ROUTE_API,
          kind: 'HTTPRoute',
          metadata: { name: 'by-hand' },
          spec: { hostnames: ['open.example.com'], rules: [{ backendRefs: [{ name: 'elsewhere', port: 1 }] }] },
        });
        byHand(
          subject,
          {
            apiVersion: 'mcp.kuadrant.io/v1',
            kind: 'MCPServerRegistration',
            metadata: { name: 'registration' },
            spec: { targetRef: { group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', name: 'by-hand' } },
          },
          'registration',
        );
      },
    },
  ],

  'mcp-route': [
    inMcpRoute('tokens that never end', 'securityPolicy.authorization', ({ securityPolicy }) => {
      delete securityPolicy.authorization;
    }),
    inMcpRoute('calls that no rule names', 'securityPolicy.authorization.defaultAction', ({ securityPolicy }) => {
      securityPolicy.authorization.defaultAction = 'Allow';
    }),
    inMcpRoute('a rule for everyone', 'securityPolicy.authorization.rules[0]', ({ securityPolicy }) => {
      securityPolicy.authorization.rules = [{ action: 'Allow' }];
    }),
    inMcpRoute('an issuer over http', 'securityPolicy.oauth.issuer', ({ securityPolicy }) => {
      securityPolicy.oauth.issuer = 'http://idp.example.com';
    }),
    inMcpRoute('tokens for any audience', 'securityPolicy.oauth.audiences', ({ securityPolicy }) => {
      securityPolicy.oauth.audiences = [];
    }),
    inMcpRoute('keys over http', 'securityPolicy.oauth.jwks.remoteJWKS.uri', ({ securityPolicy }) => {
      securityPolicy.oauth.jwks = { remoteJWKS: { uri: 'http://idp.example.com/jwks' } };
    }),
    inMcpRoute('claims that become headers', 'securityPolicy.oauth.claimToHeaders', ({ securityPolicy }) => {
      securityPolicy.oauth.claimToHeaders = [{ claim: 'sub', header: 'x-user' }];
    }),
    inMcpRoute('a credential in the open', 'backendRefs[0].securityPolicy.apiKey.inline', ({ backendRefs }) => {
      backendRefs[0].securityPolicy = { apiKey: { inline: 'x' } };
    }),
    inMcpRoute('every tool of a server', 'backendRefs[0].toolSelector', ({ backendRefs }) => {
      delete backendRefs[0].toolSelector;
    }),
  ],

  'external-secret': [
    ...(
      [
        ['every entry of a store', 'dataFrom[0].find', { dataFrom: [{ find: { name: { regexp: '.*' } } }] }],
        ['the root of a store', 'dataFrom[0].extract.key', { dataFrom: [{ extract: { key: '/' } }] }],
        ['a generator', 'dataFrom[0].sourceRef.generatorRef', { dataFrom: [{ sourceRef: { generatorRef: {} } }] }],
        ['a generator of one entry', 'data[0].sourceRef.generatorRef', { data: [{ sourceRef: { generatorRef: {} } }] }],
        ['an entry without a key', 'data[0].remoteRef.key', { data: [{ secretKey: 'a', remoteRef: {} }] }],
        [
          'a token of an account',
          'target.template.type',
          { target: { template: { type: 'kubernetes.io/service-account-token' } } },
        ],
        [
          'an account by annotation',
          'target.template.metadata.annotations.kubernetes.io/service-account.name',
          { target: { template: { metadata: { annotations: { 'kubernetes.io/service-account.name': 'x' } } } } },
        ],
        ['another object', 'target.manifest', { target: { manifest: { apiVersion: 'v1', kind: 'ConfigMap' } } }],
      ] as const
    ).map(([title, field, parts]): Mutant => ({
      title,
      field: `spec.${field}`,
      path: 'test/tool/ExternalSecret-v',
      props: { secrets: { TOKEN: SecretSource.fromStore(SecretStore.clusterStore('v'), { key: 'notes' }) } },
      breaks: ({ externalSecrets: [object] }) => edit(object, ({ spec }) => Object.assign(spec, parts)),
    })),
    {
      title: 'a Secret for every namespace',
      field: 'spec.namespaceSelectors',
      path: 'test/by-hand',
      breaks: subject =>
        byHand(subject, {
          apiVersion: 'external-secrets.io/v1',
          kind: 'ClusterExternalSecret',
          metadata: { name: 'by-hand' },
          spec: { namespaceSelectors: [{}], externalSecretSpec: {} },
        }),
    },
  ],
};
