import { Duration } from 'cdk8s';
import {
  Cors,
  Egress,
  GatewayAuth,
  GatewayRoutes,
  HttpTransport,
  Jwks,
  KuadrantEngine,
  McpGateway,
  McpGatewayProps,
  McpNamespace,
  McpRemoteServer,
  McpReport,
  RateLimit,
  SecretSource,
  ServerAuth,
  Sessions,
  ToolPolicy,
  ToolRule,
} from '../../../../src/index';
import { Manifest, chart, find, server, source, synth } from '../../../util/app';
import {
  ANONYMOUS,
  KUADRANT,
  Servers,
  manifestsOf,
  notes,
  ofKind,
  refusalOf,
} from '../../../util/external-data-planes';
import { KEY_SET } from '../../../util/keys';
import { schemaProblems } from '../../../util/schemas';

const OWN = 'AgentgatewayEngine.standalone()';
const issuer = 'https://idp.example.com';
const jwks = Jwks.fromUrl('https://idp.example.com/jwks');
const engine = new KuadrantEngine(KUADRANT);
const base = { auth: GatewayAuth.oauth({ issuer, jwks }), engine };

function predicatesOf(manifests: Manifest[], name?: string): string[] {
  return find(manifests, 'AuthPolicy', name).spec.rules.authorization.mcp.patternMatching.patterns.map(
    ({ predicate }: Manifest) => predicate,
  );
}

test('a server gets a route that only the router can take, a registration and a policy', () => {
  const manifests = manifestsOf(base, notes({ source: source({ path: '/v1/mcp' }) }));
  const target = { group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', name: 'gateway-mcp-notes' };
  expect(find(manifests, 'HTTPRoute').metadata.name).toBe('gateway-mcp-notes');
  expect(find(manifests, 'HTTPRoute').spec).toEqual({
    parentRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'public' }],
    hostnames: ['notes.gateway.mcp-tools.servers.mcp.example.com'],
    rules: [
      {
        matches: [{ path: { type: 'Exact', value: '/v1/mcp' } }],
        filters: [
          { type: 'RequestHeaderModifier', requestHeaderModifier: { remove: ['authorization', 'cookie'] } },
          { type: 'URLRewrite', urlRewrite: { hostname: 'notes' } },
        ],
        backendRefs: [{ group: '', kind: 'Service', name: 'notes', port: 8080, weight: 1 }],
        timeouts: { request: '0s' },
      },
    ],
  });
  expect(find(manifests, 'MCPServerRegistration').spec).toEqual({
    prefix: 'notes_',
    path: '/v1/mcp',
    targetRef: target,
  });
  const { targetRef, rules } = find(manifests, 'AuthPolicy').spec;
  expect(targetRef).toEqual(target);
  expect(rules.authentication).toEqual({ token: { jwt: { jwksUrl: 'https://idp.example.com/jwks' } } });
  expect(rules.response.unauthenticated.headers['WWW-Authenticate'].value).toBe(
    'Bearer resource_metadata="https://mcp.example.com/.well-known/oauth-protected-resource/mcp"',
  );
});

test('a token is for this gateway, from its issuer, ends and names somebody', () => {
  expect(predicatesOf(manifestsOf(base))).toEqual([
    'request.method == "POST" && request.headers["x-mcp-method"] in ["initialize", "notifications/initialized", ' +
      '"prompts/get", "resources/read", "tools/call"]',
    'has(auth.identity.exp) && has(auth.identity.iss) && has(auth.identity.aud) && has(auth.identity.sub)',
    'auth.identity.iss == "https://idp.example.com"',
    'auth.identity.aud in ["https://mcp.example.com/mcp"] || ' +
      '(type(auth.identity.aud) == list && ' +
      'auth.identity.aud.exists(item, item in ["https://mcp.example.com/mcp"]))',
  ]);
});

