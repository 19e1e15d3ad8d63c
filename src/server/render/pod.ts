import type { NodeAffinity, PodSpec } from 'kubernetes-types/core/v1';
import { renderPodSecurity } from './security';
import { renderVolumes } from './volumes';
import { PlacementSpec, ServerSpec } from '../spec';

/** A pod without its containers, and without what depends on how many of it there are. */
export function renderPod(spec: ServerSpec): Omit<PodSpec, 'containers'> {
  const { identity, placement, container } = spec;
  return {
    automountServiceAccountToken: false,
    serviceAccountName: identity.serviceAccount.name,
    enableServiceLinks: false,
    terminationGracePeriodSeconds: spec.shutdown.grace,
    ...(identity.runtimeClass === undefined ? {} : { runtimeClassName: identity.runtimeClass }),
    ...(placement.priorityClassName === undefined ? {} : { priorityClassName: placement.priorityClassName }),
    ...(Object.keys(placement.nodeSelector).length === 0 ? {} : { nodeSelector: { ...placement.nodeSelector } }),
    ...(placement.tolerations.length === 0
      ? {}
      : {
          tolerations: placement.tolerations.map(({ key, value, effect }) => ({
            key,
            ...(value === undefined ? { operator: 'Exists' } : { operator: 'Equal', value }),
            ...(effect === undefined ? {} : { effect }),
          })),
        }),
    ...(container.imagePullSecrets.length === 0
      ? {}
      : { imagePullSecrets: container.imagePullSecrets.map(name => ({ name })) }),
    securityContext: renderPodSecurity(identity),
    // names of the outside are asked as they are, not first with every search domain
    dnsConfig: { options: [{ name: 'ndots', value: '2' }] },
    volumes: renderVolumes(spec),
  };
}

export function renderNodeAffinity({ architectures }: PlacementSpec): NodeAffinity {
  return {
    requiredDuringSchedulingIgnoredDuringExecution: {
      nodeSelectorTerms: [
        {
          matchExpressions: [
            { key: 'kubernetes.io/os', operator: 'In', values: ['linux'] },
            ...(architectures.length === 0
              ? []
              : [{ key: 'kubernetes.io/arch', operator: 'In', values: [...architectures] }]),
          ],
        },
      ],
    },
  };
}
