import { documentFindings } from '../../src/guardrails/agentgateway-document';
import {
  Cors,
  Egress,
  GatewayAuth,
  GatewayRoutes,
  Jwks,
  McpGateway,
  McpGatewayProps,
  McpPlatform,
  McpRemoteServer,
  NetworkPolicyEngine,
  OAuthClientAuth,
  OAuthSigningAlgorithm,
  SecretSource,
  SecretStore,
  ServerAuth,
  SmokeTest,
} from '../../src/index';
import { Manifest, chart, find, synth } from '../util/app';
import { ANONYMOUS, ENGINES, notes } from '../util/external-data-planes';
import { API_KEYS, backend, configProblems, documentOf, gateway } from '../util/gateway';
import { refusal, refused, wrong } from '../util/refusal';

const OAUTH = GatewayAuth.oauth({ issuer: 'https://idp.example.com', jwks: Jwks.fromConfigMap('idp', 'jwks.json') });
const TO_IDP = Egress.toCidrs('203.0.113.10/32');
const TO_CRM = Egress.toCidrs('203.0.113.20/32').onPorts(8443);
const secret = (key: string): SecretSource => SecretSource.fromSecretName('oauth-clients', key);
const EXCHANGE = {
  tokenEndpoint: 'https://idp.example.com/oauth2/token',
  audience: 'https://tickets.example.com',
  scopes: ['tickets.read'],
  clientAuth: OAuthClientAuth.basic('gateway', secret('tickets')),
  egress: TO_IDP,
};
const ACCESS = {
  idTokenHeader: 'X-Id-Token',
  identityProvider: {
    url: 'https://idp.example.com/oauth2/token',
    clientAuth: OAuthClientAuth.privateKeyJwt('gateway', {
      signingKey: secret('key.pem'),
      audience: 'https://idp.example.com',
      algorithm: OAuthSigningAlgorithm.ES256,
      keyId: 'k1',
    }),
    egress: TO_IDP,
  },
  authorizationServer: {
    url: 'https://auth.crm.example.com:8443/token',
    clientAuth: OAuthClientAuth.post('gateway-crm', secret('crm')),
    egress: TO_CRM,
  },
  audience: 'https://auth.crm.example.com/',
  resources: ['https://crm.example.com/mcp'],
  scopes: ['crm.read'],
};

/** A gateway in front of a server for everyone and two that act as the caller. */
function objects(props: Partial<McpGatewayProps> = {}): Manifest[] {
  const scope = chart();
  gateway(scope, {
    auth: OAUTH,
    servers: [
      backend(scope, 'crm', { serverAuth: ServerAuth.crossAppAccess(ACCESS) }),
      backend(scope, 'notes', { serverAuth: ServerAuth.bearer(secret('notes')) }),
      backend(scope, 'tickets', { serverAuth: ServerAuth.tokenExchange(EXCHANGE) }),
    ],
    ...props,
  });
  return synth(scope);
}

const targetsOf = (document: Manifest): Manifest[] =>
  document.routes.flatMap(({ backends }: Manifest) => backends[0].mcp.targets);

test('each server gets a token of its own, for the token that the gateway has verified', () => {
  const document = documentOf(objects());
  const [crm, shared, tickets] = targetsOf(document).map(({ policies }) => policies.backendAuth);
  expect(tickets).toEqual({
    oauthTokenExchange: {
      host: 'idp.example.com:443',
      path: '/oauth2/token',
      policies: { backendTLS: {} },
      clientAuth: {
        method: 'clientSecretBasic',
        clientId: 'gateway',
        clientSecret: { file: '/var/run/mcp/creds/tickets.oauth.1' },
      },
      subjectToken: { source: { expression: 'jwt.rawToken.unredacted()' } },
      audiences: ['https://tickets.example.com'],
      scopes: ['tickets.read'],
    },
  });
  expect(crm).toEqual({
    crossAppAccess: {
      identityProvider: {
        host: 'idp.example.com:443',
        path: '/oauth2/token',
        policies: { backendTLS: {} },
        clientAuth: {
          method: 'privateKeyJwt',
          clientId: 'gateway',
          signingKey: { file: '/var/run/mcp/creds/crm.oauth.1' },
          alg: 'ES256',
          kid: 'k1',
          assertionAudience: 'https://idp.example.com',
        },
      },
      resourceAuthorizationServer: {
        host: 'auth.crm.example.com:8443',
        path: '/token',
        policies: { backendTLS: {} },
        clientAuth: {
          method: 'clientSecretPost',
          clientId: 'gateway-crm',
          clientSecret: { file: '/var/run/mcp/creds/crm.oauth.2' },
        },
      },
      audience: 'https://auth.crm.example.com/',
      resources: ['https://crm.example.com/mcp'],
      scopes: ['crm.read'],
      subjectToken: { source: { header: { name: 'x-id-token' } } },
    },
  });
  expect(shared.key).toBeDefined();
  expect(configProblems(document)).toEqual([]);
  expect(documentFindings(JSON.stringify(document))).toEqual([]);
});

