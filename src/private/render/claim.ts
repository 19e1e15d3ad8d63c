import type { PersistentVolumeClaimSpec } from 'kubernetes-types/core/v1';
import { VolumeSpec } from '../resolve/server-spec';
import { bytesText } from '../sizes';

export function renderClaim({ bytes, claim }: VolumeSpec): PersistentVolumeClaimSpec {
  return {
    accessModes: [claim?.accessMode ?? 'ReadWriteOnce'],
    resources: { requests: { storage: bytesText(bytes) } },
    ...claim?.storageClass === undefined ? {} : { storageClassName: claim.storageClass },
  };
}
