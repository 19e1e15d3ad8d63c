import { CaBundle } from '../network/ca-bundle';
import { Egress } from '../network/egress';
import { SecretSource } from '../secrets/secret-source';

/** A registry of npm packages, or an index of PyPI packages, and the way to it. */
export interface PackageRegistry {
  /** Its URL, for example `https://packages.example.com/repository/npm/`, without credentials. */
  readonly url: string;

  /**
   * The way to it. A policy holds for a pod as long as it lives, so the server can reach it too.
   */
  readonly egress: Egress;

  /**
   * What it asks for: a token for npm, a password or token for PyPI. Only the container that installs sees it.
   *
   * @default - nothing
   */
  readonly credentials?: SecretSource;

  /**
   * The user to whom the password belongs; PyPI indexes only.
   *
   * @default '__token__'
   */
  readonly username?: string;

  /**
   * The authorities that signed its certificate.
   *
   * @default - `McpPlatform.caBundle`, else those of the image
   */
  readonly caBundle?: CaBundle;
}
