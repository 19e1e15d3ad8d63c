// Proves a pool on a real API server with fake nodes: that it admits what is in it, that its quota is neither too small
// for a rollout nor without effect, what people may do in it, and that a server in quarantine stays down.
//
//   KUBECONFIG=... KUBECTL=... node test/cluster/pool.mjs --crds DIR
//
// Needs a cluster with kwok's nodes and nothing else on it, and a compiled lib/. Its namespaces, named pool-proof-…,
// and what else it makes are removed; the definitions of custom kinds stay.
//
// Failures go to standard error; standard output has a line of figures for each part. Exit code: 0 when
// all of it holds, 1 when something does not, 2 when it could not run, 77 when there is no such cluster.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parse } from 'yaml';
import { applyAll, ask, call, kubectl, summary, until } from './api.mjs';
import { Stop, run } from './kubectl.mjs';
import { POOL_OF_FIFTY, evicts, holds, ready } from './pool/fifty.mjs';
import { MIXED, admitted, applied, isStuck, removeStorage, rollsOut } from './pool/mixed.mjs';
import { nodeByHand } from './pool/node-by-hand.mjs';
import { bounds, rights } from './pool/people.mjs';
import { SUSPECT, quarantines, renames } from './pool/suspect.mjs';

const CRDS = ['cilium.io_ciliumnetworkpolicies.yaml', 'external-secrets.io_externalsecrets.yaml'];
const NAMESPACES = [MIXED, POOL_OF_FIFTY, SUSPECT];

function skip(reason) {
  console.log(`pool: skipped (${reason})`);
  return 77;
}

async function installCrds(folder) {
  const definitions = CRDS.map(file => parse(readFileSync(join(folder, file), 'utf8')));
  const { status, stderr } = await applyAll(definitions, '--force-conflicts');
  if (status !== 0) {
    throw new Stop(stderr);
  }
  await kubectl([
    'wait',
    '--for=condition=Established',
    '--timeout=60s',
    ...definitions.map(({ metadata }) => `crd/${metadata.name}`),
  ]);
}

async function removeNamespaces() {
  await Promise.all(NAMESPACES.map(name => call('DELETE', `/api/v1/namespaces/${name}`)));
}

async function namespacesAreGone() {
  const answers = await Promise.all(NAMESPACES.map(name => call('GET', `/api/v1/namespaces/${name}`)));
  return answers.every(({ status }) => status === 404);
}

/** Most of the proof is waiting, and the pools know nothing of each other: they are proved at the same time. */
async function provePools(node) {
  const objects = await applied();
  const proofs = [
    async () => {
      await admitted(objects);
      await Promise.all([rollsOut(), rights(), bounds()]);
      await isStuck(node);
    },
    async () => {
      await ready();
      await evicts(node);
      await holds();
    },
    async () => {
      await quarantines();
      await renames();
    },
  ];
  const results = await Promise.allSettled(proofs.map(proof => proof()));
  const failure = results.find(({ status }) => status === 'rejected');
  if (failure !== undefined) {
    throw failure.reason;
  }
}

async function main() {
  const {
    values: { crds },
  } = parseArgs({ options: { crds: { type: 'string' } } });
  if (process.env.KUBECONFIG === undefined) {
    return skip('no KUBECONFIG');
  }
  if (crds === undefined) {
    throw new Stop('usage: KUBECONFIG=FILE node test/cluster/pool.mjs --crds DIR');
  }
  const { gitVersion } = await ask('GET', '/version');
  const { items: fake } = await ask('GET', '/api/v1/nodes?labelSelector=type%3Dkwok');
  if (!fake.some(({ spec }) => (spec.taints ?? []).length === 0)) {
    return skip('no fake nodes, or a real one beside them');
  }
  const node = await nodeByHand();
  await removeNamespaces();
  if ((await until(60, namespacesAreGone)) === undefined) {
    throw new Stop(`these namespaces do not go away: ${NAMESPACES.join(', ')}`);
  }
  await installCrds(crds);
  try {
    await provePools(node);
  } finally {
    await removeNamespaces();
    await node.remove();
    await removeStorage();
  }
  return summary(`pool ${gitVersion}`);
}

run(main);
