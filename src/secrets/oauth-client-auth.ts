import { SecretSource } from './secret-source';
import { Issues } from '../foundation/issues';
import { isPlainText } from '../foundation/names';
import { Reader, isInstance } from '../foundation/reader';

/** How a client assertion is signed (RFC 7518, section 3.1). */
export enum OAuthSigningAlgorithm {
  /** RSA, PKCS #1 v1.5, SHA-256. */
  RS256 = 'RS256',
  /** RSA, PKCS #1 v1.5, SHA-384. */
  RS384 = 'RS384',
  /** RSA, PKCS #1 v1.5, SHA-512. */
  RS512 = 'RS512',
  /** RSA, PSS, SHA-256. */
  PS256 = 'PS256',
  /** ECDSA on P-256, SHA-256. */
  ES256 = 'ES256',
  /** ECDSA on P-384, SHA-384. */
  ES384 = 'ES384',
}

/** Options of `OAuthClientAuth.privateKeyJwt()`. */
export interface PrivateKeyJwtOptions {
  /** The private key in PEM, RSA or EC, as the algorithm needs it. */
  readonly signingKey: SecretSource;

  /** For whom the assertion is: the issuer or the token endpoint, as the authorization server documents it. */
  readonly audience: string;

  /**
   * How it is signed.
   *
   * @default OAuthSigningAlgorithm.RS256
   */
  readonly algorithm?: OAuthSigningAlgorithm;

  /**
   * The id of the key, by which the authorization server finds the public one.
   *
   * @default - none
   */
  readonly keyId?: string;
}

/** @internal The client of a token endpoint. */
export type OAuthClient =
  | { readonly method: 'clientSecretBasic' | 'clientSecretPost'; readonly id: string; readonly secret: SecretSource }
  | {
      readonly method: 'privateKeyJwt';
      readonly id: string;
      readonly secret: SecretSource;
      readonly audience: string;
      readonly algorithm: OAuthSigningAlgorithm;
      readonly keyId?: string;
    };

/** How a gateway proves at a token endpoint which client it is (RFC 6749, section 2.3; RFC 7523). */
export class OAuthClientAuth {
  /**
   * Id and secret in the header `Authorization: Basic …`.
   *
   * @param clientId The id of the client.
   * @param secret Where its secret comes from.
   */
  public static basic(clientId: string, secret: SecretSource): OAuthClientAuth {
    const client = { id: clientId, secret };
    checkClient(new Issues('OAuthClientAuth.basic'), client, 'secret').throwIfAny();
    return new OAuthClientAuth({ method: 'clientSecretBasic', ...client });
  }

  /**
   * Id and secret in the body of the request.
   *
   * @param clientId The id of the client.
   * @param secret Where its secret comes from.
   */
  public static post(clientId: string, secret: SecretSource): OAuthClientAuth {
    const client = { id: clientId, secret };
    checkClient(new Issues('OAuthClientAuth.post'), client, 'secret').throwIfAny();
    return new OAuthClientAuth({ method: 'clientSecretPost', ...client });
  }

  /**
   * An assertion that the gateway signs for each request, so that no secret is sent (RFC 7523).
   *
   * @param clientId The id of the client.
   * @param options The key, and for whom the assertion is.
   */
  public static privateKeyJwt(clientId: string, options: PrivateKeyJwtOptions): OAuthClientAuth {
    const issues = new Issues('OAuthClientAuth.privateKeyJwt');
    const {
      signingKey,
      audience,
      algorithm = OAuthSigningAlgorithm.RS256,
      keyId,
    } = new Reader(issues).struct(options, { signingKey: true, audience: true, algorithm: true, keyId: true });
    const client = { id: clientId, secret: signingKey };
    checkClient(issues, client, 'signingKey');
    issues.check(isWord(audience), 'audience', 'the identifier of the authorization server', audience);
    const algorithms = Object.values(OAuthSigningAlgorithm);
    issues.check(algorithms.includes(algorithm), 'algorithm', `one of ${algorithms.join(', ')}`, algorithm);
    issues.check(keyId === undefined || isWord(keyId), 'keyId', 'the id of a key, without blanks', keyId);
    issues.throwIfAny();
    return new OAuthClientAuth({ method: 'privateKeyJwt', ...client, audience, algorithm, keyId });
  }

  private constructor(/** @internal */ public readonly _client: OAuthClient) {}

  /** The id of the client. */
  public get clientId(): string {
    return this._client.id;
  }
}

/** A word that is sent to an authorization server: visible characters of ASCII. */
export function isWord(text: unknown): text is string {
  return isPlainText(text) && /^[\x21-\x7e]{1,2048}$/.test(text);
}

function checkClient(issues: Issues, { id, secret }: Pick<OAuthClient, 'id' | 'secret'>, prop: string): Issues {
  issues.check(isWord(id), 'clientId', 'the id of a client, without blanks', id);
  if (typeof secret === 'string') {
    issues.add(
      prop,
      'must be a SecretSource, got a literal (hidden)',
      'secrets must not be literals in a manifest: SecretSource.fromStore(…) or SecretSource.fromSecretName(…)',
    );
  } else {
    issues.check(isInstance(secret, SecretSource), prop, 'a SecretSource', secret);
  }
  return issues;
}
