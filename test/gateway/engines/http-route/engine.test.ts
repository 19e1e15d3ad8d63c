import { Duration } from 'cdk8s';
import { Construct } from 'constructs';
import {
  Cors,
  Egress,
  GatewayAuth,
  GatewayRoutes,
  HttpRouteEngine,
  HttpTransport,
  IMcpEndpoint,
  Jwks,
  McpGateway,
  McpGatewayProps,
  McpNamespace,
  McpRemoteServer,
  RateLimit,
  SecretSource,
  ServerAuth,
  Sessions,
  ToolPolicy,
  ToolRule,
} from '../../../../src/index';
import { chart, find, server, source, synth } from '../../../util/app';
import { schemaProblems } from '../../../util/schemas';
import {
  ANONYMOUS,
  DATA_PLANE,
  GATEWAY,
  Servers,
  manifestsOf,
  notes,
  ofKind,
  refusalOf,
} from '../../../util/external-data-planes';

const OWN = 'AgentgatewayEngine.standalone()';
const base = {
  auth: ANONYMOUS,
  routes: GatewayRoutes.pathPerServer(),
  engine: new HttpRouteEngine({ ...GATEWAY, dataPlane: DATA_PLANE }),
};

test('a route of its own leads to each server, with the path and the host that the server knows', () => {
  const manifests = manifestsOf(base, notes({ source: source({ path: '/v1/mcp' }) }));
  const { metadata, spec } = find(manifests, 'HTTPRoute');
  expect(metadata.name).toBe('gateway-mcp-notes');
  expect(metadata.annotations).toEqual({
    'cdk8s-mcp/auth': 'anonymous',
    'cdk8s-mcp/listener': 'name sectionName so that a plain HTTP listener does not serve it',
  });
  expect(spec).toEqual({
    parentRefs: [{ name: 'public' }],
    hostnames: ['mcp.example.com'],
    rules: [
      {
        matches: [{ path: { type: 'Exact', value: '/notes/mcp' } }],
        filters: [
          { type: 'RequestHeaderModifier', requestHeaderModifier: { remove: ['cookie', 'authorization'] } },
          {
            type: 'URLRewrite',
            urlRewrite: { hostname: 'notes', path: { type: 'ReplaceFullPath', replaceFullPath: '/v1/mcp' } },
          },
        ],
        backendRefs: [{ name: 'notes', port: 8080 }],
        timeouts: { request: '0s' },
      },
    ],
  });
  expect(ofKind(manifests, 'ReferenceGrant')).toEqual([]);
});

test('a server elsewhere grants the reference to its Service alone', () => {
  const scope = chart();
  const tools = new McpNamespace(scope, 'tools', { name: 'mcp-other' });
  const gateway = new McpGateway(scope, 'gateway', {
    ...base,
    servers: [server(scope, {}, 'notes'), server(tools, {}, 'wiki')],
  });
  const manifests = synth(scope);
  expect(schemaProblems('v1.36.0', manifests)).toEqual([]);
  expect(find(manifests, 'HTTPRoute', 'gateway-mcp-wiki').spec.rules[0].backendRefs).toEqual([
    { name: 'wiki', namespace: 'mcp-other', port: 8080 },
  ]);
  const { metadata, spec } = find(manifests, 'ReferenceGrant');
  expect([metadata.name, metadata.namespace]).toEqual(['mcp-tools-gateway-wiki', 'mcp-other']);
  expect(spec).toEqual({
    from: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace: 'mcp-tools' }],
    to: [{ group: '', kind: 'Service', name: 'wiki' }],
  });
  expect(gateway.url).toBeUndefined();
  expect(gateway.urlOf(gateway.servers[1])).toBe('https://mcp.example.com/wiki/mcp');
});

test('servers with hosts of their own', () => {
  const scope = chart();
  const gateway = new McpGateway(scope, 'gateway', { ...base, routes: GatewayRoutes.hostPerServer('mcp.example.com') });
  const [first, second] = ['notes', 'wiki'].map(id => server(scope, {}, id));
  gateway.addServer(first);
  gateway.addServer(second, { hostname: 'docs.example.com', path: '/docs' });
  const manifests = synth(scope);
  expect(
    ofKind(manifests, 'HTTPRoute').map(({ spec }) => [spec.hostnames, spec.rules[0].matches[0].path.value]),
  ).toEqual([
    [['notes.mcp.example.com'], '/mcp'],
    [['docs.example.com'], '/docs'],
  ]);
  expect(gateway.urlOf(second)).toBe('https://docs.example.com/docs');
});

test('no number of servers is too large for a route', () => {
  const manifests = manifestsOf(base, scope => Array.from({ length: 20 }, (_, i) => server(scope, {}, `tool-${i}`)));
  expect(ofKind(manifests, 'HTTPRoute')).toHaveLength(20);
});

const oauth = GatewayAuth.oauth({ issuer: 'https://idp.example.com', jwks: Jwks.inline('{"keys":[{"kty":"RSA"}]}') });
const WAY_OUT = `(GatewayAuth.anonymous(reason) where the servers or the Gateway ask for it, or ${OWN})`;

