// Proves presets of identity providers with access tokens that a certified OpenID provider signs, in the shape that
// each of them has. The configuration of the gateway decides about them as the stand-in for agentgateway does.
//
//   (cd test/e2e && npm ci)
//   node test/e2e/gateway/providers.mjs
//
// It needs a compiled lib/. The providers themselves are not asked: their shapes are those of their documentation.
// Exit code: 0 when all passed, 1 otherwise, 2 when it could not run.
import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import Provider from 'oidc-provider';
import { Checks, expectThat } from '../checks.mjs';
import { runScript } from '../script.mjs';
import { keysOfText, verifiedClaims } from './stand-in/jwt.mjs';
import { authorizer } from './stand-in/rules.mjs';

const require = createRequire(import.meta.url);
const { App, Chart } = require('cdk8s');
const {
  GatewayAuth,
  IdentityProvider,
  Jwks,
  McpGateway,
  McpServer,
  ServerSource,
  Sessions,
  ToolRule,
} = require('../../../lib');

const IMAGE = `registry.example.com/e2e/tool:1.0.0@sha256:${'0'.repeat(64)}`;
const RESOURCE = 'http://gateway.mcp-e2e.svc.cluster.local:8080/mcp';
const TENANT = '11111111-2222-3333-4444-555555555555';
const APPLICATION = 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee';

/**
 * What tokens of a provider have: `audience` when it is not the resource that clients ask for, `scope` where that is a
 * claim, `claims` besides the registered ones; `member` is the claim by which rules know the caller.
 */
const SHAPES = {
  'Entra ID': {
    provider: IdentityProvider.entraId({ tenantId: TENANT }),
    audience: APPLICATION,
    scopes: ['Mcp.Use'],
    claims: { ver: '2.0', tid: TENANT, scp: 'Mcp.Use profile', roles: ['editors'] },
    member: 'roles',
  },
  'Keycloak': {
    provider: IdentityProvider.keycloak({ url: 'https://sso.example.com', realm: 'tools' }),
    scopes: ['mcp:use'],
    scope: 'mcp:list mcp:use',
    claims: { typ: 'Bearer', groups: ['editors'] },
    member: 'groups',
  },
  'Okta': {
    provider: IdentityProvider.okta({ domain: 'acme.okta.com' }),
    audience: 'api://default',
    scopes: ['mcp.use'],
    claims: { ver: 1, scp: ['openid', 'mcp.use'], groups: ['editors'] },
    member: 'groups',
  },
  'Auth0': {
    provider: IdentityProvider.auth0({ domain: 'acme.eu.auth0.com' }),
    scopes: ['use:mcp'],
    scope: 'use:mcp list:mcp',
    claims: { permissions: ['editors'] },
    member: 'permissions',
  },
  'Dex': {
    provider: IdentityProvider.dex({ issuer: 'https://dex.example.com/dex' }),
    audience: 'mcp-clients',
    scopes: [],
    claims: { email: 'ada@example.com', email_verified: true, groups: ['editors'] },
    member: 'groups',
  },
  'Cognito': {
    provider: IdentityProvider.cognito({ userPoolId: 'eu-central-1_AbCdEf123' }),
    scopes: ['mcp/use'],
    scope: 'mcp/list mcp/use',
    claims: { 'token_use': 'access', 'cognito:groups': ['editors'] },
    member: 'cognito:groups',
  },
};

