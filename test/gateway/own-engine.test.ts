import { ApiObject, Duration, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import {
  CaBundle,
  Callers,
  Cors,
  Egress,
  Exposure,
  ExposureKind,
  GatewayAuth,
  GatewayAuthKind,
  GatewayTls,
  IBoundGateway,
  IGatewayBinding,
  IGatewayEngine,
  IngressController,
  Jwks,
  JwksKind,
  McpGateway,
  McpGatewayProps,
  McpRemoteServer,
  RateLimit,
  SecretSource,
  SecretStore,
  ServerAuth,
  ToolPolicy,
  ToolRule,
} from '../../src';
import { Manifest, chart, find, server, synth } from '../util/app';
import { CERTIFICATE } from '../util/certificate';
import { KEY_SET } from '../util/keys';

/** An engine as a user writes one: every word of the binding ends in a ConfigMap, and nothing internal is read. */
class PlainEngine implements IGatewayEngine {
  public bind(scope: Construct, binding: IGatewayBinding): IBoundGateway {
    const configuration = (): string => JSON.stringify(described(binding));
    const { name, labels, exposure } = binding;
    new ApiObject(scope, 'Config', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name, labels },
      data: Lazy.any({ produce: () => ({ 'config.json': configuration() }) }),
    });
    return {
      configuration,
      url: `https://${exposure.hostname ?? name}`,
      dataPlane: Callers.namespace('edge'),
      addTarget: () => undefined,
    };
  }
}

function described({
  auth,
  rules,
  rateLimit,
  cors,
  exposure,
  workload: { tls, sessionKey },
  targets,
}: IGatewayBinding): Manifest {
  const { kind, issuer, audience, jwks, requiredScopes, resourceMetadata, keyHashes, subjects, reason } = auth;
  return {
    auth: {
      kind,
      issuer,
      audience,
      jwks: jwks && keysOf(jwks),
      requiredScopes,
      resourceMetadata,
      keyHashes,
      subjects,
      reason,
    },
    rules: rules.map(({ grant, expression }) => ({
      ...grant,
      servers: grant?.servers?.map(({ name }) => name),
      expression,
    })),
    limits: [
      ...(rateLimit?.localLimits.map(({ requests, per, burst }) => [requests, per?.toSeconds(), burst]) ?? []),
      rateLimit?.remoteLimit && { ...rateLimit.remoteLimit, egress: rateLimit.remoteLimit.egress instanceof Egress },
    ],
    cors: cors && [cors.allowedOrigins, cors.allowCredentials, cors.maxAge.toSeconds()],
    exposure: exposureOf(exposure),
    tls: tls && [tls.secretName, tls.certificateKey, tls.privateKeyKey],
    sessionKey: sessionKey && secretOf(sessionKey),
    targets: targets.map(({ prefix, endpoint: { serverAuth, caBundle, headers = {} }, tools }) => ({
      prefix,
      tools: tools.map(({ allowed, denied }) => [allowed, denied]),
      auth: serverAuth && [serverAuth.headerName, serverAuth.valuePrefix, secretOf(serverAuth.secret)],
      authorities: caBundle && [caBundle.certificates, caBundle.configMapName, caBundle.configMapKey],
      headers: Object.entries(headers).map(([name, secret]) => [name, secretOf(secret)]),
    })),
  };
}

function keysOf({ kind, url, egress, configMapName, configMapKey, secret, json }: Jwks): Manifest {
  return {
    kind,
    url,
    egress: egress instanceof Egress,
    configMapName,
    configMapKey,
    secret: secret && secretOf(secret),
    json,
  };
}

function secretOf({
  storeKind,
  storeName,
  storeEntry,
  secretName,
  secretNamespace,
  secretKey,
}: SecretSource): Manifest {
  return { storeKind, storeName, storeEntry, secretName, secretNamespace, secretKey };
}

function exposureOf(exposure: Exposure): Manifest {
  const { kind, hostname, from, parentName, parentNamespace, sectionName, className, tlsSecretName, controller } =
    exposure;
  const callers = from.every(caller => caller instanceof Callers) && from.length;
  return {
    kind,
    hostname,
    from: callers,
    parentName,
    parentNamespace,
    sectionName,
    className,
    tlsSecretName,
    controller,
  };
}

/** What the engine learns, in JSON: what is undefined is left out. */
function learnt(props: Partial<McpGatewayProps>): Manifest {
  const scope = chart();
  new McpGateway(scope, 'gateway', {
    servers: [server(scope, {}, 'notes')],
    auth: GatewayAuth.anonymous('nobody but the tests calls this one'),
    engine: new PlainEngine(),
    ...props,
  });
  return JSON.parse(find(synth(scope), 'ConfigMap', 'gateway').data['config.json']);
}

