import type { HorizontalPodAutoscalerSpec } from 'kubernetes-types/autoscaling/v2';
import type { PodDisruptionBudgetSpec } from 'kubernetes-types/policy/v1';
import { AutoScaling } from '../../workload/scaling';
import { ServerSpec } from '../spec';

/** The autoscaler of a server. It follows the server's container alone and shrinks slowly: a call may be in flight. */
export function renderAutoscaler(
  { name, container }: ServerSpec,
  { resource, min, max, targetPercent }: AutoScaling,
): HorizontalPodAutoscalerSpec {
  return {
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
    minReplicas: min,
    maxReplicas: max,
    metrics: [
      {
        type: 'ContainerResource',
        containerResource: {
          name: resource,
          container: container.name,
          target: { type: 'Utilization', averageUtilization: targetPercent },
        },
      },
    ],
    behavior: {
      scaleUp: {
        stabilizationWindowSeconds: 0,
        selectPolicy: 'Max',
        policies: [{ type: 'Percent', value: 100, periodSeconds: 30 }],
      },
      scaleDown: {
        stabilizationWindowSeconds: 600,
        selectPolicy: 'Min',
        policies: [{ type: 'Pods', value: 1, periodSeconds: 120 }],
      },
    },
  };
}

/** Lets one pod go at a time; one that is broken anyway never blocks a drain. */
export function renderDisruptionBudget({ selectorLabels }: ServerSpec): PodDisruptionBudgetSpec {
  return {
    maxUnavailable: 1,
    unhealthyPodEvictionPolicy: 'AlwaysAllow',
    selector: { matchLabels: { ...selectorLabels } },
  };
}