/** A provider on loopback with the issuer and the tokens of another. */
class Issuing {
  constructor({ provider: { issuer }, audience, scope = '', claims }) {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    this.claims = claims;
    this.scope = scope;
    this.audience = audience;
    const provider = new Provider(issuer, {
      jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), kid: 'e2e-1', use: 'sig', alg: 'RS256' }] },
      clients: [
        {
          client_id: 'agent',
          client_secret: 'of-the-agent-on-loopback',
          grant_types: ['client_credentials'],
          redirect_uris: [],
          response_types: [],
        },
      ],
      features: {
        devInteractions: { enabled: false },
        clientCredentials: { enabled: true },
        resourceIndicators: {
          enabled: true,
          getResourceServerInfo: () => ({
            scope,
            audience: this.audience,
            accessTokenFormat: 'jwt',
            jwt: { sign: { alg: 'RS256' } },
          }),
        },
      },
      extraTokenClaims: () => this.claims,
    });
    this.server = createServer(provider.callback());
  }

  async listen() {
    await new Promise(done => this.server.listen(0, '127.0.0.1', done));
    this.url = `http://127.0.0.1:${this.server.address().port}`;
  }

  async keys() {
    return (await fetch(`${this.url}/jwks`)).text();
  }

  async token() {
    const { scope } = this;
    const answer = await fetch(`${this.url}/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from('agent:of-the-agent-on-loopback').toString('base64')}` },
      body: new URLSearchParams({ grant_type: 'client_credentials', resource: RESOURCE, scope }),
    });
    const { access_token: token, error_description: problem } = await answer.json();
    expectThat(token, `no token: ${problem}`);
    return token;
  }

  close() {
    this.server.close();
    this.server.closeAllConnections();
  }
}

/** The policies of a gateway with the preset. */
function policiesOf({ provider, audience, scopes, member }, keys) {
  const chart = new Chart(new App(), 'mcp', { namespace: 'mcp-e2e' });
  const tool = new McpServer(chart, 'tool', {
    source: ServerSource.image(IMAGE, { port: 8080, sessions: Sessions.NONE }),
  });
  const gateway = new McpGateway(chart, 'gateway', {
    servers: [tool],
    auth: GatewayAuth.fromProvider(provider, { audience, requiredScopes: scopes, jwks: Jwks.inline(keys) }),
    authorization: [ToolRule.allow({ claims: [{ claim: member, anyOf: ['editors'] }] })],
  });
  return JSON.parse(gateway.configuration.replaceAll('$$', '$')).routes[0].policies;
}

/** Whether a token gets in and may call a tool. */
function decider({ mcpAuthentication, mcpAuthorization }) {
  const { issuer, audiences, jwks, jwtValidationOptions } = mcpAuthentication;
  const known = { issuer, audiences, keys: keysOfText(jwks), requiredClaims: jwtValidationOptions.requiredClaims };
  const mayUse = authorizer(mcpAuthorization.rules);
  return token => {
    const jwt = verifiedClaims(token, known);
    return { getsIn: jwt !== undefined, mayCall: jwt !== undefined && mayUse('tool', 'tool', 'read', { jwt }) };
  };
}

async function proveShape(checks, name, shape) {
  const issuing = new Issuing(shape);
  await issuing.listen();
  try {
    const decide = decider(policiesOf(shape, await issuing.keys()));
    await checks.check(`a token of ${name} gets in and may call`, async () => {
      const { getsIn, mayCall } = decide(await issuing.token());
      expectThat(getsIn, 'it does not get in');
      expectThat(mayCall, 'it may not call');
    });
    await checks.check(`a token of ${name} for another audience does not get in`, async () => {
      issuing.audience = 'https://other.example.com/mcp';
      expectThat(!decide(await issuing.token()).getsIn, 'it gets in');
      issuing.audience = shape.audience;
    });
    await checks.check(`a token of ${name} for someone else may not call`, async () => {
      issuing.claims = { ...shape.claims, [shape.member]: ['readers'] };
      const { getsIn, mayCall } = decide(await issuing.token());
      expectThat(getsIn && !mayCall, 'it may call, or does not get in');
    });
    if (shape.scopes.length > 0) {
      await checks.check(`a token of ${name} without the scope may not call`, async () => {
        issuing.claims = { ...shape.claims, scp: undefined };
        issuing.scope = '';
        expectThat(!decide(await issuing.token()).mayCall, 'it may call');
      });
    }
  } finally {
    issuing.close();
  }
}

/** Proves the presets. @returns the checks. */
export async function proveProviders() {
  const checks = new Checks('providers');
  for (const [name, shape] of Object.entries(SHAPES)) {
    await proveShape(checks, name, shape);
  }
  return checks;
}

runScript(import.meta.url, async () => {
  const { passed, failed } = await proveProviders();
  console.log(`providers: ${passed} checks passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
});