const FROM = [Callers.namespace('edge')];
const WAY = Egress.toCidrs('203.0.113.7/32');
const issuer = 'https://idp.example.com';
const none = { requiredScopes: [], subjects: [] };

test.each<{ title: string; auth: GatewayAuth; expected: Manifest }>([
  {
    title: 'OAuth',
    auth: GatewayAuth.oauth({
      issuer,
      jwks: Jwks.fromUrl('https://idp.example.com/jwks', WAY),
      audience: 'tools',
      requiredScopes: ['mcp'],
      resourceMetadata: { documentation: 'https://docs.example.com' },
    }),
    expected: {
      kind: GatewayAuthKind.OAUTH,
      issuer,
      audience: 'tools',
      jwks: { kind: JwksKind.URL, url: 'https://idp.example.com/jwks', egress: true },
      requiredScopes: ['mcp'],
      resourceMetadata: { scopesSupported: ['mcp'], documentation: 'https://docs.example.com' },
      subjects: [],
    },
  },
  {
    title: 'service accounts',
    auth: GatewayAuth.serviceAccounts({
      issuer,
      audience: 'mcp',
      jwks: Jwks.fromConfigMap('idp', 'jwks.json'),
      subjects: ['system:serviceaccount:agents:planner'],
    }),
    expected: {
      ...none,
      kind: GatewayAuthKind.SERVICE_ACCOUNTS,
      issuer,
      audience: 'mcp',
      jwks: { kind: JwksKind.CONFIG_MAP, configMapName: 'idp', configMapKey: 'jwks.json', egress: false },
      subjects: ['system:serviceaccount:agents:planner'],
    },
  },
  {
    title: 'API keys',
    auth: GatewayAuth.apiKeys({ ci: 'a'.repeat(64) }),
    expected: { ...none, kind: GatewayAuthKind.API_KEYS, keyHashes: { ci: 'a'.repeat(64) } },
  },
  {
    title: 'nothing',
    auth: GatewayAuth.anonymous('public documentation only'),
    expected: { ...none, kind: GatewayAuthKind.ANONYMOUS, reason: 'public documentation only' },
  },
])('an engine learns of $title', ({ auth, expected }) => {
  expect(learnt({ auth }).auth).toEqual(expected);
});

test.each<{ title: string; jwks: Jwks; expected: Manifest }>([
  {
    title: 'a Secret',
    jwks: Jwks.fromSecretSource(SecretSource.fromSecretName('idp', 'jwks')),
    expected: { kind: JwksKind.SECRET, secret: { secretName: 'idp', secretKey: 'jwks' } },
  },
  {
    title: 'the app',
    jwks: Jwks.inline(KEY_SET),
    expected: { kind: JwksKind.INLINE, json: KEY_SET },
  },
])('an engine learns of keys in $title', ({ jwks, expected }) => {
  expect(learnt({ auth: GatewayAuth.oauth({ issuer, jwks }) }).auth.jwks).toEqual({ egress: false, ...expected });
});

test.each<{ title: string; exposure: Exposure | undefined; expected: Manifest }>([
  { title: 'none', exposure: undefined, expected: { kind: ExposureKind.CLUSTER_IP, from: 0 } },
  {
    title: 'an HTTPRoute',
    exposure: Exposure.httpRoute({
      hostname: 'mcp.example.com',
      parentName: 'public',
      parentNamespace: 'gateways',
      sectionName: 'https',
      from: FROM,
    }),
    expected: {
      kind: ExposureKind.HTTP_ROUTE,
      hostname: 'mcp.example.com',
      from: 1,
      parentName: 'public',
      parentNamespace: 'gateways',
      sectionName: 'https',
    },
  },
  {
    title: 'an Ingress',
    exposure: Exposure.ingress({
      hostname: 'mcp.example.com',
      className: 'nginx',
      tlsSecretName: 'tls',
      controller: IngressController.NGINX,
      from: FROM,
    }),
    expected: {
      kind: ExposureKind.INGRESS,
      hostname: 'mcp.example.com',
      from: 1,
      className: 'nginx',
      tlsSecretName: 'tls',
      controller: 'nginx',
    },
  },
])('an engine learns of an exposure: $title', ({ exposure, expected }) => {
  expect(learnt({ exposure }).exposure).toEqual(expected);
});

