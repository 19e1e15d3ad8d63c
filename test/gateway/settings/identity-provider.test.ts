import { Egress, GatewayAuth, IdentityProvider, Jwks, ProviderAuthOptions, ToolRule } from '../../../src';
import { configProblems, documentOf, gatewayObjects, policiesOf, backend, gateway } from '../../util/gateway';
import { refusal, refused, wrong } from '../../util/refusal';

const TENANT = '11111111-2222-3333-4444-555555555555';
const CLIENT = 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee';
const WAY = Egress.toCidrs('203.0.113.9/32').onPorts(443);
const ENTRA = IdentityProvider.entraId({ tenantId: TENANT });
const DEX = IdentityProvider.dex({ issuer: 'https://dex.example.com/dex' });
const KEYCLOAK = IdentityProvider.keycloak({ url: 'https://sso.example.com', realm: 'tools' });

test.each<{ title: string; provider: IdentityProvider; issuer: string; jwksUrl: string; audience?: string }>([
  {
    title: 'Entra ID',
    provider: ENTRA,
    issuer: `https://login.microsoftonline.com/${TENANT}/v2.0`,
    jwksUrl: `https://login.microsoftonline.com/${TENANT}/discovery/v2.0/keys`,
    audience: CLIENT,
  },
  {
    title: 'Keycloak',
    provider: KEYCLOAK,
    issuer: 'https://sso.example.com/realms/tools',
    jwksUrl: 'https://sso.example.com/realms/tools/protocol/openid-connect/certs',
  },
  {
    title: 'Okta',
    provider: IdentityProvider.okta({ domain: 'acme.okta.com' }),
    issuer: 'https://acme.okta.com/oauth2/default',
    jwksUrl: 'https://acme.okta.com/oauth2/default/v1/keys',
    audience: 'api://default',
  },
  {
    title: 'Auth0',
    provider: IdentityProvider.auth0({ domain: 'acme.eu.auth0.com' }),
    issuer: 'https://acme.eu.auth0.com/',
    jwksUrl: 'https://acme.eu.auth0.com/.well-known/jwks.json',
  },
  {
    title: 'Dex',
    provider: DEX,
    issuer: 'https://dex.example.com/dex',
    jwksUrl: 'https://dex.example.com/dex/keys',
    audience: 'mcp-clients',
  },
  {
    title: 'Cognito',
    provider: IdentityProvider.cognito({ userPoolId: 'eu-central-1_AbCdEf123' }),
    issuer: 'https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_AbCdEf123',
    jwksUrl: 'https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_AbCdEf123/.well-known/jwks.json',
  },
])('tokens of $title are verified with its issuer and keys', ({ provider, issuer, jwksUrl, audience }) => {
  expect(provider).toMatchObject({ issuer, jwksUrl });
  const auth = GatewayAuth.fromProvider(provider, { audience, egress: WAY });
  const manifests = gatewayObjects({ auth });
  expect(configProblems(documentOf(manifests))).toEqual([]);
  expect(policiesOf(manifests).mcpAuthentication).toMatchObject({
    mode: 'strict',
    issuer,
    jwks: { url: jwksUrl },
    audiences: [audience ?? 'http://gateway.mcp-tools.svc.cluster.local:8080/mcp'],
  });
});

test('clients ask Entra ID for scopes by the URI of the application, and tokens have them without', () => {
  const options = { audience: CLIENT, requiredScopes: ['Mcp.Use'], egress: WAY };
  const auth = GatewayAuth.fromProvider(ENTRA, options);
  expect(auth.requiredScopes).toEqual(['Mcp.Use']);
  expect(auth.resourceMetadata?.scopesSupported).toEqual([`api://${CLIENT}/Mcp.Use`]);
  const named = IdentityProvider.entraId({ tenantId: TENANT, applicationIdUri: 'https://mcp.example.com/mcp' });
  expect(GatewayAuth.fromProvider(named, options).resourceMetadata?.scopesSupported).toEqual([
    'https://mcp.example.com/mcp/Mcp.Use',
  ]);
  const told = { ...options, resourceMetadata: { scopesSupported: ['api://other/x'] } };
  expect(GatewayAuth.fromProvider(ENTRA, told).resourceMetadata?.scopesSupported).toEqual(['api://other/x']);
});

test('keys of a provider may be in a ConfigMap', () => {
  const jwks = Jwks.fromConfigMap('keys', 'jwks.json');
  expect(GatewayAuth.fromProvider(KEYCLOAK, { jwks }).jwks).toBe(jwks);
});

