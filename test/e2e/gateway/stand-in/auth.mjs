// Who calls. The answer is either a refusal or what rules know about the caller.
import { createHash } from 'node:crypto';
import { verifiedClaims } from './jwt.mjs';

const WELL_KNOWN = '/.well-known/oauth-protected-resource';

const bearer = headers => /^Bearer (.*)$/i.exec(headers.authorization ?? '')?.[1];

function byKey(headers, keys) {
  const apiKey = bearer(headers);
  if (apiKey === undefined) {
    return { refusal: { status: 401, text: 'no API Key found' } };
  }
  const hash = createHash('sha256').update(apiKey).digest('hex');
  const found = keys.find(key => key.hash === hash);
  return found ? { known: { apiKey: found.metadata } } : { refusal: { status: 401, text: 'invalid credentials' } };
}

function byToken(headers, authentication) {
  const token = bearer(headers);
  const jwt = token === undefined ? undefined : verifiedClaims(token, authentication);
  if (jwt) {
    return { known: { jwt } };
  }
  const { origin, pathname } = new URL(authentication.metadata.resource);
  const challenge = `Bearer resource_metadata="${origin}${WELL_KNOWN}${pathname}"`;
  return {
    refusal: {
      status: 401,
      headers: { 'www-authenticate': challenge },
      json: { error: 'unauthorized', error_description: 'JWT token required' },
    },
  };
}

/** @returns `{ refusal }`, or `{ known, verified }`: credentials that were verified do not go on to servers. */
export function authenticate(headers, { apiKeys, authentication }) {
  if (apiKeys) {
    return { verified: true, ...byKey(headers, apiKeys) };
  }
  if (authentication) {
    return { verified: true, ...byToken(headers, authentication) };
  }
  return { verified: false, known: {} };
}

/** The metadata of the resource, when a path asks for it. It needs no token. */
export function metadataFor(path, { authentication }) {
  if (!authentication || !path.startsWith(WELL_KNOWN)) {
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
