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
  const server = createServer(({ url }, response) => setTimeout(() => answer(url, response), url === '/slow' ? 1500 : 0));
  server.listen(0, '127.0.0.1', () => console.log(server.address().port));
  process.once('SIGTERM', () => process.exit(0));
`;

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
