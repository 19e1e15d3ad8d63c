import { Duration } from 'cdk8s';
import {
  AgentgatewayEngine,
  CaBundle,
  Cors,
  Egress,
  GatewayAuth,
  GatewayRoutes,
  HttpTransport,
  Jwks,
  McpGateway,
  McpGatewayProps,
  McpNamespace,
  McpRemoteServer,
  ProtocolRevision,
  RateLimit,
  SecretSource,
  SecretStore,
  ServerAuth,
  Sessions,
  ToolPolicy,
  ToolRule,
} from '../../../../src/index';
import { Manifest, chart, find, server, source, synth } from '../../../util/app';
import { permits } from '../../../util/cel';
import { CERTIFICATE } from '../../../util/certificate';
import { ANONYMOUS, GATEWAY, Servers, manifestsOf, notes, ofKind, refusalOf } from '../../../util/external-data-planes';
import { KEY_SET } from '../../../util/keys';
import { schemaProblems } from '../../../util/schemas';

const OWN = 'AgentgatewayEngine.standalone()';
const engine = AgentgatewayEngine.controller(GATEWAY);
const base = { auth: ANONYMOUS, engine };
const issuer = 'https://idp.example.com';
const jwks = Jwks.inline(KEY_SET);
const METADATA = '/.well-known/oauth-protected-resource';

function policyOf(props: Partial<McpGatewayProps>, servers?: Servers): Manifest {
  return find(manifestsOf({ ...base, ...props }, servers), 'AgentgatewayPolicy', 'gateway-mcp').spec;
}

