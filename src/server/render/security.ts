import type { PodSecurityContext, SecurityContext } from 'kubernetes-types/core/v1';
import { nonEmpty } from '../../foundation/non-empty';
import { IdentitySpec } from '../spec';

/** Pod Security Standards *restricted*; the ids are left out where the platform gives them. */
export function renderPodSecurity({ uid }: IdentitySpec): PodSecurityContext {
  return {
    runAsNonRoot: true,
    seccompProfile: { type: 'RuntimeDefault' },
    fsGroupChangePolicy: 'OnRootMismatch',
    runAsUser: uid,
    runAsGroup: uid,
    fsGroup: uid,
    supplementalGroups: uid === undefined ? undefined : [uid],
  };
}

/** The same on the container: several controls are read there only. */
export function renderContainerSecurity({ uid, readOnlyRoot, addedCapabilities }: IdentitySpec): SecurityContext {
  return {
    privileged: false,
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: readOnlyRoot,
    runAsNonRoot: true,
    runAsUser: uid,
    runAsGroup: uid,
    capabilities: { drop: ['ALL'], add: nonEmpty([...addedCapabilities]) },
    seccompProfile: { type: 'RuntimeDefault' },
  };
}
