import { parse } from 'yaml';
import { settled, synth, unknownIn } from './importing';
import { ImportDecision, ImportOutcome, McpImport } from '../../src';
import { Manifest } from '../util/app';

const IMAGE = `ghcr.io/acme/notes:1.0.0@sha256:${'a'.repeat(64)}`;
const client = (env: object, args: readonly string[] = []): McpImport =>
  McpImport.fromMcpJson(
    JSON.stringify({ mcpServers: { notes: { command: 'uvx', args: ['notes-mcp==1.0.0', ...args], env } } }),
  );
const required = (imported: McpImport): string[] =>
  imported.decisions
    .filter(one => one.required && !one.at.startsWith('platform.'))
    .map(({ at, what }) => `${at} ${what}`);
const server = (imported: McpImport): Manifest => parse(imported.toYaml()).servers.notes;
const how = ({ decisions }: McpImport, part: string): string | undefined =>
  decisions.find(({ at }: ImportDecision) => at.includes(part))?.how;

const resource = (apiVersion: string, spec: object): string =>
  JSON.stringify({ apiVersion, kind: 'MCPServer', metadata: { name: 'notes', namespace: 'tools' }, spec });

/** The formats in which a container has a variable, and port 8080 is its own. */
const CONTAINERS: Readonly<Record<string, (env: Readonly<Record<string, string>>) => McpImport>> = {
  'docker-compose': environment =>
    McpImport.fromCompose(JSON.stringify({ services: { notes: { image: IMAGE, ports: ['8080:8080'], environment } } })),
  'kmcp': env =>
    McpImport.fromKmcp(
      resource('kagent.dev/v1alpha1', { transportType: 'http', deployment: { image: IMAGE, port: 8080, env } }),
    ),
  'toolhive': env =>
    McpImport.fromToolHive(
      resource('toolhive.stacklok.dev/v1beta1', {
        image: IMAGE,
        transport: 'streamable-http',
        mcpPort: 8080,
        env: Object.entries(env).map(([name, value]) => ({ name, value })),
      }),
    ),
  'mcp.x-k8s.io': env =>
    McpImport.fromSigMcpServer(
      resource('mcp.x-k8s.io/v1beta1', {
        source: { type: 'ContainerImage', containerImage: { ref: IMAGE } },
        config: { port: 8080, env: Object.entries(env).map(([name, value]) => ({ name, value })) },
      }),
    ),
  'matey': env =>
    McpImport.fromMatey(
      JSON.stringify({ version: '1', servers: { notes: { image: IMAGE, protocol: 'http', http_port: 8080, env } } }),
    ),
};

const ADDRESSES = [
  'http://localhost:11434',
  'http://127.0.0.1:3000/api',
  'ws://[::1]:9222',
  'http://0.0.0.0:9000',
  'https://host.docker.internal',
  'http://host.containers.internal:8000/v1',
  'postgres://db@gateway.docker.internal:5432/app',
  'amqp://localhost',
  'localhost:9092,localhost:9093',
];
const PATHS = [
  '/home/me/notes',
  '/Users/me/notes',
  '/root/notes',
  '/Volumes/disk/notes',
  'C:\\Users\\me\\notes',
  'D:/notes',
  '\\\\share\\team\\notes',
  '~/notes',
  '~',
  '$HOME/notes',
  '%USERPROFILE%\\notes',
  './notes',
  '../notes',
  '.\\notes',
  'file:///Users/me/notes',
  'sqlite:////home/me/notes.db',
  '/data/notes',
  '/path/to/notes',
  '/opt/a:/Users/me/b',
];

