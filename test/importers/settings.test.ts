import { parse } from 'yaml';
import { McpImport } from '../../src';
import { Manifest } from '../util/app';

const IMAGE = 'ghcr.io/acme/a:1.0.0';
const docker = (...args: string[]): McpImport =>
  McpImport.fromMcpJson(
    JSON.stringify({ mcpServers: { a: { command: 'docker', args: ['run', '-i', ...args, IMAGE] } } }),
  );
const compose = (service: object): McpImport =>
  McpImport.fromCompose(JSON.stringify({ services: { a: { image: IMAGE, ...service } } }));
const server = (imported: McpImport): Manifest => parse(imported.toYaml()).servers.a;
const reasons = (imported: McpImport): Record<string, string> =>
  Object.fromEntries(imported.losses.map(({ field, reason }) => [field, reason]));
const whats = (imported: McpImport): string[] => imported.decisions.map(({ at, what }) => `${at} ${what}`);

describe('docker run', () => {
  test('without a network needs no egress', () => {
    expect(whats(docker('--network', 'none'))).not.toContain('servers.a.egress egress');
  });
  test('in another network is told', () => {
    expect(reasons(docker('--network=bridge'))['mcpServers.a.args[2]']).toBe(
      'networks of a container engine are network policies here: callers and egress',
    );
  });
  test('with user, entrypoint and limits', () => {
    expect(
      server(
        docker(
          '-u',
          '1000:1000',
          '--entrypoint',
          '/a',
          '--cpus=2',
          '--memory',
          '1g',
          '--tmpfs',
          '/tmp',
          '--tmpfs',
          '/work:rw',
        ),
      ),
    ).toMatchObject({
      source: { stdioImage: { command: ['/a'] } },
      resources: { cpu: { limit: '2' }, memory: { limit: '1Gi' } },
      storage: [{ scratch: { path: '/work' } }],
    });
  });
  test('with a low user runs as another one, and tells how to keep it', () => {
    const imported = docker('-u', '1000');
    expect([
      imported.toYaml().includes('withUser: '),
      imported.decisions.find(({ what }) => what === 'user')?.how,
    ]).toEqual([true, expect.stringContaining('it ran as 1000')]);
    expect(server(imported)).not.toHaveProperty('hardening');
  });
  test('with a user that is a name, the usual user, a directory and a file of variables', () => {
    const imported = docker(
      '-u',
      'node',
      '--user=10001',
      '-w',
      '/app',
      '--env-file',
      '.env',
      '--read-only',
      '--privileged=false',
    );
    expect(server(imported).hardening).toBeUndefined();
    expect(reasons(imported)).toMatchObject({
      'mcpServers.a.args[3]': 'users are numbers here: the server runs as 10001',
      'mcpServers.a.args[6]': '--workdir has no equivalent in a cluster',
    });
    expect(whats(imported)).toContain('servers.a.env value');
  });
  test('with a variable that only the client has', () => {
    expect(whats(docker('-e', 'SITE'))).toContain('servers.a.env.SITE value');
  });
});

describe('compose', () => {
  test('a port below 1024, ranges and UDP are decisions or losses', () => {
    expect(whats(compose({ ports: ['80:80'] }))).toContain('servers.a.source.image.port port');
    expect(reasons(compose({ ports: ['8000-8010:8000-8010', '53:53/udp', 8080, 9090] }))).toMatchObject({
      'services.a.ports[1]': 'it names no single TCP port of the container',
      'services.a.ports[3]': 'a server has one port: further ones are not opened',
    });
  });
  test('more replicas, a writable root, no amount', () => {
    const imported = compose({
      ports: [8080],
      deploy: { replicas: 3, resources: { limits: { memory: 'lots' } } },
      read_only: false,
      mem_limit: '300m',
      cpus: 0.5,
    });
    expect(whats(imported)).toEqual(expect.arrayContaining(['servers.a.scaling scaling', 'servers.a.storage storage']));
    expect(server(imported).resources).toEqual({ memory: { limit: '300Mi' }, cpu: { limit: '0.5' } });
    expect(reasons(imported)['services.a.deploy.resources.limits.memory']).toBe(
      'it is no amount that a server can have',
    );
  });
  test('a health check that asks for no path of the server', () => {
    expect(
      reasons(compose({ ports: [8080], healthcheck: { test: 'pg_isready' } }))['services.a.healthcheck.test'],
    ).toBe('readiness is a TCP connection');
  });
  test('a service that uses the network of another is refused', () => {
    expect(() => compose({ network_mode: 'service:db' })).toThrow(
      'asks for the network of the host or of another container',
    );
  });
});

describe('command lines', () => {
  const run = (command: string, ...args: string[]): Manifest => {
    const imported = McpImport.fromMcpJson(JSON.stringify({ mcpServers: { a: { command, args } } }));
    return server(imported).source;
  };

  test.each<{ command: string; args: string[]; expected: object }>([
    {
      command: 'npm',
      args: ['exec', '--', '@acme/a@1.0.0', '-v'],
      expected: { npm: { reference: '@acme/a@1.0.0', args: ['-v'] } },
    },
    { command: 'pnpm', args: ['dlx', 'a@1.0.0'], expected: { npm: { reference: 'a@1.0.0' } } },
    {
      command: 'npx',
      args: ['-y', '-p', '@acme/a@1.0.0', 'other', 'x'],
      expected: { npm: { reference: '@acme/a@1.0.0', bin: 'other', args: ['x'] } },
    },
    { command: 'npx', args: ['--package=@acme/a@1.0.0', 'a'], expected: { npm: { reference: '@acme/a@1.0.0' } } },
    {
      command: 'uv',
      args: ['tool', 'run', '--python', '3.12', 'a==1.0.0'],
      expected: { pypi: { reference: 'a==1.0.0' } },
    },
    {
      command: 'uvx',
      args: ['--from', 'Acme_Tools[x]==1.0.0', 'serve'],
      expected: { pypi: { reference: 'Acme_Tools[x]==1.0.0', bin: 'serve' } },
    },
    { command: 'pipx', args: ['run', 'a==1.0.0'], expected: { pypi: { reference: 'a==1.0.0' } } },
    { command: 'C:\\Program Files\\nodejs\\npx.cmd', args: ['a@1.0.0'], expected: { npm: { reference: 'a@1.0.0' } } },
    { command: 'podman', args: ['run', '--rm', IMAGE], expected: { stdioImage: { reference: IMAGE } } },
  ])('$command $args', ({ command, args, expected }) => {
    expect(run(command, ...args)).toEqual(expected);
  });
});

test('a remote proxy of ToolHive is a remote server', () => {
  const imported = McpImport.fromToolHive(
    'apiVersion: toolhive.stacklok.dev/v1alpha1\nkind: MCPRemoteProxy\nmetadata: { name: linear, namespace: mcp ' +
      '}\nspec: { remoteURL: "https://mcp.linear.app/mcp", port: 8080 }',
  );
  expect(parse(imported.toYaml()).remoteServers).toEqual({ linear: { url: 'https://mcp.linear.app/mcp' } });
});
