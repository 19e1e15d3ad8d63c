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
import { PUBLIC_KEYS } from '../util/keys';
import { refused, wrong } from '../util/refusal';

const JWKS = Jwks.fromConfigMap('idp-jwks', 'jwks.json');
const FROM = [Callers.pods({ namespace: 'gateways', labels: { app: 'envoy' } })];
const RSA = { ...PUBLIC_KEYS.RSA, kid: '1' };
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

test.each<{ title: string; call: () => unknown; expected: string }>([
  {
    title: 'an issuer over http',
    call: oauth({ issuer: 'http://idp.example.com' }),
    expected:
      'GatewayAuth.oauth: issuer must be an https URL without query, exactly as in the claim iss, got ' +
      '"http://idp.example.com"',
  },
  {
    title: 'an issuer with a query',
    call: oauth({ issuer: 'https://idp.example.com?x=1' }),
    expected: 'issuer must be an https URL',
  },
  { title: 'no issuer', call: oauth({ issuer: wrong(undefined) }), expected: 'issuer must be an https URL' },
  { title: 'an empty audience', call: oauth({ audience: '' }), expected: 'audience must be an absolute URI' },
  { title: 'an audience with a quote', call: oauth({ audience: 'a"b' }), expected: 'audience must be' },
  {
    title: 'keys that are a URL',
    call: oauth({ jwks: wrong('https://idp.example.com/jwks') }),
    expected: 'jwks must be made by Jwks',
  },
  {
    title: 'a scope with a space',
    call: oauth({ requiredScopes: ['a b'] }),
    expected: 'requiredScopes[0] must be a scope',
  },
  {
    title: 'a scope with a quote',
    call: oauth({ requiredScopes: ['a"'] }),
    expected: 'requiredScopes[0] must be a scope',
  },
  {
    title: 'a scope that the gateway would replace',
    call: oauth({ requiredScopes: ['$HOME'] }),
    expected: 'requiredScopes[0] must be a scope',
  },
  {
    title: 'documentation over http',
    call: oauth({ resourceMetadata: { documentation: 'http://x.example' } }),
    expected: 'resourceMetadata.documentation must be an https URL',
  },
  { title: 'a misspelt option', call: oauth(wrong({ audiance: 'x' })), expected: 'audiance is not a known prop' },
  {
    title: 'no audience for service accounts',
    call: accounts({ audience: wrong(undefined) }),
    expected: 'audience must be the audience that callers ask for',
  },
  {
    title: 'a subject that is a name',
    call: accounts({ subjects: ['planner'] }),
    expected: 'subjects[0] must be system:serviceaccount:<namespace>:<name>, got "planner"',
  },
  { title: 'no subjects', call: accounts({ subjects: [] }), expected: 'subjects must have at least one account' },
  { title: 'no API keys', call: () => GatewayAuth.apiKeys({}), expected: 'sha256 must have at least one client' },
  {
    title: 'a key instead of its hash',
    call: () => GatewayAuth.apiKeys({ ci: 'correct horse battery staple' }),
    expected: 'sha256.ci must be 64 hexadecimal digits in lower case, got something else (hidden)',
  },
  {
    title: 'an upper-case hash',
    call: () => GatewayAuth.apiKeys({ ci: 'A'.repeat(64) }),
    expected: 'sha256.ci must be 64 hexadecimal digits in lower case',
  },
  {
    title: 'the hash of the empty key',
    call: () => GatewayAuth.apiKeys({ ci: createHash('sha256').update('').digest('hex') }),
    expected: 'sha256.ci is the hash of a key that is easy to guess',
  },
  {
    title: 'one key for two clients',
    call: () => GatewayAuth.apiKeys({ a: 'a'.repeat(64), b: 'a'.repeat(64) }),
    expected: 'is also the hash of another client',
  },
  {
    title: 'a client with a quote',
    call: () => GatewayAuth.apiKeys({ 'a"': 'a'.repeat(64) }),
    expected: 'must be a client name',
  },
  {
    title: 'anonymous without a reason',
    call: () => GatewayAuth.anonymous(''),
    expected: 'reason must be one line of 10 to 256 characters',
  },
  {
    title: 'a hash of a short key',
    call: () => GatewayAuth.hashOf('short'),
    expected: 'key must have at least 32 characters (hidden)',
  },

  {
    title: 'keys by a script',
    call: () => Jwks.fromUrl('javascript:alert(1)'),
    expected: 'Jwks.fromUrl: url must be an https URL with a path and without credentials',
  },
  {
    title: 'keys over http',
    call: () => Jwks.fromUrl('http://idp.example.com/jwks'),
    expected: 'url must be https: an attacker who changes the keys in transit can sign tokens',
  },
  {
    title: 'keys over http at a host that only looks like a Service',
    call: () => Jwks.fromUrl('http://svc.example.com/jwks'),
    expected: 'url must be https: an attacker who changes the keys in transit can sign tokens',
  },
  {
    title: 'keys at a host in upper case',
    call: () => Jwks.fromUrl('https://IDP.Example.com/jwks'),
    expected: 'url must be the URL with its host in lower case: idp.example.com, got "https://IDP.Example.com/jwks"',
  },
  {
    title: 'keys with credentials',
    call: () => Jwks.fromUrl('https://me:secret@idp.example.com/jwks'),
    expected: 'url must be an https URL with a path and without credentials, got "(hidden)"',
  },
  {
    title: 'keys at an address',
    call: () => Jwks.fromUrl('https://203.0.113.1/jwks'),
    expected: 'its host is an address',
  },
  {
    title: 'keys at the metadata address',
    call: () => Jwks.fromUrl('https://169.254.169.254/jwks'),
    expected: 'its host is an address',
  },
  {
    title: 'keys at a port that is none',
    call: () => Jwks.fromUrl('https://idp.example.com:99999/jwks'),
    expected: 'with a port in 1-65535',
  },
  { title: 'keys without a path', call: () => Jwks.fromUrl('https://idp.example.com'), expected: 'with a path' },
  {
    title: 'a way that is none',
    call: () => Jwks.fromUrl('https://idp.example.com/jwks', wrong('everywhere')),
    expected: 'egress must be made by Egress',
  },
  {
    title: 'a key set without keys',
    call: () => Jwks.inline('{"keys":[]}'),
    expected: 'json must be a JSON Web Key Set',
  },
  { title: 'a key set that is no JSON', call: () => Jwks.inline('{keys'), expected: 'json must be a JSON Web Key Set' },
  {
    title: 'a key set that is a number',
    call: () => Jwks.inline(wrong(5)),
    expected: 'json must be a JSON Web Key Set',
  },
  {
    title: 'a private key',
    call: () => Jwks.inline(JSON.stringify({ keys: [{ ...RSA, d: 'secret' }] })),
    expected: 'json.keys[0] is a private or symmetric key (hidden)',
  },
  {
    title: 'a symmetric key',
    call: () => Jwks.inline(JSON.stringify({ keys: [{ kty: 'oct', k: 'secret' }] })),
    expected: 'json.keys[0] is a private or symmetric key (hidden)',
  },
  {
    title: 'a ConfigMap without a name',
    call: () => Jwks.fromConfigMap('', 'k'),
    expected: 'name must be the name of a ConfigMap',
  },
  {
    title: 'a key with a slash',
    call: () => Jwks.fromConfigMap('a', 'a/b'),
    expected: 'key must be a key of the ConfigMap',
  },
  {
    title: 'a Secret that is text',
    call: () => Jwks.fromSecretSource(wrong('x')),
    expected: 'source must be a SecretSource',
  },

  {
    title: 'a tool in the middle of which stands *',
    call: () => ToolPolicy.allow('get_*_all'),
    expected: 'ToolPolicy.allow: allow[0] must be a tool name',
  },
  { title: 'a tool with a space', call: () => ToolPolicy.deny('get all'), expected: 'deny[0] must be a tool name' },
  { title: 'an empty tool', call: () => ToolPolicy.allow(''), expected: 'allow[0] must be a tool name' },
  {
    title: 'a tool of 129 characters',
    call: () => ToolPolicy.allow('a'.repeat(129)),
    expected: 'at most 128 characters',
  },
  { title: 'a tool with a quote', call: () => ToolPolicy.allow('a"'), expected: 'allow[0] must be a tool name' },
  {
    title: 'a tool with Cyrillic letters',
    call: () => ToolPolicy.allow('gеt'),
    expected: 'allow[0] must be a tool name',
  },
  { title: 'no tools', call: () => ToolPolicy.allow(), expected: 'allow must have at least one tool' },
  { title: 'an empty policy', call: () => ToolPolicy.of({}), expected: 'allow or deny is missing' },

  {
    title: 'a grant for no server',
    call: () => ToolRule.allow({ servers: [] }),
    expected: 'servers must have at least one entry',
  },
  {
    title: 'a grant for something else than a server',
    call: () => ToolRule.allow({ servers: [wrong('notes')] }),
    expected: 'servers[0] must be a server, got "notes"',
  },
  {
    title: 'a grant for no claims',
    call: () => ToolRule.allow({ claims: [] }),
    expected: 'claims must have at least one entry (leave it out for no limit)',
  },
  {
    title: 'a claim with a quote',
    call: () => ToolRule.allow({ claims: [{ claim: 'a"]', anyOf: ['x'] }] }),
    expected: 'claims[0].claim must be the name of a claim',
  },
  {
    title: 'a claim without values',
    call: () => ToolRule.allow({ claims: [{ claim: 'groups', anyOf: [] }] }),
    expected: 'claims[0].anyOf must have at least one value',
  },
  {
    title: 'an empty value',
    call: () => ToolRule.allow({ claims: [{ claim: 'groups', anyOf: [''] }] }),
    expected: 'claims[0].anyOf[0] must be a string that is not empty',
  },
  {
    title: 'CEL that does not parse',
    call: () => ToolRule.require('jwt.sub =='),
    expected: 'expression must be CEL that gives true or false; it does not pass the CEL checker',
  },
  {
    title: 'CEL with a name that nobody gives',
    call: () => ToolRule.require('user == "bob"'),
    expected: 'Unknown variable: user',
  },
  {
    title: 'CEL with a function that is none',
    call: () => ToolRule.require('startsWith(jwt.sub)'),
    expected: 'does not pass the CEL checker',
  },
  {
    title: 'CEL that gives a text',
    call: () => ToolRule.require('"x" + jwt.sub'),
    expected: 'gives string, not true or false',
  },
  {
    title: 'CEL over arguments',
    call: () => ToolRule.require('mcp.tool.arguments.path == "/"'),
    expected: 'uses mcp.tool.arguments, which no rule is ever given: known are mcp.tool.name, mcp.tool.target',
  },
  {
    title: 'CEL with a member that is misspelt, which would always hold',
    call: () => ToolRule.require('!has(mcp.tools) || mcp.tools.name == "search"'),
    expected: 'uses mcp.tools, which no rule is ever given: known are mcp.tool, mcp.prompt, mcp.resource',
  },
  {
    title: 'CEL with a member in brackets',
    call: () => ToolRule.require('mcp["tool"].name == "search"'),
    expected: 'uses mcp[…]: write mcp.tool, mcp.prompt, mcp.resource',
  },
  {
    title: 'CEL over arguments in brackets',
    call: () => ToolRule.require('mcp.tool["arguments"].path == "/"'),
    expected: 'uses mcp.tool[…]: write mcp.tool.name, mcp.tool.target',
  },
  {
    title: 'CEL over what no key has',
    call: () => ToolRule.require('!has(apiKey.team) || apiKey.team == "a"'),
    expected: 'uses apiKey.team, which no rule is ever given',
  },
  {
    title: 'endless CEL',
    call: () => ToolRule.require(`${'true && '.repeat(600)}true`),
    expected: 'is longer than 4096 characters',
  },
  {
    title: 'CEL that YAML would change',
    call: () => ToolRule.require('has(jwt.sub) &&\r\n\n \nhas(jwt.email) && has(jwt.groups)'),
    expected: 'has a line of one blank',
  },
  { title: 'no CEL', call: () => ToolRule.require(wrong(undefined)), expected: 'is not a string' },

  ...[0, -1, 1e9, 1.5, NaN, Infinity].map(requests => ({
    title: `a limit of ${requests}`,
    call: () => RateLimit.local({ requests }),
    expected: `requests must be an integer in 1-1000000, got ${requests}`,
  })),
  {
    title: 'a period of zero',
    call: () => RateLimit.local({ requests: 1, per: Duration.seconds(0) }),
    expected: 'per must be a Duration of 1 to 3600 whole seconds, got "0 s"',
  },
  {
    title: 'a burst below the rate',
    call: () => RateLimit.local({ requests: 10, burst: 5 }),
    expected: 'burst must be an integer in 10-1000000, got 5',
  },
  { title: 'a limiter without port', call: remote({ host: 'ratelimit' }), expected: 'host must be a host and port' },
  {
    title: 'a limiter with a URL',
    call: remote({ host: 'http://ratelimit:8081' }),
    expected: 'host must be a host and port',
  },
  { title: 'a limiter at port 0', call: remote({ host: 'ratelimit:0' }), expected: 'host must be a host and port' },
  {
    title: 'a limiter without a way',
    call: remote({ egress: wrong(undefined) }),
    expected: 'egress must be the egress to the service',
  },
  {
    title: 'a key that is no CEL',
    call: remote({ key: 'jwt.(' }),
    expected: 'key must be a CEL expression; it does not pass',
  },
  {
    title: 'a key that is a number',
    call: remote({ key: wrong(1) }),
    expected: 'key must be a CEL expression; it is not a string',
  },
  ...[
    ['jwt.sub.lowerAscii()', 'uses .lowerAscii(…), which can fail'],
    ['jwt.groups[0]', 'uses [], which can fail'],
    ['jwt.groups', 'is jwt.groups, which is no text'],
    ['jwt["aud"]', 'is jwt.aud, which is no text'],
    ['default(jwt.azp, jwt.roles)', 'is jwt.roles, which is no text'],
    ['string(jwt.scp)', 'is jwt.scp, which is no text'],
    ['jwt', 'is jwt, which is no text'],
    ['request.headers', 'is request.headers, which is no text'],
    ['jwt.tenant + "/" + jwt.sub', 'joins with + what may be no text: write string(…) around it'],
    ['mcp.tool.name', 'uses mcp, which is not known yet when requests are counted'],
    ['jwt.level > 3 ? "high" : "low"', 'has a condition other than has(…), == and !='],
    ['int(jwt.level)', 'calls int, which can fail'],
    ['-jwt.level', 'uses -_, which can fail'],
    ['[jwt.sub]', 'uses list, which can fail'],
    ['1', 'has the value 1, which is no text'],
    ['has(jwt.azp) ? jwt.azp.trim() : jwt.sub', 'uses .trim(…), which can fail'],
    ['has(jwt.azp) ? jwt.azp : 1.5', 'has the value 1.5, which is no text'],
  ].map(([key, problem]) => ({
    title: `the key ${key}`,
    call: remote({ key }),
    expected: `key ${problem}: requests would pass uncounted (use names such as jwt.azp,`,
  })),
  { title: 'a domain with a space', call: remote({ domain: 'a b' }), expected: 'domain must be a name' },
  { title: 'failOpen as text', call: remote({ failOpen: wrong('no') }), expected: 'failOpen must be true or false' },
  {
    title: 'two remote limits',
    call: () =>
      RateLimit.all(RateLimit.remote({ host: 'a:1', egress: WAY }), RateLimit.remote({ host: 'b:1', egress: WAY })),
    expected: 'limits must have at most one RateLimit.remote',
  },
  { title: 'no limits', call: () => RateLimit.all(), expected: 'limits must be at least one limit' },

  ...[
    '*',
    'https://*.example.com',
    'https://chat.example.com/',
    'http://chat.example.com',
    'null',
    'https://chat.example.com/x',
  ].map(origin => ({
    title: `the origin ${origin}`,
    call: () => Cors.origins([origin]),
    expected: 'origins[0] must be an https origin',
  })),
  {
    title: 'a wildcard origin with credentials',
    call: () => Cors.origins(['*'], { allowCredentials: true }),
    expected: 'no path, no wildcard',
  },
  { title: 'no origins', call: () => Cors.origins([]), expected: 'origins must have at least one origin' },
  {
    title: 'credentials as text',
    call: () => Cors.origins(['https://a.example'], { allowCredentials: wrong('yes') }),
    expected: 'allowCredentials must be true or false',
  },

  {
    title: 'a TLS Secret without a name',
    call: () => GatewayTls.fromSecretName(''),
    expected: 'name must be the name of a Secret',
  },
  {
    title: 'an empty certificate key',
    call: () => GatewayTls.fromSecretName('tls', { certificateKey: '' }),
    expected: 'certificateKey must be a key of the Secret',
  },
  {
    title: 'one key for both',
    call: () => GatewayTls.fromSecretName('tls', { certificateKey: 'a', privateKeyKey: 'a' }),
    expected: 'privateKeyKey must not be the certificateKey',
  },

  ...['/A', '/a/', 'a', '/a//b', '/a/../b', '/a b', '/', '/a?x', '/%61', '/.well-known/x', ''].map(path => ({
    title: `the path ${path}`,
    call: () => GatewayRoutes.federated(path),
    expected: 'path must be a path such as /mcp',
  })),
  {
    title: 'a domain with a wildcard',
    call: () => GatewayRoutes.hostPerServer('*.example.com'),
    expected: 'domain must be a DNS domain',
  },
  {
    title: 'a domain of one label',
    call: () => GatewayRoutes.hostPerServer('local'),
    expected: 'domain must be a DNS domain',
  },

  ...[
    '*',
    '*.example.com',
    'mcp',
    '203.0.113.1',
    'MCP.example.com',
    'mcp.example.com:443',
    'https://mcp.example.com',
    '',
  ].map(hostname => ({
    title: `the host name ${hostname}`,
    call: route({ hostname }),
    expected: 'hostname must be a host name of at least two labels',
  })),
  {
    title: 'a route that nobody reaches',
    call: route({ from: [] }),
    expected: 'from must name the pods of the data plane, otherwise all traffic is denied',
  },
  {
    title: 'a parent that is none',
    call: route({ parentName: 'Public Gateway' }),
    expected: 'parentName must be the name of a Gateway',
  },
  {
    title: 'a parent namespace that is none',
    call: route({ parentNamespace: 'a.b' }),
    expected: 'parentNamespace must be the name of a namespace',
  },
  {
    title: 'a listener that is none',
    call: route({ sectionName: 'A' }),
    expected: 'sectionName must be the name of a listener',
  },
  {
    title: 'an Ingress without certificate',
    call: ingress({ tlsSecretName: wrong(undefined) }),
    expected: 'tlsSecretName must be the name of a Secret',
  },
  {
    title: 'an Ingress without class',
    call: ingress({ className: '' }),
    expected: 'className must be the name of an IngressClass',
  },
  {
    title: 'an unknown controller',
    call: ingress({ controller: wrong('kong') }),
    expected: 'controller must be one of nginx, haproxy, traefik, aws-alb, other',
  },
  { title: 'an Ingress on every host', call: ingress({ hostname: '*' }), expected: 'hostname must be' },
])('$title is refused with the prop and the fix', ({ call, expected }) => {
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