test('an engine learns of who may use what, limits, web pages, certificate and session key', () => {
  const scope = chart();
  const notes = server(scope, {}, 'notes');
  const anyOf = ['editors'];
  const claims = [{ claim: 'groups', anyOf }];
  const found = learnt({
    servers: [notes],
    auth: GatewayAuth.oauth({ issuer, jwks: Jwks.fromConfigMap('idp', 'jwks.json') }),
    authorization: [
      ToolRule.allow({ servers: [notes], tools: ['read_*'], claims }),
      ToolRule.allow({}),
      ToolRule.require('jwt.sub != "bob"'),
    ],
    rateLimit: RateLimit.all(
      RateLimit.local({ requests: 10, per: Duration.seconds(1), burst: 20 }),
      RateLimit.remote({ host: 'limits.infra.svc:8081', egress: WAY, key: 'jwt.sub', failOpen: true }),
    ),
    cors: Cors.origins(['https://chat.example.com'], { allowCredentials: true, maxAge: Duration.minutes(1) }),
    tls: GatewayTls.fromSecretName('tls'),
    sessionKey: SecretSource.fromStore(SecretStore.clusterStore('vault'), {
      key: 'session',
      property: 'key',
      version: '2',
    }),
  });
  expect(found).toMatchObject({
    rules: [{ servers: ['notes'], tools: ['read_*'], claims }, {}, { expression: 'jwt.sub != "bob"' }],
    limits: [
      [10, 1, 20],
      { host: 'limits.infra.svc:8081', egress: true, domain: 'mcp-gateway', key: 'jwt.sub', failOpen: true },
    ],
    cors: [['https://chat.example.com'], true, 60],
    tls: ['tls', 'tls.crt', 'tls.key'],
    sessionKey: {
      storeKind: 'ClusterSecretStore',
      storeName: 'vault',
      storeEntry: { key: 'session', property: 'key', version: '2' },
    },
  });
  expect(found.rules[1]).toEqual({});
  expect(
    learnt({ authorization: [ToolRule.require('true')], rateLimit: RateLimit.local({ requests: 5 }) }),
  ).toMatchObject({ limits: [[5, 60, 5], null] });
});

test('an engine learns of servers, what they ask and whom they trust', () => {
  const scope = chart();
  const platformSecret = SecretSource.fromPlatformStore({ key: 'docs' });
  const docs = new McpRemoteServer(scope, 'docs', {
    url: 'https://docs.example.com/mcp',
    egress: WAY,
    caBundle: CaBundle.fromConfigMap('roots', 'ca.crt'),
    headers: { 'x-key': platformSecret },
    tools: ToolPolicy.deny('drop'),
  });
  const wiki = new McpRemoteServer(scope, 'wiki', {
    url: 'https://wiki.example.com/mcp',
    egress: WAY,
    caBundle: CaBundle.pem(CERTIFICATE),
  });
  const notes = server(
    scope,
    { serverAuth: ServerAuth.bearer(SecretSource.fromSecretName('notes', 'token')) },
    'notes',
  );
  expect(learnt({ servers: [docs, notes, wiki] }).targets).toEqual([
    {
      prefix: 'docs',
      tools: [[null, ['drop']]],
      authorities: [null, 'roots', 'ca.crt'],
      headers: [['x-key', { storeEntry: { key: 'docs' } }]],
    },
    {
      prefix: 'notes',
      tools: [],
      auth: ['authorization', 'Bearer ', { secretName: 'notes', secretKey: 'token' }],
      headers: [],
    },
    { prefix: 'wiki', tools: [], authorities: [CERTIFICATE, null, null], headers: [] },
  ]);
});

test('what an engine does with a list changes nothing', () => {
  const auth = GatewayAuth.oauth({ issuer, jwks: Jwks.fromConfigMap('idp', 'jwks.json'), requiredScopes: ['mcp'] });
  const rule = ToolRule.allow({ tools: ['read'], claims: [{ claim: 'groups', anyOf: ['editors'] }] });
  const cors = Cors.origins(['https://chat.example.com']);
  const exposure = Exposure.httpRoute({ hostname: 'mcp.example.com', parentName: 'public', from: FROM });
  const lists = (): Array<unknown[] | undefined> => [
    auth.requiredScopes,
    auth.subjects,
    auth.resourceMetadata?.scopesSupported,
    rule.grant?.tools,
    rule.grant?.claims?.[0].anyOf,
    cors.allowedOrigins,
    exposure.from,
  ];
  const before = JSON.stringify(lists());
  lists().forEach(list => list?.push('more'));
  expect(JSON.stringify(lists())).toBe(before);
});
