import type { NodeAffinity, PodSpec, Toleration } from 'kubernetes-types/core/v1';
import { renderPodSecurity } from './security';
import { renderVolumes } from './volumes';
import { definedItems } from '../../foundation/defined';
import { nonEmpty, nonEmptyMap } from '../../foundation/non-empty';
import { PlacementSpec, ServerSpec } from '../spec';

/** A pod without its containers and without what spreads replicas over nodes. */
export function renderPod(spec: ServerSpec): Omit<PodSpec, 'containers'> {
  const { identity, placement, container } = spec;
  return {
    automountServiceAccountToken: false,
    serviceAccountName: identity.serviceAccount.name,
    enableServiceLinks: false,
    terminationGracePeriodSeconds: spec.shutdown.grace,
    runtimeClassName: identity.runtimeClass,
    priorityClassName: placement.priorityClassName,
    nodeSelector: nonEmptyMap(placement.nodeSelector),
    tolerations: nonEmpty(placement.tolerations.map(renderToleration)),
    imagePullSecrets: nonEmpty(container.imagePullSecrets.map(name => ({ name }))),
    securityContext: renderPodSecurity(identity),
    // external names are resolved as they are, not first with every search domain
    dnsConfig: { options: [{ name: 'ndots', value: '2' }] },
    volumes: renderVolumes(spec),
  };
}

function renderToleration({ key, value, effect }: PlacementSpec['tolerations'][number]): Toleration {
  return { key, operator: value === undefined ? 'Exists' : 'Equal', value, effect };
}

export function renderNodeAffinity({ architectures }: PlacementSpec): NodeAffinity {
  return {
    requiredDuringSchedulingIgnoredDuringExecution: {
      nodeSelectorTerms: [
        {
          matchExpressions: definedItems([
            { key: 'kubernetes.io/os', operator: 'In', values: ['linux'] },
            architectures.length === 0
              ? undefined
              : { key: 'kubernetes.io/arch', operator: 'In', values: [...architectures] },
          ]),
        },
      ],
    },
  };
}
