import { createHash } from 'crypto';
import { Duration } from 'cdk8s';
import {
  Callers,
  Cors,
  Egress,
  Exposure,
  GatewayAuth,
  GatewayRoutes,
  GatewayTls,
  HttpRouteExposureOptions,
  IngressController,
  IngressExposureOptions,
  Jwks,
  OAuthOptions,
  RateLimit,
  RemoteRateLimitOptions,
  SecretSource,
  ServiceAccountOptions,
  ToolPolicy,
  ToolRule,
} from '../../src';
import { refused, wrong } from '../util/refusal';

const JWKS = Jwks.fromConfigMap('idp-jwks', 'jwks.json');
const FROM = [Callers.pods({ namespace: 'gateways', labels: { app: 'envoy' } })];
const RSA = { kty: 'RSA', n: 'abc', e: 'AQAB', kid: '1' };
const WAY = Egress.toPods({ namespace: 'infra', labels: { app: 'ratelimit' }, port: 8081 });

const oauth = (options: Partial<OAuthOptions>) => () =>
  GatewayAuth.oauth({ issuer: 'https://idp.example.com', jwks: JWKS, ...options });
const accounts = (options: Partial<ServiceAccountOptions>) => () =>
  GatewayAuth.serviceAccounts({ issuer: 'https://k.example.com', audience: 'mcp', jwks: JWKS, ...options });
const route = (options: Partial<HttpRouteExposureOptions>) => () =>
  Exposure.httpRoute({ hostname: 'mcp.example.com', parentName: 'public', from: FROM, ...options });
const ingress = (options: Partial<IngressExposureOptions>) => () =>
  Exposure.ingress({
    hostname: 'mcp.example.com',
    className: 'nginx',
    tlsSecretName: 'tls',
    controller: IngressController.NGINX,
    from: FROM,
    ...options,
  });
const remote = (options: Partial<RemoteRateLimitOptions>) => () =>
  RateLimit.remote({ host: 'ratelimit.infra.svc:8081', egress: WAY, ...options });

