import { X509Certificate } from 'crypto';
import { Issues } from '../foundation/issues';
import { isDataKey, isDnsSubdomain, isPlainText } from '../foundation/names';

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g;
/** A border or a line of an incomplete block. Names and comments between blocks are allowed. */
const FRAGMENT = /-----|^[A-Za-z0-9+/]{40,}={0,2}\s*$/m;

/**
 * Certificates of the authorities that a network trusts. Most runtimes replace their own list by it, so it must hold
 * every authority that is needed, public ones included.
 */
export class CaBundle {
  /**
   * Certificates as text. They are public, and stand in the server's ConfigMap. A change of them rolls the pods.
   *
   * @param text One or more certificates in PEM form. A private key in it is an error.
   */
  public static pem(text: string): CaBundle {
    const issues = new Issues('CaBundle.pem');
    const certificates = isPlainText(text) ? (text.match(CERTIFICATE) ?? []) : [];
    issues.check(
      certificates.length > 0,
      'text',
      'certificates in PEM form',
      isPlainText(text) ? `${text.length} characters without one` : text,
    );
    if (isPlainText(text) && text.includes('PRIVATE KEY')) {
      issues.add('text', 'has a private key (hidden)', 'give the certificates alone');
    } else if (certificates.length > 0 && FRAGMENT.test(text.replace(CERTIFICATE, ''))) {
      issues.add(
        'text',
        `has parts of a certificate beside ${certificates.length} whole`,
        'give each from BEGIN CERTIFICATE to END CERTIFICATE',
      );
    }
    certificates.forEach((certificate, i) => {
      if (!isCertificate(certificate)) {
        issues.add(`text, certificate ${i + 1}`, 'cannot be read as X.509');
      }
    });
    issues.throwIfAny();
    return new CaBundle({ text });
  }

  /**
   * A key of a ConfigMap in each namespace that has servers, such as those that trust-manager writes. A change of
   * it is not seen here: it rolls no pods and arrives in none that runs (`kubectl rollout restart`, or Reloader with
   * the annotation `configmap.reloader.stakater.com/reload` and the name of the ConfigMap on the server).
   *
   * @param name The name of the ConfigMap.
   * @param key The key in its data.
   */
  public static fromConfigMap(name: string, key: string): CaBundle {
    const issues = new Issues('CaBundle.fromConfigMap');
    issues.check(isPlainText(name) && isDnsSubdomain(name), 'name', 'the name of a ConfigMap', name);
    issues.check(isPlainText(key) && isDataKey(key), 'key', 'a key of the ConfigMap: letters, digits, - _ .', key);
    issues.throwIfAny();
    return new CaBundle({ configMap: { name, key } });
  }

  private constructor(/** @internal */ public readonly _bundle: CaBundleContent) {}

  /** The certificates in PEM form; undefined where a ConfigMap has them. */
  public get certificates(): string | undefined {
    return this._bundle.text;
  }

  /** The ConfigMap with the certificates; undefined where they are given as text. */
  public get configMapName(): string | undefined {
    return this._bundle.configMap?.name;
  }

  /** The key in the ConfigMap; undefined where the certificates are given as text. */
  public get configMapKey(): string | undefined {
    return this._bundle.configMap?.key;
  }
}

/** @internal Either of the two. */
export interface CaBundleContent {
  readonly text?: string;
  readonly configMap?: { readonly name: string; readonly key: string };
}

function isCertificate(text: string): boolean {
  try {
    return new X509Certificate(text).subject !== undefined;
  } catch {
    return false;
  }
}
