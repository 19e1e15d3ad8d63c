// What has to hold for a bridged server, and for one whose package does not exist.
import { Checks, expectThat } from './checks.mjs';
import { GENERATIONS } from './clients.mjs';
import { readPod } from './manifest.mjs';
import { Pod } from './pod.mjs';
import { pssMiB } from './processes.mjs';
import {
  dropConnections,
  proveClient,
  proveDrain,
  proveEnd,
  proveInit,
  proveManyClients,
  proveMemory,
  proveNoGrowth,
  proveNoZombies,
  proveReplicas,
  proveWords,
  stdioChild,
} from './proofs.mjs';
import { proveWrites } from './writes.mjs';

/** Runs something with a pod, which is gone afterwards. */
async function withPod(described, use) {
  const pod = await Pod.open(described);
  try {
    return await use(pod);
  } finally {
    await pod.close();
  }
}

/**
 * Runs init containers and the main one. @returns the figures of both, or undefined when the server does not come up.
 */
async function bringUp(checks, pod) {
  const inits = await checks.check('init containers', () => proveInit(pod));
  const ready = inits && (await checks.check('becomes ready', () => pod.serve()));
  return ready === undefined ? undefined : { inits, ready, idle: pssMiB(await pod.main.pid()) };
}

/** What holds for servers that many clients share: any replica answers, and no bridge lives on without its server. */
async function proveShared(checks, pod, path, server) {
  await withPod(pod.manifest, async second => {
    if (!(await bringUp(checks, second))) {
      return;
    }
    for (const generation of GENERATIONS) {
      await checks.check(`two replicas, ${generation.name} client`, () =>
        proveReplicas([pod, second], path, generation, server),
      );
    }
  });
  const death = await checks.check('the bridge ends with its server', async () => {
    const bridge = await pod.main.pid();
    return proveEnd(pod.main, stdioChild(bridge), 'SIGKILL');
  });
  const again = await checks.check('serves again after a restart', async () => {
    expectThat(pod.main.result, 'it has not ended');
    const ready = await pod.serve();
    await proveClient(`${pod.url}${path}`, GENERATIONS[0], server);
    return ready;
  });
  return `ends ${death} s after its server, ready again in ${again} s`;
}

/** One line of what was measured, beside what was measured before where that is known. */
function report(pod, { inits, ready, idle }, rest, before) {
  const install = inits.map(({ name, seconds, peakMiB }) => `${name} ${seconds} s, peak ${peakMiB} MiB`);
  const volumes = (pod.manifest.spec.volumes ?? [])
    .filter(({ emptyDir }) => emptyDir)
    .map(
      ({ name, emptyDir }) =>
        `volume ${name} ${Math.round(pod.sandbox.used(name))} MiB of ${emptyDir.sizeLimit ?? 'no limit'}`,
    );
  const figures = [...install, `ready in ${ready} s`, `PSS ${idle} MiB idle`, ...rest, ...volumes];
  if (before) {
    figures.push(`before: ${before}`);
  }
  console.log(`${pod.manifest.name}: ${figures.join('; ')}`);
}

/**
 * Proves a bridged server: `server` has manifest, name, tool, args, expect, isolation (`shared` or `session`), path and
 * clients (how many at once), the last words of its program, and what `before` measured, for comparison. With `mayFail`
 * an answer of the tool that is an error will do, where it asks something outside.
 *
 * @returns its checks.
 */
async function proveServer(server) {
  const { manifest, name, isolation = 'shared', path = '/mcp', clients = 20, before } = server;
  const checks = new Checks(name);
  await withPod(readPod(manifest, name), async pod => {
    const figures = await bringUp(checks, pod);
    if (!figures) {
      return;
    }
    const url = `${pod.url}${path}`;
    const protocols = [];
    for (const generation of GENERATIONS) {
      protocols.push(await checks.check(`${generation.name} client`, () => proveClient(url, generation, server)));
    }
    if (server.words) {
      await checks.check('words of the program', async () => proveWords(await pod.main.pid(), server.words));
    }
    const busy = await checks.check(`${clients} clients at once`, () => proveManyClients(pod, url, clients, server));
    if (server.many) {
      await checks.check('requests leave nothing behind', () => proveNoGrowth(pod, url));
    }
    await checks.check('memory limits', () => proveMemory(pod));
    await checks.check('no zombies', () => proveNoZombies(pod));
    await checks.check('writes only where declared', () => proveWrites(pod));
    const shared = isolation === 'shared' ? [await proveShared(checks, pod, path, server)] : [];
    await dropConnections();
    const stop = server.many
      ? await checks.check('answers what comes on open connections, and ends on SIGTERM', () => proveDrain(pod, url))
      : await checks.check('ends on SIGTERM', async () => proveEnd(pod.main, await pod.main.pid(), 'SIGTERM'));
    const ended = `SIGTERM ${stop} s, exit ${pod.main.result?.code}`;
    report(
      pod,
      figures,
      [`${busy} MiB with ${clients} clients`, `speaks ${protocols.join(' and ')}`, ...shared, ended],
      before,
    );
  });
  return checks;
}

/**
 * Proves that a server whose package cannot be installed fails in an init container, with an output that has `message`.
 */
async function proveBroken({ manifest, name, message }) {
  const checks = new Checks(name);
  await withPod(readPod(manifest, name), async pod => {
    const last = (await pod.initialize()).at(-1);
    await checks.check('an init container fails', () =>
      expectThat(last && last.code !== 0, `${last?.name} ended with ${last?.code}`),
    );
    await checks.check('its output names the package', () =>
      expectThat(last?.output.includes(message), `no ${message} in: ${last?.tail}`),
    );
    console.log(`${name}: ${last?.name} ended with ${last?.code} after ${last?.seconds} s`);
  });
  return checks;
}

/** Proves servers one after the other. @returns how many checks passed and failed. */
export async function proveAll(cases) {
  const counts = { passed: 0, failed: 0 };
  for (const one of cases) {
    const checks = await (one.message ? proveBroken(one) : proveServer(one));
    counts.passed += checks.passed;
    counts.failed += checks.failed;
  }
  return counts;
}
