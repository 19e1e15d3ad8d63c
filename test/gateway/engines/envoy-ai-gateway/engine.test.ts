import { Duration } from 'cdk8s';
import {
  Cors,
  Egress,
  EnvoyAiGatewayEngine,
  GatewayAuth,
  GatewayRoutes,
  HttpTransport,
  Jwks,
  McpGateway,
  McpGatewayProps,
  McpNamespace,
  McpRemoteServer,
  RateLimit,
  SecretSource,
  SecretStore,
  ServerAuth,
  Sessions,
  ToolPolicy,
  ToolRule,
} from '../../../../src/index';
import { Manifest, chart, find, server, source, synth } from '../../../util/app';
import { holds, permits } from '../../../util/cel';
import { ANONYMOUS, GATEWAY, Servers, manifestsOf, notes, ofKind, refusalOf } from '../../../util/external-data-planes';
import { KEY_SET } from '../../../util/keys';
import { schemaProblems } from '../../../util/schemas';

const OWN = 'AgentgatewayEngine.standalone()';
const engine = new EnvoyAiGatewayEngine(GATEWAY);
const base = { auth: ANONYMOUS, engine };
const issuer = 'https://idp.example.com';
const inline = KEY_SET;

function routeOf(props: Partial<McpGatewayProps>, servers?: Servers): Manifest {
  return find(manifestsOf({ ...base, ...props }, servers), 'MCPRoute').spec;
}

test('all servers are behind one route', () => {
  expect(
    routeOf({ routes: GatewayRoutes.federated('/tools') }, notes({ source: source({ path: '/v1/mcp' }) })),
  ).toEqual({
    parentRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'public' }],
    hostnames: ['mcp.example.com'],
    path: '/tools',
    backendRefs: [{ group: '', kind: 'Service', name: 'notes', port: 8080, path: '/v1/mcp' }],
  });
});

test('servers that are added later join it', () => {
  const scope = chart();
  const gateway = new McpGateway(scope, 'gateway', { ...base, servers: [server(scope, {}, 'wiki')] });
  gateway.addServer(server(scope, { source: source({ sessions: Sessions.IN_MEMORY }) }, 'notes'), {
    tools: ToolPolicy.deny('drop_*'),
  });
  const manifests = synth(scope);
  expect(schemaProblems('v1.36.0', manifests)).toEqual([]);
  expect(
    find(manifests, 'MCPRoute').spec.backendRefs.map(({ name, toolSelector }: Manifest) => [name, toolSelector]),
  ).toEqual([
    ['notes', { excludeRegex: ['^drop_'] }],
    ['wiki', undefined],
  ]);
  expect(gateway.url).toBe('https://mcp.example.com/mcp');
  expect(JSON.parse(gateway.configuration)).toEqual(find(manifests, 'MCPRoute').spec);
});

test('tool policies mean the same as in the file of the standalone engine', () => {
  const tools = ['get_page', 'get_secret', 'list', 'listing', 'Get_page', 'my_get_page'];
  const policies: [ToolPolicy, ToolPolicy][] = [
    [ToolPolicy.of({ allow: ['get_*', 'list'], deny: ['get_secret'] }), ToolPolicy.allow('*')],
    [ToolPolicy.allow('get_*'), ToolPolicy.allow('get_page', 'list')],
    [ToolPolicy.deny('get_*'), ToolPolicy.deny('list')],
  ];
  for (const [own, here] of policies) {
    const scope = chart();
    const tool = server(scope, { tools: own }, 'notes');
    new McpGateway(scope, 'gateway', base).addServer(tool, { tools: here });
    const standalone = new McpGateway(scope, 'other', { auth: ANONYMOUS });
    standalone.addServer(tool, { tools: here });
    const rules: string[] = JSON.parse(standalone.configuration).routes[0].policies.mcpAuthorization.rules.map(
      ({ require }: Manifest) => require,
    );
    const {
      include,
      includeRegex = [],
      exclude = [],
      excludeRegex = [],
    } = find(synth(scope), 'MCPRoute').spec.backendRefs[0].toolSelector ?? {};
    const matches = (expressions: string[], name: string): boolean =>
      expressions.some(text => new RegExp(text, 'u').test(name));
    const selected = (name: string): boolean =>
      !exclude.includes(name) &&
      !matches(excludeRegex, name) &&
      (include === undefined || include.includes(name)) &&
      (includeRegex.length === 0 || matches(includeRegex, name));
    expect(tools.map(selected)).toEqual(
      tools.map(name => permits(rules, [], { mcp: { tool: { name, target: 'notes' } } })),
    );
  }
});

