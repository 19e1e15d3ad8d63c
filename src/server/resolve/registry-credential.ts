import { SecretRef } from '../../secrets/secret-source';

/** A credential that an install container needs. */
export interface RegistryCredential {
  /** The key that it gets in a Secret when a store delivers it. */
  readonly key: string;
  readonly prop: string;
  /** The variable that it becomes. */
  readonly variable: string;
  readonly ref: SecretRef;
}

/** Where a secret is. */
export interface SecretKey {
  readonly secret: string;
  readonly key: string;
}
