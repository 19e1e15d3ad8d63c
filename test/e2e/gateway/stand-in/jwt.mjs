// Access tokens: RS256 alone.
import { createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** A token that ended so many seconds ago is still accepted. */
const LEEWAY = 60;

/** Kinds of keys by their curve, or RSA; one of another kind, or without a name, spoils the whole set. */
const KINDS = ['RSA', 'P-256', 'P-384', 'P-521', 'Ed25519'];

export function keysOfText(text) {
  const keys = JSON.parse(text).keys.map(jwk => {
    if (jwk.kid === undefined || !KINDS.includes(jwk.crv ?? jwk.kty)) {
      throw new Error(`failed to load JWKS: a key of the kind ${jwk.crv ?? jwk.kty}, kid ${jwk.kid}`);
    }
    return [jwk.kid, createPublicKey({ key: jwk, format: 'jwk' })];
  });
  return new Map(keys);
}

export const keysOfFile = file => keysOfText(readFileSync(file, 'utf8'));

const decode = part => JSON.parse(Buffer.from(part, 'base64url').toString());

/** The claims of a valid token; undefined otherwise. */
export function verifiedClaims(token, provider, now = Date.now() / 1000) {
  try {
    const claims = signedClaims(token, provider.keys);
    return claims !== undefined && areAccepted(claims, provider, now) ? claims : undefined;
  } catch {
    return undefined;
  }
}

function signedClaims(token, keys) {
  const [header, payload, signature, ...more] = token.split('.');
  const { alg, kid } = decode(header);
  const key = keys.get(kid);
  if (more.length > 0 || alg !== 'RS256' || !key) {
    return undefined;
  }
  const signed = Buffer.from(`${header}.${payload}`);
  return verify('RSA-SHA256', signed, key, Buffer.from(signature, 'base64url')) ? decode(payload) : undefined;
}

/** A claim that is missing fails only when it is required. */
function areAccepted(claims, { issuer, audiences, requiredClaims }, now) {
  const { exp, iss, aud } = claims;
  return (
    requiredClaims.every(claim => claims[claim] !== undefined) &&
    (exp === undefined || exp >= now - LEEWAY) &&
    (iss === undefined || iss === issuer) &&
    (aud === undefined || [aud].flat().some(one => audiences.includes(one)))
  );
}
