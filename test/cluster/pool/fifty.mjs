// Fifty servers: how long they take, disruption budgets, and the quota when all are at their most replicas.
import { FIFTY, MAX, fifty } from './apps.mjs';
import { applyAll, ask, call, check, patch, paths, quotaOf, refusals, rolledOut, seconds, until } from '../api.mjs';

export const POOL_OF_FIFTY = 'pool-proof-fifty';
const PATHS = paths(POOL_OF_FIFTY);

export async function ready() {
  const objects = fifty(POOL_OF_FIFTY);
  const start = Date.now();
  const { status, stderr } = await applyAll(objects);
  const applied = (Date.now() - start) / 1000;
  check('every object of fifty servers is admitted', status === 0 && stderr === '', stderr);
  const took = await rolledOut(POOL_OF_FIFTY, 60, () => 3);
  const { times, message } = await refusals(POOL_OF_FIFTY);
  check('nothing was refused to fifty servers', times === 0, `${times} times: ${message}`);
  console.log(
    `fifty: ${objects.length} objects applied in ${seconds(applied)}, ` +
      `${FIFTY * 3} pods available ${seconds(took)} later, ${times} refused`,
  );
}

const podsOf = async server =>
  (await ask('GET', `${PATHS.pods}?labelSelector=cdk8s-mcp/server%3D${server}`)).items.map(
    ({ metadata }) => metadata.name,
  );
const evict = name =>
  call('POST', `${PATHS.pods}/${name}/eviction`, {
    apiVersion: 'policy/v1',
    kind: 'Eviction',
    metadata: { name, namespace: POOL_OF_FIFTY },
  });

/** The node leaves a replacement unready meanwhile: on kwok's nodes it is Ready in a tenth of a second. */
export async function evicts(node) {
  const [[first, second], [other]] = [await podsOf('tool-0'), await podsOf('tool-1')];
  const answers = await node.pause(async () => [await evict(first), await evict(second), await evict(other)]);
  check('one pod of a server may be evicted', answers[0].status === 201, answers[0].body.message);
  check(
    'a second one at once may not',
    answers[1].status === 429 && answers[1].body.message.includes('disruption budget'),
    answers[1].body.message,
  );
  check('one of another server may', answers[2].status === 201, answers[2].body.message);
  const later = await until(20, async () => (await evict(second)).status === 201);
  check('the second may once the first has been replaced', later !== undefined);
  await node.endAll(POOL_OF_FIFTY);
  console.log(
    `eviction: ${answers.map(({ status }) => status).join(', ')} (same server, same server, another), ` +
      `the second again after ${seconds(later ?? NaN)}`,
  );
}

const FILLER = 'pool-proof-filler';
const resources = {
  requests: { 'cpu': '10m', 'memory': '16Mi', 'ephemeral-storage': '1Mi' },
  limits: { 'cpu': '10m', 'memory': '16Mi', 'ephemeral-storage': '1Mi' },
};
const securityContext = {
  allowPrivilegeEscalation: false,
  runAsNonRoot: true,
  runAsUser: 10001,
  capabilities: { drop: ['ALL'] },
  seccompProfile: { type: 'RuntimeDefault' },
};
const template = {
  spec: { containers: [{ name: 'filler', image: 'registry.example.com/filler:1', securityContext, resources }] },
};

/** All at their maximum; then small pods by hand, as many as the quota has left, and one more. */
export async function holds() {
  const start = Date.now();
  const names = Array.from({ length: FIFTY }, (_, i) => `tool-${i}`);
  await Promise.all(
    names.map(name => patch(`${PATHS.autoscaling}/horizontalpodautoscalers/${name}`, { spec: { minReplicas: MAX } })),
  );
  await rolledOut(POOL_OF_FIFTY, 60, () => MAX);
  const took = (Date.now() - start) / 1000;
  const { times, message } = await refusals(POOL_OF_FIFTY);
  check('nothing was refused on the way to the maximum', times === 0, `${times} times: ${message}`);
  const { hard, used } = await quotaOf(POOL_OF_FIFTY);
  check(
    'all replicas are counted, and as many more have room',
    used === FIFTY * MAX && hard === FIFTY * (2 * MAX + 1),
    `${used} of ${hard}`,
  );
  const pod = name => call('POST', PATHS.pods, { ...template, metadata: { name } });
  const made = await Promise.all(Array.from({ length: hard - used }, (_, i) => pod(`${FILLER}-${i}`)));
  const filled = await until(30, async () => {
    const { used: now } = await quotaOf(POOL_OF_FIFTY);
    // two at the same moment may have met at the quota's status
    if (now < hard) {
      await pod(`${FILLER}-again-${now}`);
    }
    return now === hard;
  });
  check('the quota can be filled', filled !== undefined, [...new Set(made.map(({ status }) => status))]);
  const { status, body } = await pod('one-more');
  check(
    'a pod more is refused',
    status === 403 && /exceeded quota: pool, requested: pods=1/.test(body.message),
    `${status} ${body.message}`,
  );
  await ask('POST', `${PATHS.apps}/replicasets`, {
    metadata: { name: FILLER },
    spec: {
      replicas: 1,
      selector: { matchLabels: { app: FILLER } },
      template: { ...template, metadata: { labels: { app: FILLER } } },
    },
  });
  const reported = await until(30, async () => (await refusals(POOL_OF_FIFTY, name => name === FILLER)).times > 0);
  const members = await refusals(POOL_OF_FIFTY, name => name !== FILLER);
  check(
    'nor to controllers, which told of members nothing',
    reported !== undefined && members.times === 0,
    members.message,
  );
  console.log(
    `maximum: ${used} pods in ${seconds(took)}, ${times} refused, ` +
      `${hard - used} by hand fill the quota of ${hard}, one more: ${status}`,
  );
}
