// Who calls. The answer is either a refusal or what rules know about the caller.
import { createHash } from 'node:crypto';
import { verifiedClaims } from './jwt.mjs';
import { Refusal } from './messages.mjs';
import { defined } from './read.mjs';

const WELL_KNOWN = '/.well-known/oauth-protected-resource';

const bearer = headers => /^Bearer (.*)$/i.exec(headers.authorization ?? '')?.[1];

/** A key is a bearer token, unless a header of its own is named. */
function byKey(headers, { header, hashes }) {
  const apiKey = header === undefined ? bearer(headers) : headers[header];
  if (apiKey === undefined) {
    throw new Refusal(401, 'no API Key found');
  }
  const hash = createHash('sha256').update(apiKey).digest('hex');
  const found = hashes.find(key => key.hash === hash);
  if (!found) {
    throw new Refusal(401, 'invalid credentials');
  }
  return found.metadata;
}

function byToken(headers, authentication) {
  const token = bearer(headers);
  const jwt = token === undefined ? undefined : verifiedClaims(token, authentication);
  if (!jwt) {
    throw authentication.metadata === undefined ? new Refusal(401, 'no bearer token found') : challenge(authentication);
  }
  return jwt;
}

/** Where a client finds out how to get a token. */
function challenge({ metadata: { resource } }) {
  const { origin, pathname } = new URL(resource);
  const body = JSON.stringify({ error: 'unauthorized', error_description: 'JWT token required' });
  const refusal = new Refusal(401, 'JWT token required', { type: 'application/json', body });
  refusal.headers = { 'www-authenticate': `Bearer resource_metadata="${origin}${WELL_KNOWN}${pathname}"` };
  return refusal;
}

/** @returns what is `known` of the caller, and the headers of `verified` credentials, which do not go on to servers. */
export function authenticate(headers, { apiKeys, authentication, authorization }) {
  const known = defined({
    apiKey: apiKeys && byKey(headers, apiKeys),
    jwt: authentication && byToken(headers, authentication),
  });
  if (!authorization.every(holds => holds(known))) {
    throw new Refusal(403, 'authorization failed');
  }
  const verified = [apiKeys && (apiKeys.header ?? 'authorization'), authentication && 'authorization'];
  return { known, verified: verified.filter(name => name) };
}

/** The metadata of the resource, when a path asks for it. It needs no token. */
export function metadataFor(path, { authentication }) {
  if (!authentication?.metadata || !path.startsWith(WELL_KNOWN)) {
    return undefined;
  }
  const { issuer, metadata } = authentication;
  return {
    resource: metadata.resource,
    authorization_servers: [issuer],
    scopes_supported: metadata.scopesSupported,
    bearer_methods_supported: metadata.bearerMethodsSupported,
    resource_documentation: metadata.resourceDocumentation,
    mcp_protocol_version: '2025-06-18',
  };
}
