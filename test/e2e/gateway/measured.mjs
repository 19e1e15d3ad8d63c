// Gateways of one feature each, where what agentgateway does is easily taken for something else.
import { randomBytes } from 'node:crypto';
import { Checks } from '../checks.mjs';
import { keysApp } from './apps.mjs';
import {
  proveConditions,
  proveHosts,
  proveKeySets,
  proveLog,
  proveLongAnswers,
  proveLongSessions,
  provePages,
  proveReload,
  proveRotation,
  proveSessions,
} from './edges.mjs';
import { proveGenerations, proveHungAtDefaults } from './generations.mjs';
import { proveRemoteLimits } from './limits.mjs';
import { notYet } from './not-yet.mjs';
import { proveDrain } from './shutdown.mjs';
import { closedApp, hostsApp, limitedApp, mixedApp, pagedApp, quietApp, sessionsApp } from './variants.mjs';

/**
 * Synthesizes an app and starts its gateway.
 *
 * @returns the app and its replicas, or undefined, which is a failed check.
 */
function started(checks, cluster, make, count = 1) {
  return checks.check('becomes ready', async () => {
    const app = make();
    return { app, replicas: await Promise.all(Array.from({ length: count }, () => cluster.replica(app))) };
  });
}

/** Servers of both generations; one of them hangs; and the end of a gateway. Most of it is waiting. */
export async function proveMixed(cluster, folder, direct) {
  const key = randomBytes(32).toString('hex');
  const checks = new Checks('gateway-mixed', notYet);
  const mixed = await started(checks, cluster, () => mixedApp(folder, key), 3);
  if (!mixed) {
    return checks;
  }
  const {
    app,
    replicas: [first, second, third],
  } = mixed;
  const waiting = proveHungAtDefaults(checks, { app, replica: second, key, direct });
  const ending = proveDrain(checks, { app, replica: third, key });
  await proveGenerations(checks, { app, url: first.url, key, direct });
  const seconds = (await waiting).map(took => (took === undefined ? 'too long' : `${Math.round(took)} s`));
  const end = await ending;
  console.log(
    `gateway at defaults: with a hung server ${seconds.join(' and ')}; ends ${Math.round(end)} s after SIGTERM`,
  );
  return checks;
}

async function proveLogs({ cluster, folder, key }) {
  const checks = new Checks('gateway-log', notYet);
  const quiet = await started(checks, cluster, () => quietApp(folder, key));
  if (quiet) {
    await proveLog(checks, { app: quiet.app, replica: quiet.replicas[0], key });
  }
  return checks;
}

async function proveHostNames({ cluster, folder, key }) {
  const checks = new Checks('gateway-hosts', notYet);
  const hosts = await started(checks, cluster, () => hostsApp(folder, key));
  if (hosts) {
    await proveHosts(checks, { app: hosts.app, replica: hosts.replicas[0], key });
  }
  return checks;
}

async function proveClosed({ cluster, folder, direct, key }) {
  const checks = new Checks('gateway-closed', notYet);
  const closed = await started(checks, cluster, () => closedApp(folder, key));
  if (closed) {
    await proveGenerations(checks, { app: closed.app, url: closed.replicas[0].url, key, direct });
  }
  return checks;
}

async function provePaged({ cluster, folder, key }) {
  const checks = new Checks('gateway-pages', notYet);
  const paged = await started(checks, cluster, () => pagedApp(folder, key));
  if (paged) {
    await provePages(checks, { app: paged.app, replica: paged.replicas[0], key });
    const older = await started(checks, cluster, () => quietApp(folder, key));
    await proveLongAnswers(checks, { paged, older, key });
  }
  return checks;
}

async function proveRotated({ cluster, folder, key }) {
  const checks = new Checks('gateway-rotation', notYet);
  const [bob, carol] = ['b', 'c'].map(other => `${other}${key.slice(1)}`);
  const keys = { alice: `a${key.slice(1)}`, bob, carol };
  const rotated = await started(checks, cluster, () => keysApp(folder, keys));
  if (rotated) {
    const known = { replica: rotated.replicas[0], keys, path: rotated.app.pathOf('guarded') };
    await proveReload(checks, known);
    await proveRotation(checks, known);
  }
  return checks;
}

async function proveLimited({ cluster, folder, key }) {
  const checks = new Checks('gateway-limits', notYet);
  const open = await started(checks, cluster, () => limitedApp(folder, key, true));
  const closed = await started(checks, cluster, () => limitedApp(folder, key, false));
  if (open && closed) {
    const path = open.app.pathOf('older');
    await proveRemoteLimits(checks, { open: open.replicas[0], closed: closed.replicas[0], path, key });
  }
  return checks;
}

async function proveWithSessions({ cluster, folder, key }) {
  const checks = new Checks('gateway-sessions', notYet);
  const sessions = await started(checks, cluster, () => sessionsApp(folder, key), 2);
  if (sessions) {
    await proveSessions(checks, { ...sessions, key });
  }
  await proveLongSessions(checks, { folder, key });
  return checks;
}

async function proveSynth({ cluster, folder, key }) {
  const checks = new Checks('gateway-synth', notYet);
  await proveKeySets(checks, { folder, cluster });
  await proveConditions(checks, { folder, cluster, key });
  return checks;
}

/** Parts one after the other. @returns the checks of each. */
export async function proveMeasured(cluster, folder, direct) {
  const known = { cluster, folder, direct, key: randomBytes(32).toString('hex') };
  const parts = [];
  for (const prove of [
    proveLogs,
    proveHostNames,
    proveClosed,
    provePaged,
    proveRotated,
    proveLimited,
    proveWithSessions,
    proveSynth,
  ]) {
    parts.push(await prove(known));
  }
  return parts;
}