describe('routes and servers', () => {
  test('federation is one backend, one policy, one exact path in both spellings', () => {
    const manifests = manifestsOf(base);
    expect(find(manifests, 'AgentgatewayBackend').spec).toEqual({
      mcp: {
        sessionRouting: 'Stateless',
        prefixMode: 'Always',
        failureMode: 'FailOpen',
        targets: [
          {
            name: 'notes',
            static: {
              host: 'notes.mcp-tools.svc.cluster.local',
              port: 8080,
              path: '/mcp',
              protocol: 'StreamableHTTP',
              policies: {
                http: { requestTimeout: '60s' },
                tcp: { connectTimeout: '5s', keepalive: { time: '60s', interval: '30s', retries: 3 } },
              },
            },
          },
        ],
      },
    });
    expect(find(manifests, 'HTTPRoute').spec).toEqual({
      parentRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'public' }],
      hostnames: ['mcp.example.com'],
      rules: [
        {
          matches: [{ path: { type: 'Exact', value: '/mcp' } }, { path: { type: 'Exact', value: '/mcp/' } }],
          backendRefs: [{ group: 'agentgateway.dev', kind: 'AgentgatewayBackend', name: 'gateway-mcp', weight: 1 }],
        },
      ],
    });
    expect(find(manifests, 'AgentgatewayPolicy').spec).toEqual({
      targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', name: 'gateway-mcp' }],
      traffic: { headerModifiers: { request: { remove: ['cookie', 'authorization'] } } },
    });
  });

  test('a server alone keeps the names of its tools, under a path or a host of its own', () => {
    const byPath = manifestsOf({ ...base, routes: GatewayRoutes.pathPerServer() });
    expect(find(byPath, 'AgentgatewayBackend', 'gateway-mcp-notes').spec.mcp.prefixMode).toBeUndefined();
    expect(find(byPath, 'HTTPRoute').spec.rules[0].matches[0].path.value).toBe('/notes/mcp');
    const byHost = manifestsOf({ ...base, routes: GatewayRoutes.hostPerServer('tools.example.com') });
    expect(find(byHost, 'HTTPRoute').spec.hostnames).toEqual(['notes.tools.example.com']);
  });

  test('servers that are added later join the objects that are there', () => {
    const scope = chart();
    const gateway = new McpGateway(scope, 'gateway', {
      ...base,
      routes: GatewayRoutes.mixed(),
      servers: [server(scope, {}, 'notes')],
    });
    gateway.addServer(server(scope, {}, 'wiki'));
    const manifests = synth(scope);
    expect(schemaProblems('v1.36.0', manifests)).toEqual([]);
    expect(
      find(manifests, 'AgentgatewayBackend', 'gateway-mcp').spec.mcp.targets.map(({ name }: Manifest) => name),
    ).toEqual(['notes', 'wiki']);
    expect(ofKind(manifests, 'HTTPRoute').map(({ metadata }) => metadata.name)).toEqual([
      'gateway-mcp',
      'gateway-mcp-notes',
      'gateway-mcp-wiki',
    ]);
    expect(JSON.parse(gateway.configuration).map(({ kind, name }: Manifest) => `${kind} ${name}`)).toEqual(
      ['gateway-mcp', 'gateway-mcp-notes', 'gateway-mcp-wiki'].flatMap(name =>
        ['AgentgatewayBackend', 'AgentgatewayPolicy', 'HTTPRoute'].map(kind => `${kind} ${name}`),
      ),
    );
    expect(gateway.url).toBe('https://mcp.example.com/mcp');
  });

  test('the older transport and sessions in memory are pinned by the controller', () => {
    const { mcp } = find(
      manifestsOf(
        base,
        notes({ source: source({ transport: HttpTransport.SSE, sessions: Sessions.IN_MEMORY, path: '/sse' }) }),
      ),
      'AgentgatewayBackend',
    ).spec;
    expect([mcp.sessionRouting, mcp.targets[0].static.protocol]).toEqual(['Stateful', 'SSE']);
  });

  test('bounds are written on backends and routes', () => {
    const manifests = manifestsOf({
      ...base,
      resilience: {
        requestTimeout: Duration.seconds(20),
        connectTimeout: Duration.seconds(2),
        failClosed: true,
      },
    });
    const { mcp } = find(manifests, 'AgentgatewayBackend').spec;
    expect([
      mcp.failureMode,
      mcp.targets[0].static.policies.http.requestTimeout,
      mcp.targets[0].static.policies.tcp.connectTimeout,
    ]).toEqual(['FailClosed', '20s', '2s']);
  });

  test('a server elsewhere is reached with TLS, authorities and credentials', () => {
    const own = find(manifestsOf(base, remote({ caBundle: CaBundle.pem(CERTIFICATE) })), 'AgentgatewayBackend').spec.mcp
      .targets[0].static;
    expect(own).toMatchObject({ host: 'docs.example.com', port: 443, path: '/mcp' });
    expect(own.policies.tls).toEqual({
      sni: 'docs.example.com',
      caCertificateRefs: [{ kind: 'ConfigMap', name: 'gateway-ca-docs' }],
    });
    const given = find(
      manifestsOf(base, remote({ caBundle: CaBundle.fromConfigMap('roots', 'ca.crt') })),
      'AgentgatewayBackend',
    ).spec.mcp.targets[0].static;
    expect(given.policies.tls.caCertificateRefs).toEqual([{ kind: 'ConfigMap', name: 'roots' }]);
    const trusted = find(manifestsOf(base, remote({})), 'AgentgatewayBackend').spec.mcp.targets[0].static;
    expect(trusted.policies.tls).toEqual({ sni: 'docs.example.com' });
  });

  test("what servers ask of their callers comes from Secrets of the gateway's namespace", () => {
    const scope = chart();
    const vault = SecretStore.clusterStore('vault');
    const tools = new McpNamespace(scope, 'tools', { name: 'mcp-other' });
    const bearer = server(
      tools,
      { serverAuth: ServerAuth.bearer(SecretSource.fromStore(vault, { key: 'notes' })) },
      'notes',
    );
    const docs = new McpRemoteServer(scope, 'docs', {
      url: 'https://docs.example.com/mcp',
      protocol: ProtocolRevision.V2026_07_28,
      egress: Egress.toCidrs('203.0.113.0/24'),
      headers: {
        'x-key': SecretSource.fromSecretName('docs', 'key'),
        'x-team': SecretSource.fromStore(vault, { key: 'docs', property: 'team' }),
      },
    });
    new McpGateway(scope, 'gateway', { ...base, servers: [bearer, docs] });
    const manifests = synth(scope);
    expect(schemaProblems('v1.36.0', manifests)).toEqual([]);
    const auth = find(manifests, 'AgentgatewayBackend').spec.mcp.targets.map(
      (target: Manifest) => target.static.policies.auth,
    );
    expect(auth).toEqual([
      {
        credentials: [
          { secretRef: { name: 'docs', key: 'key' }, location: { header: { name: 'x-key' } } },
          { secretRef: { name: 'gateway-vault', key: 'docs.x-team' }, location: { header: { name: 'x-team' } } },
        ],
      },
      {
        secretRef: { name: 'gateway-vault', key: 'notes.authorization' },
        location: { header: { name: 'authorization', prefix: 'Bearer ' } },
      },
    ]);
    const { metadata, spec } = find(manifests, 'ExternalSecret', 'gateway-vault');
    expect(metadata.namespace).toBe('mcp-tools');
    expect(spec.data.map(({ secretKey }: Manifest) => secretKey)).toEqual(['docs.x-team', 'notes.authorization']);
  });
});

