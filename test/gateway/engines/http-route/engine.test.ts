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
import { KEY_SET } from '../../../util/keys';
import { schemaProblems } from '../../../util/schemas';

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
    'cdk8s-mcp/relaxed-anonymous': ANONYMOUS.reason,
    'cdk8s-mcp/listener': 'name sectionName so that a plain HTTP listener does not serve it',
  });
  expect(spec).toEqual({
    parentRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'public' }],
    hostnames: ['mcp.example.com'],
    rules: [
      {
        matches: [{ path: { type: 'Exact', value: '/notes/mcp' } }, { path: { type: 'Exact', value: '/notes/mcp/' } }],
        filters: [
          { type: 'RequestHeaderModifier', requestHeaderModifier: { remove: ['cookie', 'authorization'] } },
          {
            type: 'URLRewrite',
            urlRewrite: { hostname: 'notes', path: { type: 'ReplaceFullPath', replaceFullPath: '/v1/mcp' } },
          },
        ],
        backendRefs: [{ group: '', kind: 'Service', name: 'notes', port: 8080, weight: 1 }],
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
    { group: '', kind: 'Service', name: 'wiki', namespace: 'mcp-other', port: 8080, weight: 1 },
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

test('servers may have hosts of their own', () => {
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

const oauth = GatewayAuth.oauth({ issuer: 'https://idp.example.com', jwks: Jwks.inline(KEY_SET) });
const WAY_OUT = `(GatewayAuth.anonymous(reason) if the servers or the Gateway authenticate callers, or ${OWN})`;

test.each<{ title: string; props: Partial<McpGatewayProps>; text: string }>([
  {
    title: 'federation',
    props: { routes: GatewayRoutes.federated() },
    text:
      'routes must be GatewayRoutes.pathPerServer() or .hostPerServer(…): an HTTPRoute cannot federate servers ' +
      `(${OWN})`,
  },
  {
    title: 'federation beside paths',
    props: { routes: GatewayRoutes.mixed() },
    text: 'routes must be GatewayRoutes.pathPerServer()',
  },
  {
    title: 'OAuth',
    props: { auth: oauth },
    text: `auth cannot be oauth: an HTTPRoute does not authenticate callers ${WAY_OUT}`,
  },
  {
    title: 'API keys',
    props: { auth: GatewayAuth.apiKeys({ ci: 'a'.repeat(64) }) },
    text: `auth cannot be api-keys: an HTTPRoute does not authenticate callers ${WAY_OUT}`,
  },
  {
    title: 'rules',
    props: { authorization: [ToolRule.allow({ tools: ['get'] })] },
    text: `authorization cannot be enforced: an HTTPRoute does not read MCP (${OWN})`,
  },
  {
    title: 'a rate limit',
    props: { rateLimit: RateLimit.local({ requests: 1 }) },
    text: `rateLimit cannot be set in an HTTPRoute (${OWN})`,
  },
  {
    title: 'CORS',
    props: { cors: Cors.origins(['https://chat.example.com']) },
    text: `cors cannot be set in an HTTPRoute with core features (${OWN})`,
  },
  {
    title: 'a timeout',
    props: { resilience: { requestTimeout: Duration.seconds(10) } },
    text:
      'resilience.requestTimeout cannot be set in an HTTPRoute: it would interrupt streams, got 10 (leave it out, ' +
      `or ${OWN})`,
  },
  {
    title: 'lists that fail as a whole',
    props: { resilience: { failClosed: true } },
    text:
      'resilience.failClosed cannot be set in an HTTPRoute: it would interrupt streams, got true (leave it out, or ' +
      `${OWN})`,
  },
])('HttpRouteEngine refuses $title', ({ props, text }) => {
  expect(refusalOf({ ...base, ...props })).toContain(`test/gateway: ${text}`);
});

const secret = SecretSource.fromSecretName('caller', 'token');

test.each<{ title: string; servers: Servers; text: string }>([
  {
    title: 'a tool policy',
    servers: notes({ tools: ToolPolicy.allow('get') }),
    text: `tools cannot be enforced: an HTTPRoute does not read MCP (${OWN})`,
  },
  {
    title: 'credentials of a server',
    servers: notes({ serverAuth: ServerAuth.bearer(secret) }),
    text: `serverAuth cannot be sent: an HTTPRoute cannot read a Secret (${OWN})`,
  },
  {
    title: 'the older transport',
    servers: notes({ source: source({ transport: HttpTransport.SSE, sessions: Sessions.IN_MEMORY }) }),
    text:
      'server uses HTTP+SSE, whose second endpoint is not covered by a route with one path (a server that speaks ' +
      `Streamable HTTP, or ${OWN})`,
  },
  {
    title: 'a server elsewhere',
    servers: scope => [
      new McpRemoteServer(scope, 'notes', {
        url: 'https://docs.example.com/mcp',
        egress: Egress.toCidrs('203.0.113.0/24'),
      }),
    ],
    text:
      `server is outside the cluster, but a route needs a Service of the cluster (${OWN}, or ` +
      'AgentgatewayEngine.controller(…))',
  },
  {
    title: 'headers of a server elsewhere',
    servers: scope => [
      new McpRemoteServer(scope, 'notes', {
        url: 'https://docs.example.com/mcp',
        headers: { 'x-key': secret },
        egress: Egress.toCidrs('203.0.113.0/24'),
      }),
    ],
    text: `headers cannot be sent: an HTTPRoute cannot read a Secret (${OWN}); server is outside the cluster`,
  },
])('HttpRouteEngine refuses $title', ({ servers, text }) => {
  expect(refusalOf(base, servers)).toContain(`test/gateway: addServer test/notes: ${text}`);
});

test('HttpRouteEngine refuses an address that is not that of a Service beside its pods', () => {
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
      'server.endpoint.host must be the name of a Service, <name>.<namespace>.svc.<domain>, in the ' +
        `namespace of its pods, got "${host}"`,
    );
  }
  expect(manifestsOf(base, scope => [new Elsewhere(scope, 'notes.mcp-tools.svc')])).toHaveLength(1);
});

test('a server that was refused leaves nothing behind', () => {
  const scope = chart();
  const gateway = new McpGateway(scope, 'gateway', { ...base, servers: [server(scope, {}, 'notes')] });
  const before = synth(scope).length;
  const held = server(scope, { tools: ToolPolicy.deny('drop_*') }, 'wiki');
  expect(() => gateway.addServer(held)).toThrow('tools cannot be enforced');
  expect(ofKind(synth(scope), 'HTTPRoute')).toHaveLength(1);
  expect(synth(scope).length).toBeGreaterThan(before);
  expect(gateway.servers.map(({ name }) => name)).toEqual(['notes']);
});
