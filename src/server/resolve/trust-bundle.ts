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
