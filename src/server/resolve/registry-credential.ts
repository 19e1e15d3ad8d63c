import { SecretRef } from '../../secrets/secret-source';

/** A credential that one install container gets, until it is known in which Secret it is. */
export interface RegistryCredential {
  /** The key of the Secret that is made for it. */
  readonly wanted: string;
  readonly prop: string;
  readonly ref: SecretRef;
}

export interface SecretKey {
  readonly secret: string;
  readonly key: string;
}