test('the secrets of the clients are mounted as files, and the ways to both token endpoints are open', () => {
  const manifests = objects();
  const mounted = find(manifests, 'Deployment', 'gateway').spec.template.spec.volumes.flatMap(
    ({ projected, secret: own }: Manifest) => [
      ...(projected?.sources ?? []).flatMap(({ secret: one }: Manifest) => one?.items ?? []),
      ...(own?.items ?? []),
    ],
  );
  expect(mounted).toEqual(
    expect.arrayContaining([
      { key: 'key.pem', path: 'crm.oauth.1' },
      { key: 'crm', path: 'crm.oauth.2' },
      { key: 'tickets', path: 'tickets.oauth.1' },
    ]),
  );
  const ways = JSON.stringify(find(manifests, 'NetworkPolicy', 'gateway').spec.egress);
  expect(ways).toContain('203.0.113.10/32');
  expect(ways).toContain('203.0.113.20/32');
  expect(find(manifests, 'Deployment', 'tickets').metadata.annotations['cdk8s-mcp/server-auth']).toBe(
    'authorization (Bearer) of the calling user, from idp.example.com',
  );
});

test.each([
  { title: 'one address', routes: undefined },
  { title: 'an address each', routes: GatewayRoutes.pathPerServer() },
  { title: 'both', routes: GatewayRoutes.mixed() },
])('no server gets the ID token of a caller: $title', ({ routes }) => {
  const document = documentOf(objects({ routes, cors: Cors.origins(['https://chat.example.com']) }));
  for (const { policies, backends } of document.routes) {
    const { targets } = backends[0].mcp;
    const removed = (target: Manifest): string[] => [
      ...policies.requestHeaderModifier.remove,
      ...(target.policies.requestHeaderModifier?.remove ?? []),
    ];
    expect(targets.filter((target: Manifest) => !removed(target).includes('x-id-token'))).toEqual([]);
    const needs = targets.some(({ name }: Manifest) => name === 'crm');
    expect(policies.requestHeaderModifier.remove.includes('x-id-token')).toBe(!needs);
    expect(policies.cors.allowHeaders.includes('x-id-token')).toBe(needs);
  }
  expect(configProblems(document)).toEqual([]);
  expect(documentFindings(JSON.stringify(document))).toEqual([]);
});

test('a server elsewhere gets further headers beside its token', () => {
  const scope = chart();
  const server = new McpRemoteServer(scope, 'tickets', {
    url: 'https://tickets.example.com/mcp',
    headers: { 'x-tenant': secret('tenant') },
    serverAuth: ServerAuth.tokenExchange(EXCHANGE),
    egress: TO_IDP,
  });
  gateway(scope, { auth: OAUTH, servers: [server] });
  const document = documentOf(synth(scope));
  const [{ policies }] = targetsOf(document);
  expect(Object.keys(policies.backendAuth)).toEqual(['oauthTokenExchange', 'credentials']);
  expect(configProblems(document)).toEqual([]);
  expect(documentFindings(JSON.stringify(document))).toEqual([]);
});

test('under Cilium the host names of the token endpoints are way enough', () => {
  const scope = chart();
  McpPlatform.configure(scope, { networkPolicyEngine: NetworkPolicyEngine.CILIUM });
  const serverAuth = ServerAuth.tokenExchange({ ...EXCHANGE, egress: undefined });
  gateway(scope, { auth: OAUTH, servers: [backend(scope, 'tickets', { serverAuth })] });
  expect(JSON.stringify(find(synth(scope), 'CiliumNetworkPolicy', 'gateway').spec.egress)).toContain('idp.example.com');
});

