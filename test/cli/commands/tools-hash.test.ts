import { spawn } from 'child_process';
import { readFileSync } from 'fs';
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
