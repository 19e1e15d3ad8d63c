import { ExternalSecretBody } from '../crds/external-secrets';
import { ExternalSecretSpec } from '../spec';

/** Copies entries of one store into one Secret, which is deleted with the ExternalSecret. */
export function renderExternalSecret({ name, store, entries }: ExternalSecretSpec): ExternalSecretBody {
  return {
    refreshPolicy: 'Periodic',
    refreshInterval: '1h0m0s',
    secretStoreRef: { ...store },
    target: { name, creationPolicy: 'Owner', deletionPolicy: 'Retain' },
    data: entries.map(({ secretKey, key, property, version }) => ({
      secretKey,
      remoteRef: {
        key,
        property,
        version,
        conversionStrategy: 'Default',
        decodingStrategy: 'None',
        metadataPolicy: 'None',
      },
    })),
  };
}
