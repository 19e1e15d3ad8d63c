import { createHash } from 'crypto';
import { GatewayAuth, Jwks } from '../../src';
import { PUBLIC_KEYS } from '../util/keys';
import { refused } from '../util/refusal';

const { RSA, P256, ED25519 } = PUBLIC_KEYS;

/** Base64url of bytes that are not all alike. */
function bytes(length: number, last = 1): string {
  return Buffer.from(Array.from({ length }, (_, i) => (i === length - 1 ? last : 255 - (i % 199)))).toString(
    'base64url',
  );
}

function inline(...keys: object[]): Jwks {
  return Jwks.inline(JSON.stringify({ keys }));
}

test.each([
  ['no kind', {}],
  ['a kind of none', { kty: 'none' }],
  ['a kind that is a word of JavaScript', { kty: 'constructor' }],
  ['a symmetric key', { kty: 'oct', k: 'c2VjcmV0' }],
  ['a symmetric key without its value', { kty: 'oct' }],
  ['a private key', { ...RSA, d: 'c2VjcmV0' }],
  ['an RSA key without members', { kty: 'RSA' }],
  ['an RSA key without exponent', { kty: 'RSA', n: RSA.n }],
  ['an RSA key without modulus', { kty: 'RSA', e: 'AQAB' }],
  ['a toy of RSA', { kty: 'RSA', n: 'AQAB', e: 'AQAB' }],
  ['RSA of 1024 bits', { kty: 'RSA', n: bytes(128), e: 'AQAB' }],
  ['RSA of 2040 bits', { kty: 'RSA', n: bytes(255), e: 'AQAB' }],
  ['RSA of 2048 bits, most of them zero', { kty: 'RSA', n: `${'A'.repeat(300)}${bytes(32)}`, e: 'AQAB' }],
  ['RSA of too many bits', { kty: 'RSA', n: bytes(4096), e: 'AQAB' }],
  ['an even modulus', { kty: 'RSA', n: bytes(256, 2), e: 'AQAB' }],
  ['an exponent of one', { ...RSA, e: 'AQ' }],
  ['an exponent of three', { ...RSA, e: 'Aw' }],
  ['an even exponent', { ...RSA, e: 'AQAC' }],
  ['an exponent as a number', { ...RSA, e: 65537 }],
  ['a modulus that is no base64url', { ...RSA, n: `${RSA.n}!` }],
  ['RSA for HMAC', { ...RSA, alg: 'HS256' }],
  ['RSA for nothing', { ...RSA, alg: 'None' }],
  ['an EC key without members', { kty: 'EC', crv: 'P-256' }],
  ['an EC key without y', { kty: 'EC', crv: 'P-256', x: P256.x }],
  ['an EC key of another curve', { ...P256, crv: 'secp256k1' }],
  ['an EC key of a curve with other lengths', { ...P256, crv: 'P-384' }],
  ['an EC key that is not on its curve', { ...P256, x: P256.y, y: P256.x }],
  ['an EC key of zeros', { ...P256, x: 'A'.repeat(43), y: 'A'.repeat(43) }],
  ['an OKP key without x', { kty: 'OKP', crv: 'Ed25519' }],
  ['an OKP key for exchange', { ...ED25519, crv: 'X25519' }],
  ['an OKP key that is too short', { ...ED25519, x: bytes(31) }],
  ['an OKP key of zeros', { ...ED25519, x: 'A'.repeat(43) }],
  ['the example of RFC 8037', { ...ED25519, x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' }],
])('Jwks.inline refuses %s, also after a good key', (_, key) => {
  for (const message of [refused(() => inline(key)), refused(() => inline(P256, key))]) {
    expect(message).toMatch(/^Jwks\.inline: json/);
    expect(message).not.toContain('c2VjcmV0');
  }
});

test.each(Object.entries(PUBLIC_KEYS))('Jwks.inline takes %s, with what issuers publish beside it', (_, key) => {
  expect(inline({ ...key, kid: '1', use: 'sig', x5t: 'abc' }, { ...key, kid: '2' }).json).toContain('"kid":"1"');
});

test('Jwks.inline takes a key of the issuer for encryption', () => {
  expect(inline({ ...RSA, kid: '1' }, { ...RSA, kid: '2', use: 'enc', alg: 'RSA-OAEP' }).json).toContain('RSA-OAEP');
});

test.each([undefined, '', 7])('Jwks.inline refuses the kid %j, without which agentgateway does not start', kid => {
  expect(refused(() => inline({ ...RSA, kid: '1' }, { ...RSA, kid }))).toContain(
    'json.keys[1] has no kid, by which tokens name their key',
  );
});

function sha(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

test.each([
  ...['', '\n', '\r\n', ' ', '\t', '\0', '"', "''", '""', '-', '-n', 'null', 'undefined', '[object Object]'],
  ...['$KEY', '${KEY}', '$(KEY)', '$API_KEY', '{{KEY}}', '<key>', '<your-api-key>', 'YOUR_API_KEY', 'your-api-key'],
  ...['test', 'Test', 'TEST', 'test\n', 'test1', 'password', 'Password', 'password123', 'changeme', 'changeme\n'],
  ...['secret', 'admin', '123456', '12345678', 'qwerty', 'mcp', 'key', 'token', '"test"', 'Bearer test', 'test  -\n'],
  ...['hello world', 'foo', 'example', 'dev', 'letmein', 'ci-42', 'ci-42\n'],
])('GatewayAuth.apiKeys refuses the hash of %j', key => {
  expect(refused(() => GatewayAuth.apiKeys({ 'other': sha('a long random key'), 'ci-42': sha(key) }))).toContain(
    'sha256.ci-42 is the hash of a key that is easy to guess',
  );
});

test('GatewayAuth.apiKeys takes the hashes of many other keys', () => {
  const hashes = Array.from({ length: 20_000 }, (_, i) => [`client-${i}`, sha(`key ${i}`)] as const);
  expect(Object.keys(GatewayAuth.apiKeys(Object.fromEntries(hashes)).keyHashes ?? {})).toHaveLength(20_000);
});
