import { Manifest } from '../util/app';
import { judges } from '../util/policies';

const { quarantine } = judges({ quarantined: [{ namespace: 'mcp-tools', name: 'bad' }] });
const LABELS = { 'cdk8s-mcp/server': 'bad' };

const object = (kind: string, name: string, spec: Manifest, rest: Manifest = {}): Manifest => ({
  kind,
  metadata: { name, namespace: 'mcp-tools', ...rest },
  spec,
});
const template = (labels: Manifest): Manifest => ({ metadata: { labels }, spec: {} });
const running = (kind: string, name: string, labels: Manifest = {}, replicas = 1): Manifest =>
  object(kind, name, { replicas, template: template(labels) });
const pod = (labels: Manifest, rest: Manifest = {}): Manifest => object('Pod', 'any', {}, { labels, ...rest });
const job = (labels: Manifest): Manifest => object('Job', 'any', { template: template(labels) });
const cronJob = (labels: Manifest): Manifest =>
  object('CronJob', 'any', { jobTemplate: { spec: { template: template(labels) } } });
const dead = { deletionTimestamp: '2026-11-21T00:00:00Z' };

test.each<[string, Manifest]>([
  ['the server', running('Deployment', 'bad')],
  ['a ReplicaSet of the server', running('ReplicaSet', 'bad-5d9c8b7f6')],
  ['a scale of the server', { ...object('Scale', 'bad', { replicas: 1 }), resource: 'deployments/scale' }],
  ['a pod with its label', pod(LABELS)],
  ['a job with its label', job(LABELS)],
  ['a cron job with its label', cronJob(LABELS)],
  ...['Deployment', 'ReplicaSet', 'StatefulSet', 'ReplicationController'].map((kind): [string, Manifest] => [
    `a ${kind} of another name with its label`,
    running(kind, 'other', LABELS),
  ]),
  ['a DaemonSet with its label', object('DaemonSet', 'any', { template: template(LABELS) })],
])('%s is refused', (_, { resource, ...manifest }) => {
  const [message] = quarantine(manifest, { resource });
  expect(message).toMatch(
    /^quarantine: \w+ mcp-tools\/\S+: mcp-tools\/bad is quarantined: .* Fix: Leave it at 0 replicas and take the label cdk8s-mcp\/server off other pods/,
  );
});

test.each<[string, Manifest]>([
  ['the server without replicas', running('Deployment', 'bad', LABELS, 0)],
  ['a pod without the label', pod({ app: 'bad' })],
  ['a pod without labels', object('Pod', 'bad', {})],
  ['a pod of another server', pod({ 'cdk8s-mcp/server': 'good' })],
  ['a pod that is being deleted', pod(LABELS, dead)],
  ['a StatefulSet of the same name', running('StatefulSet', 'bad')],
  [
    'the same label in another namespace',
    { ...pod(LABELS), metadata: { name: 'any', namespace: 'elsewhere', labels: LABELS } },
  ],
  ['a job without labels', object('Job', 'bad', { template: { spec: {} } })],
])('%s passes', (_, manifest) => {
  expect(quarantine(manifest)).toEqual([]);
});

test.each<[string, Manifest, Manifest, boolean]>([
  [
    'fewer replicas of a ReplicaSet',
    running('ReplicaSet', 'bad-1', LABELS, 2),
    running('ReplicaSet', 'bad-1', LABELS, 1),
    false,
  ],
  [
    'a note on a ReplicaSet',
    running('ReplicaSet', 'bad-1', LABELS, 2),
    running('ReplicaSet', 'bad-1', LABELS, 2),
    false,
  ],
  [
    'more replicas of a ReplicaSet',
    running('ReplicaSet', 'bad-1', LABELS, 1),
    running('ReplicaSet', 'bad-1', LABELS, 2),
    true,
  ],
  ['a note on a pod that ran before', pod(LABELS), pod(LABELS, { annotations: { a: 'b' } }), false],
  ['the label on a pod that runs', pod({}), pod(LABELS), true],
  ['no replicas any more', running('Deployment', 'other', LABELS, 2), running('Deployment', 'other', LABELS, 0), false],
  ['the label on a Deployment that runs', running('Deployment', 'other'), running('Deployment', 'other', LABELS), true],
])('an update to %s', (_, oldObject, manifest, refused) => {
  expect(quarantine(manifest, { operation: 'UPDATE', oldObject })).toHaveLength(refused ? 1 : 0);
});
