import { at, integer, list, record, shown } from '../json';
import { RelationRule, expect } from '../rule';

export const AVAILABILITY_RULES: readonly RelationRule[] = [
  {
    id: 'selector-labels',
    title: 'Workloads select their own pods by a label that never changes',
    why: 'A selector cannot be changed after creation, and one that misses its pods is refused.',
    fix: 'Leave selector and pod labels to the library.',
    severity: 'error',
    references: ['Kubernetes: Labels and selectors'],
    scanners: ['kube-score:deployment-pod-selector-labels-match-template-metadata-labels'],
    kinds: ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet'],
    checkAmong: ({ manifest, pod }) => {
      const selector = Object.entries(record(at(manifest, 'spec', 'selector', 'matchLabels')));
      return [
        ...expect(selector.length > 0, 'spec.selector.matchLabels', 'is empty'),
        ...selector.flatMap(([name, value]) =>
          expect(pod?.labels[name] === value, `spec.selector.matchLabels.${name}`, 'is not on the pods'),
        ),
        ...selector.flatMap(([name]) =>
          expect(
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
    title: 'A PodDisruptionBudget lets pods go one by one',
    why: 'One that lets none go blocks every drain of a node; one that lets all go or selects nothing guards nothing; two on one pod make evictions fail.',
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
    checkAmong: ({ manifest, namespace }, app) => {
      const workloads = app.selectedBy(namespace, at(manifest, 'spec', 'selector'));
      const { minAvailable, maxUnavailable } = record(manifest.spec);
      const fewest = workloads.map(
        workload =>
          integer(at(app.autoscalerOf(workload)?.manifest, 'spec', 'minReplicas')) ??
          integer(at(workload.manifest, 'spec', 'replicas')) ??
          1,
      );
      return [
        ...expect(workloads.length > 0, 'spec.selector', 'selects no workload of the app'),
        ...expect(
          minAvailable !== undefined || maxUnavailable !== undefined,
          'spec',
          'has neither minAvailable nor maxUnavailable',
        ),
        ...fewest.flatMap(replicas => {
          const [stay, go] = [podsOf(minAvailable, replicas), podsOf(maxUnavailable, replicas)];
          return [
            ...expect(go !== 0, 'spec.maxUnavailable', 'blocks every drain'),
            ...expect(
              go === undefined || go < replicas || replicas === 1,
              'spec.maxUnavailable',
              `${shown(maxUnavailable)} of ${replicas} lets all go at once`,
            ),
            ...expect(
              stay === undefined || stay < replicas,
              'spec.minAvailable',
              `${shown(minAvailable)} of ${replicas} blocks every drain`,
            ),
            ...expect(stay !== 0, 'spec.minAvailable', `${shown(minAvailable)} lets all go at once`),
          ];
        }),
        ...workloads.flatMap(workload =>
          expect(
            app.budgetsOf(workload).length < 2,
            'spec.selector',
            `selects ${workload.name}, which has another budget`,
          ),
        ),
      ];
    },
  },
  {
    id: 'autoscaler',
    title: 'An autoscaler can scale',
    why: 'Without metric, request or room between its bounds it does nothing, and replicas in the manifest undo its work at each apply.',
    fix: 'Give it metrics, min below max, a target that exists and has requests, and leave replicas out.',
    severity: 'error',
    references: ['Kubernetes: Horizontal Pod Autoscaling'],
    scanners: [
      'kube-score:horizontalpodautoscaler-has-target',
      'kube-score:deployment-targeted-by-hpa-does-not-have-replicas-configured',
      'polaris:hpaMaxAvailability',
    ],
    kinds: ['HorizontalPodAutoscaler'],
    checkAmong: ({ manifest, namespace }, app) => {
      const { minReplicas, maxReplicas, metrics, scaleTargetRef } = record(manifest.spec);
      const target = app.find(namespace, shown(at(scaleTargetRef, 'kind')), shown(at(scaleTargetRef, 'name')));
      const [min, max] = [integer(minReplicas) ?? 1, integer(maxReplicas) ?? 0];
      return [
        ...expect(min >= 1, 'spec.minReplicas', 'must be 1 or more'),
        ...expect(max > min, 'spec.maxReplicas', `${max} is not above minReplicas ${min}`),
        ...expect(list(metrics).length > 0, 'spec.metrics', 'is empty'),
        ...expect(target !== undefined, 'spec.scaleTargetRef', 'is not in the app'),
        ...expect(
          at(target?.manifest, 'spec', 'replicas') === undefined,
          'spec.scaleTargetRef',
          'has replicas of its own',
        ),
        ...list(metrics).flatMap((metric, i) => {
          const [resource, name] = [
            at(metric, 'containerResource', 'name') ?? at(metric, 'resource', 'name'),
            at(metric, 'containerResource', 'container'),
          ];
          const containers = (target?.pod?.containers ?? []).filter(
            ({ role, json }) => role === 'containers' && (name === undefined || json.name === name),
          );
          if (target === undefined || resource === undefined) {
            return [];
          }
          return expect(
            containers.length > 0 &&
              containers.every(({ json }) => at(json, 'resources', 'requests', shown(resource)) !== undefined),
            `spec.metrics[${i}]`,
            `has no request of ${shown(resource)} to compare with`,
          );
        }),
      ];
    },
  },
];

/** A number or share of pods; Kubernetes rounds shares up for both bounds. */
function podsOf(bound: unknown, replicas: number): number | undefined {
  const [, share] = typeof bound === 'string' ? (/^(\d{1,3})%$/.exec(bound) ?? []) : [];
  return share === undefined ? integer(bound) : Math.ceil((Number(share) * replicas) / 100);
}
