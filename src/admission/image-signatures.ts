import { Issues } from '../foundation/issues';
import { isPlainText } from '../foundation/names';
import { Reader } from '../foundation/reader';

/** Who signs without a key: an identity that an OpenID Connect issuer vouches for. */
export interface KeylessSigner {
  /** The issuer, for example `https://token.actions.githubusercontent.com`. */
  readonly issuer: string;

  /** The identity, for example the URL of a workflow. `*` stands for any text; alone it is an error. */
  readonly subject: string;
}

const PUBLIC_KEY = /^-----BEGIN PUBLIC KEY-----\n[A-Za-z0-9+/=\n]+\n-----END PUBLIC KEY-----\n?$/;
const ISSUER = /^https:\/\/[A-Za-z0-9.-]+(?::\d{1,5})?(?:\/[A-Za-z0-9/._~-]*)?$/;

/** Whose signatures images must have. Kyverno checks them: the API server itself reads no registry. */
export class ImageSignatures {
  /**
   * Signatures of an identity, as cosign makes them in CI.
   *
   * @param signer The identity.
   */
  public static keyless(signer: KeylessSigner): ImageSignatures {
    const issues = new Issues('ImageSignatures.keyless');
    const { issuer, subject } = new Reader(issues).struct(signer, { issuer: true, subject: true });
    issues.check(isPlainText(issuer) && ISSUER.test(issuer), 'issuer', 'an https URL without wildcards', issuer);
    issues.check(
      isPlainText(subject) && /^[\x21-\x7e]+$/.test(subject) && !/^[*?]*$/.test(subject),
      'subject',
      {
        allowed: 'an identity, such as the URL of a workflow',
        fix: 'a subject with only wildcards accepts every signer',
      },
      subject,
    );
    issues.throwIfAny();
    return new ImageSignatures({ keyless: { issuer, subject } });
  }

  /**
   * Signatures made with one key.
   *
   * @param pem The public key in PEM form.
   */
  public static publicKey(pem: string): ImageSignatures {
    const issues = new Issues('ImageSignatures.publicKey');
    if (isPlainText(pem) && pem.includes('PRIVATE KEY')) {
      issues.add('pem', 'has a private key (hidden)', 'give only the public key');
    } else if (!isPlainText(pem) || !PUBLIC_KEY.test(pem)) {
      issues.add('pem', 'must be a public key in PEM form', 'from BEGIN PUBLIC KEY to END PUBLIC KEY');
    }
    issues.throwIfAny();
    return new ImageSignatures({ publicKey: pem });
  }

  private constructor(/** @internal */ public readonly _signer: ImageSigner) {}
}

/** @internal Either of the two. */
export interface ImageSigner {
  readonly keyless?: KeylessSigner;
  readonly publicKey?: string;
}
