/** The fields of an external-secrets.io/v1 ExternalSecret that the library writes. */
export interface ExternalSecretBody {
  readonly refreshPolicy: 'Periodic';
  readonly refreshInterval: string;
  readonly secretStoreRef: { readonly kind: string; readonly name: string };
  readonly target: { readonly name: string; readonly creationPolicy: 'Owner'; readonly deletionPolicy: 'Retain' };
  readonly data: readonly {
    readonly secretKey: string;
    readonly remoteRef: RemoteRef;
  }[];
}

/**
 * With the defaults that External Secrets Operator before 2.9 adds: Argo CD owns lists whole, and what is added inside
 * of one would be a difference for ever.
 */
export interface RemoteRef {
  readonly key: string;
  readonly property?: string;
  readonly version?: string;
  readonly conversionStrategy: 'Default';
  readonly decodingStrategy: 'None';
  readonly metadataPolicy: 'None';
}