test('rules over groups of Entra ID are refused unless tokens always have them', () => {
  const rule = ToolRule.allow({ claims: [{ claim: 'groups', anyOf: [CLIENT] }] });
  const auth = (groupsOfApplication?: boolean) =>
    GatewayAuth.fromProvider(IdentityProvider.entraId({ tenantId: TENANT, groupsOfApplication }), {
      audience: CLIENT,
      egress: WAY,
    });
  const keys = GatewayAuth.apiKeys({ ci: 'c'.repeat(64) });
  for (const way of [auth(), GatewayAuth.anyOf(auth(), keys)]) {
    const message = refusal(scope =>
      gateway(scope, { auth: way, servers: [backend(scope, 'notes')], authorization: [rule] }),
    );
    expect(message).toContain(
      'authorization[0].claims[0] groups is missing in tokens of people in more than 200 groups',
    );
  }
  expect(policiesOf(gatewayObjects({ auth: auth(true), authorization: [rule] })).mcpAuthorization.rules).toHaveLength(
    1,
  );
});

test.each<{ title: string; call: () => unknown; expected: string }>([
  {
    title: 'any tenant of Entra ID',
    call: () => IdentityProvider.entraId({ tenantId: 'common' }),
    expected: 'IdentityProvider.entraId: tenantId must be the GUID of the tenant',
  },
  {
    title: 'a URI with / at its end',
    call: () => IdentityProvider.entraId({ tenantId: TENANT, applicationIdUri: 'api://x/' }),
    expected: 'applicationIdUri must be a URI',
  },
  {
    title: 'Keycloak with / at its end',
    call: () => IdentityProvider.keycloak({ url: 'https://sso.example.com/', realm: 'tools' }),
    expected: 'url must be an https URL without / at its end',
  },
  {
    title: 'Keycloak over http',
    call: () => IdentityProvider.keycloak({ url: 'http://sso.example.com', realm: 'tools' }),
    expected: 'url must be an https URL',
  },
  {
    title: 'a path as a realm',
    call: () => IdentityProvider.keycloak({ url: 'https://sso.example.com', realm: 'a/b' }),
    expected: 'realm must be the name of a realm',
  },
  {
    title: 'a URL as a domain of Okta',
    call: () => IdentityProvider.okta({ domain: 'https://acme.okta.com' }),
    expected: 'domain must be a domain such as acme.okta.com',
  },
  {
    title: 'a URL as a domain of Auth0',
    call: () => IdentityProvider.auth0({ domain: 'acme.eu.auth0.com/' }),
    expected: 'domain must be a domain such as acme.eu.auth0.com',
  },
  {
    title: 'a user pool without region',
    call: () => IdentityProvider.cognito({ userPoolId: 'AbCdEf123' }),
    expected: 'userPoolId must be the id of a user pool',
  },
  {
    title: 'an unknown prop',
    call: () => IdentityProvider.dex(wrong({ issuer: 'https://dex.example.com', realm: 'x' })),
    expected: 'realm is not a known prop',
  },
])('a provider is refused: $title', ({ call, expected }) => {
  expect(refused(call)).toContain(expected);
});

test.each<{ title: string; provider: IdentityProvider; options?: ProviderAuthOptions; expected: string }>([
  {
    title: 'Entra ID without audience',
    provider: ENTRA,
    expected: 'audience must be the client id of the application',
  },
  {
    title: 'Entra ID with the URI of version 1',
    provider: ENTRA,
    options: { audience: `api://${CLIENT}` },
    expected: 'audience must be the client id of the application, a GUID',
  },
  {
    title: 'Dex without client',
    provider: DEX,
    expected: "audience must be the id of a client in Dex's staticClients",
  },
  {
    title: 'scopes of Dex',
    provider: DEX,
    options: { audience: 'mcp', requiredScopes: ['mcp'] },
    expected: 'requiredScopes can never be met: tokens of Dex have no claim with scopes',
  },
  {
    title: 'two ways to the keys',
    provider: KEYCLOAK,
    options: { jwks: Jwks.fromConfigMap('keys', 'jwks.json'), egress: WAY },
    expected: 'egress is the way to the keys of the provider, but jwks says where they are',
  },
  { title: 'no provider', provider: wrong('okta'), expected: 'provider must be made by IdentityProvider' },
])('tokens of a provider are refused: $title', ({ provider, options, expected }) => {
  expect(refused(() => GatewayAuth.fromProvider(provider, options))).toContain(expected);
});
