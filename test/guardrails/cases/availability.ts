import { JsonPatch } from 'cdk8s';
import { Mutant, Mutants, byHand, edit } from './mutant';
import { Scaling } from '../../../src';
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
  ],
};
