// Policies of routes: who gets in, and how often.
import { keysOfFile, keysOfText } from './jwt.mjs';
import { known, seconds } from './read.mjs';
import { valueOf } from './rules.mjs';

export function readApiKey({ mode, location, keys, ...rest }) {
  known(rest, 'apiKey');
  if (mode !== 'strict') {
    throw new Error('apiKey: mode is not strict');
  }
  const header = known(known(location ?? {}, 'apiKey.location', 'header').header ?? {}, 'header', 'name', 'prefix');
  const hashes = keys.map(key => {
    const { keyHash, metadata } = known(key, 'apiKey.keys[]', 'keyHash', 'metadata');
    const [, hash] = /^sha256:([0-9a-f]{64})$/i.exec(keyHash) ?? [];
    if (hash === undefined) {
      throw new Error('data did not match any variant of untagged enum');
    }
    return { hash: hash.toLowerCase(), metadata };
  });
  return { header: location && header.name.toLowerCase(), hashes };
}

/** Tokens: with metadata that leads clients to their issuer, or without. */
export function readAuthentication({ mcpAuthentication, jwtAuth }) {
  const part = mcpAuthentication ?? jwtAuth;
  if (part === undefined) {
    return undefined;
  }
  const { mode, issuer, audiences, jwks, jwtValidationOptions, resourceMetadata, ...rest } = part;
  known(rest, 'authentication');
  if (mode !== 'strict' || (mcpAuthentication && jwtAuth)) {
    throw new Error('authentication: mode is not strict, or there are two');
  }
  known(
    resourceMetadata ?? {},
    'resourceMetadata',
    'resource',
    'scopesSupported',
    'bearerMethodsSupported',
    'resourceDocumentation',
  );
  const keys = typeof jwks === 'string' ? keysOfText(jwks) : keysOfFile(known(jwks, 'jwks', 'file').file);
  const { requiredClaims = ['exp'] } = known(jwtValidationOptions ?? {}, 'jwtValidationOptions', 'requiredClaims');
  return { issuer, audiences, keys, requiredClaims, metadata: resourceMetadata };
}

/** Limits that the gateway counts, and one that a service counts. */
export function readLimits({ localRateLimit = [], remoteRateLimit }) {
  const localLimits = localRateLimit.map(({ maxTokens, tokensPerFill, fillInterval }) => ({
    maxTokens,
    tokensPerFill,
    interval: seconds(fillInterval),
  }));
  return { localLimits, remoteLimit: remoteRateLimit && readRemoteLimit(remoteRateLimit) };
}

function readRemoteLimit({ domain, host, failureMode, policies = {}, descriptors, ...rest }) {
  known(rest, 'remoteRateLimit');
  const { requestTimeout } = known(known(policies, 'remoteRateLimit', 'http').http ?? {}, 'http', 'requestTimeout');
  return {
    domain,
    host,
    failOpen: failureMode === 'failOpen',
    timeout: requestTimeout && seconds(requestTimeout),
    descriptors: descriptors.map(({ entries }) => entries.map(({ key, value }) => ({ key, valueOf: valueOf(value) }))),
  };
}
