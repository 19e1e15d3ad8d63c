import { ExternalSecretBody } from '../crds/external-secrets';
import { ExternalSecretSpec } from '../spec';

/** Brings entries of one store into one Secret, which goes when the ExternalSecret goes. */
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
        ...(property === undefined ? {} : { property }),
        ...(version === undefined ? {} : { version }),
      },
    })),
  };
}
