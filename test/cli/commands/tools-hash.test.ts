import { spawn } from 'child_process';
import { readFileSync } from 'fs';
import { IncomingHttpHeaders, Server, createServer } from 'http';
import { AddressInfo } from 'net';
import { join } from 'path';
import { ToolPolicy } from '../../../src';
import { Workspace, expectHelp, run } from '../../util/command-line';
import { ROOT } from '../../util/paths';
import { freePort } from '../../util/ports';

const workspace = new Workspace();

describe('cdk8s-mcp tools-hash', () => {
  test('describes itself as the reviewed help does', async () => {
    await expectHelp('tools-hash');
  });

  const TOOLS = [{ name: 'echo', description: 'says it again' }, { name: 'sum' }];
  const HASH = ToolPolicy.schemaHashOf(JSON.stringify({ tools: TOOLS }));
  /** A server over standard input and output that gives its tools on two pages. */
  const SERVER = `
    const tools = ${JSON.stringify(TOOLS)};
    require('readline').createInterface({ input: process.stdin }).on('line', line => {
      const { id, method, params } = JSON.parse(line);
      const answer = result => console.log(JSON.stringify({ jsonrpc: '2.0', id, result }));
      if (method === 'initialize') {
        const { protocolVersion } = params;
        answer({ protocolVersion, capabilities: { tools: {} }, serverInfo: { name: 's', version: '1' } });
      } else if (method === 'tools/list') {
        answer(params.cursor ? { tools: tools.slice(1) } : { tools: tools.slice(0, 1), nextCursor: 'more' });
      }
    });`;

  test('asks a command, page by page, and keeps the list', async () => {
    const kept = join(workspace.path, 'tools.json');
    expect(await run(['tools-hash', '--save', kept, process.execPath, '-e', SERVER])).toEqual({
      code: 0,
      out: `sha256:${HASH}\n`,
      err: '',
    });
    expect(ToolPolicy.schemaHashOf(readFileSync(kept, 'utf8'))).toBe(HASH);
  });

  test('tells when the tools say something else', async () => {
    expect(await run(['tools-hash', '--expect', `sha256:${HASH}`, process.execPath, '-e', SERVER])).toMatchObject({
      code: 0,
    });
    expect(
      await run(['tools-hash', '--expect', `sha256:${'0'.repeat(64)}`, process.execPath, '-e', SERVER]),
    ).toMatchObject({ code: 1 });
  });

  test('leaves the words after a command to it, URLs and options too', async () => {
    const words = [process.execPath, '-e', SERVER, '--', 'https://mcp.example.com/mcp', '--json', '-y', '--frob'];
    for (const before of [[], ['--']]) {
      expect(await run(['tools-hash', ...before, ...words])).toEqual({ code: 0, out: `sha256:${HASH}\n`, err: '' });
    }
  });

  test('names what differs from a list of --save', async () => {
    const record = workspace.file(
      'record.json',
      JSON.stringify({ tools: [{ name: 'echo', description: 'says it' }, { name: 'gone' }] }),
    );
    const words = ['--against', record, process.execPath, '-e', SERVER];
    expect(await run(['tools-hash', ...words])).toEqual({
      code: 1,
      out: `sha256:${HASH}\n`,
      err: [
        `${record}: tool echo has changed: description`,
        `${record}: tool gone is gone`,
        `${record}: tool sum is new`,
        '',
      ].join('\n'),
    });
    const { code, out, err } = await run(['tools-hash', '--json', ...words]);
    expect([code, JSON.parse(out).changes]).toEqual([
      1,
      [
        { tool: 'echo', change: 'changed', members: ['description'] },
        { tool: 'gone', change: 'removed' },
        { tool: 'sum', change: 'added' },
      ],
    ]);
    expect(err).toContain('tool gone is gone\n');
  });

  test('names what differs from what --json has printed', async () => {
    const { out } = await run(['tools-hash', '--json', process.execPath, '-e', SERVER]);
    const [same, other] = [
      workspace.file('same.json', out),
      workspace.file('other.json', out.replace(/("sum": ")[0-9a-f]/, '$1x')),
    ];
    const command = [process.execPath, '-e', SERVER];
    expect(await run(['tools-hash', '--against', same, ...command])).toMatchObject({ code: 0, err: '' });
    expect(await run(['tools-hash', '--against', other, ...command])).toMatchObject({
      code: 1,
      err: `${other}: tool sum has changed\n`,
    });
  });

  test('refuses a record that is none', async () => {
    const command = [process.execPath, '-e', SERVER];
    const [text, empty] = [workspace.file('text.json', 'x'), workspace.file('empty.json', '{}')];
    expect(await run(['tools-hash', '--against', text, ...command])).toMatchObject({
      code: 2,
      err: `${text}: is not valid JSON\n`,
    });
    expect(await run(['tools-hash', '--against', empty, ...command])).toMatchObject({ code: 2 });
  });

  describe('with headers', () => {
    const secret = 'a-token-of-many-words';
    let server: Server;
    let url: string;
    let seen: IncomingHttpHeaders = {};

    beforeAll(async () => {
      server = createServer((request, response) => {
        seen = request.headers;
        // a server that repeats what it was given
        response.writeHead(200, { 'content-type': 'application/json' });
        const error = { code: 1, message: `who is ${String(request.headers.authorization)}` };
        response.end(JSON.stringify({ jsonrpc: '2.0', id: 1, error }));
      });
      await new Promise<void>(resolve => {
        server.listen(0, '127.0.0.1', resolve);
      });
      url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`;
    });
    afterAll(() => {
      server.close();
      server.closeAllConnections();
      delete process.env.TOOLS_TOKEN;
    });

    test('sends values of the environment, and never prints them', async () => {
      process.env.TOOLS_TOKEN = secret;
      const headers = ['--header', 'Authorization: Bearer $TOOLS_TOKEN', '--header', 'X-Team: a$$b'];
      for (const words of [
        [url, ...headers],
        [...headers, url],
      ]) {
        const { code, out, err } = await run(['tools-hash', ...words]);
        expect(code).toBe(2);
        expect(seen).toMatchObject({ 'authorization': `Bearer ${secret}`, 'x-team': 'a$b' });
        expect(err).toContain('<hidden>');
        expect(out + err).not.toContain(secret);
      }
    });

    test.each([
      { header: 'no colon', expected: "--header 1: must be 'Name: value'" },
      { header: 'a b: c', expected: "--header 1: must be 'Name: value'" },
      { header: 'Accept: text/plain', expected: '--header 1: accept is set by the protocol' },
      { header: 'X-Key: $NOT_SET_ANYWHERE', expected: '--header 1: the variable NOT_SET_ANYWHERE is not set' },
      { header: 'X-Key:', expected: '--header 1: the value of x-key must be printable ASCII' },
      { header: `X-Key: ${secret}\r\nX-Other: 1`, expected: '--header 1: the value of x-key must be printable ASCII' },
    ])('refuses $header', async ({ header, expected }) => {
      const { code, err } = await run(['tools-hash', url, '--header', header]);
      expect(code).toBe(2);
      expect(err).toContain(expected);
      expect(err).not.toContain(secret);
    });

    test('refuses them for a command', async () => {
      expect(await run(['tools-hash', '--header', 'A: b', process.execPath, '-e', '1'])).toMatchObject({
        code: 2,
        err: '--header is for the URL of a server: give a command its secrets in the environment\n',
      });
    });

    test('refuses other words after a URL', async () => {
      expect(await run(['tools-hash', url, 'npx'])).toMatchObject({
        code: 2,
        err: 'npx: is one word too many: after the URL of a server come only options\n',
      });
      expect(await run(['tools-hash', url, '--frob'])).toMatchObject({
        code: 2,
        err: "error: unknown option '--frob'\n(see --help)\n",
      });
      expect((await run(['tools-hash', url, '--help'])).code).toBe(0);
    });
  });

  test('asks a server over HTTP', async () => {
    const port = await freePort();
    const words = [join(ROOT, 'test', 'cluster', 'stand-in', 'server.mjs'), '--address', `127.0.0.1:${port}`];
    const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      await new Promise(resolve => {
        child.stdout.once('data', resolve);
      });
      const { code, out } = await run(['tools-hash', '--json', `http://127.0.0.1:${port}/mcp`]);
      expect(code).toBe(0);
      expect(JSON.parse(out).tools.length).toBeGreaterThan(0);
    } finally {
      child.kill();
    }
  });

  test.each<{ title: string; words: string[]; expected: string }>([
    { title: 'ends', words: [process.execPath, '-e', '1'], expected: 'ended with exit code 0' },
    { title: 'is not there', words: ['/no/such/program'], expected: 'ENOENT' },
    { title: 'answers nothing', words: ['http://127.0.0.1:9/mcp'], expected: 'http://127.0.0.1:9/mcp: ' },
  ])('gives exit code 2 to a server that $title', async ({ words, expected }) => {
    const { code, err } = await run(['tools-hash', ...words]);
    expect(code).toBe(2);
    expect(err).toContain(expected);
    expect(err).not.toContain(' at ');
  });
});
