import type { DeploymentSpec } from 'kubernetes-types/apps/v1';
import type { Affinity, PodSpec, TopologySpreadConstraint } from 'kubernetes-types/core/v1';
import { renderContainer } from './container';
import { renderInstalls } from './installs';
import { renderPodSecurity } from './security';
import { renderVolumes } from './volumes';
import { ServerSpec } from '../resolve/server-spec';

/** The Deployment of a server. `replicas` is left out where an autoscaler owns it. */
export function renderDeployment(spec: ServerSpec): DeploymentSpec {
  const { scaling, strategy, files, network, container: { metrics } } = spec;
  return {
    ...scaling.kind === 'fixed' ? { replicas: scaling.replicas } : {},
    minReadySeconds: 5,
    // longer than the longest start that the probes allow
    progressDeadlineSeconds: spec.origin?.deadline ?? Math.max(600, spec.probes.startup * 2),
    revisionHistoryLimit: 3,
    selector: { matchLabels: { ...spec.selectorLabels } },
    strategy: strategy === 'Recreate' ? { type: 'Recreate' } : { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
    template: {
      metadata: {
        labels: { ...spec.labels, ...spec.selectorLabels },
        annotations: {
          'kubectl.kubernetes.io/default-container': spec.container.name,
          ...files.hash === '' ? {} : { 'cdk8s-mcp/files-hash': files.hash },
          ...metrics === undefined || network.scrape === undefined ? {} : { 'prometheus.io/scrape': 'true', 'prometheus.io/port': String(metrics.port), 'prometheus.io/path': metrics.path },
          ...spec.podAnnotations,
          ...spec.annotations,
        },
      },
      spec: renderPod(spec),
    },
  };
}

function renderPod(spec: ServerSpec): PodSpec {
  const { identity, placement, container } = spec;
  return {
    automountServiceAccountToken: false,
    serviceAccountName: identity.serviceAccount.name,
    enableServiceLinks: false,
    restartPolicy: 'Always',
    terminationGracePeriodSeconds: spec.shutdown.grace,
    ...identity.runtimeClass === undefined ? {} : { runtimeClassName: identity.runtimeClass },
    ...placement.priorityClassName === undefined ? {} : { priorityClassName: placement.priorityClassName },
    ...Object.keys(placement.nodeSelector).length === 0 ? {} : { nodeSelector: { ...placement.nodeSelector } },
    ...placement.tolerations.length === 0 ? {} : {
      tolerations: placement.tolerations.map(({ key, value, effect }) => ({
        key, ...value === undefined ? { operator: 'Exists' } : { operator: 'Equal', value }, ...effect === undefined ? {} : { effect },
      })),
    },
    ...container.imagePullSecrets.length === 0 ? {} : { imagePullSecrets: container.imagePullSecrets.map(name => ({ name })) },
    securityContext: renderPodSecurity(identity),
    affinity: renderAffinity(spec),
    topologySpreadConstraints: ['topology.kubernetes.io/zone', 'kubernetes.io/hostname'].map(key => renderSpread(spec, key)),
    // names of the outside are asked as they are, not first with every search domain
    dnsConfig: { options: [{ name: 'ndots', value: '2' }] },
    ...renderInstalls(spec),
    containers: [renderContainer(spec)],
    volumes: renderVolumes(spec),
  };
}

function renderAffinity({ selectorLabels, placement }: ServerSpec): Affinity {
  return {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [{
          matchExpressions: [
            { key: 'kubernetes.io/os', operator: 'In', values: ['linux'] },
            ...placement.architectures.length === 0 ? [] : [{ key: 'kubernetes.io/arch', operator: 'In', values: [...placement.architectures] }],
          ],
        }],
      },
    },
    podAntiAffinity: {
      preferredDuringSchedulingIgnoredDuringExecution: [{
        weight: 100,
        podAffinityTerm: { labelSelector: { matchLabels: { ...selectorLabels } }, topologyKey: 'kubernetes.io/hostname' },
      }],
    },
  };
}

function renderSpread({ selectorLabels }: ServerSpec, topologyKey: string): TopologySpreadConstraint {
  return { topologyKey, maxSkew: 1, whenUnsatisfiable: 'ScheduleAnyway', labelSelector: { matchLabels: { ...selectorLabels } }, matchLabelKeys: ['pod-template-hash'] };
}
