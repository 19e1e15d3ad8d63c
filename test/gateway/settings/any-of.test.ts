import {
  AgentgatewayEngine,
  Callers,
  Egress,
  EnvoyAiGatewayEngine,
  Exposure,
  GatewayAuth,
  Jwks,
  McpClientKind,
  McpGatewayProps,
  RateLimit,
  SecretSource,
  ToolRule,
} from '../../../src';
import { documentFindings, openRoutes } from '../../../src/guardrails/agentgateway-document';
import { Manifest, chart, find, synth } from '../../util/app';
import { API_KEYS, HASH, backend, configProblems, documentOf, gateway, gatewayObjects } from '../../util/gateway';
import { refusal, refused } from '../../util/refusal';

const JWKS = Jwks.fromConfigMap('idp-jwks', 'jwks.json');
const OAUTH = GatewayAuth.oauth({ issuer: 'https://idp.example.com', jwks: JWKS, requiredScopes: ['mcp'] });
const PODS = GatewayAuth.serviceAccounts({ issuer: 'https://k.example.com', audience: 'mcp', jwks: JWKS });
const BOTH = GatewayAuth.anyOf(OAUTH, API_KEYS);
const RULES = [
  ToolRule.allow({ tools: ['read_*'], claims: [{ claim: 'groups', anyOf: ['dev'] }] }),
  ToolRule.allow({ tools: ['write'], clients: ['ci'] }),
];

function routesOf(props: Partial<McpGatewayProps> = {}): Manifest[] {
  const document = documentOf(gatewayObjects({ auth: BOTH, ...props }));
  expect(configProblems(document)).toEqual([]);
  return document.routes;
}

describe('an address for keys and tokens', () => {
  test('is two routes: requests with the header of the key need a key, all others a token', () => {
    const [keys, tokens] = routesOf();
    expect(keys.name).toBe('mcp.keys');
    expect(keys.matches).toEqual(
      ['/mcp', '/mcp/'].map(exact => ({ path: { exact }, headers: [{ name: 'x-api-key', value: { regex: '.+' } }] })),
    );
    expect(keys.policies.apiKey).toEqual({
      mode: 'strict',
      location: { header: { name: 'x-api-key' } },
      keys: [{ keyHash: `sha256:${HASH}`, metadata: { client: 'ci' } }],
    });
    expect(tokens.name).toBe('mcp');
    expect(tokens.matches.map(({ path }: Manifest) => path.exact)).toContain(
      '/.well-known/oauth-protected-resource/mcp',
    );
    expect(tokens.matches.every(({ headers }: Manifest) => headers === undefined)).toBe(true);
    expect(tokens.policies.mcpAuthentication).toMatchObject({ mode: 'strict', issuer: 'https://idp.example.com' });
    expect(keys.backends).toEqual(tokens.backends);
  });

  test('hands neither keys nor tokens to servers, also when both are sent', () => {
    const [keys, tokens] = routesOf();
    expect(keys.policies.requestHeaderModifier.remove).toEqual(['cookie', 'authorization', 'x-api-key']);
    expect(tokens.policies.requestHeaderModifier.remove).toEqual(['cookie', 'x-api-key']);
  });

  test('has every rule on both routes, and required scopes where tokens are', () => {
    const [keys, tokens] = routesOf({ authorization: RULES }).map(({ policies }) => policies.mcpAuthorization.rules);
    expect(keys).toEqual(tokens.slice(1));
    expect(tokens[0].require).toContain('jwt.scope');
    expect(keys.map((rule: Manifest) => Object.keys(rule))).toEqual([['allow'], ['allow']]);
  });

  test('counts each caller of a rate limit service, and keeps clients apart from subjects', () => {
    const rateLimit = RateLimit.remote({
      host: 'ratelimit.infra.svc:8081',
      egress: Egress.toPods({ namespace: 'infra', labels: { app: 'ratelimit' }, port: 8081 }),
    });
    const values = routesOf({ rateLimit }).map(
      ({ policies }) => policies.remoteRateLimit.descriptors[0].entries[0].value,
    );
    expect(values).toEqual(['"client/" + apiKey.client', 'jwt.sub']);
  });

  test('logs the caller of either kind', () => {
    const { frontendPolicies } = documentOf(gatewayObjects({ auth: BOTH, accessLog: { claims: ['azp'] } }));
    expect(frontendPolicies.accessLog.add).toMatchObject({
      'user': 'jwt.sub',
      'client': 'apiKey.client',
      'claims.azp': 'jwt.azp',
    });
  });

  test('is exposed with the metadata that clients are sent to', () => {
    const exposure = Exposure.httpRoute({
      hostname: 'mcp.example.com',
      parentName: 'public',
      sectionName: 'https',
      from: [Callers.namespace('gateways')],
    });
    const { rules } = find(gatewayObjects({ auth: BOTH, exposure }), 'HTTPRoute').spec;
    expect(JSON.stringify(rules)).toContain('/.well-known/oauth-protected-resource/mcp');
  });

  test('lets people log in, and gives agents of kagent a key', () => {
    const scope = chart();
    const own = gateway(scope, { auth: BOTH, servers: [backend(scope, 'notes')] });
    const authorization = SecretSource.fromSecretName('agent-key', 'key');
    own.addKagentServer('kagent', { description: 'Tools', authorization });
    expect(own.clientConfig(McpClientKind.MCP_JSON)).not.toContain('headers');
    const { headersFrom } = find(synth(scope), 'RemoteMCPServer').spec;
    expect(headersFrom).toMatchObject([{ name: 'X-Api-Key', valueFrom: { name: 'agent-key' } }]);
  });

  test('tells an engine what each way asks for', () => {
    expect(BOTH).toMatchObject({
      kind: 'any-of',
      issuer: 'https://idp.example.com',
      keyHashes: { ci: HASH },
      keyHeader: 'x-api-key',
      requiredScopes: ['mcp'],
    });
    expect([API_KEYS.keyHeader, OAUTH.keyHeader]).toEqual(['authorization', undefined]);
  });
});

