import { JsonPatch } from 'cdk8s';
import { Mutant, Mutants, byHand, edit } from './mutant';
import { McpServer, Scaling } from '../../../src';
import { Manifest } from '../../util/app';

function inBudget(title: string, field: string, change: (spec: Manifest) => void): Mutant {
  return {
    title,
    field,
    path: 'test/tool/DisruptionBudget',
    breaks: ({ disruptionBudget }) => {
      if (disruptionBudget !== undefined) {
        edit(disruptionBudget, json => change(json.spec));
      }
    },
  };
}

function inAutoscaler(title: string, field: string, change: (spec: Manifest) => void): Mutant {
  return {
    title,
    field,
    path: 'test/tool/Autoscaler',
    breaks: ({ autoscaler }) => {
      if (autoscaler !== undefined) {
        edit(autoscaler, json => change(json.spec));
      }
    },
  };
}

/** A ScaledObject of KEDA, or an object of its HTTP add-on, beside the server. */
function scaledBy(title: string, field: string, spec: Manifest, metadata: Manifest = {}): Mutant {
  return {
    title,
    field,
    path: 'test/by-hand',
    props: { scaling: Scaling.fixed(1) },
    breaks: subject => byHand(subject, scaledObject(spec, metadata)),
  };
}

export function scaledObject(spec: Manifest, metadata: Manifest = {}): Manifest {
  return {
    apiVersion: 'keda.sh/v1alpha1',
    kind: 'ScaledObject',
    metadata: { name: 'by-hand', ...metadata },
    spec: { scaleTargetRef: { name: 'tool' }, minReplicaCount: 1, triggers: [{ type: 'prometheus' }], ...spec },
  };
}

export function httpScaledObject(spec: Manifest, annotations: Manifest = {}): Manifest {
  return {
    apiVersion: 'http.keda.sh/v1alpha1',
    kind: 'HTTPScaledObject',
    metadata: { name: 'by-hand', annotations },
    spec: { hosts: ['tool'], scaleTargetRef: { name: 'tool', service: 'tool', port: 8080 }, ...spec },
  };
}

export function horizontal(spec: Manifest = {}): Manifest {
  return {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'by-hand' },
    spec: {
      minReplicas: 1,
      maxReplicas: 3,
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'tool' },
      metrics: [{ type: 'External' }],
      ...spec,
    },
  };
}

/** Two objects that scale the same Deployment. */
function rivals(title: string, first: Manifest, ...others: readonly Manifest[]): Mutant[] {
  const mutant: Mutant = {
    title,
    field: 'spec.scaleTargetRef is tool, which',
    path: 'test/by-hand',
    props: others.length === 0 ? {} : { scaling: Scaling.fixed(2) },
    breaks: subject => {
      byHand(subject, first);
      others.forEach((json, i) => byHand(subject, { ...json, metadata: { name: `other-${i}` } }, `other-${i}`));
    },
  };
  return [mutant, { ...mutant, title: `${title}, seen from the other`, path: otherOf(others) }];
}

function otherOf(others: readonly Manifest[]): string {
  return others.length === 0 ? 'test/tool/Autoscaler' : 'test/other-0';
}

