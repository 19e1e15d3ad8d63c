import { CertManagerTlsOptions, CertificateRule, resolveCertificate } from './certificate';
import { Issues } from '../../foundation/issues';
import { isDataKey, isDnsSubdomain, isPlainText } from '../../foundation/names';
import { Reader } from '../../foundation/reader';

const CERTIFICATE_KEY = 'tls.crt';
const PRIVATE_KEY_KEY = 'tls.key';

/** The keys of a Secret with a certificate. */
export interface GatewayTlsOptions {
  /**
   * The key of the certificate chain.
   *
   * @default 'tls.crt'
   */
  readonly certificateKey?: string;

  /**
   * The key of the private key.
   *
   * @default 'tls.key'
   */
  readonly privateKeyKey?: string;
}

/** The certificate of a gateway that ends TLS itself. TLS 1.2 is the oldest version it speaks. */
export class GatewayTls {
  /**
   * A Secret of type `kubernetes.io/tls` in the gateway's namespace, for example from cert-manager. A renewed
   * certificate is read without a restart.
   *
   * @param name The name of the Secret.
   * @param options Its keys, when they are not the usual ones.
   */
  public static fromSecretName(name: string, options: GatewayTlsOptions = {}): GatewayTls {
    const issues = new Issues('GatewayTls.fromSecretName');
    const { certificateKey = CERTIFICATE_KEY, privateKeyKey = PRIVATE_KEY_KEY } = new Reader(issues).struct(options, {
      certificateKey: true,
      privateKeyKey: true,
    });
    issues.check(isPlainText(name) && isDnsSubdomain(name), 'name', 'the name of a Secret', name);
    for (const [prop, key] of Object.entries({ certificateKey, privateKeyKey })) {
      issues.check(isPlainText(key) && isDataKey(key), prop, 'a key of the Secret: letters, digits, - _ .', key);
    }
    if (certificateKey === privateKeyKey) {
      issues.add('privateKeyKey', 'must not be the certificateKey');
    }
    issues.throwIfAny();
    return new GatewayTls(name, certificateKey, privateKeyKey);
  }

  /**
   * A certificate that cert-manager issues for the hosts of the gateway: a Certificate (cert-manager.io/v1) is made
   * beside it. Throws if an option is not as it must be.
   *
   * @param options Who signs it, and the Secret.
   */
  public static certManager(options: CertManagerTlsOptions): GatewayTls {
    const certificate = resolveCertificate('GatewayTls.certManager', options);
    return new GatewayTls(certificate.secretName, CERTIFICATE_KEY, PRIVATE_KEY_KEY, certificate);
  }

  private constructor(
    /** @internal */ public readonly _secret: string,
    /** @internal */ public readonly _certificate: string,
    /** @internal */ public readonly _privateKey: string,
    /** @internal */ public readonly _issued?: CertificateRule,
  ) {}

  /** The name of the Secret. */
  public get secretName(): string {
    return this._secret;
  }

  /** The key of the certificate chain. */
  public get certificateKey(): string {
    return this._certificate;
  }

  /** The key of the private key. */
  public get privateKeyKey(): string {
    return this._privateKey;
  }
}
