import { ChildProcess, execFileSync, spawn, spawnSync } from 'child_process';
import { once } from 'events';
import { rmSync } from 'fs';
import { Agent, request } from 'http';
import module from 'module';
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
  const server = createServer(({ url }, response) => {
    setTimeout(() => answer(url, response), url === '/slow' ? 1500 : 0);
  });
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

describe('a bridge whose proxy only starts its program and lives on', () => {
  // the command line parser of mcp-proxy makes numbers of what looks like one
  const STAND_IN = `
    import { spawn } from 'node:child_process';
    const parsed = word => (Number.isFinite(Number(word)) ? String(Number(word)) : word);
    const words = process.argv.slice(process.argv.indexOf('--') + 1).map(parsed);
    const shell = process.env.MCP_PROXY_SHELL === 'true';
    process.on('SIGTERM', () => setTimeout(() => process.exit(0), 200));
    spawn(words[0], words.slice(1), { stdio: ['ignore', 'inherit', 'inherit'], shell });
    setInterval(() => {}, 1000);
    setTimeout(() => process.exit(42), 8000);
  `;
  let folder: string;
  beforeEach(() => {
    folder = folderWithProxy(STAND_IN);
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const start = (...words: string[]): string[] => proxyWords(folder, ...words);

  test.each<{ title: string; words: string[]; how: string }>([
    { title: 'with an error', words: ['sh', '-c', 'exit 3'], how: '3' },
    { title: 'in peace', words: ['true'], how: '0' },
    { title: 'by a signal', words: ['sh', '-c', 'kill -KILL $$$$'], how: 'SIGKILL' },
  ])(
    'the program ends $title, and the bridge with it, with a word about it',
    ({ words, how }) => {
      const [node, ...rest] = start(...words);
      const { status, stderr } = spawnSync(node, rest, { encoding: 'utf8' });
      expect([status, stderr.trim()]).toEqual([1, `the stdio program ended: ${how}`]);
    },
    15_000,
  );

  test('the program gets its words as they are', () => {
    const given = [
      'a b',
      '',
      "it's",
      '"$HOME"',
      '*',
      ';id',
      '-n',
      '--host',
      '--',
      '--api-version',
      '1.10',
      '5e10',
      '0x10',
      '007',
    ];
    const [node, ...rest] = start('printf', '%s\\0', ...given);
    expect(spawnSync(node, rest, { encoding: 'utf8' }).stdout.split('\0').slice(0, -1)).toEqual(given);
  }, 15_000);

  test('a bridge that is told to end does so in its own way', async () => {
    const [node, ...rest] = start('sh', '-c', 'echo ready; exec sleep 3');
    const child = spawn(node, rest, { stdio: ['ignore', 'pipe', 'pipe'] });
    let errors = '';
    child.stderr.on('data', data => {
      errors += String(data);
    });
    await once(child.stdout, 'data');
    child.kill('SIGTERM');
    const [code] = await once(child, 'exit');
    expect([code, errors]).toEqual([0, '']);
  }, 15_000);
});

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

describe('the end of a response', () => {
  // the line by which mcp-proxy opens what it keeps, among others that it does not have
  const OPENER = (stateless: string): string => `
    import { EventEmitter } from 'node:events';
    const stateless = ${stateless};
    const res = new EventEmitter();
    const transport = {};
    const server = { connect: async () => console.log('opened'), close: () => console.log('closed') };
    await server.connect(transport);
    res.emit('close');
  `;
  // node 22.15
  const canChangeModules = 'registerHooks' in module;

  test.each<{ title: string; stateless: string; output: string }>([
    {
      title: 'closes what was made for it without sessions',
      stateless: 'true',
      output: canChangeModules ? 'opened\nclosed\n' : 'opened\n',
    },
    { title: 'leaves sessions open', stateless: 'false', output: 'opened\n' },
    { title: 'leaves alone what has another meaning', stateless: '"true"', output: 'opened\n' },
  ])(
    '$title',
    ({ stateless, output }) => {
      const folder = folderWithProxy(OPENER(stateless));
      const [node, ...words] = proxyWords(folder, 'true');
      expect(execFileSync(node, words, { encoding: 'utf8' })).toBe(output);
      rmSync(folder, { recursive: true });
    },
    15_000,
  );
});