describe('what callers must show', () => {
  test('OAuth is strict, for the address of each route, with metadata', () => {
    const auth = GatewayAuth.oauth({
      issuer,
      jwks,
      requiredScopes: ['mcp'],
      resourceMetadata: { documentation: 'https://docs.example.com' },
    });
    const manifests = manifestsOf({ ...base, auth, routes: GatewayRoutes.mixed() });
    const { traffic } = find(manifests, 'AgentgatewayPolicy', 'gateway-mcp-notes').spec;
    const url = 'https://mcp.example.com/notes/mcp';
    expect(traffic.jwtAuthentication).toEqual({
      mode: 'Strict',
      providers: [{ issuer, audiences: [url], jwks: { inline: KEY_SET } }],
      mcp: {
        resourceMetadata: {
          resource: url,
          scopesSupported: ['mcp'],
          bearerMethodsSupported: ['header'],
          resourceDocumentation: 'https://docs.example.com',
        },
      },
    });
    expect(traffic.headerModifiers.request.remove).toEqual(['cookie']);
    expect(
      find(manifests, 'HTTPRoute', 'gateway-mcp-notes').spec.rules[0].matches.map(({ path }: Manifest) => path.value),
    ).toEqual(['/notes/mcp', '/notes/mcp/', `${METADATA}/notes/mcp`, `${METADATA}/notes/mcp/`]);
  });

  test('a token without one of the claims gets nowhere but to the metadata', () => {
    const { traffic } = policyOf({ auth: GatewayAuth.oauth({ issuer, jwks, audience: 'tools' }) });
    expect(traffic.jwtAuthentication.providers[0].audiences).toEqual(['tools']);
    expect(traffic.authorization.action).toBe('Require');
    const rules: string[] = traffic.authorization.policy.matchExpressions;
    const passes = (path: string, jwt?: object) =>
      permits(rules, [], jwt === undefined ? { request: { path } } : { request: { path }, jwt });
    const whole: Record<string, unknown> = { exp: 1, iss: issuer, aud: 'tools', sub: 'me' };
    expect(passes('/mcp', whole)).toBe(true);
    expect(Object.keys(whole).map(claim => passes('/mcp', without(whole, claim)))).toEqual([
      false,
      false,
      false,
      false,
    ]);
    expect(passes('/mcp')).toBe(false);
    expect(passes(`${METADATA}/mcp`)).toBe(true);
    expect(passes(`${METADATA}/other`)).toBe(false);
  });

  test('service accounts are named, and others may not call', () => {
    const subject = 'system:serviceaccount:agents:planner';
    const { traffic } = policyOf({
      auth: GatewayAuth.serviceAccounts({
        issuer,
        audience: 'gateway',
        jwks: Jwks.fromUrl('https://idp.example.com/jwks'),
        subjects: [subject],
      }),
    });
    expect(traffic.jwtAuthentication).toEqual({
      mode: 'Strict',
      providers: [{ issuer, audiences: ['gateway'], jwks: { remote: { url: 'https://idp.example.com/jwks' } } }],
    });
    const passes = (sub: string) =>
      permits(traffic.authorization.policy.matchExpressions, [], { jwt: { exp: 1, iss: issuer, aud: 'gateway', sub } });
    expect([passes(subject), passes('system:serviceaccount:agents:other')]).toEqual([true, false]);
    const all = policyOf({ auth: GatewayAuth.serviceAccounts({ issuer, audience: 'gateway', jwks }) }).traffic
      .authorization.policy.matchExpressions;
    expect(
      permits(all, [], { jwt: { exp: 1, iss: issuer, aud: 'gateway', sub: 'system:serviceaccount:agents:other' } }),
    ).toBe(true);
  });

  test('API keys are hashes in a ConfigMap that only this policy selects', () => {
    const manifests = manifestsOf({ ...base, auth: GatewayAuth.apiKeys({ web: 'b'.repeat(64), ci: 'a'.repeat(64) }) });
    const { metadata, data } = find(manifests, 'ConfigMap', 'gateway-api-keys');
    expect(Object.entries<string>(data).map(([client, json]) => [client, JSON.parse(json)])).toEqual([
      ['ci', { keyHash: `sha256:${'a'.repeat(64)}`, metadata: { client: 'ci' } }],
      ['web', { keyHash: `sha256:${'b'.repeat(64)}`, metadata: { client: 'web' } }],
    ]);
    const { apiKeyAuthentication } = find(manifests, 'AgentgatewayPolicy').spec.traffic;
    expect(apiKeyAuthentication).toEqual({
      mode: 'Strict',
      location: { header: { name: 'authorization', prefix: 'Bearer ' } },
      configMapSelector: { matchLabels: { 'cdk8s-mcp/api-keys': 'gateway' } },
    });
    expect(metadata.labels).toMatchObject(apiKeyAuthentication.configMapSelector.matchLabels);
  });

  test('limits and web pages are written in the policy', () => {
    const { traffic } = policyOf({
      rateLimit: RateLimit.local({ requests: 10, per: Duration.hours(1), burst: 15 }),
      cors: Cors.origins(['https://chat.example.com'], { allowCredentials: true }),
    });
    expect(traffic.rateLimit).toEqual({ local: [{ requests: 10, unit: 'Hours', burst: 5 }] });
    expect(traffic.cors).toMatchObject({
      allowOrigins: ['https://chat.example.com'],
      allowCredentials: true,
      maxAge: 600,
    });
    expect(
      policyOf({ rateLimit: RateLimit.local({ requests: 10, per: Duration.seconds(1) }) }).traffic.rateLimit,
    ).toEqual({ local: [{ requests: 10, unit: 'Seconds' }] });
  });
});

