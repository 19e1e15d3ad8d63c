import type { PersistentVolumeClaimSpec } from 'kubernetes-types/core/v1';
import { ClaimSpec } from '../resolve/server-spec';
import { bytesText } from '../sizes';

export function renderClaim(bytes: number, { accessMode, storageClass }: ClaimSpec): PersistentVolumeClaimSpec {
  return {
    accessModes: [accessMode],
    resources: { requests: { storage: bytesText(bytes) } },
    ...storageClass === undefined ? {} : { storageClassName: storageClass },
  };
}
