// Proves gateways: real servers in pods, a stand-in for agentgateway that reads the configuration of the manifest, and
// real clients.
//
//   (cd test/e2e && npm ci)
//   node test/e2e/gateway/prove.mjs
//
// It needs what main.mjs needs, and a compiled lib/. What the stand-in does not prove is said in stand-in/main.mjs.
// Exit code: 0 when all passed, 1 otherwise, 2 when it could not run, 77 when skipped.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Checks } from '../checks.mjs';
import { GENERATIONS } from '../clients.mjs';
import { round } from '../commands.mjs';
import { needMachine } from '../rootfs.mjs';
import { runScript } from '../script.mjs';
import { existing, jwksInConfigMap, jwksInline, keysApp, oauthApp } from './apps.mjs';
import { Cluster } from './cluster.mjs';
import { askDirectly, prefixed } from './direct.mjs';
import { proveRefusals, proveRest, proveServerAuth, proveTools } from './keys.mjs';
import { makeLayer } from './layers.mjs';
import { proveBad, proveChallenge, proveGood, proveHeaders, proveKeysInFile, proveLimit } from './oauth.mjs';
import { proveProviders } from './providers.mjs';
import { proveFailures, proveGrowth, proveMany, proveReplicas } from './resilience.mjs';
import { bearer } from './talk.mjs';
import { Issuer } from './tokens.mjs';

const random = () => randomBytes(32).toString('hex');

async function proveKeys(cluster, folder, servers, direct) {
  const checks = new Checks('gateway');
  const keys = { alice: random(), bob: random(), carol: random() };
  const app = keysApp(folder, keys);
  const replicas = await checks.check('two replicas become ready', () =>
    Promise.all([cluster.replica(app), cluster.replica(app)]),
  );
  const one = await checks.check('a gateway with one server becomes ready', () =>
    cluster.replica(keysApp(folder, keys, ['everything'])),
  );
  if (!replicas || !one) {
    return checks;
  }
  const [replica] = replicas;
  const { url } = replica;
  const known = { url, pathOf: app.pathOf, keys, direct, servers, replica, replicas, cluster, one, all: replica };
  await proveRefusals(checks, `${url}/mcp`, keys);
  const protocols = [];
  for (const generation of GENERATIONS) {
    protocols.push(await proveTools(checks, generation, known));
  }
  await proveRest(checks, known);
  await proveServerAuth(checks, known);
  report(known, protocols, await proveResilience(checks, known));
  return checks;
}

/** @returns the seconds that clients and lists took. */
async function proveResilience(checks, known) {
  await proveGrowth(checks, known);
  const many = await proveMany(checks, known);
  await proveReplicas(checks, known);
  return { many, ...(await proveFailures(checks, known)) };
}

/** One line with what was measured. */
function report({ replicas, direct }, protocols, { many, stopped, hung }) {
  const counts = Object.entries(direct.tools).map(([name, tools]) => `${name} ${tools.length}`);
  const figures = [
    `ready in ${replicas.map(({ ready }) => ready).join(' and ')} s`,
    `tools of ${counts.join(', ')}`,
    `speaks ${protocols.join(' and ')}`,
    `20 clients list and call in ${round(many)} s`,
    `list with a stopped server ${round(stopped)} s, with a hung one ${round(hung)} s`,
  ];
  console.log(`gateway with keys: ${figures.join('; ')}`);
}

async function proveOAuth(cluster, folder, direct, { issuer, team }) {
  const checks = new Checks('gateway-oauth');
  const app = oauthApp(folder, jwksInline(issuer.jwks));
  const replica = await checks.check('becomes ready', () => cluster.replica(app));
  const other = await checks.check('becomes ready with keys in a ConfigMap', () =>
    cluster.replica(oauthApp(folder, jwksInConfigMap())),
  );
  if (!replica || !other) {
    return checks;
  }
  const tools = ['everything', 'guarded'].flatMap(server => prefixed(server, direct.tools[server]));
  const known = { url: replica.url, issuer, team, path: app.pathOf('everything'), tools };
  await proveChallenge(checks, known);
  await proveGood(checks, known);
  await proveHeaders(checks, known);
  await proveBad(checks, known);
  await proveKeysInFile(checks, { url: other.url, issuer });
  const passed = await proveLimit(checks, known);
  console.log(`gateway with tokens: ready in ${replica.ready} s; ${passed} more requests until 429`);
  return checks;
}

/** Proves both kinds of gateways. @returns how many checks passed and failed. */
export async function proveGateways(folder) {
  const token = random();
  const idp = { issuer: new Issuer('e2e-1'), team: 'e2e' };
  const cluster = new Cluster(
    makeLayer(folder),
    existing({ guardedToken: token, team: idp.team, jwks: idp.issuer.jwks }),
  );
  try {
    const app = keysApp(folder, { alice: random(), bob: random(), carol: random() });
    await Promise.all(app.names.map(name => cluster.serve(app, name)));
    const servers = Object.fromEntries(
      [...cluster.servers].map(([name, pod]) => [
        name,
        { url: `${pod.url}/mcp`, headers: name === 'guarded' ? bearer(token) : {} },
      ]),
    );
    const direct = await askDirectly(servers);
    const parts = [await proveKeys(cluster, folder, servers, direct), await proveOAuth(cluster, folder, direct, idp)];
    parts.push(await proveProviders());
    const sum = key => parts.reduce((total, checks) => total + checks[key], 0);
    return { passed: sum('passed'), failed: sum('failed') };
  } finally {
    await cluster.close();
  }
}

runScript(import.meta.url, async () => {
  needMachine();
  const folder = mkdtempSync(join(tmpdir(), 'mcp-e2e-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const { passed, failed } = await proveGateways(folder);
  console.log(`gateway e2e: ${passed} checks passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
});
