// Access tokens: RS256 alone.
import { createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** A token that ended so many seconds ago is still accepted. */
const LEEWAY = 60;

export function keysOfText(text) {
  const keys = JSON.parse(text).keys.map(jwk => [jwk.kid, createPublicKey({ key: jwk, format: 'jwk' })]);
  return new Map(keys);
}

export const keysOfFile = file => keysOfText(readFileSync(file, 'utf8'));

const decode = part => JSON.parse(Buffer.from(part, 'base64url').toString());

/** The claims of a token that is good; undefined otherwise. A claim that is not there fails only when it is required. */
export function verifiedClaims(token, { keys, issuer, audiences, requiredClaims }, now = Date.now() / 1000) {
  try {
    const [header, payload, signature, ...more] = token.split('.');
    const { alg, kid } = decode(header);
    const key = keys.get(kid);
    if (more.length > 0 || alg !== 'RS256' || !key) {
      return undefined;
    }
    if (!verify('RSA-SHA256', Buffer.from(`${header}.${payload}`), key, Buffer.from(signature, 'base64url'))) {
      return undefined;
    }
    const claims = decode(payload);
    const { exp, iss, aud } = claims;
    if (requiredClaims.some(claim => claims[claim] === undefined)) {
      return undefined;
    }
    if (exp !== undefined && exp < now - LEEWAY) {
      return undefined;
    }
    if (iss !== undefined && iss !== issuer) {
      return undefined;
    }
    if (aud !== undefined && ![aud].flat().some(one => audiences.includes(one))) {
      return undefined;
    }
    return claims;
  } catch {
    return undefined;
  }
}