describe('what cannot work is refused', () => {
  const behind = (serverAuth: ServerAuth, props: Partial<McpGatewayProps> = {}): string =>
    refusal(scope => {
      gateway(scope, { auth: OAUTH, servers: [backend(scope, 'tickets', { serverAuth })], ...props });
    });

  test.each([
    { title: 'API keys', auth: API_KEYS },
    { title: 'nothing', auth: ANONYMOUS },
  ])('callers that show $title', ({ auth }) => {
    expect(behind(ServerAuth.tokenExchange(EXCHANGE), { auth })).toContain(
      'serverAuth cannot be ServerAuth.tokenExchange(…): callers show no token of a user',
    );
  });

  test('a token endpoint without a way to it', () => {
    expect(behind(ServerAuth.tokenExchange({ ...EXCHANGE, egress: undefined }))).toContain(
      'serverAuth.egress is missing: the gateway gets tokens from idp.example.com',
    );
    const authorizationServer = { ...ACCESS.authorizationServer, egress: TO_IDP };
    expect(behind(ServerAuth.crossAppAccess({ ...ACCESS, authorizationServer }))).toContain(
      'serverAuth.authorizationServer.egress must open port 8443',
    );
  });

  test('a server that asks for the header of the ID token itself', () => {
    const message = refusal(scope => {
      const server = new McpRemoteServer(scope, 'crm', {
        url: 'https://crm.example.com/mcp',
        headers: { 'x-id-token': secret('a') },
        serverAuth: ServerAuth.crossAppAccess(ACCESS),
        egress: TO_IDP,
      });
      gateway(scope, { auth: OAUTH, servers: [server] });
    });
    expect(message).toContain('headers.x-id-token is the header in which clients send the ID token');
  });

  test('a secret of a client that the gateway cannot reach', () => {
    const message = refusal(scope => {
      const serverAuth = ServerAuth.tokenExchange(EXCHANGE);
      gateway(scope, {
        auth: OAUTH,
        namespace: 'gateways',
        servers: [backend(scope, 'tickets', { serverAuth, namespace: 'tools' })],
      });
    });
    expect(message).toContain('serverAuth.clientAuth is a secret of namespace tools alone');
  });

  test.each(Object.keys(ENGINES))('%s', name => {
    const { engine, routes } = ENGINES[name];
    const message = refusal(scope => {
      const serverAuth = ServerAuth.tokenExchange(EXCHANGE);
      const servers = notes({ serverAuth })(scope);
      new McpGateway(scope, 'gateway', { auth: ANONYMOUS, engine: engine(), routes, servers });
    });
    expect(message).toContain('serverAuth cannot be ServerAuth.tokenExchange(…): this engine exchanges no tokens');
  });

  test('a smoke test without a gateway, which acts for no user', () => {
    const message = refusal(scope => {
      const server = backend(scope, 'tickets', { serverAuth: ServerAuth.tokenExchange(EXCHANGE) });
      new SmokeTest(scope, 'smoke', { server });
    });
    expect(message).toContain('asks for a token of a user, and the test acts for none');
  });

  test('an engine that wants the one secret of all callers', () => {
    const auth = ServerAuth.tokenExchange(EXCHANGE);
    expect(auth.isDelegated).toBe(true);
    expect(() => auth.secret).toThrow('has no secret');
  });

  test.each<{ title: string; call: () => unknown; expected: string }>([
    {
      title: 'http',
      call: () => ServerAuth.tokenExchange({ ...EXCHANGE, tokenEndpoint: 'http://idp.example.com/token' }),
      expected: 'ServerAuth.tokenExchange: tokenEndpoint must be https',
    },
    {
      title: 'http inside the cluster',
      call: () => ServerAuth.tokenExchange({ ...EXCHANGE, tokenEndpoint: 'http://idp.auth.svc/token' }),
      expected: 'tokenEndpoint must be https',
    },
    {
      title: 'a query',
      call: () => ServerAuth.tokenExchange({ ...EXCHANGE, tokenEndpoint: 'https://idp.example.com/token?secret=x' }),
      expected: 'tokenEndpoint must be an https URL in lower case with a path and without query, got "(hidden)"',
    },
    {
      title: 'no audience',
      call: () => ServerAuth.tokenExchange({ ...EXCHANGE, audience: '' }),
      expected: 'ServerAuth.tokenExchange: audience must be',
    },
    {
      title: 'a scope with a blank',
      call: () => ServerAuth.tokenExchange({ ...EXCHANGE, scopes: ['a b'] }),
      expected: 'scopes[0] must be a scope of RFC 6749',
    },
    {
      title: 'no client',
      call: () => ServerAuth.tokenExchange({ ...EXCHANGE, clientAuth: wrong(undefined) }),
      expected: 'clientAuth must be made by OAuthClientAuth',
    },
    ...['authorization', 'Cookie', 'host', 'mcp-session-id', 'a b', ''].map(idTokenHeader => ({
      title: `the header ${idTokenHeader}`,
      call: () => ServerAuth.crossAppAccess({ ...ACCESS, idTokenHeader }),
      expected: 'ServerAuth.crossAppAccess: idTokenHeader must',
    })),
    {
      title: 'no header',
      call: () => ServerAuth.crossAppAccess({ ...ACCESS, idTokenHeader: wrong(undefined) }),
      expected: 'idTokenHeader must be an HTTP header name',
    },
    {
      title: 'no identity provider',
      call: () => ServerAuth.crossAppAccess({ ...ACCESS, identityProvider: wrong(undefined) }),
      expected: 'identityProvider',
    },
    {
      title: 'no audience of the authorization server',
      call: () => ServerAuth.crossAppAccess({ ...ACCESS, audience: '' }),
      expected: 'ServerAuth.crossAppAccess: audience must be',
    },
    {
      title: 'a literal as secret',
      call: () => OAuthClientAuth.basic('gateway', wrong('hunter2hunter2')),
      expected: 'OAuthClientAuth.basic: secret must be a SecretSource, got a literal (hidden)',
    },
    {
      title: 'an empty client id',
      call: () => OAuthClientAuth.post('', SecretSource.fromStore(SecretStore.clusterStore('vault'), { key: 'a' })),
      expected: 'OAuthClientAuth.post: clientId must be the id of a client',
    },
    {
      title: 'an algorithm of another kind',
      call: () =>
        OAuthClientAuth.privateKeyJwt('a', { signingKey: secret('k'), audience: 'b', algorithm: wrong('HS256') }),
      expected: 'algorithm must be one of RS256, RS384, RS512, PS256, ES256, ES384',
    },
    {
      title: 'an assertion for nobody',
      call: () => OAuthClientAuth.privateKeyJwt('a', { signingKey: secret('k'), audience: '' }),
      expected: 'OAuthClientAuth.privateKeyJwt: audience must be',
    },
  ])('$title', ({ call, expected }) => {
    expect(refused(call)).toContain(expected);
  });
});

