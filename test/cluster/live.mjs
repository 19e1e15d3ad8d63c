// Runs servers for real, exactly as they are synthesized, and tries what is said of them.
//
//   KUBECONFIG=... node test/cluster/live.mjs --images images.json [--results FILE]
//
// Needs a cluster with a node that enforces NetworkPolicy, images that its nodes can pull (live/images.mjs), and a compiled lib/. Its namespaces, named live-…,
// are removed before and after. Without metrics the autoscaler is not tried, which is said.
//
// Each row goes to standard output when it is known, what does not hold to standard error too. --results writes the rows as JSON.
// Exit code: 0 when all of it holds, 1 when something does not, 2 when it could not run, 77 when there is no such cluster.
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { applyAll, ask, call, rolledOut, summary, until } from './api.mjs';
import { Stop, run } from './kubectl.mjs';
import { NAMESPACES, TOOLS, namespaces, servers, surroundings } from './live/apps.mjs';
import { proveClients, proveSmokeTests } from './live/clients.mjs';
import { proveLosses, proveRestarts } from './live/faults.mjs';
import { proveNetwork } from './live/network.mjs';
import { isReady } from './live/pods.mjs';
import { proveQuarantine } from './live/quarantine.mjs';
import { proveScaling } from './live/scaling.mjs';
import { Table } from './live/table.mjs';

const START_SECONDS = 420;

function skip(reason) {
  console.log(`live: skipped (${reason})`);
  return 77;
}

async function removeNamespaces() {
  await Promise.all(NAMESPACES.map(name => call('DELETE', `/api/v1/namespaces/${name}`)));
  const gone = await until(180, async () =>
    (await Promise.all(NAMESPACES.map(name => call('GET', `/api/v1/namespaces/${name}`)))).every(
      ({ status }) => status === 404,
    ),
  );
  if (gone === undefined) {
    throw new Stop(`these namespaces do not go away: ${NAMESPACES.join(', ')}`);
  }
}

async function apply(objects) {
  const { status, stderr } = await applyAll(objects);
  if (status !== 0) {
    throw new Stop(stderr);
  }
}

/** Everything as it is synthesized; nothing is changed on the way. */
async function start(images) {
  const table = new Table('start');
  const { objects, urls } = servers(images);
  await apply(namespaces());
  await apply(objects.filter(({ kind }) => kind === 'Namespace'));
  await apply(surroundings(images));
  const around = async () =>
    (
      await Promise.all(
        NAMESPACES.filter(name => name !== TOOLS).map(
          async name => (await ask('GET', `/api/v1/namespaces/${name}/pods`)).items,
        ),
      )
    ).flat();
  const up = await until(120, async () => (await around()).every(isReady));
  if (up === undefined) {
    throw new Stop(
      `these pods are not ready: ${(await around())
        .filter(pod => !isReady(pod))
        .map(({ metadata }) => metadata.name)
        .join(', ')}`,
    );
  }
  await apply(objects);
  const begun = Date.now();
  await rolledOut(TOOLS, START_SECONDS);
  const deployments = (await ask('GET', `/apis/apps/v1/namespaces/${TOOLS}/deployments`)).items;
  for (const {
    metadata: { name },
    status: { availableReplicas = 0, replicas },
  } of deployments) {
    table.row(name, availableReplicas === replicas, `${availableReplicas} of ${replicas} replicas available`);
  }
  table.row(
    'all of it',
    true,
    `${objects.length} objects, available within ${Math.round((Date.now() - begun) / 1000)} s`,
  );
  return { table, urls };
}

async function main() {
  const {
    values: { images: file, results },
  } = parseArgs({ options: { images: { type: 'string' }, results: { type: 'string' } } });
  if (process.env.KUBECONFIG === undefined) {
    return skip('no KUBECONFIG');
  }
  if (file === undefined) {
    throw new Stop('usage: KUBECONFIG=FILE node test/cluster/live.mjs --images FILE [--results FILE]');
  }
  const images = JSON.parse(readFileSync(file, 'utf8'));
  const { items: nodes } = await ask('GET', '/api/v1/nodes');
  const real = nodes.filter(({ metadata, spec }) => metadata.labels?.type !== 'kwok' && spec.unschedulable !== true);
  if (real.length === 0) {
    return skip('no node that runs containers');
  }
  const { gitVersion } = await ask('GET', '/version');
  await removeNamespaces();
  const tables = [];
  try {
    const { table, urls } = await start(images);
    tables.push(table, await proveSmokeTests(), await proveClients(urls), await proveNetwork(urls));
    const faults = new Table('faults');
    tables.push(faults);
    await proveRestarts(faults, urls);
    const [scaling] = await Promise.all([proveScaling(urls), proveLosses(faults, urls)]);
    tables.push(scaling, await proveQuarantine(urls, images, apply));
  } finally {
    await removeNamespaces();
  }
  if (results !== undefined) {
    const { kubeletVersion, containerRuntimeVersion, kernelVersion } = real[0].status.nodeInfo;
    const facts = {
      version: gitVersion,
      nodes: real.length,
      kubelet: kubeletVersion,
      runtime: containerRuntimeVersion,
      kernel: kernelVersion,
    };
    writeFileSync(
      results,
      `${JSON.stringify({ facts, tables: tables.map(({ part, rows }) => ({ part, rows })) }, undefined, 2)}\n`,
    );
  }
  return summary(`live ${gitVersion}`);
}

run(main);
