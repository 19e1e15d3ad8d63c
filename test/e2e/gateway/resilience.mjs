// What has to hold when servers fail, when there are more of them, and when many clients or several replicas are there.
import { expectThat } from '../checks.mjs';
import { GENERATIONS } from '../clients.mjs';
import { startRoundRobin } from '../proxy.mjs';
import { PATIENCE_SECONDS } from './apps.mjs';
import { hostOf } from './cluster.mjs';
import { everyTool, prefixed } from './direct.mjs';
import { bearer, callOf, expectRefused, expectSame, timed, toolsOf, withClient } from './talk.mjs';

const CLIENTS = 20;
const CALLS = 10;
/**
 * A client of 2025 sends initialize, initialized and a list. Without sessions the gateway sends the last two after an
 * initialize and an initialized of its own, so it waits seven times for a server that hangs.
 */
const WAITS = 7;

/** One server is gone, refusing connections or hanging; the others go on. @returns seconds of a list in either case. */
export async function proveFailures(checks, { impatient: { url, services }, cluster, keys, direct }) {
  const alice = bearer(keys.alice);
  const call = (generation, tool, args) => callOf(generation, { url: `${url}/mcp`, headers: alice }, tool, args);
  const others = { ...direct.tools, files: [] };
  const proveList = async (generation, most) => {
    const { value, seconds } = await timed(() => toolsOf(generation, `${url}/mcp`, alice));
    expectSame(value, everyTool({ tools: others }), 'tools');
    expectThat(seconds < most, `a list took ${seconds} s`);
    return seconds;
  };
  const proveEcho = async generation => {
    const echo = await call(generation, 'everything_echo', { message: 'still here' });
    expectThat(echo.includes('still here'), 'no echo');
  };
  const proveRefusal = generation =>
    expectRefused('a call of the missing server', 'upstream call', call(generation, 'files_list_allowed_directories'));
  // all of it at once: most of it is waiting
  const proveOthers = async most => {
    const seconds = await Promise.all(
      GENERATIONS.map(async generation => {
        const [took] = await Promise.all([
          proveList(generation, most),
          proveEcho(generation),
          proveRefusal(generation),
        ]);
        return took;
      }),
    );
    return Math.max(...seconds);
  };
  const server = cluster.servers.get('files');
  const stopped = await checks.check('a stopped server leaves the others alone', async () => {
    services.withdraw(hostOf('files'));
    server.main.kill();
    await server.main.ended;
    return proveOthers(PATIENCE_SECONDS);
  });
  await checks.check('the stopped server starts again', async () => {
    await server.serve();
    await services.offer(hostOf('files'));
  });
  services.hang(hostOf('files'), true);
  const hung = await checks.check('a hung server costs the others no more than the waits for it', () =>
    proveOthers(WAITS * PATIENCE_SECONDS + 2),
  );
  services.hang(hostOf('files'), false);
  await checks.check('a server that is back is there again', async () => {
    for (const generation of GENERATIONS) {
      expectSame(await toolsOf(generation, `${url}/mcp`, alice), everyTool(direct), 'tools');
    }
  });
  return { stopped, hung };
}

/** With more servers the names of the first one's tools stay as they were. */
export async function proveGrowth(checks, { one, all, keys, direct }) {
  await checks.check('a second server renames nothing', async () => {
    for (const generation of GENERATIONS) {
      const [before, after] = await Promise.all(
        [one, all].map(({ url }) => toolsOf(generation, `${url}/mcp`, bearer(keys.alice))),
      );
      expectSame(before, prefixed('everything', direct.tools.everything), 'tools of the gateway with one server');
      expectSame(
        after.filter(tool => before.includes(tool)),
        before,
        'tools that stay',
      );
      expectThat(after.length > before.length, 'the gateway with three servers has no more tools');
    }
  });
}

/** Many clients at once, all kinds and generations. @returns the seconds that took. */
export async function proveMany(checks, { url, keys, direct }) {
  return checks.check(`${CLIENTS} clients at once`, async () => {
    const { seconds } = await timed(() =>
      Promise.all(
        Array.from({ length: CLIENTS }, (_, i) =>
          withClient(GENERATIONS[i % 2], `${url}/mcp`, bearer(keys.alice), async client => {
            expectSame(await client.tools(), everyTool(direct), 'tools');
            const answer = await client.call('everything_echo', { message: `client ${i}` });
            expectThat(answer.endsWith(`client ${i}`), `client ${i} got ${answer}`);
          }),
        ),
      ),
    );
    return seconds;
  });
}

/** Each message of a client goes to another replica. */
export async function proveReplicas(checks, { replicas, keys }) {
  for (const generation of GENERATIONS) {
    await checks.check(`two replicas, ${generation.name} client: ${CALLS} of ${CALLS}`, async () => {
      const proxy = await startRoundRobin(replicas.map(({ url }) => url));
      try {
        await withClient(generation, `${proxy.url}/mcp`, bearer(keys.alice), async client => {
          for (let call = 0; call < CALLS; call += 1) {
            expectThat(
              (await client.call('everything_echo', { message: `${call}` })).endsWith(`${call}`),
              `call ${call}`,
            );
          }
        });
        expectThat(
          proxy.counts.every(count => count >= CALLS / 2),
          `requests for each replica: ${proxy.counts}`,
        );
      } finally {
        proxy.close();
      }
    });
  }
}
