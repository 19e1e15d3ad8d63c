// Runs servers for real, exactly as they are synthesized, and tests what the documentation promises.
//
//   KUBECONFIG=... node test/cluster/live.mjs --images images.json [--results FILE]
//
// Needs a cluster with a node that enforces NetworkPolicy, images that its nodes can pull (live/images.mjs), and a
// compiled lib/. Its namespaces, named live-…, are removed before and after. Without metrics the autoscaler is not
// tried, which is said.
//
// Each row goes to standard output when it is known, what does not hold to standard error too. --results writes the
// rows as JSON. Exit code: 0 when all of it holds, 1 when something does not, 2 when it could not run, 77 when there is
// no such cluster.
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

async function namespacesAreGone() {
  const answers = await Promise.all(NAMESPACES.map(name => call('GET', `/api/v1/namespaces/${name}`)));
  return answers.every(({ status }) => status === 404);
}

async function removeNamespaces() {
  await Promise.all(NAMESPACES.map(name => call('DELETE', `/api/v1/namespaces/${name}`)));
  if ((await until(180, namespacesAreGone)) === undefined) {
    throw new Stop(`these namespaces do not go away: ${NAMESPACES.join(', ')}`);
  }
}

async function apply(objects) {
  const { status, stderr } = await applyAll(objects);
  if (status !== 0) {
    throw new Stop(stderr);
  }
}

/** The pods of clients and destinations that are not ready. */
async function pendingSurroundings() {
  const others = NAMESPACES.filter(name => name !== TOOLS);
  const lists = await Promise.all(others.map(name => ask('GET', `/api/v1/namespaces/${name}/pods`)));
  return lists.flatMap(({ items }) => items).filter(pod => !isReady(pod));
}

/** Applies everything as it is synthesized, without a change. */
async function start(images) {
  const table = new Table('start');
  const { objects, urls } = servers(images);
  await apply(namespaces());
  await apply(objects.filter(({ kind }) => kind === 'Namespace'));
  await apply(surroundings(images));
  if ((await until(120, async () => (await pendingSurroundings()).length === 0)) === undefined) {
    const pending = (await pendingSurroundings()).map(({ metadata }) => metadata.name);
    throw new Stop(`these pods are not ready: ${pending.join(', ')}`);
  }
  await apply(objects);
  const begun = Date.now();
  await rolledOut(TOOLS, START_SECONDS);
  const { items: deployments } = await ask('GET', `/apis/apps/v1/namespaces/${TOOLS}/deployments`);
  for (const { metadata, status } of deployments) {
    const { availableReplicas = 0, replicas } = status;
    table.row(metadata.name, availableReplicas === replicas, `${availableReplicas} of ${replicas} replicas available`);
  }
  const seconds = Math.round((Date.now() - begun) / 1000);
  table.row('all of it', true, `${objects.length} objects, available within ${seconds} s`);
  return { table, urls };
}

/** Runs every proof. @returns their tables. */
async function prove(images) {
  await removeNamespaces();
  try {
    const { table, urls } = await start(images);
    const tables = [table, await proveSmokeTests(), await proveClients(urls), await proveNetwork(urls)];
    const faults = new Table('faults');
    await proveRestarts(faults, urls);
    const [scaling] = await Promise.all([proveScaling(urls), proveLosses(faults, urls)]);
    return [...tables, faults, scaling, await proveQuarantine(urls, images, apply)];
  } finally {
    await removeNamespaces();
  }
}

function writeResults(file, { version, gateway, nodes, tables }) {
  const { kubeletVersion, containerRuntimeVersion, kernelVersion } = nodes[0].status.nodeInfo;
  const facts = {
    version,
    gateway,
    nodes: nodes.length,
    kubelet: kubeletVersion,
    runtime: containerRuntimeVersion,
    kernel: kernelVersion,
  };
  const rows = tables.map(table => ({ part: table.part, rows: table.rows }));
  writeFileSync(file, `${JSON.stringify({ facts, tables: rows }, undefined, 2)}\n`);
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
  const { items } = await ask('GET', '/api/v1/nodes');
  const nodes = items.filter(({ metadata, spec }) => metadata.labels?.type !== 'kwok' && spec.unschedulable !== true);
  if (nodes.length === 0) {
    return skip('no node that runs containers');
  }
  const { gitVersion } = await ask('GET', '/version');
  const images = JSON.parse(readFileSync(file, 'utf8'));
  const tables = await prove(images);
  if (results !== undefined) {
    writeResults(results, { version: gitVersion, gateway: images.gatewayProgram, nodes, tables });
  }
  return summary(`live ${gitVersion}`);
}

run(main);
