import { JsonPatch } from 'cdk8s';
import { Mutants } from './mutant';
import { Trust } from '../../../src';

export const PATCHED: Mutants = {
  patched: [
    {
      title: 'a variable that no prop set',
      field: '/spec/template/spec/containers/0/env/0 was added:',
      breaks: ({ deployment }) =>
        deployment.addJsonPatch(JsonPatch.add('/spec/template/spec/containers/0/env/0', { name: 'A', value: 'b' })),
    },
    {
      title: 'an egress rule that no prop allowed',
      field: '/spec/egress/1 was added:',
      path: 'test/tool/NetworkPolicy',
      breaks: ({ networkPolicy }) =>
        networkPolicy.addJsonPatch(
          JsonPatch.add('/spec/egress/-', {
            to: [{ ipBlock: { cidr: '10.20.0.0/16' } }],
            ports: [{ protocol: 'TCP', port: 5432 }],
          }),
        ),
    },
    {
      title: 'another name',
      field: '/metadata/name was changed',
      path: 'test/tool/DisruptionBudget',
      breaks: ({ disruptionBudget }) => disruptionBudget?.addJsonPatch(JsonPatch.replace('/metadata/name', 'other')),
    },
    {
      title: 'a removed note of the library',
      field: '/metadata/annotations/cdk8s-mcp~1quarantined was removed:',
      props: { trust: Trust.quarantined({ reason: 'found to be bad', since: '2026-01-01' }) },
      breaks: ({ deployment }) =>
        deployment.addJsonPatch(JsonPatch.remove('/metadata/annotations/cdk8s-mcp~1quarantined')),
    },
    {
      title: 'a finalizer',
      field: '/metadata/finalizers was added:',
      path: 'test/tool/Service',
      breaks: ({ service }) => service.metadata.addFinalizers('example.com/keep'),
    },
  ],
};