export const AVAILABILITY: Mutants = {
  'selector-labels': [
    {
      title: 'a removed selector',
      field: 'spec.selector.matchLabels',
      breaks: ({ deployment }) => deployment.addJsonPatch(JsonPatch.remove('/spec/selector')),
    },
    {
      title: 'an empty selector',
      field: 'spec.selector.matchLabels',
      breaks: ({ deployment }) => deployment.addJsonPatch(JsonPatch.replace('/spec/selector/matchLabels', {})),
    },
    {
      title: 'a selector of a label that the pods lack',
      field: 'spec.selector.matchLabels.team',
      breaks: ({ deployment }) => deployment.addJsonPatch(JsonPatch.add('/spec/selector/matchLabels/team', 'a')),
    },
    ...['app.kubernetes.io/version', 'environment', 'owner', 'helm.sh/chart'].map(label => ({
      title: `a selector with the label ${label}`,
      field: `spec.selector.matchLabels.${label}`,
      breaks: ({ deployment }: { deployment: { addJsonPatch(...ops: JsonPatch[]): void } }) =>
        deployment.addJsonPatch(
          JsonPatch.add(`/spec/selector/matchLabels/${label.replace('/', '~1')}`, 'x'),
          JsonPatch.add(`/spec/template/metadata/labels/${label.replace('/', '~1')}`, 'x'),
        ),
    })),
  ],

  'disruption-budget': [
    inBudget('maxUnavailable: 0', 'spec.maxUnavailable', spec => {
      spec.maxUnavailable = 0;
    }),
    inBudget('maxUnavailable: 0 %', 'spec.maxUnavailable', spec => {
      spec.maxUnavailable = '0%';
    }),
    inBudget('maxUnavailable: 100 %', 'spec.maxUnavailable', spec => {
      spec.maxUnavailable = '100%';
    }),
    inBudget('a maxUnavailable of all replicas', 'spec.maxUnavailable', spec => {
      spec.maxUnavailable = 3;
    }),
    inBudget('neither bound', 'spec', spec => {
      delete spec.maxUnavailable;
    }),
    inBudget('a minAvailable of all replicas', 'spec.minAvailable', spec => {
      delete spec.maxUnavailable;
      spec.minAvailable = 3;
    }),
    inBudget('minAvailable: 100 %', 'spec.minAvailable', spec => {
      delete spec.maxUnavailable;
      spec.minAvailable = '100%';
    }),
    inBudget('a share of pods that is all when rounded up', 'spec.minAvailable', spec => {
      delete spec.maxUnavailable;
      spec.minAvailable = '90%';
    }),
    inBudget('minAvailable: 0', 'spec.minAvailable', spec => {
      delete spec.maxUnavailable;
      spec.minAvailable = 0;
    }),
    {
      ...inBudget('a minAvailable of fixed replicas', 'spec.minAvailable', spec => {
        delete spec.maxUnavailable;
        spec.minAvailable = 2;
      }),
      props: { scaling: Scaling.fixed(2) },
    },
    inBudget('a selector of nothing', 'spec.selector', spec => {
      spec.selector = { matchLabels: { app: 'other' } };
    }),
    inBudget('a removed selector', 'spec.selector', spec => {
      delete spec.selector;
    }),
    inBudget('a selector that leaves the pods out', 'spec.selector', spec => {
      spec.selector.matchExpressions = [{ key: 'cdk8s-mcp/server', operator: 'DoesNotExist' }];
    }),
    ...(
      [
        ['of all replicas that a ScaledObject leaves', 2, { idleReplicaCount: 0, minReplicaCount: 2 }],
        ['of the one pod with which a ScaledObject begins', 1, { minReplicaCount: 0 }],
      ] as const
    ).map(([title, minAvailable, scaler]) => ({
      title: `a minAvailable ${title}`,
      field: 'spec.minAvailable',
      path: 'test/tool/DisruptionBudget',
      props: { scaling: Scaling.fixed(5) },
      breaks: (subject: McpServer) => {
        edit(subject.disruptionBudget ?? subject.deployment, ({ spec }) => {
          delete spec.maxUnavailable;
          spec.minAvailable = minAvailable;
        });
        byHand(subject, scaledObject(scaler));
      },
    })),
    {
      title: 'a second budget',
      field: 'spec.selector',
      path: 'test/by-hand',
      breaks: subject =>
        byHand(subject, {
          apiVersion: 'policy/v1',
          kind: 'PodDisruptionBudget',
          metadata: { name: 'by-hand' },
          spec: { maxUnavailable: 1, selector: { matchLabels: subject.selectorLabels } },
        }),
    },
  ],

  'autoscaler': [
    inAutoscaler('minReplicas: 0', 'spec.minReplicas', spec => {
      spec.minReplicas = 0;
    }),
    inAutoscaler('a maximum below the minimum', 'spec.maxReplicas', spec => {
      spec.maxReplicas = 2;
    }),
    inAutoscaler('no room between the bounds', 'spec.maxReplicas', spec => {
      spec.maxReplicas = 3;
    }),
    inAutoscaler('a removed maximum', 'spec.maxReplicas', spec => {
      delete spec.maxReplicas;
    }),
    inAutoscaler('no metric', 'spec.metrics', spec => {
      spec.metrics = [];
    }),
    inAutoscaler('a target that is not there', 'spec.scaleTargetRef', spec => {
      spec.scaleTargetRef.name = 'other';
    }),
    inAutoscaler('a metric of a container that is not there', 'spec.metrics[0]', spec => {
      spec.metrics[0].containerResource.container = 'other';
    }),
    inAutoscaler('a metric of a resource without request', 'spec.metrics[0]', spec => {
      spec.metrics = [{ type: 'Resource', resource: { name: 'nvidia.com/gpu' } }];
    }),
    {
      title: 'replicas beside the autoscaler',
      field: 'spec.scaleTargetRef',
      path: 'test/tool/Autoscaler',
      breaks: ({ deployment }) => deployment.addJsonPatch(JsonPatch.add('/spec/replicas', 3)),
    },
    ...rivals('a ScaledObject beside the autoscaler', scaledObject({})),
    ...rivals('an HTTPScaledObject beside the autoscaler', httpScaledObject({})),
    ...rivals('a second autoscaler', horizontal()),
    ...rivals('two ScaledObjects', scaledObject({}), scaledObject({})),
    ...rivals('a ScaledObject that names its target in full', scaledObject({}), {
      ...scaledObject({ scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'tool' } }),
    }),
    ...rivals('a ScaledObject and an HTTPScaledObject, which makes another', scaledObject({}), httpScaledObject({})),
    ...rivals(
      'a ScaledObject that takes the autoscaler over, which the next apply takes back',
      scaledObject(
        { advanced: { horizontalPodAutoscalerConfig: { name: 'other-0' } } },
        { annotations: { 'scaledobject.keda.sh/transfer-hpa-ownership': 'true' } },
      ),
      horizontal(),
    ),
    scaledBy('replicas beside a ScaledObject', 'spec.scaleTargetRef has replicas', {}),
    scaledBy('a ScaledObject of nothing', 'spec.scaleTargetRef is not in', { scaleTargetRef: { name: 'other' } }),
    scaledBy('a ScaledObject of a kind that is not there', 'spec.scaleTargetRef is not in', {
      scaleTargetRef: { kind: 'StatefulSet', name: 'tool' },
    }),
    scaledBy('a ScaledObject in another namespace', 'spec.scaleTargetRef is not in', {}, { namespace: 'mcp-other' }),
    scaledBy('a ScaledObject without triggers', 'spec.triggers', { triggers: [] }),
    scaledBy('a ScaledObject without room', 'spec.maxReplicaCount', { minReplicaCount: 2, maxReplicaCount: 2 }),
    scaledBy('a ScaledObject with a maximum below the minimum', 'spec.maxReplicaCount', {
      idleReplicaCount: 0,
      minReplicaCount: 3,
      maxReplicaCount: 2,
    }),
    scaledBy('a ScaledObject that is as many when idle', 'spec.idleReplicaCount', { idleReplicaCount: 1 }),
    scaledBy('a ScaledObject with fewer than none', 'spec.minReplicaCount', { minReplicaCount: -1 }),
    ...['cpu', 'memory'].map(type =>
      scaledBy(`a ScaledObject from 0 on ${type}`, 'spec.minReplicaCount', {
        minReplicaCount: undefined,
        triggers: [{ type }],
      }),
    ),
    scaledBy('a ScaledObject on the use of a container that is not there', 'spec.triggers[1]', {
      triggers: [{ type: 'prometheus' }, { type: 'cpu', metadata: { containerName: 'other' } }],
    }),
    {
      ...scaledBy('an HTTPScaledObject without room', 'spec.replicas.max', {}),
      breaks: subject => byHand(subject, httpScaledObject({ replicas: { min: 2, max: 2 } })),
    },
    {
      ...scaledBy('an HTTPScaledObject of nothing', 'spec.scaleTargetRef is not in', {}),
      breaks: subject => byHand(subject, httpScaledObject({ scaleTargetRef: { name: 'other', service: 'other' } })),
    },
  ],
};
