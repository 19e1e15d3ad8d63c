// Every sort of member in one pool: admitted, rolled out at the autoscaler's maximum, and stuck with a quota of the
// maximum alone.
import { setTimeout as sleep } from 'node:timers/promises';
import { MAX, STORAGE_CLASS, mixed } from './apps.mjs';
import {
  applyAll,
  ask,
  call,
  check,
  isRolledOut,
  kubectl,
  patch,
  paths,
  quotaOf,
  refusals,
  rolledOut,
  seconds,
  until,
} from '../api.mjs';

export const MIXED = 'pool-proof-mixed';
const STUCK_SECONDS = 8;
const CLASS = `/apis/storage.k8s.io/v1/storageclasses/${STORAGE_CLASS}`;
const VOLUME = `/api/v1/persistentvolumes/${STORAGE_CLASS}`;
const DEPLOYMENT = `${paths(MIXED).apps}/deployments/auto`;

/** There is no provisioner here: a volume and its class by hand, bound when the first pod asks for it. */
async function makeStorage() {
  await removeStorage();
  await until(20, async () => (await call('GET', VOLUME)).status === 404);
  await ask('POST', '/apis/storage.k8s.io/v1/storageclasses', {
    metadata: { name: STORAGE_CLASS },
    provisioner: 'kubernetes.io/no-provisioner',
    volumeBindingMode: 'WaitForFirstConsumer',
  });
  await ask('POST', '/api/v1/persistentvolumes', {
    metadata: { name: STORAGE_CLASS },
    spec: {
      capacity: { storage: '1Gi' },
      accessModes: ['ReadWriteOnce'],
      storageClassName: STORAGE_CLASS,
      persistentVolumeReclaimPolicy: 'Retain',
      hostPath: { path: '/nowhere' },
    },
  });
}

/** The volume goes once its claim has gone. */
export async function removeStorage() {
  await call('DELETE', VOLUME);
  await call('DELETE', CLASS);
}

/** Applies the pool, and sends the autoscaler to its maximum; returns how many objects there are. */
export async function applied() {
  await makeStorage();
  const objects = mixed(MIXED);
  const { status, stderr } = await applyAll(objects);
  check('every object of the pool is admitted', status === 0 && stderr === '', stderr);
  await patch(`${paths(MIXED).autoscaling}/horizontalpodautoscalers/auto`, { spec: { minReplicas: MAX } });
  return objects.length;
}

export async function admitted(objects) {
  const took = await rolledOut(MIXED, 40, name => (name === 'auto' ? MAX : undefined));
  const { items } = await ask('GET', paths(MIXED).pods);
  const ready = items.filter(({ status: { conditions } }) =>
    conditions.some(({ type, status: is }) => type === 'Ready' && is === 'True'),
  );
  const expected = MAX + 1 + 1 + 2 + 2;
  check(
    'every pod is there and Ready',
    ready.length === expected && items.length === expected,
    `${ready.length} of ${items.length}, expected ${expected}`,
  );
  const claim = await ask('GET', `${paths(MIXED).core}/persistentvolumeclaims/claim-data`);
  check('the claim is bound to the volume', claim.status.phase === 'Bound', claim.status);
  const { times, message } = await refusals(MIXED);
  check('nothing was refused while the pool came up', times === 0, `${times} times: ${message}`);
  console.log(`admitted: ${objects} objects, ${ready.length} pods Ready in ${seconds(took)}, ${times} refused`);
}

/** A rollout at the most replicas, with the quota as it is computed. */
export async function rollsOut() {
  const before = await quotaOf(MIXED);
  const { status, stderr } = await kubectl(['-n', MIXED, 'rollout', 'restart', 'deployment/auto']);
  check('the rollout begins', status === 0, stderr);
  let most = 0;
  const took = await until(70, async () => {
    most = Math.max(most, (await quotaOf(MIXED)).used);
    return isRolledOut(await ask('GET', DEPLOYMENT));
  });
  const { times, message } = await refusals(MIXED);
  check('a rollout at the maximum ends', took !== undefined);
  check('nothing was refused at the computed quota', times === 0, `${times} times: ${message}`);
  check(
    'pods that are ending counted, so the room was needed',
    most >= before.used + MAX,
    `${most} pods at most, ${before.used} before`,
  );
  check('it was enough', most <= before.hard, `${most} of ${before.hard}`);
  console.log(
    `rollout: ${MAX} replicas in ${seconds(took ?? NaN)}, ` +
      `${before.used} pods before and ${most} at most of ${before.hard}, ${times} refused`,
  );
}

/** Sets the quota to the number of replicas; the other amounts would allow more pods. @returns both. */
async function fillQuota() {
  const { items: members } = await ask('GET', `${paths(MIXED).apps}/deployments`);
  const replicas = members.reduce((sum, { spec }) => sum + spec.replicas, 0);
  const { spec: computed } = await ask('GET', paths(MIXED).quota);
  await patch(paths(MIXED).quota, { spec: { hard: { pods: String(replicas) } } });
  const settled = await until(20, async () => {
    const { hard, used } = await quotaOf(MIXED);
    return hard === replicas && used === replicas;
  });
  check('the quota is used up by the replicas alone', settled !== undefined, await quotaOf(MIXED));
  return { replicas, computed: computed.hard };
}

/** The same with the members' most replicas as the quota. */
export async function isStuck(node) {
  await node.endAll(MIXED);
  const { replicas, computed } = await fillQuota();
  const { items: sets } = await ask('GET', `${paths(MIXED).apps}/replicasets?labelSelector=cdk8s-mcp/server%3Dauto`);
  const known = new Set(sets.map(({ metadata }) => metadata.name));
  const { status: restarted, stderr } = await kubectl(['-n', MIXED, 'rollout', 'restart', 'deployment/auto']);
  check('a further rollout begins', restarted === 0, stderr);
  await until(30, async () => (await refusals(MIXED)).times > 0);
  await sleep(STUCK_SECONDS * 1000);
  const deployment = await ask('GET', DEPLOYMENT);
  const { times, message } = await refusals(MIXED);
  check(
    `a rollout gets nowhere in ${STUCK_SECONDS} s`,
    (deployment.status.updatedReplicas ?? 0) === 0 && deployment.status.availableReplicas === MAX,
    deployment.status,
  );
  check('because of the quota', times > 0 && /exceeded quota: pool.*pods=1/.test(message ?? ''), message);
  const earlier = await refusals(MIXED, name => known.has(name));
  check('nothing was refused before that, now that all events are here', earlier.times === 0, earlier.message);
  console.log(
    `stuck: a quota of ${replicas} pods, ${deployment.status.updatedReplicas ?? 0} of ${MAX} replaced ` +
      `in ${STUCK_SECONDS} s, ${times} refused`,
  );
  await patch(paths(MIXED).quota, { spec: { hard: computed } });
}