describe('OAuth', () => {
  const url = 'https://mcp.example.com/mcp';

  test('is issuer, audience, keys and metadata', () => {
    const { securityPolicy } = routeOf({
      auth: GatewayAuth.oauth({ issuer, jwks: Jwks.inline(inline), resourceMetadata: { scopesSupported: ['mcp'] } }),
    });
    expect(securityPolicy.oauth).toEqual({
      issuer,
      audiences: [url],
      jwks: { localJWKS: { type: 'Inline', inline } },
      protectedResourceMetadata: { resource: url, scopesSupported: ['mcp'] },
    });
    const { oauth } = routeOf({
      auth: GatewayAuth.oauth({ issuer, jwks: Jwks.fromUrl('https://idp.example.com/jwks'), audience: 'tools' }),
    }).securityPolicy;
    expect([oauth.audiences, oauth.jwks, oauth.protectedResourceMetadata]).toEqual([
      ['tools'],
      { remoteJWKS: { uri: 'https://idp.example.com/jwks' } },
      { resource: url },
    ]);
    expect(
      routeOf({ auth: GatewayAuth.oauth({ issuer, jwks: Jwks.fromConfigMap('idp', 'jwks') }) }).securityPolicy.oauth
        .jwks,
    ).toEqual({ localJWKS: { type: 'ValueRef', valueRef: { group: '', kind: 'ConfigMap', name: 'idp' } } });
  });

  test('lets only tokens of the issuer that end and name somebody use tools', () => {
    const { authorization } = routeOf({
      auth: GatewayAuth.oauth({ issuer, jwks: Jwks.inline(inline) }),
    }).securityPolicy;
    expect(authorization.defaultAction).toBe('Deny');
    const [
      {
        action,
        cel,
        source: { jwt },
      },
    ] = authorization.rules;
    expect([action, jwt.claims]).toEqual(['Allow', [{ name: 'iss', valueType: 'String', values: [issuer] }]]);
    const passes = (claims: object) => holds(cel, { request: { auth: { jwt: { claims } } } });
    expect([passes({ exp: 1, sub: 'me' }), passes({ exp: 1 }), passes({ sub: 'me' })]).toEqual([true, false, false]);
  });
});

test('what servers ask of their callers is in the one key that is read', () => {
  const vault = SecretStore.clusterStore('vault');
  const manifests = manifestsOf(base, scope => [
    server(scope, { serverAuth: ServerAuth.bearer(SecretSource.fromStore(vault, { key: 'notes' })) }, 'notes'),
    server(scope, { serverAuth: ServerAuth.header('X-Key', SecretSource.fromStore(vault, { key: 'wiki' })) }, 'wiki'),
    server(scope, { serverAuth: ServerAuth.bearer(SecretSource.fromSecretName('own', 'apiKey')) }, 'zoo'),
  ]);
  expect(
    find(manifests, 'MCPRoute').spec.backendRefs.map(({ securityPolicy }: Manifest) => securityPolicy.apiKey),
  ).toEqual([
    { secretRef: { group: '', kind: 'Secret', name: 'gateway-notes-vault' } },
    { secretRef: { group: '', kind: 'Secret', name: 'gateway-wiki-vault' }, header: 'x-key' },
    { secretRef: { group: '', kind: 'Secret', name: 'own' } },
  ]);
  const added = ofKind(manifests, 'ExternalSecret').filter(({ metadata }) => metadata.name.startsWith('gateway-'));
  expect(
    added.map(({ metadata, spec }) => [
      metadata.name,
      spec.target.name,
      spec.data.map(({ secretKey }: Manifest) => secretKey),
    ]),
  ).toEqual([
    ['gateway-notes-vault', 'gateway-notes-vault', ['apiKey']],
    ['gateway-wiki-vault', 'gateway-wiki-vault', ['apiKey']],
  ]);
});

const oauth = (jwks: Jwks, more: object = {}) => ({ auth: GatewayAuth.oauth({ issuer, jwks, ...more }) });
const FEDERATED = 'routes must be GatewayRoutes.federated()';

