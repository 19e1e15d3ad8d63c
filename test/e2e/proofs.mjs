// Single proofs about a running server. Each throws when it does not hold.
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { expectThat } from './checks.mjs';
import { GENERATIONS } from './clients.mjs';
import { round, since, until } from './commands.mjs';
import { bytesOf } from './manifest.mjs';
import { childrenOf, programOf, pssMiB, wordsOf, zombies } from './processes.mjs';
import { startRoundRobin } from './proxy.mjs';

const CALLS = 10;
const DRAINED_CLIENTS = 30;
/** By then a process has seen a signal. */
const SIGNALLED_MS = 500;
const REQUESTS = 1500;
const STOP_SECONDS = 4;
/** The bridge waits no longer than 20 s for its connections. */
const DRAIN_SECONDS = 24;
const LIST = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} });
const HEADERS = {
  'content-type': 'application/json',
  'accept': 'application/json, text/event-stream',
  'mcp-protocol-version': '2025-11-25',
};

/** Runs the init containers. @returns what initialize says about them. */
export async function proveInit(pod) {
  const results = await pod.initialize();
  const failed = results.find(({ code }) => code !== 0);
  expectThat(!failed, `${failed?.name} ended with ${failed?.code}: ${failed?.tail}`);
  return results;
}

async function callOnce(client, { tool, args = {}, expect = '', mayFail }) {
  const text = await client.call(tool, args, mayFail);
  expectThat(text.includes(expect), `${tool} answers ${JSON.stringify(text)}, expected ${JSON.stringify(expect)}`);
}

async function listAndCall(client, server) {
  const tools = await client.tools();
  expectThat(tools.includes(server.tool), `the tools are ${tools.join(', ')}`);
  await callOnce(client, server);
}

/** One client: connect, list, call, close. @returns the protocol revision that was spoken. */
export async function proveClient(url, { connect }, server) {
  const client = await connect(url);
  await listAndCall(client, server);
  await client.close();
  return client.protocol;
}

/** Clients at the same time, one half of each generation. @returns the memory in MiB while all are connected. */
export async function proveManyClients(pod, url, count, server) {
  const clients = await Promise.all(
    Array.from({ length: count }, (_, index) => GENERATIONS[index % GENERATIONS.length].connect(url)),
  );
  await Promise.all(clients.map(client => listAndCall(client, server)));
  const memory = pssMiB(await pod.main.pid());
  await Promise.all(clients.map(client => client.close()));
  return memory;
}

/** Calls through a proxy that spreads the requests of one client over all replicas. */
export async function proveReplicas(pods, path, { connect }, server) {
  const proxy = await startRoundRobin(pods.map(({ url }) => url));
  try {
    const client = await connect(`${proxy.url}${path}`);
    for (let call = 0; call < CALLS; call += 1) {
      await callOnce(client, server);
    }
    await client.close();
    expectThat(
      proxy.counts.every(count => count >= CALLS / pods.length),
      `requests for each replica: ${proxy.counts}`,
    );
  } finally {
    proxy.close();
  }
}

/** Requests leave nothing behind in the bridge, once its heap has the size that it wants. */
export async function proveNoGrowth(pod, url) {
  const ask = async () => (await fetch(url, { method: 'POST', headers: HEADERS, body: LIST })).text();
  const askMany = async times => {
    for (let i = 0; i < times; i += 5) {
      await Promise.all(Array.from({ length: 5 }, ask));
    }
  };
  await askMany(2 * REQUESTS);
  const before = pssMiB(await pod.main.pid());
  await askMany(REQUESTS);
  const grown = pssMiB(await pod.main.pid()) - before;
  // a bridge that keeps 10 KiB of each request would have grown by more
  expectThat(grown < (REQUESTS * 10) / 1024, `${grown} MiB more after ${REQUESTS} requests`);
}

/** Every process that ended has been waited for. Those of a session end a moment after it. */
export async function proveNoZombies(pod) {
  const pid = await pod.main.pid();
  await until(2, 'zombies are reaped', () => (zombies(pid) === 0 ? true : undefined)).catch(error => {
    throw new Error(`${error.message}, there are ${zombies(pid)}`);
  });
}

/** No container used more than its limit. */
export function proveMemory(pod) {
  for (const {
    manifest: { name, resources },
    peakMiB,
  } of pod.containers) {
    const limit = resources?.limits?.memory;
    expectThat(
      limit === undefined || peakMiB * 2 ** 20 < bytesOf(limit),
      `${name} used ${peakMiB} MiB, its limit is ${limit}`,
    );
  }
}

/** The process that speaks MCP on its standard input: the bridge's child, or the child of the shell that watches it. */
export function stdioChild(bridge) {
  const [child] = childrenOf(bridge);
  expectThat(child !== undefined, 'the bridge has no child');
  return programOf(child) === 'sh' ? (childrenOf(child)[0] ?? child) : child;
}

/** The stdio program was started with these words at the end, each as it was typed. */
export function proveWords(bridge, words) {
  const started = wordsOf(stdioChild(bridge)).slice(-words.length);
  expectThat(JSON.stringify(started) === JSON.stringify(words), `it has ${JSON.stringify(started)}`);
}

/** Sends a signal to a process and waits for the end of its container. @returns the seconds that took. */
export async function proveEnd(container, pid, signal, seconds = STOP_SECONDS) {
  const start = performance.now();
  process.kill(pid, signal);
  const result = await Promise.race([container.ended, sleep(seconds * 1000)]);
  expectThat(result, `the container still runs after ${seconds} s`);
  return round(since(start));
}

/** Closes the connections that fetch keeps for its next requests. */
export async function dropConnections() {
  const dispatcher = Symbol.for('undici.globalDispatcher.1');
  const { [dispatcher]: used } = globalThis;
  globalThis[dispatcher] = new used.constructor();
  await used.close();
}

/** A client that keeps its one connection. @returns how to ask on it. */
function keptConnection(url) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  return async () => {
    const asked = request(url, { method: 'POST', headers: { ...HEADERS, 'content-length': LIST.length }, agent });
    const [response] = await once(asked.end(LIST), 'response');
    await once(response.resume(), 'end');
    return { status: response.statusCode, kept: asked.reusedSocket, connection: response.headers.connection };
  };
}

/**
 * Clients hold connections when SIGTERM comes: what they ask on them meanwhile is answered, with a word to come back on
 * others.
 *
 * @returns the seconds until the container has ended.
 */
export async function proveDrain(pod, url) {
  const clients = Array.from({ length: DRAINED_CLIENTS }, () => keptConnection(url));
  await Promise.all(clients.map(ask => ask()));
  const ended = proveEnd(pod.main, await pod.main.pid(), 'SIGTERM', DRAIN_SECONDS);
  const answers = await Promise.all(
    clients.map(async (ask, i) => {
      await sleep(SIGNALLED_MS + i * 100);
      return ask();
    }),
  );
  const wrong = answers.find(({ status, kept, connection }) => status !== 200 || !kept || connection !== 'close');
  expectThat(wrong === undefined, `a request during the drain: ${JSON.stringify(wrong)}`);
  return ended;
}