const TICKETS = 'routes[0].backends[0].mcp.targets[2].policies.backendAuth.oauthTokenExchange';
const CRM = 'routes[0].backends[0].mcp.targets[0].policies';

test.each<{ title: string; change: (targets: Manifest[], route: Manifest) => void; field: string }>([
  {
    title: 'a token that nobody has verified',
    change: ([, , { policies }]) => {
      policies.backendAuth.oauthTokenExchange.subjectToken.source.expression = 'request.headers["x-token"]';
    },
    field: `${TICKETS}.subjectToken.source.expression`,
  },
  {
    title: 'a token for any server',
    change: ([, , { policies }]) => {
      policies.backendAuth.oauthTokenExchange.audiences = [];
    },
    field: `${TICKETS}.audiences`,
  },
  {
    title: 'a token endpoint over http',
    change: ([, , { policies }]) => delete policies.backendAuth.oauthTokenExchange.policies,
    field: `${TICKETS}.policies.backendTLS`,
  },
  {
    title: 'a secret in the open',
    change: ([, , { policies }]) => {
      policies.backendAuth.oauthTokenExchange.clientAuth.clientSecret = 'x';
    },
    field: `${TICKETS}.clientAuth`,
  },
  {
    title: 'callers that show no token',
    change: (_, { policies }) => delete policies.mcpAuthentication,
    field: 'routes[0].backends[0].mcp.targets[2].policies.backendAuth',
  },
  {
    title: 'an ID token that reaches a server',
    change: ([{ policies }]) => delete policies.requestHeaderModifier,
    field: `${CRM}.requestHeaderModifier.remove`,
  },
  {
    title: 'a grant for no authorization server',
    change: ([{ policies }]) => delete policies.backendAuth.crossAppAccess.audience,
    field: `${CRM}.backendAuth.crossAppAccess.audience`,
  },
  {
    title: 'an ID token from where the access token is',
    change: ([{ policies }]) => delete policies.backendAuth.crossAppAccess.subjectToken,
    field: `${CRM}.backendAuth.crossAppAccess.subjectToken.source.header.name`,
  },
])('the guard finds $title', ({ change, field }) => {
  const document = documentOf(objects());
  change(targetsOf(document), document.routes[0]);
  expect(documentFindings(JSON.stringify(document)).map(finding => finding.field)).toContain(field);
});
