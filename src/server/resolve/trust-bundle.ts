import { definedItems } from '../../foundation/defined';
import { Issues } from '../../foundation/issues';
import { AUTHORITIES_PATH } from '../../foundation/labels';
import { CaBundleContent } from '../../network/ca-bundle';
import { CaBundleSpec, EnvVarSpec, Texts } from '../spec';

/** A bundle of certificates with its text, which becomes a file of the server, or a key of a ConfigMap that exists. */
export interface BundleContent extends CaBundleSpec {
  readonly text?: string;
}

/** @param name Distinguishes the platform's bundle from that of a registry. */
export function bundleSpec({ text, configMap }: CaBundleContent, name: string): BundleContent {
  return { path: `${AUTHORITIES_PATH}/${name}.crt`, volume: `${name}-bundle`, text, configMap };
}

/** What names its own authorities, or none. */
interface Trusting {
  readonly prop: string;
  readonly caBundle?: CaBundleContent;
}

/**
 * The authorities of several registries, for one container; undefined: those of the platform. Node.js reads one file:
 * texts are joined.
 */
export function commonBundle(
  issues: Issues,
  registries: readonly Trusting[],
  ofPlatform: CaBundleContent | undefined,
): CaBundleContent | undefined {
  const all = definedItems(registries.map(({ caBundle }) => caBundle ?? ofPlatform));
  const distinct = [...new Map(all.map(bundle => [JSON.stringify(bundle), bundle])).values()];
  const own = registries.find(({ caBundle }) => caBundle !== undefined);
  if (distinct.length <= 1 || own === undefined) {
    return own?.caBundle;
  }
  const texts = definedItems(distinct.map(({ text }) => text));
  if (texts.length < distinct.length) {
    issues.add(
      `${own.prop}.caBundle`,
      `is one of ${distinct.length} bundles for one installation, and Node.js reads one file`,
      'put the authorities of all registries into one ConfigMap, or give each as text with CaBundle.pem',
    );
  }
  return { text: texts.map(text => `${text.trimEnd()}\n`).join('') };
}

export function bundleFiles(bundles: readonly (BundleContent | undefined)[]): Texts {
  return Object.fromEntries(
    bundles.flatMap(bundle => (bundle?.text === undefined ? [] : [[bundle.path, bundle.text]])),
  );
}

/** Where Node.js, Go, OpenSSL, Python's requests and pip look for certificates. */
export function bundleVariables(bundle: CaBundleSpec | undefined): EnvVarSpec[] {
  return bundle === undefined
    ? []
    : ['NODE_EXTRA_CA_CERTS', 'PIP_CERT', 'REQUESTS_CA_BUNDLE', 'SSL_CERT_FILE'].map(name => ({
        name,
        value: bundle.path,
      }));
}