describe('who may use what means the same as in the file of the standalone engine, with', () => {
  const TOOLS = ['get_page', 'get_secret', 'list', 'listing', 'delete', 'Get_page'];
  const CLAIMS = [
    undefined,
    {},
    { groups: ['writers'] },
    { groups: 'writers' },
    { groups: ['readers'] },
    { azp: 'ci' },
  ];
  const SCOPES = [{}, { scope: 'mcp' }, { scope: 'other mcp' }, { scope: 'mcpx' }];
  const things = ['notes', 'wiki'].flatMap(target => [
    ...TOOLS.map(name => ({ tool: { name, target } })),
    { prompt: { name: 'ask', target } },
    { resource: { name: 'file', target } },
  ]);
  const contexts = things.flatMap(mcp =>
    CLAIMS.flatMap(claims => SCOPES.map(scope => ({ mcp, jwt: { sub: 'me', ...claims, ...scope } }))),
  );

  test.each<{ title: string; props: (servers: ReturnType<typeof server>[]) => Partial<McpGatewayProps> }>([
    { title: 'tool policies alone', props: () => ({}) },
    { title: 'a scope', props: () => ({ auth: GatewayAuth.oauth({ issuer, jwks, requiredScopes: ['mcp'] }) }) },
    {
      title: 'grants',
      props: ([first]) => ({
        authorization: [
          ToolRule.allow({ servers: [first], tools: ['get_*'], claims: [{ claim: 'groups', anyOf: ['writers'] }] }),
          ToolRule.allow({ tools: ['list'] }),
        ],
      }),
    },
    {
      title: 'grants and a condition',
      props: ([, second]) => ({
        authorization: [
          ToolRule.require('!has(mcp.tool) || mcp.tool.name != "delete"'),
          ToolRule.allow({ servers: [second] }),
        ],
      }),
    },
  ])('$title', ({ props }) => {
    const build = (own: boolean) => {
      const scope = chart();
      const servers = [
        server(scope, { tools: ToolPolicy.of({ allow: ['get_*', 'list'], deny: ['get_secret'] }) }, 'notes'),
        server(scope, { tools: ToolPolicy.deny('delete') }, 'wiki'),
      ];
      const gateway = new McpGateway(scope, 'gateway', {
        auth: GatewayAuth.oauth({ issuer, jwks }),
        engine: own ? undefined : engine,
        ...props(servers),
        servers,
      });
      return { gateway, manifests: synth(scope) };
    };
    const rules: Manifest[] = JSON.parse(build(true).gateway.configuration).routes[0].policies.mcpAuthorization.rules;
    const policies = ofKind(build(false).manifests, 'AgentgatewayPolicy')
      .map(({ spec }) => spec.backend?.mcp.authorization)
      .filter(policy => policy !== undefined);
    const expressions = (wanted: string): string[] =>
      policies.flatMap(({ action, policy }) => (action === wanted ? policy.matchExpressions : []));
    const [required, granted] = ['require', 'allow'].map(action => rules.flatMap(rule => rule[action] ?? []));
    const table = contexts.map(context => [
      permits(required, granted, context),
      permits(expressions('Require'), expressions('Allow'), context),
    ]);
    expect(table.filter(([standalone, controller]) => standalone !== controller)).toEqual([]);
    expect(new Set(table.map(([standalone]) => standalone))).toEqual(new Set([true, false]));
  });
});

