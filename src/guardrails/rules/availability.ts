import { AppIndex } from '../app-index';
import { getPath, asInteger, asObject, describe } from '../json';
import { RelationRule, findingUnless } from '../rule';
import { scalerOf } from '../scalers';
import { Subject, firstOf } from '../subject';
import { AUTOSCALER_RULE } from './autoscalers';

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
  AUTOSCALER_RULE,
];

/** How many pods a workload has at least, while it has any. */
function fewestOf(workload: Subject, app: AppIndex): number {
  const bounds = app.scalersOf(workload).flatMap(subject => scalerOf(subject)?.min ?? []);
  return bounds.length === 0
    ? (asInteger(getPath(workload.manifest, 'spec', 'replicas')) ?? 1)
    : Math.max(1, Math.min(...bounds));
}

/** A number or share of pods; Kubernetes rounds shares up for both bounds. */
function podsOf(bound: unknown, replicas: number): number | undefined {
  const [, share] = typeof bound === 'string' ? (/^(\d{1,3})%$/.exec(bound) ?? []) : [];
  return share === undefined ? asInteger(bound) : Math.ceil((Number(share) * replicas) / 100);
}
