// A server that goes into quarantine and comes back, and what a plain apply leaves behind.
import { setTimeout as sleep } from 'node:timers/promises';
import { quarantine, suspect } from './apps.mjs';
import {
  applyAll,
  ask,
  call,
  check,
  kubectl,
  patch,
  paths,
  quotaOf,
  refusals,
  rolledOut,
  seconds,
  until,
} from '../api.mjs';

export const SUSPECT = 'pool-proof-suspect';
const PATHS = paths(SUSPECT);
const DEPLOYMENT = `${PATHS.apps}/deployments/wiki`;
/** Longer than two periods of the autoscaler. */
const AUTOSCALER_MS = 11000;

const SECRET = `${PATHS.core}/secrets/wiki-vault`;
const PLURALS = {
  ExternalSecret: 'externalsecrets',
  HorizontalPodAutoscaler: 'horizontalpodautoscalers',
  PodDisruptionBudget: 'poddisruptionbudgets',
  CiliumNetworkPolicy: 'ciliumnetworkpolicies',
};
const pathOf = ({ apiVersion, kind, metadata }) =>
  `/apis/${apiVersion}/namespaces/${SUSPECT}/${PLURALS[kind]}/${metadata.name}`;
const statuses = async objects =>
  (await Promise.all(objects.map(object => call('GET', pathOf(object))))).map(({ status }) => status);
const podsOf = async () => (await ask('GET', `${PATHS.pods}?labelSelector=cdk8s-mcp/server%3Dwiki`)).items.length;
const minus = (all, others) =>
  all.filter(
    ({ kind, metadata }) => !others.some(other => other.kind === kind && other.metadata.name === metadata.name),
  );
const findIn = (objects, wanted, name) =>
  objects.find(({ kind, metadata }) => kind === wanted && metadata.name === name);

/** What the operator of external secrets would make, which goes with its owner. */
async function makeSecret(externalSecret) {
  const {
    metadata: { name, uid },
  } = await ask('GET', pathOf(externalSecret));
  const ownerReferences = [
    {
      apiVersion: externalSecret.apiVersion,
      kind: externalSecret.kind,
      name,
      uid,
      controller: true,
      blockOwnerDeletion: true,
    },
  ];
  await ask('POST', `${PATHS.core}/secrets`, {
    metadata: { name: 'wiki-vault', ownerReferences },
    stringData: { token: 'made-up' },
  });
}

const isDown = async () => (await ask('GET', DEPLOYMENT)).spec.replicas === 0 && (await podsOf()) === 0;
const replicasOf = name => (name === 'wiki' ? 3 : 1);
const eventually = async (title, seconds, holds) => check(title, (await until(seconds, holds)) !== undefined);

/** @returns the seconds until no pod is left. */
async function applyQuarantine(closed) {
  const start = Date.now();
  const { status, stderr } = await applyAll(closed);
  check('quarantine is applied, by force of nothing', status === 0, stderr);
  await eventually('no pod is left', 20, async () => (await podsOf()) === 0);
  return (Date.now() - start) / 1000;
}

/** A plain apply leaves the autoscaler, which does nothing until somebody starts a replica. */
async function leavesAutoscaler(vanished) {
  const left = await statuses(vanished);
  check(
    'a plain apply leaves what vanished from the output',
    left.every(code => code === 200),
    left,
  );
  await Promise.all([sleep(AUTOSCALER_MS), rollsOften()]);
  const { replicas } = (await ask('GET', DEPLOYMENT)).spec;
  check('the autoscaler that is left does not start it', await isDown(), replicas);
  await kubectl(['-n', SUSPECT, 'scale', 'deployment/wiki', '--replicas=1']);
  const isRaised = async () => (await ask('GET', DEPLOYMENT)).spec.replicas === 3;
  await eventually('but takes over once somebody starts one', 15, isRaised);
}

async function prunes(closed, vanished) {
  for (const object of vanished) {
    check(`${object.kind} is pruned`, (await call('DELETE', pathOf(object))).status === 200);
  }
  check('the apply is repeated', (await applyAll(closed, '--force-conflicts')).status === 0);
  await eventually('no replicas, no pods', 20, isDown);
  await eventually('the Secret went with its owner', 40, async () => (await call('GET', SECRET)).status === 404);
}