test.each<[title: string, call: () => unknown, expected: string]>([
  [
    'an issuer over http',
    oauth({ issuer: 'http://idp.example.com' }),
    'GatewayAuth.oauth: issuer must be an https URL without query, exactly as in the claim iss, got "http://idp.example.com"',
  ],
  ['an issuer with a query', oauth({ issuer: 'https://idp.example.com?x=1' }), 'issuer must be an https URL'],
  ['no issuer', oauth({ issuer: wrong(undefined) }), 'issuer must be an https URL'],
  ['an empty audience', oauth({ audience: '' }), 'audience must be an absolute URI'],
  ['an audience with a quote', oauth({ audience: 'a"b' }), 'audience must be'],
  ['keys that are a URL', oauth({ jwks: wrong('https://idp.example.com/jwks') }), 'jwks must be made by Jwks'],
  ['a scope with a space', oauth({ requiredScopes: ['a b'] }), 'requiredScopes[0] must be a scope'],
  ['a scope with a quote', oauth({ requiredScopes: ['a"'] }), 'requiredScopes[0] must be a scope'],
  ['a scope that the gateway would replace', oauth({ requiredScopes: ['$HOME'] }), 'requiredScopes[0] must be a scope'],
  [
    'documentation over http',
    oauth({ resourceMetadata: { documentation: 'http://x.example' } }),
    'resourceMetadata.documentation must be an https URL',
  ],
  ['a misspelt option', oauth(wrong({ audiance: 'x' })), 'audiance is not a known prop'],
  [
    'no audience for service accounts',
    accounts({ audience: wrong(undefined) }),
    'audience must be the audience that callers ask for',
  ],
  [
    'a subject that is a name',
    accounts({ subjects: ['planner'] }),
    'subjects[0] must be system:serviceaccount:<namespace>:<name>, got "planner"',
  ],
  ['no subjects', accounts({ subjects: [] }), 'subjects must have at least one account'],
  ['no API keys', () => GatewayAuth.apiKeys({}), 'sha256 must have at least one client'],
  [
    'a key instead of its hash',
    () => GatewayAuth.apiKeys({ ci: 'correct horse battery staple' }),
    'sha256.ci must be 64 hexadecimal digits in lower case, got something else (hidden)',
  ],
  [
    'an upper-case hash',
    () => GatewayAuth.apiKeys({ ci: 'A'.repeat(64) }),
    'sha256.ci must be 64 hexadecimal digits in lower case',
  ],
  [
    'the hash of the empty key',
    () => GatewayAuth.apiKeys({ ci: createHash('sha256').update('').digest('hex') }),
    'sha256.ci is the hash of the empty key',
  ],
  [
    'one key for two clients',
    () => GatewayAuth.apiKeys({ a: 'a'.repeat(64), b: 'a'.repeat(64) }),
    'is the hash of another client too',
  ],
  ['a client with a quote', () => GatewayAuth.apiKeys({ 'a"': 'a'.repeat(64) }), 'must be a client name'],
  ['anonymous without a reason', () => GatewayAuth.anonymous(''), 'reason must be one line of 10 to 256 characters'],
  ['a hash of a short key', () => GatewayAuth.hashOf('short'), 'key must have at least 32 characters (hidden)'],

  [
    'keys by a script',
    () => Jwks.fromUrl('javascript:alert(1)'),
    'Jwks.fromUrl: url must be an https URL with a path and without credentials',
  ],
  [
    'keys over http',
    () => Jwks.fromUrl('http://idp.example.com/jwks'),
    'url must be https: who can change the keys on the way can sign tokens',
  ],
  [
    'keys over http at a host that only looks like a Service',
    () => Jwks.fromUrl('http://svc.example.com/jwks'),
    'url must be https: who can change the keys on the way can sign tokens',
  ],
  [
    'keys at a host in upper case',
    () => Jwks.fromUrl('https://IDP.Example.com/jwks'),
    'url must be the URL with its host in lower case: idp.example.com, got "https://IDP.Example.com/jwks"',
  ],
  [
    'keys with credentials',
    () => Jwks.fromUrl('https://me:secret@idp.example.com/jwks'),
    'url must be an https URL with a path and without credentials, got "(hidden)"',
  ],
  ['keys at an address', () => Jwks.fromUrl('https://203.0.113.1/jwks'), 'its host is an address'],
  ['keys at the metadata address', () => Jwks.fromUrl('https://169.254.169.254/jwks'), 'its host is an address'],
  ['keys at a port that is none', () => Jwks.fromUrl('https://idp.example.com:99999/jwks'), 'with a port in 1-65535'],
  ['keys without a path', () => Jwks.fromUrl('https://idp.example.com'), 'with a path'],
  [
    'a way that is none',
    () => Jwks.fromUrl('https://idp.example.com/jwks', wrong('everywhere')),
    'egress must be made by Egress',
  ],
  ['a key set without keys', () => Jwks.inline('{"keys":[]}'), 'json must be a JSON Web Key Set'],
  ['a key set that is no JSON', () => Jwks.inline('{keys'), 'json must be a JSON Web Key Set'],
  ['a key set that is a number', () => Jwks.inline(wrong(5)), 'json must be a JSON Web Key Set'],
  [
    'a private key',
    () => Jwks.inline(JSON.stringify({ keys: [{ ...RSA, d: 'secret' }] })),
    'has a private or symmetric key (hidden)',
  ],
  [
    'a symmetric key',
    () => Jwks.inline(JSON.stringify({ keys: [{ kty: 'oct', k: 'secret' }] })),
    'has a private or symmetric key (hidden)',
  ],
  ['a ConfigMap without a name', () => Jwks.fromConfigMap('', 'k'), 'name must be the name of a ConfigMap'],
  ['a key with a slash', () => Jwks.fromConfigMap('a', 'a/b'), 'key must be a key of the ConfigMap'],
  ['a Secret that is text', () => Jwks.fromSecretSource(wrong('x')), 'source must be a SecretSource'],

  [
    'a tool in the middle of which stands *',
    () => ToolPolicy.allow('get_*_all'),
    'ToolPolicy.allow: allow[0] must be a tool name',
  ],
  ['a tool with a space', () => ToolPolicy.deny('get all'), 'deny[0] must be a tool name'],
  ['an empty tool', () => ToolPolicy.allow(''), 'allow[0] must be a tool name'],
  ['a tool of 129 characters', () => ToolPolicy.allow('a'.repeat(129)), 'at most 128 characters'],
  ['a tool with a quote', () => ToolPolicy.allow('a"'), 'allow[0] must be a tool name'],
  ['a tool with Cyrillic letters', () => ToolPolicy.allow('gеt'), 'allow[0] must be a tool name'],
  ['no tools', () => ToolPolicy.allow(), 'allow must have at least one tool'],
  ['an empty policy', () => ToolPolicy.of({}), 'allow or deny is missing'],

  ['a grant for no server', () => ToolRule.allow({ servers: [] }), 'servers must have at least one entry'],
  [
    'a grant for something else than a server',
    () => ToolRule.allow({ servers: [wrong('notes')] }),
    'servers[0] must be a server, got "notes"',
  ],
  [
    'a grant for no claims',
    () => ToolRule.allow({ claims: [] }),
    'claims must have at least one entry (leave it out for no limit)',
  ],
  [
    'a claim with a quote',
    () => ToolRule.allow({ claims: [{ claim: 'a"]', anyOf: ['x'] }] }),
    'claims[0].claim must be the name of a claim',
  ],
  [
    'a claim without values',
    () => ToolRule.allow({ claims: [{ claim: 'groups', anyOf: [] }] }),
    'claims[0].anyOf must have at least one value',
  ],
  [
    'an empty value',
    () => ToolRule.allow({ claims: [{ claim: 'groups', anyOf: [''] }] }),
    'claims[0].anyOf[0] must be a text',
  ],
  [
    'CEL that does not parse',
    () => ToolRule.require('jwt.sub =='),
    'expression must be CEL that gives true or false; it does not pass the CEL checker',
  ],
  ['CEL with a name that nobody gives', () => ToolRule.require('user == "bob"'), 'Unknown variable: user'],
  ['CEL with a function that is none', () => ToolRule.require('startsWith(jwt.sub)'), 'does not pass the CEL checker'],
  ['CEL that gives a text', () => ToolRule.require('"x" + jwt.sub'), 'gives string, not true or false'],
  [
    'CEL over arguments',
    () => ToolRule.require('mcp.tool.arguments.path == "/"'),
    'uses mcp.tool.arguments, which no rule is ever given: known are mcp.tool.name, mcp.tool.target',
  ],
  [
    'CEL with a member that is misspelt, which would always hold',
    () => ToolRule.require('!has(mcp.tools) || mcp.tools.name == "search"'),
    'uses mcp.tools, which no rule is ever given: known are mcp.tool, mcp.prompt, mcp.resource',
  ],
  [
    'CEL with a member in brackets',
    () => ToolRule.require('mcp["tool"].name == "search"'),
    'uses mcp[…]: write mcp.tool, mcp.prompt, mcp.resource',
  ],
  [
    'CEL over arguments in brackets',
    () => ToolRule.require('mcp.tool["arguments"].path == "/"'),
    'uses mcp.tool[…]: write mcp.tool.name, mcp.tool.target',
  ],
  [
    'CEL over what no key has',
    () => ToolRule.require('!has(apiKey.team) || apiKey.team == "a"'),
    'uses apiKey.team, which no rule is ever given',
  ],
  ['endless CEL', () => ToolRule.require(`${'true && '.repeat(600)}true`), 'is longer than 4096 characters'],
  [
    'CEL that YAML would change',
    () => ToolRule.require('has(jwt.sub) &&\r\n\n \nhas(jwt.email) && has(jwt.groups)'),
    'has a line of one blank',
  ],
  ['no CEL', () => ToolRule.require(wrong(undefined)), 'is no text'],

  ...[0, -1, 1e9, 1.5, NaN, Infinity].map((requests): [string, () => unknown, string] => [
    `a limit of ${requests}`,
    () => RateLimit.local({ requests }),
    `requests must be an integer in 1-1000000, got ${requests}`,
  ]),
  [
    'a period of zero',
    () => RateLimit.local({ requests: 1, per: Duration.seconds(0) }),
    'per must be a Duration of 1 to 3600 whole seconds, got "0 s"',
  ],
  [
    'a burst below the rate',
    () => RateLimit.local({ requests: 10, burst: 5 }),
    'burst must be an integer in 10-1000000, got 5',
  ],
  ['a limiter without port', remote({ host: 'ratelimit' }), 'host must be a host and port'],
  ['a limiter with a URL', remote({ host: 'http://ratelimit:8081' }), 'host must be a host and port'],
  ['a limiter at port 0', remote({ host: 'ratelimit:0' }), 'host must be a host and port'],
  ['a limiter without a way', remote({ egress: wrong(undefined) }), 'egress must be the way to the service'],
  ['a key that is no CEL', remote({ key: 'jwt.(' }), 'key must be a CEL expression; it does not pass'],
  ['a key that is a number', remote({ key: wrong(1) }), 'key must be a CEL expression; it is no text'],
  ['a domain with a space', remote({ domain: 'a b' }), 'domain must be a name'],
  ['failOpen as text', remote({ failOpen: wrong('no') }), 'failOpen must be true or false'],
  [
    'two remote limits',
    () => RateLimit.all(RateLimit.remote({ host: 'a:1', egress: WAY }), RateLimit.remote({ host: 'b:1', egress: WAY })),
    'limits must have at most one RateLimit.remote',
  ],
  ['no limits', () => RateLimit.all(), 'limits must be at least one limit'],

  ...[
    '*',
    'https://*.example.com',
    'https://chat.example.com/',
    'http://chat.example.com',
    'null',
    'https://chat.example.com/x',
  ].map((origin): [string, () => unknown, string] => [
    `the origin ${origin}`,
    () => Cors.origins([origin]),
    'origins[0] must be an https origin',
  ]),
  ['a wildcard origin with credentials', () => Cors.origins(['*'], { allowCredentials: true }), 'no path, no wildcard'],
  ['no origins', () => Cors.origins([]), 'origins must have at least one origin'],
  [
    'credentials as text',
    () => Cors.origins(['https://a.example'], { allowCredentials: wrong('yes') }),
    'allowCredentials must be true or false',
  ],

  ['a TLS Secret without a name', () => GatewayTls.fromSecretName(''), 'name must be the name of a Secret'],
  [
    'an empty certificate key',
    () => GatewayTls.fromSecretName('tls', { certificateKey: '' }),
    'certificateKey must be a key of the Secret',
  ],
  [
    'one key for both',
    () => GatewayTls.fromSecretName('tls', { certificateKey: 'a', privateKeyKey: 'a' }),
    'privateKeyKey must not be the certificateKey',
  ],

  ...['/A', '/a/', 'a', '/a//b', '/a/../b', '/a b', '/', '/a?x', '/%61', '/.well-known/x', ''].map(
    (path): [string, () => unknown, string] => [
      `the path ${path}`,
      () => GatewayRoutes.federated(path),
      'path must be a path such as /mcp',
    ],
  ),
  ['a domain with a wildcard', () => GatewayRoutes.hostPerServer('*.example.com'), 'domain must be a DNS domain'],
  ['a domain of one label', () => GatewayRoutes.hostPerServer('local'), 'domain must be a DNS domain'],

  ...[
    '*',
    '*.example.com',
    'mcp',
    '203.0.113.1',
    'MCP.example.com',
    'mcp.example.com:443',
    'https://mcp.example.com',
    '',
  ].map((hostname): [string, () => unknown, string] => [
    `the host name ${hostname}`,
    route({ hostname }),
    'hostname must be a host name of at least two labels',
  ]),
  ['a route that nobody reaches', route({ from: [] }), 'from must name the pods of the data plane, or nobody gets in'],
  ['a parent that is none', route({ parentName: 'Public Gateway' }), 'parentName must be the name of a Gateway'],
  [
    'a parent namespace that is none',
    route({ parentNamespace: 'a.b' }),
    'parentNamespace must be the name of a namespace',
  ],
  ['a listener that is none', route({ sectionName: 'A' }), 'sectionName must be the name of a listener'],
  [
    'an Ingress without certificate',
    ingress({ tlsSecretName: wrong(undefined) }),
    'tlsSecretName must be the name of a Secret',
  ],
  ['an Ingress without class', ingress({ className: '' }), 'className must be the name of an IngressClass'],
  [
    'an unknown controller',
    ingress({ controller: wrong('kong') }),
    'controller must be one of nginx, haproxy, traefik, aws-alb, other',
  ],
  ['an Ingress on every host', ingress({ hostname: '*' }), 'hostname must be'],
])('refused with the prop and the repair: %s', (_, call, expected) => {
  expect(refused(call)).toContain(expected);
});

test('values are copied: a later change of a list changes nothing', () => {
  const tools = ['b', 'a', 'b'];
  const policy = ToolPolicy.of({ allow: tools });
  tools.push('c');
  expect(policy.allowed).toEqual(['a', 'b']);
});

test('the hash of a key is what the shell computes', () => {
  const key = 'k'.repeat(32);
  expect(GatewayAuth.hashOf(key)).toBe(createHash('sha256').update(key).digest('hex'));
});

test('a key set is written in one way, and a Secret is told by its source', () => {
  expect(
    [Jwks.inline(`{ "keys": [ ${JSON.stringify(RSA)} ] }`), Jwks.inline(JSON.stringify({ keys: [RSA] }))].map(
      ({ _rule }) => _rule,
    ),
  ).toEqual(Array(2).fill({ kind: 'inline', json: JSON.stringify({ keys: [RSA] }) }));
  expect(Jwks.fromSecretSource(SecretSource.fromSecretName('a', 'b'))._rule.kind).toBe('secret');
});
