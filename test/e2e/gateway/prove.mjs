// Proves gateways: real servers in pods, agentgateway or a stand-in for it that reads the configuration of the
// manifest, and real clients.
//
//   (cd test/e2e && npm ci)
//   node test/e2e/gateway/prove.mjs [--agentgateway PATH]
//
// PATH, or the variable AGENTGATEWAY, is the program agentgateway of the image that the library names (image.mjs prints
// it). Without it the stand-in is used; what that does not prove is said in stand-in/main.mjs. Which one it was stands
// in the last line. not-yet.mjs has the checks that are known to fail.
//
// It needs what main.mjs needs, and a compiled lib/. Exit code: 0 when all passed, 1 otherwise, 2 when it could not
// run, 77 when skipped.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Checks } from '../checks.mjs';
import { GENERATIONS } from '../clients.mjs';
import { round } from '../commands.mjs';
import { proveMemory } from '../proofs.mjs';
import { needMachine } from '../rootfs.mjs';
import { runScript } from '../script.mjs';
import { IMPATIENT, existing, jwksInConfigMap, jwksInline, keysApp, oauthApp } from './apps.mjs';
import { Cluster } from './cluster.mjs';
import { askDirectly, prefixed } from './direct.mjs';
import { proveRefusals, proveRest, proveServerAuth, proveTools } from './keys.mjs';
import { gatewayProgram, makeLayer } from './layers.mjs';
import { proveMeasured, proveMixed } from './measured.mjs';
import { notYet } from './not-yet.mjs';
import { proveBad, proveChallenge, proveGood, proveHeaders, proveKeysInFile, proveLimit } from './oauth.mjs';
import { proveProviders } from './providers.mjs';
import { proveFailures, proveGrowth, proveMany, proveReplicas } from './resilience.mjs';
import { bearer } from './talk.mjs';
import { Issuer } from './tokens.mjs';
import { mixedApp, pagedApp, sessionKey } from './variants.mjs';

const random = () => randomBytes(32).toString('hex');

async function proveKeys(cluster, folder, servers, direct) {
  const checks = new Checks('gateway', notYet);
  const keys = { alice: random(), bob: random(), carol: random() };
  const app = keysApp(folder, keys);
  const replicas = await checks.check('two replicas become ready', () =>
    Promise.all([cluster.replica(app), cluster.replica(app)]),
  );
  const one = await checks.check('a gateway with one server becomes ready', () =>
    cluster.replica(keysApp(folder, keys, ['everything'])),
  );
  const impatient = await checks.check('a gateway that does not wait long becomes ready', () =>
    cluster.replica(keysApp(folder, keys, app.names, IMPATIENT)),
  );
  if (!replicas || !one || !impatient) {
    return checks;
  }
  const [replica] = replicas;
  const { url } = replica;
  const known = { url, pathOf: app.pathOf, keys, direct, servers, impatient, replicas, cluster, one, all: replica };
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
  // the stand-in needs more than agentgateway
  if (known.cluster.program.real) {
    await checks.check('memory limits', () => known.replicas.forEach(({ pod }) => proveMemory(pod)));
  }
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
  const checks = new Checks('gateway-oauth', notYet);
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

/** The servers of all apps, started. @returns where each is reached without a gateway, by name. */
async function startServers(cluster, folder, token) {
  const apps = [
    keysApp(folder, { alice: random(), bob: random(), carol: random() }),
    mixedApp(folder, random()),
    pagedApp(folder, random()),
  ];
  const names = apps.flatMap(app => app.names.map(name => [name, app]));
  await Promise.all([...new Map(names)].map(([name, app]) => cluster.serve(app, name)));
  return Object.fromEntries(
    [...cluster.servers].map(([name, pod]) => [
      name,
      { url: `${pod.url}/mcp`, headers: name === 'guarded' ? bearer(token) : {} },
    ]),
  );
}

/**
 * Proves gateways that run a program: agentgateway at a path, or the stand-in when there is none.
 *
 * @returns the name of the program, how many checks passed, failed and failed as expected, and the same by subject.
 */
export async function proveGateways(folder, binary) {
  const token = random();
  const idp = { issuer: new Issuer('e2e-1'), team: 'e2e' };
  const layer = makeLayer(folder);
  const program = gatewayProgram(folder, layer, binary);
  console.log(`gateways run ${program.name}`);
  const cluster = new Cluster(layer, program, {
    ...existing({ guardedToken: token, team: idp.team, jwks: idp.issuer.jwks }),
    ...sessionKey(random()),
  });
  try {
    const servers = await startServers(cluster, folder, token);
    const direct = await askDirectly(servers);
    const mixed = proveMixed(cluster, folder, direct);
    const parts = [
      await proveKeys(cluster, folder, servers, direct),
      await proveOAuth(cluster, folder, direct, idp),
      ...(await proveMeasured(cluster, folder, direct)),
      await proveProviders(),
      await mixed,
    ];
    const subjects = parts.map(({ subject, passed, failed, expected }) => ({ subject, passed, failed, expected }));
    const sum = key => subjects.reduce((total, counts) => total + counts[key], 0);
    return { program: program.name, passed: sum('passed'), failed: sum('failed'), expected: sum('expected'), subjects };
  } finally {
    await cluster.close();
  }
}

/** The program that the command line or the environment names. */
export function agentgatewayOf(args, env) {
  const { values } = parseArgs({ args, options: { agentgateway: { type: 'string' }, write: { type: 'boolean' } } });
  return { binary: values.agentgateway ?? env.AGENTGATEWAY, write: values.write };
}

runScript(import.meta.url, async () => {
  needMachine();
  const folder = mkdtempSync(join(tmpdir(), 'mcp-e2e-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const { binary } = agentgatewayOf(process.argv.slice(2), process.env);
  const { program, passed, failed, expected } = await proveGateways(folder, binary);
  console.log(`gateway e2e with ${program}: ${passed} checks passed, ${failed} failed, ${expected} not yet`);
  return failed === 0 ? 0 : 1;
});