function without(claims: Readonly<Record<string, unknown>>, claim: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(claims).filter(([name]) => name !== claim));
}

function remote(props: { caBundle?: CaBundle; headers?: Record<string, SecretSource> }): Servers {
  return scope => [
    new McpRemoteServer(scope, 'docs', {
      url: 'https://docs.example.com/mcp',
      egress: Egress.toCidrs('203.0.113.0/24'),
      ...props,
    }),
  ];
}

const key = SecretSource.fromSecretName('caller', 'key');
const many = Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`x-key-${i}`, key]));
const oauth = (keys: Jwks) => ({ auth: GatewayAuth.oauth({ issuer, jwks: keys }) });
const KEYS = 'auth.jwks must be Jwks.fromUrl or Jwks.inline: an AgentgatewayPolicy reads keys from no';

test.each<{ title: string; props: Partial<McpGatewayProps>; text: string }>([
  {
    title: 'keys in a ConfigMap',
    props: oauth(Jwks.fromConfigMap('idp', 'jwks.json')),
    text: `${KEYS} ConfigMap (Jwks.inline(json), or ${OWN})`,
  },
  {
    title: 'keys in a Secret',
    props: oauth(Jwks.fromSecretSource(key)),
    text: `${KEYS} Secret (Jwks.inline(json), or ${OWN})`,
  },
  {
    title: 'keys behind a query',
    props: oauth(Jwks.fromUrl('https://idp.example.com/jwks?a=b')),
    text: 'auth.jwks must be a URL without query in an AgentgatewayPolicy, got "https://idp.example.com/jwks?a=b"',
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
      "auth.jwks.egress has no effect: agentgateway's controller fetches the keys (Jwks.fromUrl(url), and allow " +
      'egress of the controller where it is installed)',
  },
  {
    title: 'a long issuer',
    props: { auth: GatewayAuth.oauth({ issuer: `${issuer}/${'a'.repeat(256)}`, jwks }) },
    text: 'auth.issuer must be at most 256 characters in an AgentgatewayPolicy',
  },
  {
    title: 'a remote limit',
    props: {
      rateLimit: RateLimit.remote({
        host: 'limits.infra.svc.cluster.local:8081',
        egress: Egress.toPods({ namespace: 'infra', labels: { app: 'limits' }, port: 8081 }),
        key: 'source.address',
      }),
    },
    text:
      "rateLimit must not be RateLimit.remote: no policy here can allow traffic from the Gateway's pods to the " +
      `service (RateLimit.local(…), or ${OWN})`,
  },
  {
    title: 'several limits',
    props: { rateLimit: RateLimit.all(RateLimit.local({ requests: 1 }), RateLimit.local({ requests: 2 })) },
    text:
      'rateLimit must be one RateLimit.local: the controller reads the first of several (the strictest ' +
      `of them, or ${OWN})`,
  },
  {
    title: 'another period',
    props: { rateLimit: RateLimit.local({ requests: 1, per: Duration.seconds(10) }) },
    text: 'rateLimit.per must be 1 second, 1 minute or 1 hour in an AgentgatewayPolicy, got 10 s',
  },
  {
    title: 'preflights that nobody remembers',
    props: { cors: Cors.origins(['https://chat.example.com'], { maxAge: Duration.seconds(0) }) },
    text: 'cors.maxAge must be at least 1 second in an AgentgatewayPolicy (Duration.seconds(1))',
  },
])('the controller refuses $title', ({ props, text }) => {
  expect(refusalOf({ ...base, ...props })).toContain(`test/gateway: ${text}`);
});

