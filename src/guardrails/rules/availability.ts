import { AppIndex } from '../app-index';
import { getPath, asInteger, asArray, asObject, describe } from '../json';
import { referredKind } from '../references';
import { RelationRule, findingUnless } from '../rule';
import { Subject, firstOf } from '../subject';

export const AVAILABILITY_RULES: readonly RelationRule[] = [
  {
    id: 'selector-labels',
    title: 'Workloads select their own pods by a label that never changes',
    why: 'A selector is immutable, and the API server rejects one that does not match the pod template.',
    fix: 'Leave selector and pod labels to the library.',
    severity: 'error',
    references: ['Kubernetes: Labels and selectors'],
    scanners: ['kube-score:deployment-pod-selector-labels-match-template-metadata-labels'],
    kinds: ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet'],
    checkInApp: ({ manifest, pod }) => {
      const selector = Object.entries(asObject(getPath(manifest, 'spec', 'selector', 'matchLabels')));
      return [
        ...findingUnless(selector.length > 0, 'spec.selector.matchLabels', 'is empty'),
        ...selector.flatMap(([name, value]) =>
          findingUnless(pod?.labels[name] === value, `spec.selector.matchLabels.${name}`, 'is not on the pods'),
        ),
        ...selector.flatMap(([name]) =>
          findingUnless(
            !/version|environment|owner|chart/i.test(name),
            `spec.selector.matchLabels.${name}`,
            'changes over time',
          ),
        ),
      ];
    },
  },
  {
    id: 'disruption-budget',
    title: 'A PodDisruptionBudget allows one disruption at a time',
    why:
      'A budget without allowed disruptions blocks every drain; one that allows all, or selects nothing, has no ' +
      'effect; evictions fail for a pod with two budgets.',
    fix: 'Keep maxUnavailable: 1 and the selector of the server.',
    severity: 'error',
    references: ['Kubernetes: Disruptions'],
    scanners: [
      'kube-score:deployment-has-poddisruptionbudget',
      'kube-score:poddisruptionbudget-has-policy',
      'kube-linter:pdb-max-unavailable',
      'kube-linter:pdb-min-available',
    ],
    kinds: ['PodDisruptionBudget'],
    checkInApp: ({ manifest, namespace }, app) => {
      const workloads = app.selectedBy(namespace, getPath(manifest, 'spec', 'selector'));
      const { minAvailable, maxUnavailable } = asObject(manifest.spec);
      const fewest = new Set(workloads.map(workload => fewestOf(workload, app)));
      const shared = workloads.filter(workload => app.budgetsOf(workload).length > 1);
      return [
        ...findingUnless(workloads.length > 0, 'spec.selector', 'selects no workload of the app'),
        ...findingUnless(
          minAvailable !== undefined || maxUnavailable !== undefined,
          'spec',
          'has neither minAvailable nor maxUnavailable',
        ),
        ...[...fewest].flatMap(replicas => {
          const [stay, go] = [podsOf(minAvailable, replicas), podsOf(maxUnavailable, replicas)];
          return [
            ...findingUnless(go !== 0, 'spec.maxUnavailable', 'blocks every drain'),
            ...findingUnless(
              go === undefined || go < replicas || replicas === 1,
              'spec.maxUnavailable',
              `${describe(maxUnavailable)} of ${replicas} allows all pods to be evicted at once`,
            ),
            ...findingUnless(
              stay === undefined || stay < replicas,
              'spec.minAvailable',
              `${describe(minAvailable)} of ${replicas} blocks every drain`,
            ),
            ...findingUnless(
              stay !== 0,
              'spec.minAvailable',
              `${describe(minAvailable)} allows all pods to be evicted at once`,
            ),
          ];
        }),
        ...findingUnless(
          shared.length === 0,
          'spec.selector',
          `selects ${firstOf(shared)}, which ${shared.length > 1 ? 'have' : 'has'} another budget`,
        ),
      ];
    },
  },
  {
    id: 'autoscaler',
    title: 'An autoscaler can scale',
    why:
      'Without a metric, a request, or min below max it has no effect, and replicas in the manifest reset its work ' +
      'at each apply.',
    fix: 'Give it metrics, min below max, a target that exists and has requests, and leave replicas out.',
    severity: 'error',
    references: ['Kubernetes: Horizontal Pod Autoscaling'],
    scanners: [
      'kube-score:horizontalpodautoscaler-has-target',
      'kube-score:deployment-targeted-by-hpa-does-not-have-replicas-configured',
      'polaris:hpaMaxAvailability',
    ],
    kinds: ['HorizontalPodAutoscaler'],
    checkInApp: ({ manifest, namespace }, app) => {
      const { minReplicas, maxReplicas, metrics, scaleTargetRef } = asObject(manifest.spec);
      const target = app.find(namespace, referredKind(scaleTargetRef), describe(getPath(scaleTargetRef, 'name')));
      const [min, max] = [asInteger(minReplicas) ?? 1, asInteger(maxReplicas) ?? 0];
      return [
        ...findingUnless(min >= 1, 'spec.minReplicas', 'must be 1 or more'),
        ...findingUnless(max > min, 'spec.maxReplicas', `${max} is not above minReplicas ${min}`),
        ...findingUnless(asArray(metrics).length > 0, 'spec.metrics', 'is empty'),
        ...findingUnless(target !== undefined, 'spec.scaleTargetRef', 'is not in the app'),
        ...findingUnless(
          getPath(target?.manifest, 'spec', 'replicas') === undefined,
          'spec.scaleTargetRef',
          'has replicas of its own',
        ),
        ...asArray(metrics).flatMap((metric, i) => {
          const [resource, name] = [
            getPath(metric, 'containerResource', 'name') ?? getPath(metric, 'resource', 'name'),
            getPath(metric, 'containerResource', 'container'),
          ];
          const containers = (target?.pod?.containers ?? []).filter(
            ({ role, json }) => role === 'containers' && (name === undefined || json.name === name),
          );
          if (target === undefined || resource === undefined) {
            return [];
          }
          return findingUnless(
            containers.length > 0 &&
              containers.every(({ json }) => getPath(json, 'resources', 'requests', describe(resource)) !== undefined),
            `spec.metrics[${i}]`,
            `has no request of ${describe(resource)} to compare with`,
          );
        }),
      ];
    },
  },
];

/** How many pods a workload has at least. */
function fewestOf(workload: Subject, app: AppIndex): number {
  return (
    asInteger(getPath(app.autoscalerOf(workload)?.manifest, 'spec', 'minReplicas')) ??
    asInteger(getPath(workload.manifest, 'spec', 'replicas')) ??
    1
  );
}

/** A number or share of pods; Kubernetes rounds shares up for both bounds. */
function podsOf(bound: unknown, replicas: number): number | undefined {
  const [, share] = typeof bound === 'string' ? (/^(\d{1,3})%$/.exec(bound) ?? []) : [];
  return share === undefined ? asInteger(bound) : Math.ceil((Number(share) * replicas) / 100);
}