test('a server that no rule grants anything is closed', () => {
  const scope = chart();
  const servers = ['notes', 'wiki'].map(name => server(scope, {}, name));
  new McpGateway(scope, 'gateway', {
    ...base,
    servers,
    authorization: [ToolRule.allow({ servers: [servers[0]], tools: ['get_*'] })],
  });
  const manifests = synth(scope);
  expect(schemaProblems('v1.36.0', manifests)).toEqual([]);
  expect(
    [predicatesOf(manifests, 'gateway-mcp-notes'), predicatesOf(manifests, 'gateway-mcp-wiki')].map(at => at[4]),
  ).toEqual([
    'request.headers["x-mcp-method"] in ["initialize", "notifications/initialized"] || ' +
      '(request.headers["x-mcp-method"] == "tools/call" && (request.headers["x-mcp-toolname"].startsWith("get_")))',
    'request.headers["x-mcp-method"] in ["initialize", "notifications/initialized"]',
  ]);
});

test('tool policies of the server and of the gateway both hold', () => {
  const scope = chart();
  new McpGateway(scope, 'gateway', base).addServer(server(scope, { tools: ToolPolicy.allow('a', 'b') }, 'notes'), {
    tools: ToolPolicy.deny('b'),
  });
  expect(predicatesOf(synth(scope)).slice(4)).toEqual([
    'request.headers["x-mcp-method"] != "tools/call" || ((request.headers["x-mcp-toolname"] in ["a", "b"]))',
    'request.headers["x-mcp-method"] != "tools/call" || (!(request.headers["x-mcp-toolname"] in ["b"]))',
  ]);
});

test('a server elsewhere grants the reference, and admits the broker', () => {
  const scope = chart();
  const tools = new McpNamespace(scope, 'tools', { name: 'mcp-other' });
  new McpGateway(scope, 'gateway', { ...base, servers: [server(tools, {}, 'wiki')] });
  const manifests = synth(scope);
  expect(schemaProblems('v1.36.0', manifests)).toEqual([]);
  expect(find(manifests, 'ReferenceGrant').metadata.namespace).toBe('mcp-other');
  const peers = ofKind(manifests, 'NetworkPolicy')
    .filter(({ metadata }) => metadata.name === 'wiki')
    .flatMap(({ spec }) => spec.ingress.flatMap(({ from }: Manifest) => from));
  expect(peers.map((peer: Manifest) => peer.podSelector?.matchLabels)).toEqual(
    expect.arrayContaining([{ 'gateway.networking.k8s.io/gateway-name': 'public' }, { app: 'broker' }]),
  );
});

test('a report names the engine, the server and whether callers must authenticate', () => {
  const text = (props: Omit<McpGatewayProps, 'servers'>): Manifest =>
    JSON.parse(McpReport.ofManifests(manifestsOf(props).map(manifest => JSON.stringify(manifest))).toJson());
  const [gateway] = text(base).gateways;
  expect([gateway.engine, gateway.auth, gateway.servers, gateway.relaxations]).toEqual([
    'Kuadrant',
    'oauth',
    [{ namespace: 'mcp-tools', name: 'notes' }],
    [],
  ]);
  expect(text({ ...base, auth: ANONYMOUS }).gateways[0].auth).toBe('anonymous');
});