async function isClosed(trusted, closed) {
  const { spec: policy } = await ask('GET', `/apis/networking.k8s.io/v1/namespaces/${SUSPECT}/networkpolicies/wiki`);
  check(
    'its policy is closed in both directions',
    (policy.ingress ?? []).length === 0 && (policy.egress ?? []).length === 0 && policy.policyTypes.length === 2,
    policy,
  );
  const [config, configBefore] = [closed, trusted].map(objects =>
    JSON.stringify(findIn(objects, 'ConfigMap', 'gateway-config').data),
  );
  check('the gateway does not know it', configBefore.includes('wiki') && !config.includes('wiki'));
  const { annotations } = (await ask('GET', DEPLOYMENT)).metadata;
  check(
    'the reason is on the Deployment',
    annotations['cdk8s-mcp/quarantined'] === 'since 2026-11-16: its package was taken over',
  );
}

export async function quarantines() {
  const [trusted, closed] = [suspect(SUSPECT), suspect(SUSPECT, { trust: quarantine() })];
  const vanished = minus(trusted, closed);
  check('the pool is applied', (await applyAll(trusted)).status === 0);
  await makeSecret(vanished.find(({ kind }) => kind === 'ExternalSecret'));
  await rolledOut(SUSPECT, 40, replicasOf);
  const before = await quotaOf(SUSPECT);

  const stopped = await applyQuarantine(closed);
  await leavesAutoscaler(vanished);
  await prunes(closed, vanished);
  await isClosed(trusted, closed);
  const less = await quotaOf(SUSPECT);
  check('the quota is smaller by its pods', before.hard - less.hard === 13, `${before.hard} and ${less.hard}`);

  const back = await applyAll(trusted);
  check('promotion is applied, by force of nothing', back.status === 0, back.stderr);
  const took = await rolledOut(SUSPECT, 40, replicasOf);
  const found = await statuses(vanished);
  check(
    'what had vanished is back',
    found.every(code => code === 200),
  );
  console.log(
    `quarantine: no pod ${seconds(stopped)} after the apply began, ${vanished.length} objects to prune ` +
      `(${vanished.map(({ kind }) => kind).join(', ')}), back in ${seconds(took)}`,
  );
}

/** Each rollout makes a ReplicaSet before an old one goes: their number must not stop one. */
async function rollsOften() {
  const [names, rollouts] = [['notes', 'gateway'], 8];
  for (let i = 0; i < rollouts; i++) {
    await Promise.all(
      names.map(name =>
        patch(`${PATHS.apps}/deployments/${name}`, {
          spec: { template: { metadata: { annotations: { 'test.cdk8s-mcp/rollout': String(i) } } } },
        }),
      ),
    );
    await sleep(700);
  }
  const { used, hard } = await quotaOf(SUSPECT, 'count/replicasets.apps');
  const { times, message } = await refusals(SUSPECT);
  check('nothing was refused to rollouts that overtake each other', times === 0, `${times} times: ${message}`);
  console.log(
    `rollouts: ${rollouts} of ${names.length} members one upon the other, ` +
      `${used} ReplicaSets of ${hard}, ${times} refused`,
  );
}

/** The new one is made before the old one is pruned. */
export async function renames() {
  const [before, after] = [suspect(SUSPECT), suspect(SUSPECT, { other: 'memos' })];
  const { status, stderr } = await applyAll(after);
  check('a renamed member is admitted beside the old one', status === 0, stderr);
  const took = await rolledOut(SUSPECT, 40);
  const old = minus(before, after);
  const { status: pruned, stderr: message } = await kubectl(
    ['delete', '--wait=false', '-f', '-'],
    old.map(object => `---\n${JSON.stringify(object)}\n`).join(''),
  );
  check('and the old one can be pruned', pruned === 0, message);
  console.log(`rename: available beside the old one in ${seconds(took)}, ${old.length} objects pruned then`);
}
