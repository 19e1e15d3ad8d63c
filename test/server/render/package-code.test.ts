import { execFile, execFileSync, spawnSync } from 'child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readlinkSync, rmSync } from 'fs';
import { Server, createServer } from 'http';
import { AddressInfo } from 'net';
import { tmpdir } from 'os';
import { join } from 'path';
import { Egress, SecretSource } from '../../../src/index';
import { envOf, initOf, podFrom, pypi } from '../../util/stdio';

const TOKEN = 's3cr3t-token';
const WHEEL = 'tool-1.0.0-py3-none-any.whl';

/** A wheel whose .pth file runs code whenever a Python with its site-packages starts. */
const BUILD = `
import sys, zipfile
wheel, mark = sys.argv[1:]
with zipfile.ZipFile(wheel, "w") as archive:
    archive.writestr("tool.py", "def main(): pass\\n")
    token = "os.environ.get('REGISTRY_TOKEN', 'no token')"
    archive.writestr("tool.pth", "import os; open(%r, 'a').write('ran with ' + %s)\\n" % (mark, token))
    archive.writestr("tool-1.0.0.dist-info/METADATA", "Metadata-Version: 2.1\\nName: tool\\nVersion: 1.0.0\\n")
    wheel_lines = ["Wheel-Version: 1.0", "Generator: test", "Root-Is-Purelib: true", "Tag: py3-none-any", ""]
    archive.writestr("tool-1.0.0.dist-info/WHEEL", "\\n".join(wheel_lines))
    archive.writestr("tool-1.0.0.dist-info/entry_points.txt", "[console_scripts]\\ntool = tool:main\\n")
    archive.writestr("tool-1.0.0.dist-info/RECORD", "")
`;

let index: Server;
let root: string;

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'code-'));
  mkdirSync(join(root, 'mcp'));
  index = createServer(({ url = '' }, response) => {
    if (url.endsWith('.whl')) {
      response.end(readFileSync(join(root, WHEEL)));
    } else {
      response.setHeader('content-type', 'text/html').end(`<a href="/${WHEEL}">${WHEEL}</a>`);
    }
  });
  await new Promise<void>(ready => {
    index.listen(0, '127.0.0.1', ready);
  });
});

afterEach(async () => {
  rmSync(root, { recursive: true });
  await new Promise(closed => {
    index.close(closed);
  });
});

const withPip = spawnSync('python3', ['-m', 'pip', '--version']).status === 0 ? test : test.skip;

withPip(
  'no code of a PyPI package runs while it is installed',
  async () => {
    const mark = join(root, 'mark');
    execFileSync('python3', ['-c', BUILD, join(root, WHEEL), mark]);
    const url = `http://127.0.0.1:${(index.address() as AddressInfo).port}`;
    const mirror = { url: 'https://packages.example.com', egress: Egress.toCidrs('203.0.113.7/32') };
    const pypiIndex = { ...mirror, credentials: SecretSource.fromSecretName('pypi', 'token') };
    const { command, args, ...container } = initOf(
      podFrom(pypi({}, 'tool==1.0.0'), { npmRegistry: mirror, pypiIndex }),
      'install-server',
    );
    const moved = (text: string): string =>
      text.replaceAll('/opt/mcp', join(root, 'mcp')).replace('https://packages.example.com', url);
    const literals = Object.entries(envOf(container)).flatMap(([name, value]): [string, string][] =>
      typeof value === 'string' ? [[name, moved(value)]] : [],
    );
    const [program, ...words]: string[] = [...command, ...args].map(moved);
    const env = { ...Object.fromEntries(literals), PATH: process.env.PATH, REGISTRY_TOKEN: TOKEN };
    const errors = await new Promise<string>(resolve => {
      execFile(program, words, { env }, (_, __, stderr) => {
        resolve(stderr);
      });
    });
    expect([errors, readlinkSync(join(root, 'mcp/bin/server'))]).toEqual(['', join(root, 'mcp/server/bin/tool')]);
    expect(existsSync(mark) ? readFileSync(mark, 'utf8') : 'did not run').toBe('did not run');
    // the server's own start is another matter, and shows that the code is there
    execFileSync(join(root, 'mcp/bin/server'));
    expect(readFileSync(mark, 'utf8')).toContain('ran with no token');
  },
  60_000,
);
