import { JsonWebKey, KeyObject, createPublicKey } from 'crypto';

/** Members of private and symmetric keys (RFC 7518, section 6). */
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];
const MIN_RSA_BITS = 2048;
/** Larger ones cost the gateway seconds. */
const MAX_RSA_BITS = 16_384;
/** FIPS 186-5, section 5.1. */
const MIN_EXPONENT = 65_537n;
const MAX_EXPONENT = 2n ** 256n;
/** Bytes of one coordinate (RFC 7518, section 6.2.1.2; RFC 8037, section 2). */
const COORDINATE_BYTES: Readonly<Record<string, number>> = { 'P-256': 32, 'P-384': 48, 'P-521': 66, 'Ed25519': 32 };
const BASE64URL = /^[A-Za-z0-9_-]+$/;
/** Random coordinates have more. */
const MIN_DIFFERENT_BYTES = 8;
/** How keys begin whose private part is published: RFC 7515, RFC 7517, RFC 8037, jwt.io. */
const PUBLISHED = [
  '0vx7agoebGcQSuuPiLJXZptN9nnd',
  'ofgWCuLjybRlzo0tZWJjNiuSfb4p4f',
  'u1SU1LfVLPHCozMxH2Mo4lgOEePzNm',
  'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8',
  'MKBCTNIcKUSDii11ySs3526iDZ8AiTo',
  '11qYAYKxCrfVS_7TyWQHOg7hcvPapi',
];
const SYMMETRIC = /^(?:none$|HS|dir$|A\d|PBES2)/i;
const KINDS = 'RSA of 2048 bits or more, EC on P-256, P-384 or P-521, or OKP with Ed25519';

type Jwk = Readonly<Record<string, unknown>>;

/** What is wrong with a key that is to verify signatures, as a phrase that follows its place; undefined if nothing. */
export function publicKeyProblem(key: object): string | undefined {
  // any member of an object is unknown until it is read
  const jwk = key as Jwk;
  if (PRIVATE_MEMBERS.some(member => Object.hasOwn(jwk, member))) {
    return 'is a private or symmetric key (hidden)';
  }
  if (typeof jwk.alg === 'string' && SYMMETRIC.test(jwk.alg)) {
    return 'is for an algorithm without a public key';
  }
  if (PUBLISHED.some(start => [jwk.n, jwk.x].some(value => typeof value === 'string' && value.startsWith(start)))) {
    return 'is an example, whose private key everybody knows';
  }
  const read = READERS.get(jwk.kty);
  return read === undefined ? `must be ${KINDS}` : (read(jwk) ?? nameProblem(jwk));
}

/** Tokens name their key by `kid`. agentgateway does not start with a key that has none. */
function nameProblem({ kid }: Jwk): string | undefined {
  return typeof kid === 'string' && kid !== '' ? undefined : 'has no kid, by which tokens name their key';
}

const READERS: ReadonlyMap<unknown, (jwk: Jwk) => string | undefined> = new Map([
  ['RSA', rsaProblem],
  ['EC', jwk => curveProblem(jwk, ['x', 'y'], ['P-256', 'P-384', 'P-521'])],
  ['OKP', jwk => curveProblem(jwk, ['x'], ['Ed25519'])],
]);

function rsaProblem({ kty, n, e }: Jwk): string | undefined {
  const modulus = bytesOf(n);
  const details = modulus.length > MAX_RSA_BITS / 8 ? undefined : keyOf({ kty, n, e })?.asymmetricKeyDetails;
  if (details === undefined || modulus.length === 0) {
    return 'is not a complete RSA key: it needs n and e';
  }
  const { modulusLength = 0, publicExponent = 0n } = details;
  if (modulusLength < MIN_RSA_BITS || modulus[modulus.length - 1] % 2 === 0) {
    return `is not an RSA key of ${MIN_RSA_BITS} bits or more`;
  }
  return publicExponent >= MIN_EXPONENT && publicExponent < MAX_EXPONENT && publicExponent % 2n === 1n
    ? undefined
    : 'has an exponent that is not safe: it must be odd and 65537 or more';
}

function curveProblem(jwk: Jwk, members: readonly string[], curves: readonly string[]): string | undefined {
  const { kty, crv } = jwk;
  if (typeof crv !== 'string' || !curves.includes(crv)) {
    return `must be ${KINDS}`;
  }
  const coordinates = members.map(member => bytesOf(jwk[member]));
  if (coordinates.some(bytes => bytes.length !== COORDINATE_BYTES[crv])) {
    return `is not a complete key: it needs ${members.join(' and ')} of ${COORDINATE_BYTES[crv]} bytes`;
  }
  const point = Object.fromEntries(members.map(member => [member, jwk[member]]));
  return coordinates.some(bytes => new Set(bytes).size < MIN_DIFFERENT_BYTES) ||
    keyOf({ kty, crv, ...point }) === undefined
    ? `is not a point on ${crv} that a key has`
    : undefined;
}

function bytesOf(value: unknown): Buffer {
  return typeof value === 'string' && BASE64URL.test(value) ? Buffer.from(value, 'base64url') : Buffer.alloc(0);
}

function keyOf(jwk: Jwk): KeyObject | undefined {
  try {
    // checked by the call itself
    return createPublicKey({ key: jwk as JsonWebKey, format: 'jwk' });
  } catch {
    return undefined;
  }
}
