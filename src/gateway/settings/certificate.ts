import { Duration } from 'cdk8s';
import { Issues } from '../../foundation/issues';
import { isDnsSubdomain, isPlainText } from '../../foundation/names';
import { PropNames, Reader, isInstance } from '../../foundation/reader';
import { seconds } from '../../foundation/sizes';

/** The algorithm of a private key. */
export enum CertificateKeyAlgorithm {
  /** ECDSA on the curve P-256. */
  ECDSA = 'ECDSA',
  /** RSA with 3072 bits, for clients that know nothing else. */
  RSA = 'RSA',
}

/** Who signs certificates: an issuer of cert-manager that exists. */
export class CertificateIssuer {
  /**
   * A ClusterIssuer, for every namespace.
   *
   * @param name Its name.
   */
  public static clusterIssuer(name: string): CertificateIssuer {
    return new CertificateIssuer('ClusterIssuer', checkedName('CertificateIssuer.clusterIssuer', name));
  }

  /**
   * An Issuer in the namespace of the gateway.
   *
   * @param name Its name.
   */
  public static issuer(name: string): CertificateIssuer {
    return new CertificateIssuer('Issuer', checkedName('CertificateIssuer.issuer', name));
  }

  private constructor(
    /** @internal */ public readonly _kind: 'ClusterIssuer' | 'Issuer',
    /** @internal */ public readonly _name: string,
  ) {}
}

/** Options of a certificate from cert-manager. */
export interface CertManagerTlsOptions {
  /** Who signs it. */
  readonly issuer: CertificateIssuer;

  /** The Secret that cert-manager writes it to, in the gateway's namespace. No other Certificate may name it. */
  readonly secretName: string;

  /**
   * Further host names, besides those under which the gateway is reached: the hosts of its exposure, or the names of
   * its Service where it ends TLS itself.
   *
   * @default - none
   */
  readonly dnsNames?: string[];

  /**
   * How long it is valid, at least an hour. Issuers of ACME decide themselves.
   *
   * @default - 90 days
   */
  readonly duration?: Duration;

  /**
   * How long before its end it is renewed, at least five minutes and less than `duration`.
   *
   * @default - a third of `duration`
   */
  readonly renewBefore?: Duration;

  /**
   * The algorithm of its private key, which is a new one with each renewal.
   *
   * @default CertificateKeyAlgorithm.ECDSA
   */
  readonly algorithm?: CertificateKeyAlgorithm;
}

/** @internal A certificate with every default applied. */
export interface CertificateRule {
  readonly issuer: CertificateIssuer;
  readonly secretName: string;
  readonly dnsNames: readonly string[];
  readonly duration: number;
  readonly renewBefore: number;
  readonly algorithm: CertificateKeyAlgorithm;
}

const OPTIONS: PropNames<CertManagerTlsOptions> = {
  issuer: true,
  secretName: true,
  dnsNames: true,
  duration: true,
  renewBefore: true,
  algorithm: true,
};
const [HOUR, DAY] = [3600, 86_400];
const MIN_RENEW_BEFORE = 300;

/** @internal */
export function resolveCertificate(where: string, input: CertManagerTlsOptions): CertificateRule {
  const issues = new Issues(where);
  const reader = new Reader(issues);
  const options = reader.struct(input, OPTIONS);
  const { issuer, secretName, algorithm = CertificateKeyAlgorithm.ECDSA } = options;
  issues.check(isInstance(issuer, CertificateIssuer), 'issuer', 'made by CertificateIssuer', issuer);
  issues.check(isPlainText(secretName) && isDnsSubdomain(secretName), 'secretName', 'the name of a Secret', secretName);
  const dnsNames = reader.list(options.dnsNames, 'dnsNames');
  dnsNames.forEach((name, i) =>
    issues.check(
      isPlainText(name) && isDnsSubdomain(name.replace(/^\*\./, '')),
      `dnsNames[${i}]`,
      'a host name in lower case, such as mcp.example.com',
      name,
    ),
  );
  issues.check(
    Object.values<unknown>(CertificateKeyAlgorithm).includes(algorithm),
    'algorithm',
    `one of ${Object.values(CertificateKeyAlgorithm).join(', ')}`,
    algorithm,
  );
  const duration = seconds(issues, 'duration', options.duration ?? Duration.days(90), { min: HOUR, max: 3650 * DAY });
  const renewBefore = seconds(
    issues,
    'renewBefore',
    options.renewBefore ?? Duration.seconds(Math.floor(duration / 3)),
    { min: MIN_RENEW_BEFORE, max: duration - 1 },
  );
  issues.throwIfAny();
  return { issuer, secretName, dnsNames, duration, renewBefore, algorithm };
}

function checkedName(where: string, name: string): string {
  const issues = new Issues(where);
  issues.check(isPlainText(name) && isDnsSubdomain(name), 'name', 'the name of an issuer', name);
  issues.throwIfAny();
  return name;
}
