import type { JobSpec } from 'kubernetes-types/batch/v1';
import { renderProgram } from '../server/render/container';
import { renderNodeAffinity, renderPod } from '../server/render/pod';
import { ServerSpec } from '../server/spec';

/** Left for scheduling and for pulling the image. */
const START_SECONDS = 300;
const KEPT_SECONDS = 24 * 60 * 60;

/** A program that runs once. It tries again by itself: another pod is made only where the first one was disrupted. */
export function renderJob(spec: ServerSpec, seconds: number): JobSpec {
  return {
    backoffLimit: 1,
    ttlSecondsAfterFinished: KEPT_SECONDS,
    activeDeadlineSeconds: seconds + START_SECONDS,
    podFailurePolicy: {
      rules: [
        { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] },
        {
          action: 'FailJob',
          onExitCodes: { containerName: spec.container.name, operator: 'NotIn', values: [0] },
          onPodConditions: [],
        },
      ],
    },
    template: {
      metadata: {
        labels: { ...spec.labels, ...spec.selectorLabels },
        annotations: { 'kubectl.kubernetes.io/default-container': spec.container.name, ...spec.ownAnnotations.pods },
      },
      spec: {
        ...renderPod(spec),
        restartPolicy: 'Never',
        affinity: { nodeAffinity: renderNodeAffinity(spec.placement) },
        containers: [renderProgram(spec)],
      },
    },
  };
}
