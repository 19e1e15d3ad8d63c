import { parse } from 'yaml';
import { settled, synth, unknownIn } from './importing';
import { McpImport } from '../../src';
import { Manifest } from '../util/app';

const client = (command: string, ...args: string[]): McpImport =>
  McpImport.fromMcpJson(JSON.stringify({ mcpServers: { notes: { command, args } } }));
const npm = (reference: string, ...args: string[]): Manifest =>
  args.length === 0 ? { npm: { reference } } : { npm: { reference, args } };
const pypi = (reference: string, ...args: string[]): Manifest =>
  args.length === 0 ? { pypi: { reference } } : { pypi: { reference, args } };

/** Ways to start a package, and its source. */
const LINES: readonly (readonly [line: readonly string[], source: Manifest])[] = [
  [['bash', '-c', 'npx -y notes@1.0.0 --flag'], npm('notes@1.0.0', '--flag')],
  [['sh', '-lc', 'exec uvx notes==1.0.0 x'], pypi('notes==1.0.0', 'x')],
  [['/bin/zsh', '-l', '-c', 'npx -y notes@1.0.0'], npm('notes@1.0.0')],
  [['cmd', '/c', 'npx', '-y', 'notes@1.0.0'], npm('notes@1.0.0')],
  [['cmd.exe', '/d', '/s', '/c', 'npx -y notes@1.0.0 x'], npm('notes@1.0.0', 'x')],
  [['powershell', '-NoProfile', '-Command', 'npx -y notes@1.0.0'], npm('notes@1.0.0')],
  [['node', 'C:\\Program Files\\nodejs\\node_modules\\npm\\bin\\npx-cli.js', '-y', 'notes@1.0.0'], npm('notes@1.0.0')],
  [['npx.exe', '-y', 'notes@1.0.0'], npm('notes@1.0.0')],
  [['/home/me/.nvm/versions/node/v22.0.0/bin/npx', '-y', 'notes@1.0.0'], npm('notes@1.0.0')],
  [['uv', 'run', '--with', 'notes==1.2.3', 'notes'], pypi('notes==1.2.3')],
  [['uv', 'tool', 'run', 'notes==1.2.3'], pypi('notes==1.2.3')],
  [['npm', 'exec', '-y', '--', 'notes@1.0.0', 'x'], npm('notes@1.0.0', 'x')],
  [['pnpm', 'dlx', 'notes@1.0.0'], npm('notes@1.0.0')],
  [['yarn', 'dlx', 'notes@1.0.0'], npm('notes@1.0.0')],
  [['bunx', 'notes@1.0.0'], npm('notes@1.0.0')],
  [['deno', 'run', '-A', 'npm:@acme/notes@1.0.0', '--flag'], npm('@acme/notes@1.0.0', '--flag')],
  [['docker', 'run', '-i', '--rm', 'node:24', 'npx', '-y', 'notes@1.0.0'], npm('notes@1.0.0')],
  [['npx', '-y', 'supergateway', '--stdio', 'npx -y notes@1.0.0 x', '--port', '8000'], npm('notes@1.0.0', 'x')],
  [['uvx', 'mcp-proxy', '--port', '8000', '--', 'uvx', 'notes==1.0.0', 'y'], pypi('notes==1.0.0', 'y')],
  [['uvx', 'mcp-proxy', '--port=8000', 'npx', '-y', 'notes@1.0.0'], npm('notes@1.0.0')],
  [['uvx', 'mcpo', '--port', '8000', '--', 'uvx', 'notes==1.0.0'], pypi('notes==1.0.0')],
];

test.each(LINES)('%j starts a package', ([command, ...args], source) => {
  const imported = client(command, ...args);
  expect(parse(imported.toYaml()).servers.notes.source).toEqual(source);
  expect(unknownIn(imported)).toEqual([]);
  expect(() => synth(settled(imported))).not.toThrow();
});

test.each([
  ['env', 'LEVEL=info', 'npx', '-y', 'notes@1.0.0'],
  ['bash', '-c', 'LEVEL=info npx -y notes@1.0.0'],
  ['uvx', 'mcp-proxy', '-e', 'LEVEL', 'info', '--', 'npx', '-y', 'notes@1.0.0'],
])('variables of the line %s %s %s are those of the server', (command, ...args) => {
  expect(parse(client(command, ...args).toYaml()).servers.notes).toMatchObject({
    source: npm('notes@1.0.0'),
    env: { LEVEL: 'info' },
  });
});

