// An issuer of access tokens: a key pair of its own, and tokens with whatever claims.
import { createHmac, createSign, generateKeyPairSync } from 'node:crypto';

const encode = part => Buffer.from(typeof part === 'string' ? part : JSON.stringify(part)).toString('base64url');

export class Issuer {
  constructor(kid) {
    this.kid = kid;
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    this.publicKey = publicKey;
    this.privateKey = privateKey;
    /** The public keys, as the issuer publishes them. */
    this.jwks = { keys: [{ ...publicKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'RS256' }] };
  }

  /** A token with claims; those that are undefined are left out. */
  sign(claims, header = {}) {
    const { alg = 'RS256', kid = this.kid } = header;
    const signed = `${encode({ typ: 'at+jwt', alg, kid })}.${encode(claims)}`;
    return `${signed}.${this.signature(alg, signed)}`;
  }

  signature(alg, signed) {
    if (alg === 'none') {
      return '';
    }
    // the confusion of a public key with a shared secret
    if (alg === 'HS256') {
      return createHmac('sha256', this.publicKey.export({ type: 'spki', format: 'pem' }))
        .update(signed)
        .digest('base64url');
    }
    return createSign('RSA-SHA256').update(signed).sign(this.privateKey, 'base64url');
  }
}