test.each<{ title: string; props: Partial<McpGatewayProps>; text: string }>([
  {
    title: 'a path for each server',
    props: { routes: GatewayRoutes.pathPerServer() },
    text:
      `${FEDERATED}: an MCPRoute prefixes every tool, even with one server (GatewayRoutes.federated(path), or ` +
      `${OWN})`,
  },
  {
    title: 'a host for each server',
    props: { routes: GatewayRoutes.hostPerServer('mcp.example.com') },
    text: FEDERATED,
  },
  {
    title: 'API keys',
    props: { auth: GatewayAuth.apiKeys({ ci: 'a'.repeat(64) }) },
    text:
      'auth must not be GatewayAuth.apiKeys: an MCPRoute reads plain keys from a Secret, but only their hashes are ' +
      `available (GatewayAuth.oauth(…), or ${OWN})`,
  },
  {
    title: 'service accounts',
    props: { auth: GatewayAuth.serviceAccounts({ issuer, audience: 'x', jwks: Jwks.inline(inline) }) },
    text:
      'auth must not be GatewayAuth.serviceAccounts: an MCPRoute accepts only tokens of an authorization server ' +
      `(GatewayAuth.oauth(…), or ${OWN})`,
  },
  {
    title: 'required scopes',
    props: oauth(Jwks.inline(inline), { requiredScopes: ['mcp'] }),
    text:
      'auth.requiredScopes cannot be enforced: an MCPRoute checks scopes of calls of tools, and neither of prompts ' +
      `nor of resources (resourceMetadata.scopesSupported tells clients of them, or ${OWN})`,
  },
  {
    title: 'keys in a Secret',
    props: oauth(Jwks.fromSecretSource(SecretSource.fromSecretName('idp', 'jwks'))),
    text:
      'auth.jwks must not be Jwks.fromSecretSource: an MCPRoute cannot read keys from a Secret ' +
      "(Jwks.fromConfigMap(name, 'jwks'), Jwks.fromUrl or Jwks.inline)",
  },
  {
    title: 'keys under another key',
    props: oauth(Jwks.fromConfigMap('idp', 'jwks.json')),
    text: 'auth.jwks must be in the key jwks of the ConfigMap, which Envoy Gateway reads, got "jwks.json"',
  },
  {
    title: 'keys at a long address',
    props: oauth(Jwks.fromUrl(`https://idp.example.com/${'a'.repeat(250)}`)),
    text: 'auth.jwks must be a URL of at most 253 characters in an MCPRoute',
  },
  {
    title: 'keys over http outside the cluster',
    props: oauth(Jwks.fromUrl('http://idp.svc.example.com/jwks')),
    text: 'auth.jwks must be https: an attacker who changes the keys in transit can sign tokens',
  },
  {
    title: 'a way to the keys',
    props: oauth(Jwks.fromUrl('https://idp.example.com/jwks', Egress.toCidrs('203.0.113.0/24'))),
    text:
      'auth.jwks.egress has no effect: the pods of the Gateway fetch the keys (Jwks.fromUrl(url), and allow their ' +
      'egress where the Gateway is made)',
  },
  {
    title: 'rules',
    props: { authorization: [ToolRule.allow({ tools: ['get'] })] },
    text: 'authorization cannot be enforced without a token: rules of an MCPRoute compare claims (GatewayAuth.oauth(…)',
  },
  {
    title: 'a rate limit',
    props: { rateLimit: RateLimit.local({ requests: 1 }) },
    text: `rateLimit cannot be set in an MCPRoute (a BackendTrafficPolicy of Envoy Gateway, or ${OWN})`,
  },
  {
    title: 'CORS',
    props: { cors: Cors.origins(['https://chat.example.com']) },
    text: `cors cannot be set in an MCPRoute: Envoy AI Gateway handles CORS itself (${OWN})`,
  },
  {
    title: 'timeouts',
    props: { resilience: { requestTimeout: Duration.seconds(10), connectTimeout: Duration.seconds(2) } },
    text:
      `resilience.requestTimeout cannot be set in an MCPRoute, got 10 (leave it out, or ${OWN}); ` +
      'resilience.connectTimeout cannot be set',
  },
  {
    title: 'lists that fail as a whole',
    props: { resilience: { failClosed: true } },
    text: 'resilience.failClosed cannot be set in an MCPRoute, got true',
  },
  {
    title: 'a Gateway elsewhere',
    props: { engine: new EnvoyAiGatewayEngine({ ...GATEWAY, gatewayNamespace: 'gateways' }) },
    text:
      'namespace must be that of the Gateway, gateways: an MCPRoute can only refer to a Gateway in the same ' +
      'namespace, got "mcp-tools"',
  },
])('Envoy AI Gateway refuses $title', ({ props, text }) => {
  expect(refusalOf({ ...base, ...props })).toContain(`test/gateway: ${text}`);
});