test.each<[string, Partial<McpGatewayProps>, string]>([
  [
    'federation',
    { routes: GatewayRoutes.federated() },
    `routes must be GatewayRoutes.pathPerServer() or .hostPerServer(…): an HTTPRoute cannot make one server of several (${OWN})`,
  ],
  ['federation beside paths', { routes: GatewayRoutes.mixed() }, 'routes must be GatewayRoutes.pathPerServer()'],
  ['OAuth', { auth: oauth }, `auth cannot be oauth: an HTTPRoute asks callers for nothing ${WAY_OUT}`],
  [
    'API keys',
    { auth: GatewayAuth.apiKeys({ ci: 'a'.repeat(64) }) },
    `auth cannot be api-keys: an HTTPRoute asks callers for nothing ${WAY_OUT}`,
  ],
  [
    'rules',
    { authorization: [ToolRule.allow({ tools: ['get'] })] },
    `authorization cannot be held to: an HTTPRoute does not read MCP (${OWN})`,
  ],
  ['a rate limit', { rateLimit: RateLimit.local({ requests: 1 }) }, `rateLimit cannot be set in an HTTPRoute (${OWN})`],
  [
    'CORS',
    { cors: Cors.origins(['https://chat.example.com']) },
    `cors cannot be set in an HTTPRoute that every Gateway understands (${OWN})`,
  ],
  [
    'a timeout',
    { resilience: { requestTimeout: Duration.seconds(10) } },
    `resilience.requestTimeout cannot be set in an HTTPRoute, which would end streams, got 10 (leave it out, or ${OWN})`,
  ],
  [
    'retries',
    { resilience: { retries: 2 } },
    `resilience.retries cannot be set in an HTTPRoute, which would end streams, got 2 (leave it out, or ${OWN})`,
  ],
])('refuses %s', (_, props, text) => {
  expect(refusalOf({ ...base, ...props })).toContain(`test/gateway: ${text}`);
});

const secret = SecretSource.fromSecretName('caller', 'token');

test.each<[string, Servers, string]>([
  [
    'a tool policy',
    notes({ tools: ToolPolicy.allow('get') }),
    `tools cannot be held to: an HTTPRoute does not read MCP (${OWN})`,
  ],
  [
    'credentials of a server',
    notes({ serverAuth: ServerAuth.bearer(secret) }),
    `serverAuth cannot be presented: an HTTPRoute knows no Secret (${OWN})`,
  ],
  [
    'the older transport',
    notes({ source: source({ transport: HttpTransport.SSE, sessions: Sessions.IN_MEMORY }) }),
    `server speaks HTTP+SSE, which has a second address that a route with one path does not lead to (a server that speaks Streamable HTTP, or ${OWN})`,
  ],
  [
    'a server elsewhere',
    scope => [
      new McpRemoteServer(scope, 'notes', {
        url: 'https://docs.example.com/mcp',
        egress: Egress.toCidrs('203.0.113.0/24'),
      }),
    ],
    `server runs elsewhere, and a route leads to a Service of the cluster (${OWN}, or AgentgatewayEngine.controller(…))`,
  ],
  [
    'headers of a server elsewhere',
    scope => [
      new McpRemoteServer(scope, 'notes', {
        url: 'https://docs.example.com/mcp',
        headers: { 'x-key': secret },
        egress: Egress.toCidrs('203.0.113.0/24'),
      }),
    ],
    `headers cannot be sent: an HTTPRoute knows no Secret (${OWN}); server runs elsewhere`,
  ],
])('refuses %s', (_, servers, text) => {
  expect(refusalOf(base, servers)).toContain(`test/gateway: addServer test/notes: ${text}`);
});

test('refuses an address that is not that of a Service beside its pods', () => {
  class Elsewhere extends Construct implements IMcpEndpoint {
    public readonly name = 'notes';
    public readonly pods = { namespace: 'mcp-tools', labels: { app: 'notes' } };
    public constructor(
      scope: Construct,
      private readonly host: string,
    ) {
      super(scope, 'notes');
    }
    public get endpoint(): IMcpEndpoint['endpoint'] {
      return {
        host: this.host,
        port: 80,
        path: '/mcp',
        url: `http://${this.host}/mcp`,
        transport: HttpTransport.STREAMABLE,
        sessions: Sessions.NONE,
      };
    }
    public allowFrom(): void {}
  }
  for (const host of ['notes.example.com', 'notes.mcp-other.svc.cluster.local']) {
    expect(refusalOf(base, scope => [new Elsewhere(scope, host)])).toContain(
      `server.endpoint.host must be the name of a Service, <name>.<namespace>.svc.<domain>, in the namespace of its pods, got "${host}"`,
    );
  }
  expect(manifestsOf(base, scope => [new Elsewhere(scope, 'notes.mcp-tools.svc')])).toHaveLength(1);
});

test('a server that was refused leaves nothing behind', () => {
  const scope = chart();
  const gateway = new McpGateway(scope, 'gateway', { ...base, servers: [server(scope, {}, 'notes')] });
  const before = synth(scope).length;
  const held = server(scope, { tools: ToolPolicy.deny('drop_*') }, 'wiki');
  expect(() => gateway.addServer(held)).toThrow('tools cannot be held to');
  expect(ofKind(synth(scope), 'HTTPRoute')).toHaveLength(1);
  expect(synth(scope).length).toBeGreaterThan(before);
  expect(gateway.servers.map(({ name }) => name)).toEqual(['notes']);
});
