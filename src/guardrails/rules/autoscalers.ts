import { AppIndex } from '../app-index';
import { getPath, asArray, describe } from '../json';
import { Finding, RelationRule, findingUnless } from '../rule';
import { SCALERS, Scaler, scalerOf } from '../scalers';
import { Subject, firstOf } from '../subject';

/** Triggers of KEDA that compare use with requests, and never start a first pod. */
const OF_PODS = ['cpu', 'memory'];

export const AUTOSCALER_RULE: RelationRule = {
  id: 'autoscaler',
  title: 'An autoscaler can scale, and is the only one of its workload',
  why:
    'Without a metric, a request, or min below max it has no effect; replicas in the manifest reset its work at each ' +
    'apply, and a second autoscaler undoes it.',
  fix:
    'Give it metrics or triggers, min below max, a target that exists and has requests; leave replicas out, and keep ' +
    'one autoscaler for each workload.',
  severity: 'error',
  references: ['Kubernetes: Horizontal Pod Autoscaling', 'KEDA: ScaledObject specification'],
  scanners: [
    'kube-score:horizontalpodautoscaler-has-target',
    'kube-score:deployment-targeted-by-hpa-does-not-have-replicas-configured',
    'polaris:hpaMaxAvailability',
  ],
  kinds: SCALERS,
  checkInApp: (subject, app) => {
    const scaler = scalerOf(subject);
    return scaler === undefined
      ? []
      : [
          ...boundFindings(subject.kind, scaler),
          ...targetFindings(subject, scaler, app),
          ...metricFindings(subject, scaler, app),
        ];
  },
};

function boundFindings(kind: string, { min, minField, max, maxField, idle }: Scaler): Finding[] {
  const least = kind === 'HorizontalPodAutoscaler' ? 1 : 0;
  const fewest = idle ?? min;
  const bound = idle === undefined ? minField.replace(/^.*\./, '') : 'idleReplicaCount';
  return [
    ...findingUnless(min >= least, minField, `must be ${least} or more`),
    ...findingUnless(max > fewest, maxField, `${max} is not above ${bound} ${fewest}`),
    ...findingUnless(max >= min || max <= fewest, maxField, `${max} is below minReplicaCount ${min}`),
    ...findingUnless(
      idle === undefined || idle < min,
      'spec.idleReplicaCount',
      `${idle} is not below minReplicaCount ${min}`,
    ),
  ];
}

function targetFindings(subject: Subject, { target }: Scaler, app: AppIndex): Finding[] {
  const workload = app.find(subject.namespace, target.kind, target.name);
  const others = app.scalersOf({ ...target, namespace: subject.namespace }).filter(other => other !== subject);
  return [
    ...findingUnless(workload !== undefined, 'spec.scaleTargetRef', 'is not in the app'),
    ...findingUnless(
      getPath(workload?.manifest, 'spec', 'replicas') === undefined,
      'spec.scaleTargetRef',
      'has replicas of its own',
    ),
    ...findingUnless(
      others.length === 0,
      'spec.scaleTargetRef',
      `is ${target.name}, which ${firstOf(others)} scales too: each undoes what the other does`,
    ),
  ];
}

function metricFindings(subject: Subject, { target, min }: Scaler, app: AppIndex): Finding[] {
  const workload = app.find(subject.namespace, target.kind, target.name);
  const { metrics, triggers } = asSpec(subject);
  switch (subject.kind) {
    case 'HorizontalPodAutoscaler':
      return [
        ...findingUnless(metrics.length > 0, 'spec.metrics', 'is empty'),
        ...metrics.flatMap((metric, i) => {
          const resource = getPath(metric, 'containerResource', 'name') ?? getPath(metric, 'resource', 'name');
          const container = getPath(metric, 'containerResource', 'container');
          return requestFindings(`spec.metrics[${i}]`, { resource, container }, workload);
        }),
      ];
    case 'ScaledObject.keda.sh': {
      const types = triggers.map(trigger => describe(getPath(trigger, 'type')));
      return [
        ...findingUnless(triggers.length > 0, 'spec.triggers', 'is empty'),
        ...findingUnless(
          min > 0 || types.length === 0 || types.some(type => !OF_PODS.includes(type)),
          'spec.minReplicaCount',
          `is 0, and triggers are ${types.join(' and ')} alone: KEDA refuses it, for without a pod there is no use`,
        ),
        ...triggers.flatMap((trigger, i) => {
          const resource = OF_PODS.includes(types[i]) ? types[i] : undefined;
          const container = getPath(trigger, 'metadata', 'containerName');
          return requestFindings(`spec.triggers[${i}]`, { resource, container }, workload);
        }),
      ];
    }
    default:
      return [];
  }
}

function asSpec({ manifest }: Subject): {
  readonly metrics: readonly unknown[];
  readonly triggers: readonly unknown[];
} {
  return {
    metrics: asArray(getPath(manifest, 'spec', 'metrics')),
    triggers: asArray(getPath(manifest, 'spec', 'triggers')),
  };
}

/** Use is compared with requests: those of one container, or of all. */
function requestFindings(
  field: string,
  { resource, container }: { readonly resource: unknown; readonly container: unknown },
  workload: Subject | undefined,
): Finding[] {
  if (workload === undefined || resource === undefined) {
    return [];
  }
  const containers = (workload.pod?.containers ?? []).filter(
    ({ role, json }) => role === 'containers' && (container === undefined || json.name === container),
  );
  return findingUnless(
    containers.length > 0 &&
      containers.every(({ json }) => getPath(json, 'resources', 'requests', describe(resource)) !== undefined),
    field,
    `has no request of ${describe(resource)} to compare with`,
  );
}