const secret = SecretSource.fromSecretName('caller', 'token');
const elsewhere =
  (headers: Record<string, SecretSource> = {}): Servers =>
  scope => [
    new McpRemoteServer(scope, 'notes', {
      url: 'https://docs.example.com/mcp',
      egress: Egress.toCidrs('203.0.113.0/24'),
      headers,
    }),
  ];

test.each<{ title: string; servers: Servers; text: string }>([
  {
    title: 'a server elsewhere',
    servers: elsewhere(),
    text:
      `server is outside the cluster, but a route needs a Service of the cluster (${OWN}, or ` +
      'AgentgatewayEngine.controller(…))',
  },
  {
    title: 'headers',
    servers: elsewhere({ 'x-key': secret }),
    text:
      `server is outside the cluster, but a route needs a Service of the cluster (${OWN}, or ` +
      'AgentgatewayEngine.controller(…)); headers cannot be sent: an MCPRoute supports one credential (serverAuth, ' +
      `or ${OWN})`,
  },
  {
    title: 'the older transport',
    servers: notes({ source: source({ transport: HttpTransport.SSE, sessions: Sessions.IN_MEMORY }) }),
    text: 'server must be Streamable HTTP: Envoy AI Gateway supports no other transport, got "sse"',
  },
  {
    title: 'a long path',
    servers: notes({ source: source({ path: `/${'a'.repeat(1024)}` }) }),
    text: 'server.endpoint.path must be at most 1024 characters in an MCPRoute',
  },
  {
    title: 'a credential without its word',
    servers: notes({ serverAuth: ServerAuth.header('Authorization', SecretSource.fromSecretName('caller', 'apiKey')) }),
    text:
      'serverAuth must be ServerAuth.bearer for the header authorization: Envoy AI Gateway writes ' +
      'Bearer in front of it',
  },
  {
    title: 'a credential under another key',
    servers: notes({ serverAuth: ServerAuth.bearer(secret) }),
    text: 'serverAuth must be in the key apiKey of the Secret, which Envoy AI Gateway reads, got "token"',
  },
  {
    title: 'too many tools',
    servers: scope => [
      server(scope, { tools: ToolPolicy.allow(...Array.from({ length: 33 }, (_, i) => `tool_${i}`)) }, 'notes'),
    ],
    text: `tools have 33 tools to allow, an MCPRoute holds 32 (use a final *, or ${OWN})`,
  },
])('Envoy AI Gateway refuses $title', ({ servers, text }) => {
  expect(refusalOf(base, servers)).toContain(`test/gateway: addServer test/notes: ${text}`);
});

test('Envoy AI Gateway refuses a server of another namespace, and prefixes and paths of its own', () => {
  expect(
    refusalOf(base, scope => [server(new McpNamespace(scope, 'tools', { name: 'mcp-other' }), {}, 'notes')]),
  ).toContain(
    'server must be in the namespace of the gateway, mcp-tools: an MCPRoute can only refer to Services in the ' +
      'same namespace, got "mcp-other"',
  );
  const scope = chart();
  const gateway = new McpGateway(scope, 'gateway', base);
  expect(() => gateway.addServer(server(scope, {}, 'notes'), { prefix: 'n' })).toThrow(
    'prefix must be "notes", got "n": an MCPRoute takes it from the name of the Service (leave it out)',
  );
  expect(refusalOf({ ...base, routes: GatewayRoutes.mixed() })).toContain(
    `${FEDERATED}: the names of tools have a prefix on every address of an MCPRoute (${OWN})`,
  );
});

test('Envoy AI Gateway refuses more servers than a route holds', () => {
  expect(refusalOf(base, scope => Array.from({ length: 257 }, (_, i) => server(scope, {}, `tool-${i}`)))).toContain(
    'servers are more than the 256 that an MCPRoute holds (several gateways)',
  );
});