test.each<{ title: string; servers: Servers; text: string }>([
  {
    title: 'authorities under another key',
    servers: remote({ caBundle: CaBundle.fromConfigMap('roots', 'roots.pem') }),
    text: 'caBundle must be in the key ca.crt of the ConfigMap, which the controller reads, got "roots.pem"',
  },
  {
    title: 'too many credentials',
    servers: remote({ headers: many }),
    text: 'headers are 9 with serverAuth, an AgentgatewayBackend holds 8',
  },
])('the controller refuses $title', ({ servers, text }) => {
  expect(refusalOf(base, servers)).toContain(`test/gateway: addServer test/docs: ${text}`);
});

test('the controller refuses a secret that cannot reach the namespace of the gateway', () => {
  const text = refusalOf(base, scope => [
    server(new McpNamespace(scope, 'tools', { name: 'mcp-other' }), { serverAuth: ServerAuth.bearer(key) }, 'notes'),
  ]);
  expect(text).toContain(
    'serverAuth is a secret of namespace mcp-other alone, and the gateway, which presents it, lives in mcp-tools',
  );
});

test('the controller refuses more than the objects hold', () => {
  const crowd = refusalOf(base, scope => Array.from({ length: 129 }, (_, i) => server(scope, {}, `tool-${i}`)));
  expect(crowd).toContain('servers are 129 on route mcp, an AgentgatewayBackend holds 128. Fix: several gateways');
  const names = Array.from({ length: 300 }, (_, i) => `${'tool'.repeat(20)}_${i}`);
  expect(refusalOf(base, notes({ tools: ToolPolicy.allow(...names) }))).toContain(
    'authorization and tools make more than an AgentgatewayPolicy holds on route mcp: 256 ' +
      'expressions of 16384 characters',
  );
});
