import type { DeploymentSpec } from 'kubernetes-types/apps/v1';
import type { Affinity, TopologySpreadConstraint } from 'kubernetes-types/core/v1';
import { renderContainer } from './container';
import { renderInstalls } from './installs';
import { renderNodeAffinity, renderPod } from './pod';
import { definedEntries } from '../../foundation/defined';
import { ServerSpec } from '../spec';

/** The Deployment of a server. `replicas` is left out where an autoscaler sets it. */
export function renderDeployment(spec: ServerSpec): DeploymentSpec {
  const { scaling, strategy } = spec;
  return {
    replicas: scaling.kind === 'fixed' ? scaling.replicas : undefined,
    minReadySeconds: 5,
    // longer than the longest start that the probes allow
    progressDeadlineSeconds: spec.origin?.deadline ?? Math.max(600, spec.probes.startup * 2),
    revisionHistoryLimit: 3,
    selector: { matchLabels: { ...spec.selectorLabels } },
    strategy:
      strategy === 'Recreate'
        ? { type: 'Recreate' }
        : { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
    template: {
      metadata: {
        labels: { ...spec.labels, ...spec.selectorLabels },
        annotations: podAnnotations(spec),
      },
      spec: {
        ...renderPod(spec),
        restartPolicy: 'Always',
        affinity: renderAffinity(spec),
        topologySpreadConstraints: ['topology.kubernetes.io/zone', 'kubernetes.io/hostname'].map(key =>
          renderSpread(spec, key),
        ),
        ...renderInstalls(spec),
        containers: [renderContainer(spec)],
      },
    },
  };
}

function podAnnotations(spec: ServerSpec): Record<string, string> {
  const { files, network, container } = spec;
  const scraped = network.scrape === undefined ? undefined : container.metrics;
  return {
    ...definedEntries({
      'kubectl.kubernetes.io/default-container': container.name,
      'cdk8s-mcp/files-hash': files.hash === '' ? undefined : files.hash,
      'prometheus.io/scrape': scraped && 'true',
      'prometheus.io/port': scraped && String(scraped.port),
      'prometheus.io/path': scraped?.path,
    }),
    ...spec.podAnnotations,
    ...spec.ownAnnotations.pods,
  };
}

function renderAffinity({ selectorLabels, placement }: ServerSpec): Affinity {
  return {
    nodeAffinity: renderNodeAffinity(placement),
    podAntiAffinity: {
      preferredDuringSchedulingIgnoredDuringExecution: [
        {
          weight: 100,
          podAffinityTerm: {
            labelSelector: { matchLabels: { ...selectorLabels } },
            topologyKey: 'kubernetes.io/hostname',
          },
        },
      ],
    },
  };
}

function renderSpread({ selectorLabels }: ServerSpec, topologyKey: string): TopologySpreadConstraint {
  return {
    topologyKey,
    maxSkew: 1,
    whenUnsatisfiable: 'ScheduleAnyway',
    labelSelector: { matchLabels: { ...selectorLabels } },
    matchLabelKeys: ['pod-template-hash'],
  };
}
