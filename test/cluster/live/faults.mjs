// Failures under real calls: rollouts, dead processes and pods, drains, full memory and volumes, a new secret.
import { setTimeout as sleep } from 'node:timers/promises';
import { ask, call, isRolledOut, kubectl, patch, paths, rolledOut, until } from '../api.mjs';
import { CALLS, KEY, TOKEN, TOOLS } from './apps.mjs';
import { inside, isReady, podsOf, probe, restart, stopLoads } from './pods.mjs';

const MAX_SECONDS = 300;
const ROLL_SECONDS = 180;
const AROUND_MS = 3000;
const GRACE_SECONDS = 45;
const NEW_TOKEN = `new-${TOKEN}`;
const SCRATCH_MIB = 16;

const keyed = { headers: { authorization: `Bearer ${KEY}` } };
const deployment = name => `${paths(TOOLS).apps}/deployments/${name}`;
const podPath = ({ metadata }) => `${paths(TOOLS).pods}/${metadata.name}`;
const gone = pod => until(GRACE_SECONDS, async () => (await call('GET', podPath(pod))).status === 404);
const summaryOf = ({ calls, failed, slowest, errors, error }) =>
  error ??
  `${failed} of ${calls} calls failed, the slowest took ${slowest.toFixed(2)} s${failed === 0 ? '' : `: ${errors[0]}`}`;
const restarts = ({ status }) => status.containerStatuses?.[0].restartCount ?? 0;

/** Calls go on from before something happens until a little after it. @returns what came of the calls. */
async function under(load, happens) {
  const loads = Promise.all(
    load.map(({ url, workers = 2, ...what }) =>
      probe('agent', { mode: 'load', url, workers, seconds: MAX_SECONDS, ...what }),
    ),
  );
  await sleep(AROUND_MS);
  await happens();
  await sleep(AROUND_MS);
  await stopLoads(
    'agent',
    load.map(({ url }) => url),
  );
  return loads;
}

async function rollouts(table, urls) {
  const load = [
    { name: 'http', url: urls.http, ...CALLS.http },
    { name: 'everything', url: urls.everything, ...CALLS.everything },
    { name: 'gateway', url: urls.gateway, ...CALLS.everything, ...keyed, tool: 'everything_echo' },
  ];
  let took;
  const found = await under(load, async () => {
    for (const { name } of load) {
      await restart(name);
    }
    took = await until(ROLL_SECONDS, async () =>
      (await ask('GET', `${paths(TOOLS).apps}/deployments`)).items.every(isRolledOut),
    );
  });
  found.forEach((result, i) =>
    table.row(`${load[i].name} is rolled out under load`, result.failed === 0 && took !== undefined, summaryOf(result)),
  );
  table.row(
    'all three rollouts are done while the calls go on',
    took !== undefined,
    took === undefined ? `not within ${ROLL_SECONDS} s` : `after ${Math.round(took)} s`,
  );
}

async function deadPods(table, urls) {
  const load = [{ url: urls.http, ...CALLS.http }];
  const replaced = async () => {
    await until(60, async () => isRolledOut(await ask('GET', deployment('http'))));
  };
  const [deleted] = await under(load, async () => {
    const [pod] = await podsOf('http');
    await call('DELETE', podPath(pod));
    await replaced();
    await gone(pod);
  });
  table.row('a pod of http is deleted under load', deleted.failed === 0, summaryOf(deleted));
  const [killed] = await under(load, async () => {
    await call('DELETE', podPath((await podsOf('http'))[0]), { gracePeriodSeconds: 0 });
    await replaced();
  });
  table.row(
    'a pod of http is killed under load (calls in it are lost)',
    killed.failed < killed.calls / 20,
    summaryOf(killed),
  );

  const [victim] = await podsOf('everything');
  const before = restarts(victim);
  let ready;
  const [child] = await under([{ url: urls.everything, ...CALLS.everything }], async () => {
    await inside(victim, 'kill-child');
    ready = await until(60, async () => {
      const now = await ask('GET', podPath(victim));
      return restarts(now) > before && isReady(now);
    });
  });
  table.row(
    'the program behind a bridge is killed under load (calls in it are lost)',
    ready !== undefined && child.failed < child.calls / 20,
    `${summaryOf(child)}; ready again after ${ready?.toFixed(1)} s`,
  );
}

