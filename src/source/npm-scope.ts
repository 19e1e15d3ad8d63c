import { PackageRegistry } from './package-registry';

/** The registry of the npm packages of one scope. */
export interface NpmScope {
  /** The scope, such as `@acme`. */
  readonly scope: string;

  /**
   * Where its packages come from. npm sends the token to this registry only.
   */
  readonly registry: PackageRegistry;
}