test.each([
  ['uvx', 'mcp-proxy', 'https://mcp.example.com/sse'],
  ['npx', '-y', 'supergateway', '--sse', 'https://mcp.example.com/sse'],
  ['npx', 'mcp-remote', 'https://mcp.example.com/sse', '--transport', 'sse-only'],
  ['bash', '-c', 'uvx mcp-proxy https://mcp.example.com/sse'],
])('%s %s %s connects to a remote server', (command, ...args) => {
  expect(parse(client(command, ...args).toYaml()).remoteServers).toEqual({
    notes: { url: 'https://mcp.example.com/sse', transport: 'sse' },
  });
});

test.each<{ line: readonly [string, ...string[]]; at: string; what: string }>([
  {
    line: ['uvx', '--with', 'other==1.0', 'notes==2.0'],
    at: 'servers.notes.source.pypi.reference',
    what: 'package',
  },
  {
    line: ['uvx', '--from', 'git+https://github.com/acme/notes@v1', 'notes'],
    at: 'servers.notes.source.pypi.reference',
    what: 'exact version',
  },
  {
    line: ['uvx', '--index-url', 'https://pypi.example.com/simple', 'notes==1.0'],
    at: 'platform.pypiIndex',
    what: 'registry',
  },
  {
    line: ['npx', '--registry=https://npm.example.com', '-y', 'notes@1.0.0'],
    at: 'platform.npmRegistry',
    what: 'registry',
  },
])('what $line needs beside the package is a required decision', ({ line: [command, ...args], at, what }) => {
  expect(client(command, ...args).decisions).toContainEqual(expect.objectContaining({ at, what, required: true }));
});

test.each([
  ['bash', '-c', 'npx -y a@1.0.0 && npx -y b@1.0.0'],
  ['bash', '-c', 'npx -y a@1.0.0 $(cat args)'],
  ['uv', 'run', '--with', 'notes==1.0.0', 'python', '-m', 'notes'],
  ['uv', '--directory', '/home/me/notes', 'run', 'server.py'],
  ['python', 'server.py'],
])('%s %s %s is no package', (command, ...args) => {
  expect(() => client(command, ...args)).toThrow("starts a program on the client's machine");
});

const IMAGE = `node:24-alpine@sha256:${'a'.repeat(64)}`;
const WORDS = ['npx', '-y', 'notes@1.0.0', '--flag'];
const resource = (apiVersion: string, spec: object): string =>
  JSON.stringify({ apiVersion, kind: 'MCPServer', metadata: { name: 'notes', namespace: 'tools' }, spec });

test.each<{ format: string; text: string; image: string }>([
  {
    format: 'kmcp',
    text: resource('kagent.dev/v1alpha1', {
      transportType: 'stdio',
      deployment: { image: IMAGE, cmd: WORDS[0], args: WORDS.slice(1) },
    }),
    image: 'spec.deployment.image',
  },
  {
    format: 'toolhive',
    text: resource('toolhive.stacklok.dev/v1beta1', { image: IMAGE, transport: 'stdio', args: WORDS }),
    image: 'spec.image',
  },
  {
    format: 'docker-compose',
    text: JSON.stringify({ services: { notes: { image: IMAGE, stdin_open: true, command: WORDS.join(' ') } } }),
    image: 'services.notes.image',
  },
  {
    format: 'docker-mcp-catalog',
    text: JSON.stringify({ name: 'notes', image: IMAGE, type: 'server', run: { command: WORDS } }),
    image: 'image',
  },
])('a package that is started in an image of $format replaces the image', ({ format, text, image }) => {
  const imported = McpImport.detect(text);
  expect(imported.format).toBe(format);
  expect(parse(imported.toYaml()).servers.notes.source).toEqual(npm('notes@1.0.0', '--flag'));
  expect(imported.losses.find(({ field }) => field === image)?.reason).toContain('not needed');
  expect(unknownIn(imported)).toEqual([]);
});
