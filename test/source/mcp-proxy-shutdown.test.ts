import { ChildProcess, spawn } from 'child_process';
import { once } from 'events';
import { rmSync } from 'fs';
import { Agent, request } from 'http';
import { setTimeout as sleep } from 'timers/promises';
import { folderWithProxy, proxyWords } from '../util/stand-in-proxy';

// Ends at once when it is told to, and says that connections stay open: both as mcp-proxy does it.
const PROXY = `
  import { spawn } from 'node:child_process';
  import { createServer } from 'node:http';
  spawn('it', [], { stdio: 'ignore' });
  const answer = (path, response) => {
    if (path === '/header') { response.setHeader('Connection', 'keep-alive').end(path); }
    else if (path === '/plain') { response.end(path); }
    else { response.writeHead(200, 'fine', { 'Connection': 'keep-alive', 'x-kept': 'yes' }).end(path); }
  };
  const server = createServer(({ url }, response) =>
    setTimeout(() => answer(url, response), url === '/slow' ? 1500 : 0));
  server.listen(0, '127.0.0.1', () => console.log(server.address().port));
  process.once('SIGTERM', () => process.exit(0));
`;
const IDLE_PATHS = ['/written', '/header', '/plain'];

type Answer = Readonly<Record<string, unknown>>;
type Client = (path: string) => Promise<Answer>;

/** A bridge that is told to end: what its client was answered, and its exit code with the signal. */
interface Ended {
  readonly answers: readonly Answer[];
  readonly exit: unknown[];
}

/** A client with one connection, which it keeps. */
function clientOf(port: number, agent: Agent): Client {
  return async path => {
    const asked = request({ port, host: '127.0.0.1', path, agent }).end();
    const [response] = await once(asked, 'response');
    await once(response.resume(), 'end');
    return {
      reused: asked.reusedSocket,
      statusCode: response.statusCode,
      connection: response.headers.connection,
      kept: response.headers['x-kept'],
    };
  };
}

/** Starts a bridge, lets a client ask it and stop it, and waits for its end. */
async function ended(talk: (ask: Client, bridge: ChildProcess) => Promise<Answer[]>): Promise<Ended> {
  const folder = folderWithProxy(PROXY);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const [node, ...words] = proxyWords(folder, 'sleep', '60');
  const bridge = spawn(node, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  const exit = once(bridge, 'exit');
  try {
    const [port] = await once(bridge.stdout, 'data');
    const answers = await talk(clientOf(Number(String(port)), agent), bridge);
    return { answers, exit: await exit };
  } finally {
    bridge.kill('SIGKILL');
    agent.destroy();
    rmSync(folder, { recursive: true });
  }
}

describe('mcp-proxy is told to end', () => {
  let whileAnswering: Promise<Ended>;
  let whileIdle: Readonly<Record<string, Promise<Ended>>>;
  let alone: Promise<Ended>;

  // every one of them waits for seconds, so all do at once
  beforeAll(() => {
    whileAnswering = ended(async (ask, bridge) => {
      const answer = ask('/slow');
      await sleep(500);
      bridge.kill('SIGTERM');
      return [await answer];
    });
    const idle = (path: string): Promise<Ended> =>
      ended(async (ask, bridge) => {
        const first = await ask(path);
        bridge.kill('SIGTERM');
        // after the first look for open connections
        await sleep(1500);
        return [first, await ask(path)];
      });
    whileIdle = Object.fromEntries(IDLE_PATHS.map(path => [path, idle(path)]));
    alone = ended(async (_, bridge) => {
      bridge.kill('SIGTERM');
      return [];
    });
  });

  test('an answer that is being made is given, and no next request is asked for on its connection', async () => {
    const {
      answers: [answer],
      exit,
    } = await whileAnswering;
    expect(answer).toEqual({ reused: false, statusCode: 200, connection: 'close', kept: 'yes' });
    expect(exit).toEqual([0, null]);
  }, 15_000);

  test.each(IDLE_PATHS)(
    'a request on a connection that was idle is answered, with a word to come back on another: %s',
    async path => {
      const {
        answers: [first, second],
        exit,
      } = await whileIdle[path];
      expect(first).toMatchObject({ statusCode: 200, connection: 'keep-alive' });
      expect(second).toMatchObject({ reused: true, statusCode: 200, connection: 'close' });
      expect(exit).toEqual([0, null]);
    },
    15_000,
  );

  test('a bridge without connections waits for none', async () => {
    expect((await alone).exit).toEqual([0, null]);
  }, 15_000);
});