interface Refused {
  readonly title: string;
  readonly props?: Partial<McpGatewayProps>;
  readonly servers?: Servers;
  readonly text: string;
}
const account = { issuer, audience: 'mcp', jwks: Jwks.inline(KEY_SET) };
const refusals: Refused[] = [
  {
    title: 'an address of its own for each server',
    props: { routes: GatewayRoutes.pathPerServer() },
    text: "routes must be GatewayRoutes.federated('/mcp'): the broker of Kuadrant has this one address",
  },
  {
    title: 'another path',
    props: { routes: GatewayRoutes.federated('/tools') },
    text: "routes must be GatewayRoutes.federated('/mcp')",
  },
  { title: 'two kinds of addresses', props: { routes: GatewayRoutes.mixed() }, text: 'routes must be' },
  {
    title: 'API keys',
    props: { auth: GatewayAuth.apiKeys({ ci: 'a'.repeat(64) }) },
    text: 'auth must not be GatewayAuth.apiKeys: an AuthPolicy reads plain keys from Secrets',
  },
  {
    title: 'keys without a URL',
    props: { auth: GatewayAuth.serviceAccounts(account) },
    text: `auth.jwks must be Jwks.fromUrl: an AuthPolicy reads keys from a URL alone (Jwks.fromUrl(url), or ${OWN})`,
  },
  {
    title: 'a way to the keys',
    props: {
      auth: GatewayAuth.oauth({ issuer, jwks: Jwks.fromUrl(`${issuer}/jwks`, Egress.toCidrs('203.0.113.0/24')) }),
    },
    text: 'auth.jwks.egress has no effect: Authorino fetches the keys',
  },
  {
    title: 'metadata',
    props: { auth: GatewayAuth.oauth({ issuer, jwks, resourceMetadata: { scopesSupported: ['mcp'] } }) },
    text: 'auth.resourceMetadata cannot be set: the broker of Kuadrant serves the metadata',
  },
  {
    title: 'a condition in CEL',
    props: { authorization: [ToolRule.require('true')] },
    text: 'authorization[0] cannot be ToolRule.require: an AuthPolicy does not have the variables of its expression',
  },
  {
    title: 'a rate limit',
    props: { rateLimit: RateLimit.local({ requests: 1 }) },
    text: `rateLimit cannot be set in an AuthPolicy (a RateLimitPolicy of Kuadrant, or ${OWN})`,
  },
  { title: 'CORS', props: { cors: Cors.origins(['https://chat.example.com']) }, text: 'cors cannot be set' },
  {
    title: 'timeouts',
    props: { resilience: { requestTimeout: Duration.seconds(10) } },
    text: 'resilience.requestTimeout cannot be set in objects of Kuadrant, got 10',
  },
  {
    title: 'a credential',
    servers: notes({ serverAuth: ServerAuth.bearer(SecretSource.fromSecretName('own', 'token')) }),
    text: 'serverAuth cannot be sent: Kuadrant uses the credential of a server to list its tools, and not to call them',
  },
  {
    title: 'HTTP+SSE',
    servers: notes({ source: source({ transport: HttpTransport.SSE, sessions: Sessions.IN_MEMORY }) }),
    text: 'server must be Streamable HTTP',
  },
  {
    title: 'a server elsewhere',
    servers: scope => [new McpRemoteServer(scope, 'remote', { url: 'https://mcp.example.org/mcp' })],
    text: 'server is outside the cluster',
  },
  {
    title: 'a prefix with -',
    servers: scope => [server(scope, {}, 'my-notes')],
    text:
      'prefix must be letters and digits, got "my-notes": an MCPServerRegistration takes nothing else ' +
      '(addServer(server, { prefix: "mynotes" }))',
  },
];

test.each(refusals)('$title is refused', ({ props = {}, servers, text }) => {
  expect(refusalOf({ ...base, ...props }, servers)).toContain(text);
});

test('host names stay within the limit of DNS', () => {
  const serverDomain = `${'a'.repeat(60)}.${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(50)}`;
  expect(refusalOf({ ...base, engine: new KuadrantEngine({ ...KUADRANT, serverDomain }) })).toContain(
    'characters, 253 are allowed',
  );
});

test.each([
  [{ serverDomain: '*.mcp.local' }, 'serverDomain must be the domain of the listener for servers, without *.'],
  [{ broker: 'pods' }, 'broker must be made by Callers, got "pods"'],
])('an engine with %j is refused', (options, text) => {
  expect(() => new KuadrantEngine({ ...KUADRANT, ...(options as object) })).toThrow(text);
});
