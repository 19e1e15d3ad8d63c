import { JsonPatch } from 'cdk8s';
import { httpScaledObject, scaledObject } from './availability';
import { Mutant, Mutants, byHand, soundTemplate } from './mutant';
import { McpServer, Trust } from '../../../src';

const props = { trust: Trust.quarantined({ reason: 'its new release sends data elsewhere', since: '2026-11-20' }) };
const peer = { podSelector: { matchLabels: { app: 'agent' } } };

function opening(way: 'ingress' | 'egress', side: 'from' | 'to'): Mutant {
  return {
    title: `a patch that opens ${way} again`,
    field: 'metadata.name',
    props,
    breaks: ({ networkPolicy }: McpServer) =>
      networkPolicy.addJsonPatch(
        JsonPatch.add(`/spec/${way}`, [{ [side]: [peer], ports: [{ protocol: 'TCP', port: 443 }] }]),
      ),
  };
}

export const QUARANTINE: Mutants = {
  quarantine: [
    {
      title: 'a patch that gives it a replica',
      field: 'spec.replicas',
      props,
      breaks: ({ deployment }) => deployment.addJsonPatch(JsonPatch.replace('/spec/replicas', 1)),
    },
    {
      title: 'a patch that leaves replicas to the default',
      field: 'spec.replicas',
      props,
      breaks: ({ deployment }) => deployment.addJsonPatch(JsonPatch.remove('/spec/replicas')),
    },
    {
      title: 'an autoscaler made by hand',
      field: 'spec.replicas',
      props,
      breaks: subject =>
        byHand(subject, {
          apiVersion: 'autoscaling/v2',
          kind: 'HorizontalPodAutoscaler',
          metadata: { name: 'by-hand' },
          spec: {
            scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'tool' },
            minReplicas: 1,
            maxReplicas: 3,
            metrics: [
              { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 70 } } },
            ],
          },
        }),
    },
    ...[scaledObject({}), httpScaledObject({})].map(json => ({
      title: `a ${json.kind} made by hand`,
      field: 'spec.replicas are managed by',
      props,
      breaks: (subject: McpServer) => byHand(subject, json),
    })),
    {
      title: 'pods by hand that take its calls',
      field: 'spec.template.metadata.labels',
      path: 'test/by-hand',
      props,
      breaks: subject => {
        const template = soundTemplate(subject);
        template.metadata.labels['cdk8s-mcp/server'] = 'tool';
        byHand(subject, {
          apiVersion: 'apps/v1',
          kind: 'Deployment',
          metadata: { name: 'by-hand' },
          spec: { selector: { matchLabels: { app: 'by-hand' } }, template },
        });
      },
    },
    opening('ingress', 'from'),
    opening('egress', 'to'),
  ],
};
