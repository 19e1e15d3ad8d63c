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

test.each<{ title: string; manifest: Manifest }>([
  { title: 'the server', manifest: running('Deployment', 'bad') },
  { title: 'a ReplicaSet of the server', manifest: running('ReplicaSet', 'bad-5d9c8b7f6') },
  {
    title: 'a scale of the server',
    manifest: { ...object('Scale', 'bad', { replicas: 1 }), resource: 'deployments/scale' },
  },
  { title: 'a pod with its label', manifest: pod(LABELS) },
  { title: 'a job with its label', manifest: job(LABELS) },
  { title: 'a cron job with its label', manifest: cronJob(LABELS) },
  ...['Deployment', 'ReplicaSet', 'StatefulSet', 'ReplicationController'].map(kind => ({
    title: `a ${kind} of another name with its label`,
    manifest: running(kind, 'other', LABELS),
  })),
  { title: 'a DaemonSet with its label', manifest: object('DaemonSet', 'any', { template: template(LABELS) }) },
])('$title is refused', ({ manifest: { resource, ...manifest } }) => {
  const [message] = quarantine(manifest, { resource });
  expect(message).toMatch(
    /^quarantine: \w+ mcp-tools\/\S+: mcp-tools\/bad is quarantined: .* Fix: Leave it at 0 replicas and take the label cdk8s-mcp\/server off other pods/,
  );
});

test.each<{ title: string; manifest: Manifest }>([
  { title: 'the server without replicas', manifest: running('Deployment', 'bad', LABELS, 0) },
  { title: 'a pod without the label', manifest: pod({ app: 'bad' }) },
  { title: 'a pod without labels', manifest: object('Pod', 'bad', {}) },
  { title: 'a pod of another server', manifest: pod({ 'cdk8s-mcp/server': 'good' }) },
  { title: 'a pod that is being deleted', manifest: pod(LABELS, dead) },
  { title: 'a StatefulSet of the same name', manifest: running('StatefulSet', 'bad') },
  {
    title: 'the same label in another namespace',
    manifest: { ...pod(LABELS), metadata: { name: 'any', namespace: 'elsewhere', labels: LABELS } },
  },
  { title: 'a job without labels', manifest: object('Job', 'bad', { template: { spec: {} } }) },
])('$title passes', ({ manifest }) => {
  expect(quarantine(manifest)).toEqual([]);
});

test.each<{ title: string; oldObject: Manifest; manifest: Manifest; refused: boolean }>([
  {
    title: 'fewer replicas of a ReplicaSet',
    oldObject: running('ReplicaSet', 'bad-1', LABELS, 2),
    manifest: running('ReplicaSet', 'bad-1', LABELS, 1),
    refused: false,
  },
  {
    title: 'a note on a ReplicaSet',
    oldObject: running('ReplicaSet', 'bad-1', LABELS, 2),
    manifest: running('ReplicaSet', 'bad-1', LABELS, 2),
    refused: false,
  },
  {
    title: 'more replicas of a ReplicaSet',
    oldObject: running('ReplicaSet', 'bad-1', LABELS, 1),
    manifest: running('ReplicaSet', 'bad-1', LABELS, 2),
    refused: true,
  },
  {
    title: 'a note on a pod that ran before',
    oldObject: pod(LABELS),
    manifest: pod(LABELS, { annotations: { a: 'b' } }),
    refused: false,
  },
  { title: 'the label on a pod that runs', oldObject: pod({}), manifest: pod(LABELS), refused: true },
  {
    title: 'no replicas any more',
    oldObject: running('Deployment', 'other', LABELS, 2),
    manifest: running('Deployment', 'other', LABELS, 0),
    refused: false,
  },
  {
    title: 'the label on a Deployment that runs',
    oldObject: running('Deployment', 'other'),
    manifest: running('Deployment', 'other', LABELS),
    refused: true,
  },
])('an update to $title', ({ oldObject, manifest, refused }) => {
  expect(quarantine(manifest, { operation: 'UPDATE', oldObject })).toHaveLength(refused ? 1 : 0);
});