test.each<{ title: string; ways: GatewayAuth[]; expected: string }>([
  { title: 'nothing', ways: [], expected: 'ways must be GatewayAuth.oauth and GatewayAuth.apiKeys, one of each' },
  { title: 'keys alone', ways: [API_KEYS], expected: 'one of each' },
  { title: 'tokens alone', ways: [OAUTH], expected: 'one of each' },
  { title: 'two issuers', ways: [OAUTH, OAUTH, API_KEYS], expected: 'clients are told of one issuer' },
  { title: 'two lists of keys', ways: [OAUTH, API_KEYS, API_KEYS], expected: 'must have one GatewayAuth.apiKeys' },
  { title: 'nothing to show', ways: [OAUTH, GatewayAuth.anonymous('open to everyone')], expected: 'asks for nothing' },
  { title: 'pods and people', ways: [OAUTH, PODS], expected: 'reads tokens from the header Authorization' },
  { title: 'pods and keys', ways: [PODS, API_KEYS], expected: 'ways[0] reads tokens' },
  { title: 'itself', ways: [BOTH, API_KEYS], expected: 'ways[0] is made by GatewayAuth.anyOf already' },
])('several ways are refused when they are $title', ({ ways, expected }) => {
  const message = refused(() => GatewayAuth.anyOf(...ways));
  expect(message).toMatch(/^GatewayAuth\.anyOf: /);
  expect(message).toContain(expected);
});

test.each<{ title: string; props: Partial<McpGatewayProps>; expected: string }>([
  {
    title: 'a rule for a caller with a key and a token',
    props: { authorization: [ToolRule.allow({ clients: ['ci'], claims: [{ claim: 'groups', anyOf: ['dev'] }] })] },
    expected: 'authorization[0] can never match: no caller has both a token and an API key (a rule for each)',
  },
  {
    title: 'a rule for a client without a key',
    props: { authorization: [ToolRule.allow({ clients: ['cd'] })] },
    expected: 'authorization[0].clients[0] must be a client with a key (ci), got "cd"',
  },
  {
    title: "agentgateway's controller",
    props: {
      engine: AgentgatewayEngine.controller({
        gatewayName: 'g',
        gatewayNamespace: 'gateways',
        hostname: 'mcp.example.com',
      }),
    },
    expected: 'auth must not be GatewayAuth.anyOf',
  },
  {
    title: 'Envoy AI Gateway',
    props: {
      engine: new EnvoyAiGatewayEngine({
        gatewayName: 'g',
        gatewayNamespace: 'mcp-tools',
        hostname: 'mcp.example.com',
      }),
    },
    expected: 'auth must not be GatewayAuth.anyOf',
  },
])('keys and tokens are refused for $title', ({ props, expected }) => {
  const message = refusal(scope => gateway(scope, { auth: BOTH, servers: [backend(scope, 'notes')], ...props }));
  expect(message).toContain(expected);
});

describe('a configuration with keys and tokens', () => {
  const findings = (change: (routes: Manifest[]) => void): string[] => {
    const document = documentOf(gatewayObjects({ auth: BOTH }));
    change(document.routes);
    return documentFindings(JSON.stringify(document)).map(({ field }) => field);
  };

  test('has no findings as it is written, and no open route', () => {
    expect(findings(() => undefined)).toEqual([]);
    expect(openRoutes(JSON.stringify(documentOf(gatewayObjects({ auth: BOTH }))))).toEqual([]);
  });

  test.each<{ title: string; change: (routes: Manifest[]) => void; field: string }>([
    {
      title: 'the header of a match is gone',
      change: ([{ matches }]) => delete matches[0].headers,
      field: 'routes[0].matches[0].headers',
    },
    {
      title: 'another header is matched',
      change: ([{ matches }]) => (matches[0].headers[0].name = 'accept'),
      field: 'routes[0].policies.apiKey.location',
    },
    {
      title: 'a second header is matched',
      change: ([{ matches }]) => matches[0].headers.push({ name: 'accept', value: { regex: '.+' } }),
      field: 'routes[0].matches[0].headers',
    },
    {
      title: 'some keys are matched',
      change: ([{ matches }]) => (matches[1].headers[0].value.regex = 'a.+'),
      field: 'routes[0].matches[1].headers',
    },
    {
      title: 'the key is read from elsewhere',
      change: ([{ policies }]) => delete policies.apiKey.location,
      field: 'routes[0].policies.apiKey.location',
    },
    {
      title: 'a token beside a key is handed on',
      change: ([{ policies }]) => (policies.requestHeaderModifier.remove = ['cookie', 'x-api-key']),
      field: 'routes[0].policies.requestHeaderModifier.remove',
    },
    {
      title: 'a key beside a token is handed on',
      change: ([, { policies }]) => (policies.requestHeaderModifier.remove = ['cookie']),
      field: 'routes[1].policies.requestHeaderModifier.remove',
    },
    {
      title: 'two routes have the same header',
      change: routes => routes.push({ ...routes[0], name: 'other' }),
      field: 'routes[2].matches',
    },
  ])('is refused when $title', ({ change, field }) => {
    expect(findings(change)).toContain(field);
  });
});
