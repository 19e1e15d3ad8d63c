import type { PersistentVolumeClaimSpec } from 'kubernetes-types/core/v1';
import { bytesText } from '../../foundation/sizes';
import { ClaimSpec } from '../spec';

export function renderClaim(bytes: number, { accessMode, storageClass }: ClaimSpec): PersistentVolumeClaimSpec {
  return {
    accessModes: [accessMode],
    resources: { requests: { storage: bytesText(bytes) } },
    storageClassName: storageClass,
  };
}