async function drain(table, urls) {
  const [first, second] = await podsOf('http');
  const node = `/api/v1/nodes/${first.spec.nodeName}`;
  const evict = ({ metadata: { name } }) =>
    call('POST', `${paths(TOOLS).pods}/${name}/eviction`, {
      apiVersion: 'policy/v1',
      kind: 'Eviction',
      metadata: { name, namespace: TOOLS },
    });
  const nodes = (await ask('GET', '/api/v1/nodes')).items
    .filter(({ spec }) => spec.unschedulable !== true)
    .map(({ metadata }) => `/api/v1/nodes/${metadata.name}`);
  let statuses;
  const [found] = await under([{ url: urls.http, ...CALLS.http }], async () => {
    for (const each of nodes) {
      await patch(each, { spec: { unschedulable: true } });
    }
    try {
      statuses = [(await evict(first)).status, (await evict(second)).status];
      await gone(first);
    } finally {
      for (const each of nodes) {
        await patch(each, { spec: { unschedulable: null } });
      }
    }
  });
  table.row(
    'a drain evicts one pod of http and not the next',
    statuses[0] === 201 && statuses[1] === 429,
    `the eviction API answers ${statuses.join(' and ')} on ${node.split('/').pop()}`,
  );
  table.row('http answers during the drain', found.failed === 0, summaryOf(found));
  await until(90, async () => isRolledOut(await ask('GET', deployment('http'))));
}

async function exhaustion(table, urls) {
  const answers = () => probe('agent', { mode: 'session', url: urls.http, generation: '2025', ...CALLS.http });
  const [pod, other] = await podsOf('http');
  const root = await inside(pod, 'write-root');
  table.row('http cannot write to its root', root === 'EROFS', root);
  await inside(pod, 'use-memory');
  const back = await until(60, async () => (await podsOf('http')).filter(isReady).length === 2);
  const state = (await ask('GET', podPath(pod))).status.containerStatuses[0];
  const otherNow = await ask('GET', podPath(other));
  const { error } = await answers();
  const ended =
    state.restartCount === restarts(pod) ? 'the program alone' : `the container, ${state.lastState.terminated?.reason}`;
  table.row(
    'memory of a pod of http is used up',
    back !== undefined && restarts(otherNow) === restarts(other) && error === undefined,
    error ?? `ended within its limit (${ended}); the other pod goes on, ready after ${back?.toFixed(0)} s`,
  );

  const [full] = await podsOf('http');
  await inside(full, 'fill-volume', 2 * SCRATCH_MIB);
  let reason;
  const evicted = await until(150, async () => {
    const { status, body } = await call('GET', podPath(full));
    reason = body.status?.reason ?? body.metadata?.name;
    return status === 404 || body.status.phase === 'Failed';
  });
  const replaced = await until(60, async () => (await podsOf('http')).filter(isReady).length === 2);
  const after = await answers();
  table.row(
    `the ${SCRATCH_MIB} MiB volume of a pod of http is filled twice over`,
    evicted !== undefined && replaced !== undefined && after.error === undefined,
    after.error ?? `${reason} after ${evicted?.toFixed(0)} s, replaced ${replaced?.toFixed(0)} s later`,
  );
  await kubectl(['delete', 'pods', '-n', TOOLS, '--field-selector=status.phase=Failed']);
}

async function rotation(table, urls) {
  await patch(`${paths(TOOLS).core}/secrets/http`, { data: { token: Buffer.from(NEW_TOKEN).toString('base64') } });
  const [pod] = await podsOf('http');
  const seen = await until(150, async () => (await inside(pod, 'compare-token', NEW_TOKEN)) === 'new', 2000);
  table.row(
    'a new secret arrives in the file of a running pod',
    seen !== undefined,
    seen === undefined ? 'not within 150 s' : `after ${seen.toFixed(0)} s`,
  );
  // the gateway reads its credentials when it starts
  for (const name of ['http', 'gateway']) {
    await restart(name);
    await until(90, async () => isRolledOut(await ask('GET', deployment(name))));
  }
  const through = {
    mode: 'session',
    url: urls.gateway,
    generation: '2025',
    tool: 'http_echo',
    args: CALLS.http.args,
    ...keyed,
  };
  let answer;
  const works = await until(
    120,
    async () => {
      answer = await probe('agent', through);
      return answer.error === undefined;
    },
    2000,
  );
  table.row(
    'the gateway presents the new secret',
    works !== undefined,
    answer.error ?? `${works.toFixed(0)} s after the rollouts of both`,
  );
  const old = await probe('agent', { mode: 'session', url: urls.http, generation: '2025', ...CALLS.http });
  table.row('the old secret is refused', old.error !== undefined, old.error ?? 'answered');
}

/** What needs the machine to itself: calls are counted. */
export async function proveRestarts(table, urls) {
  await rollouts(table, urls);
  await rolledOut(TOOLS, 120);
  await deadPods(table, urls);
}

/** What is done to http, and mostly waited for. */
export async function proveLosses(table, urls) {
  await drain(table, urls);
  await exhaustion(table, urls);
  await rotation(table, urls);
}