describe('a variable of a client', () => {
  test.each(ADDRESSES)('with the address %s of the machine is a decision', value => {
    const imported = client({ NOTES_URL: value });
    expect(required(imported)).toEqual(['servers.notes.env.NOTES_URL value']);
    expect(how(imported, 'NOTES_URL')).toContain('toPods');
    expect(server(imported).env).toBeUndefined();
    expect(() => synth(settled(imported))).not.toThrow();
  });

  test.each(PATHS)('with the path %s of the machine is a decision', value => {
    const imported = client({ NOTES_DIR: value });
    expect(required(imported)).toEqual(['servers.notes.env.NOTES_DIR value']);
    expect(how(imported, 'NOTES_DIR')).toContain('storage');
    expect(server(imported).env).toBeUndefined();
  });

  test.each(['$NOTES_DIR', '{env:NOTES_DIR}', '{file:notes.txt}', '${workspaceFolder}/a', '${userHome}', '%APPDATA%'])(
    'with %s, which only the client knows, is a decision',
    value => {
      expect(required(client({ NOTES_DIR: value }))).toEqual(['servers.notes.env.NOTES_DIR value']);
    },
  );

  test('with access to a cluster proposes rights', () => {
    for (const env of [{ KUBECONFIG: '/home/me/config' }, { KUBE_CONFIG: 'x' }, { NOTES: '~/.kube/config' }]) {
      const imported = client(env);
      expect(required(imported)).toEqual(['servers.notes.kubernetesAccess kubernetes access']);
      expect(how(imported, 'kubernetesAccess')).toContain('{ readOnly: { resources: [pods] } }');
      expect(() => synth(settled(imported))).not.toThrow();
    }
  });

  test('with a file of credentials proposes secretFiles', () => {
    const imported = client({ GOOGLE_APPLICATION_CREDENTIALS: '/Users/me/key.json', TLS_CERT: './a.pem' });
    expect(required(imported)).toEqual(['servers.notes.secretFiles secret file']);
    expect(server(imported)).not.toHaveProperty('secrets');
    expect(() => synth(settled(imported))).not.toThrow();
  });

  test('with a container engine is a decision', () => {
    expect(required(client({ DOCKER_HOST: 'tcp://10.0.0.7:2376' }))).toEqual(['servers.notes.env.DOCKER_HOST value']);
    expect(required(client({ ENGINE: 'unix:///var/run/docker.sock' }))).toEqual(['servers.notes.env.ENGINE value']);
  });

  test('that each machine sets is told', () => {
    const own = {
      APPDATA: 'C:\\Users\\me\\AppData\\Roaming',
      HOME: '/Users/me',
      PATH: '/opt/homebrew/bin:/usr/bin',
      SHELL: '/bin/zsh',
      TMPDIR: '/var/folders/x',
      NODE_PATH: '/usr/lib/node_modules',
      PYTHONPATH: './src',
      DISPLAY: ':0',
      SSH_AUTH_SOCK: '/tmp/agent.sock',
    };
    const imported = client(own);
    expect(required(imported)).toEqual([]);
    expect(server(imported).env).toBeUndefined();
    expect(imported.losses.filter(({ reason }) => reason.startsWith('each machine has its own'))).toHaveLength(9);
  });

  test('with a secret at an address of the machine says so, and not the secret', () => {
    const imported = client({ DATABASE_DSN: 'postgres://me:hunter22@localhost:5432/app' });
    expect(how(imported, 'secrets.DATABASE_DSN')).toContain('names localhost:5432');
    expect(imported.toYaml() + imported.toMarkdown()).not.toContain('hunter22');
  });

  test.each([
    ['NOTES_URL', 'https://api.example.com/Users/me'],
    ['NOTES_FILE', '/tmp/notes.json'],
    ['HOST', '127.0.0.1'],
    ['MCP_HOST', '0.0.0.0'],
    ['FASTMCP_SERVER_HOST', 'localhost'],
    ['NO_PROXY', 'localhost,127.0.0.1'],
    ['LEVEL', 'info'],
    ['RATIO', '1:2'],
    ['TEMP', '0.7'],
    ['USERNAME', 'me'],
    ['IMAGE', 's3://bucket/root/x'],
    ['TIME', '12:30'],
    ['NOTES_DOMAIN', 'localhost.example.com'],
    ['GLOB', '**/*.ts'],
    ['VERSION', '1.2.3'],
    ['TEXT', 'a/b. c'],
  ])('%s=%s stays', (name, value) => {
    const imported = client({ [name]: value });
    expect(server(imported).env).toEqual({ [name]: value });
    expect(required(imported)).toEqual([]);
  });

  test.each([
    ['PGHOST', 'localhost'],
    ['DB_HOST', '127.0.0.1'],
    ['REDIS_SERVER', 'localhost'],
  ])('%s=%s, a host that it calls, is a decision', (name, value) => {
    expect(required(client({ [name]: value }))).toEqual([`servers.notes.env.${name} value`]);
  });
});

