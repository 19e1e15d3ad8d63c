import { parse, stringify } from 'yaml';
import { buildSamples, coverList, fieldsIn, resourcesIn, samplesIn, walkTable } from './walk';
import { ImportOutcome, McpImport } from '../../../src';
import { WORKLOAD } from '../../../src/importers/fields/workloads';
import { unknownIn } from '../importing';

describe('Deployment and StatefulSet', () => {
  walkTable('kubernetes', WORKLOAD, resourcesIn('kubernetes', 'Deployment', 'StatefulSet'));
  coverList(WORKLOAD, fieldsIn('kubernetes.txt'));
  buildSamples('kubernetes', samplesIn('kubernetes'));
});

const IMAGE = `ghcr.io/acme/notes-mcp:1.0.0@sha256:${'1'.repeat(64)}`;
const PORT = { ports: [{ containerPort: 8000 }] };

const deployment = (container: object, pod: object = {}, metadata: object = {}): McpImport =>
  McpImport.fromKubernetes(
    stringify({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'notes', namespace: 'tools', ...metadata },
      spec: {
        selector: { matchLabels: { app: 'notes' } },
        strategy: {},
        template: {
          metadata: { creationTimestamp: null, labels: { app: 'notes' } },
          spec: { ...pod, containers: [{ name: 'notes', image: IMAGE, ...container }] },
        },
      },
      status: {},
    }),
  );
const required = (from: McpImport): string[] =>
  from.decisions.filter(each => each.required).map(({ at, what }) => `${at} ${what}`);

test('what kubectl and charts leave empty, and defaults of Kubernetes, ask nothing', () => {
  const from = deployment(
    {
      ...PORT,
      resources: {},
      securityContext: {},
      command: [],
      args: null,
      env: [],
      envFrom: null,
      volumeMounts: [],
      lifecycle: null,
      terminationMessagePath: '/dev/termination-log',
      terminationMessagePolicy: 'File',
    },
    {
      affinity: {},
      tolerations: [],
      nodeSelector: null,
      initContainers: [],
      hostAliases: null,
      dnsPolicy: 'ClusterFirst',
      schedulerName: 'default-scheduler',
      restartPolicy: 'Always',
      securityContext: { capabilities: { add: [] }, sysctls: [] },
      serviceAccount: 'default',
      serviceAccountName: 'default',
      terminationGracePeriodSeconds: 30,
      hostNetwork: false,
    },
    { creationTimestamp: null, generation: 1, managedFields: [] },
  );
  expect(unknownIn(from)).toEqual([]);
  expect(required(from)).toEqual([]);
});

test.each([
  ['a port of its node', { ports: [{ containerPort: 8000, hostPort: 80 }] }, {}, 'callers callers'],
  [
    'a parameter of the kernel',
    PORT,
    { securityContext: { sysctls: [{ name: 'a', value: '1' }] } },
    'placement sysctls',
  ],
  ['a device', { ...PORT, resources: { claims: [{ name: 'gpu' }] } }, {}, 'placement devices'],
  ['another scheduler', PORT, { schedulerName: 'batch' }, 'placement nodes'],
  ['a resolver of its own', PORT, { dnsPolicy: 'None' }, 'egress names'],
  ['a hook', { ...PORT, lifecycle: { postStart: { sleep: { seconds: 1 } } } }, {}, 'shutdown shutdown'],
])('%s is a required decision', (_, container, pod, expected) => {
  expect(required(deployment(container, pod))).toEqual([`servers.notes.${expected}`]);
});

test('a field that Kubernetes does not have stays unknown', () => {
  const from = deployment({ ...PORT, resource: { a: 1 } }, { node: 'a', affinity: { nodeAfinity: { a: 1 } } });
  expect(unknownIn(from)).toEqual([
    'spec.template.spec.node',
    'spec.template.spec.affinity.nodeAfinity.a',
    'spec.template.spec.containers[0].resource.a',
  ]);
});

test('of several ports one is carried, and the others are told', () => {
  const ports = [
    { name: 'admin', containerPort: 9000 },
    { name: 'http', containerPort: 8000 },
  ];
  const from = deployment({ ports });
  expect(parse(from.toYaml()).servers.notes.source.image.port).toBe(8000);
  expect(from.losses.find(({ field }) => field.endsWith('ports[0].containerPort'))).toMatchObject({
    outcome: ImportOutcome.DROPPED,
    reason: 'a server has one port: further ones are not opened',
  });
});
