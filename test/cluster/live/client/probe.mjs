// Runs in a client's pod: node probe.mjs JSON. Prints one line of JSON, which the proof judges; an error is `error`.
import { lookup } from 'node:dns/promises';
import { connect as open } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { GENERATIONS } from './clients.mjs';

const TIMEOUT_MS = 3000;
const asked = JSON.parse(process.argv[2]);
const connectOf = name => GENERATIONS.find(generation => generation.name === name).connect;

async function session({ url, generation, headers, tool, args }) {
  const client = await connectOf(generation)(url, headers);
  const tools = await client.tools();
  const text = await client.call(tool, args);
  await client.close();
  return { protocol: client.protocol, tools: tools.length, text };
}

const MODES = {
  session,
  /** Clients at once, half of each generation. */
  crowd: async ({ clients, ...what }) => {
    const start = performance.now();
    const answers = await Promise.all(
      Array.from({ length: clients }, (_, i) => session({ ...what, generation: GENERATIONS[i % 2].name })),
    );
    return { answers: answers.length, seconds: (performance.now() - start) / 1000 };
  },
  reach: async ({ host, port }) => {
    const start = performance.now();
    const outcome = await new Promise(resolve => {
      const socket = open({ host, port, timeout: TIMEOUT_MS });
      socket
        .on('connect', () => {
          resolve('connected');
          socket.destroy();
        })
        .on('timeout', () => {
          resolve('timed out');
          socket.destroy();
        })
        .on('error', ({ code }) => resolve(code));
    });
    return { outcome, seconds: (performance.now() - start) / 1000 };
  },
  resolve: async ({ name }) => ({ address: (await lookup(name)).address }),
  /** Calls without a pause, by clients that come and go, until the time is over or SIGUSR2 comes. */
  load: async ({ seconds, workers, calls = 5, ...what }) => {
    let until = performance.now() + seconds * 1000;
    process.on('SIGUSR2', () => {
      until = 0;
    });
    const sum = { calls: 0, failed: 0, slowest: 0, errors: [] };
    const count = async work => {
      const start = performance.now();
      try {
        const answer = await work();
        sum.calls += 1;
        return answer;
      } catch (error) {
        sum.calls += 1;
        sum.failed += 1;
        if (sum.errors.length < 5) {
          sum.errors.push(`${error.message}${error.cause ? ` (${error.cause.code ?? error.cause.message})` : ''}`);
        }
        await sleep(50);
        return undefined;
      } finally {
        sum.slowest = Math.max(sum.slowest, (performance.now() - start) / 1000);
      }
    };
    await Promise.all(
      Array.from({ length: workers }, async (_, i) => {
        const connect = connectOf(GENERATIONS[i % 2].name);
        while (performance.now() < until) {
          const client = await count(() => connect(what.url, what.headers));
          for (let call = 0; client !== undefined && call < calls && performance.now() < until; call += 1) {
            await count(() => client.call(what.tool, what.args));
          }
          await client?.close().catch(() => undefined);
        }
      }),
    );
    return sum;
  },
};

const answer = await MODES[asked.mode](asked).catch(error => ({
  error: `${error.message}${error.cause ? ` (${error.cause.code ?? error.cause.message})` : ''}`,
}));
console.log(JSON.stringify(answer));
process.exit(0);