describe('an argument of a client', () => {
  test.each([
    ...PATHS.flatMap(path => [[path], ['--root', path], [`--root=${path}`]]),
    ...ADDRESSES.map(url => [`--url=${url}`]),
    ['.'],
    ['--root=..'],
  ])('%s %s is a decision at its place', (...args: readonly string[]) => {
    const imported = client({}, args);
    expect(required(imported)).toEqual([`servers.notes.source.pypi.args[${args.length - 1}] value`]);
    expect(server(imported).source.pypi.args).toEqual(args);
  });

  test.each(['--host', '127.0.0.1', '--path=/mcp', '/mcp', '--level=info', 'a/b', '@acme/notes', '...', '-', '/'])(
    '%s stays',
    arg => {
      const imported = client({}, [arg]);
      expect(required(imported)).toEqual([]);
      expect(server(imported).source.pypi.args).toEqual([arg]);
    },
  );

  test('with a kubeconfig proposes rights', () => {
    const imported = client({}, ['--kubeconfig', '/home/me/x']);
    expect(how(imported, 'args[1]')).toContain('kubernetesAccess');
  });
});

test.each(['http://localhost:9000/mcp', 'http://host.docker.internal/mcp', 'http://[::1]:8000/sse'])(
  'a remote server at %s needs its address in the cluster',
  url => {
    for (const text of [
      { mcpServers: { notes: { url } } },
      { servers: { notes: { url } } },
      { mcpServers: { notes: { command: 'npx', args: ['mcp-remote', url] } } },
      { name: 'com.example/notes', remotes: [{ type: 'sse', url }] },
    ]) {
      const imported = McpImport.detect(JSON.stringify(text));
      expect(parse(imported.toYaml()).remoteServers.notes).not.toHaveProperty('url');
      expect(required(imported)).toContain('remoteServers.notes.url value');
    }
  },
);

describe.each(Object.entries(CONTAINERS))('a container in %s', (_, read) => {
  test('has no other server at its own address', () => {
    for (const value of ['http://localhost:11434', 'redis://127.0.0.1:6379', 'http://host.docker.internal:8080']) {
      const imported = read({ NOTES_URL: value });
      const isOwn = value.endsWith(':8080');
      expect(required(imported)).toEqual(isOwn ? [] : ['servers.notes.env.NOTES_URL value']);
      expect(unknownIn(imported)).toEqual([]);
      expect(() => synth(settled(imported))).not.toThrow();
    }
  });

  test('may name its own port, and what browsers call', () => {
    const env = { BASE_URL: 'http://localhost:8080', CORS_ORIGINS: 'http://localhost:3000' };
    const imported = read(env);
    expect(required(imported)).toEqual([]);
    expect(server(imported).env).toMatchObject(env);
    expect(imported.decisions.filter(({ what }) => what === 'address')).toHaveLength(2);
  });

  test('has files and a home of its own', () => {
    const env = { NOTES_DIR: '/data/notes', HOME: '/root', CONFIG: '/root/notes.json', LIB: './lib' };
    const imported = read(env);
    expect(required(imported)).toEqual([]);
    expect(server(imported).env).toMatchObject(env);
  });

  test('has no folder of Windows or macOS', () => {
    expect(required(read({ NOTES_DIR: 'C:\\notes' }))).toEqual(['servers.notes.env.NOTES_DIR value']);
  });
});

test('an image that a client starts has its own files', () => {
  const args = ['run', '-i', '-e', 'DIR=/root/a', '-e', 'API=http://host.docker.internal:1234', IMAGE, '/data'];
  const imported = McpImport.fromMcpJson(JSON.stringify({ mcpServers: { notes: { command: 'docker', args } } }));
  expect(required(imported)).toEqual([
    'servers.notes.env.API value',
    'servers.notes.source.stdioImage.command command',
  ]);
  expect(imported.losses.filter(({ outcome }) => outcome === ImportOutcome.OPEN)).toHaveLength(2);
});
