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

describe('with a proxy that only starts its program and lives on', () => {
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

  test.each<[string, string[], string]>([
    ['with an error', ['sh', '-c', 'exit 3'], '3'],
    ['in peace', ['true'], '0'],
    ['by a signal', ['sh', '-c', 'kill -KILL $$$$'], 'SIGKILL'],
  ])(
    'the program ends %s, and the bridge with it, with a word about it',
    (_, words, how) => {
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
  let folder: string, bridge: ChildProcess, port: number;
  const agents: Agent[] = [];

  beforeEach(async () => {
    folder = folderWithProxy(PROXY);
    const [node, ...words] = proxyWords(folder, 'sleep', '60');
    bridge = spawn(node, words, { stdio: ['ignore', 'pipe', 'inherit'] });
    port = Number(String((await once(bridge.stdout!, 'data'))[0]));
  });
  afterEach(() => {
    bridge.kill('SIGKILL');
    agents.splice(0).forEach(agent => agent.destroy());
    rmSync(folder, { recursive: true });
  });

  /** A client with one connection, which it keeps. */
  function client(): (path: string) => Promise<Record<string, unknown>> {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    agents.push(agent);
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

  test('an answer that is being made is given, and no next request is asked for on its connection', async () => {
    const answer = client()('/slow');
    await sleep(200);
    bridge.kill('SIGTERM');
    expect(await answer).toEqual({ reused: false, statusCode: 200, connection: 'close', kept: 'yes' });
    expect(await once(bridge, 'exit')).toEqual([0, null]);
  }, 15_000);

  test.each(['/written', '/header', '/plain'])(
    'a request on a connection that was idle is answered, with a word to come back on another: %s',
    async path => {
      const ask = client();
      expect(await ask(path)).toMatchObject({ statusCode: 200, connection: 'keep-alive' });
      bridge.kill('SIGTERM');
      // after the first look for open connections
      await sleep(1500);
      expect(await ask(path)).toMatchObject({ reused: true, statusCode: 200, connection: 'close' });
      expect(await once(bridge, 'exit')).toEqual([0, null]);
    },
    15_000,
  );

  test('without connections it waits for none', async () => {
    bridge.kill('SIGTERM');
    expect(await once(bridge, 'exit')).toEqual([0, null]);
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

  test.each<[string, string, string]>([
    ['closes what was made for it without sessions', 'true', canChangeModules ? 'opened\nclosed\n' : 'opened\n'],
    ['leaves sessions open', 'false', 'opened\n'],
    ['leaves alone what has another meaning', '"true"', 'opened\n'],
  ])(
    '%s',
    (_, stateless, output) => {
      const folder = folderWithProxy(OPENER(stateless));
      const [node, ...words] = proxyWords(folder, 'true');
      expect(execFileSync(node, words, { encoding: 'utf8' })).toBe(output);
      rmSync(folder, { recursive: true });
    },
    15_000,
  );
});
