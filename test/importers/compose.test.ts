import { readFileSync, readdirSync } from 'fs';
import { join } from 'path';
import { parse } from 'yaml';
import { settled, synth, unknownIn } from './importing';
import { ImportDecision, McpImport } from '../../src';
import { Manifest } from '../util/app';

const FOLDER = join(__dirname, 'compose');
const FILES = readdirSync(FOLDER).filter(name => name.endsWith('.yaml'));
const file = (name: string): McpImport => McpImport.fromCompose(readFileSync(join(FOLDER, `${name}.yaml`), 'utf8'));
const service = (given: object, rest: object = {}): McpImport =>
  McpImport.fromCompose(
    JSON.stringify({ services: { a: { image: 'ghcr.io/acme/a:1.0.0', ports: ['8080'], ...given } }, ...rest }),
  );
const server = (imported: McpImport, name = 'a'): Manifest => parse(imported.toYaml()).servers[name];
const decided = (imported: McpImport): string[] =>
  imported.decisions.map(({ at, what, required }) => `${required ? '! ' : ''}${at} ${what}`);
const found = (imported: McpImport, at: string): ImportDecision | undefined =>
  imported.decisions.find(decision => decision.at === at && decision.required);

describe.each(FILES)('the compose file %s', name => {
  const imported = file(name.replace('.yaml', ''));

  test('is known in full', () => {
    expect(unknownIn(imported)).toEqual([]);
  });
  test('can be built once its decisions are made', () => {
    expect(() => synth(settled(imported))).not.toThrow();
  });
});

test('defaults are put in everywhere, and what has none is a required decision at its place', () => {
  const imported = file('variables');
  expect(server(imported, 'notes')).toMatchObject({
    source: {
      image: {
        reference: 'ghcr.io/acme/notes:1.4.2',
        port: 8000,
        args: ['--level', 'info', '--price=$5', '--token=$(NOTES_TOKEN)'],
      },
    },
    env: { COLOUR: 'blue', PRICE: '$5', EMPTY: '', NESTED: 'eu-1.example.com' },
    resources: { memory: { limit: '256Mi' } },
    storage: [{ persistent: { path: '/data' } }],
    scaling: { fixed: 1 },
  });
  expect(found(imported, 'servers.notes.env.SITE')?.how).toContain('services.notes.environment.SITE');
  expect(decided(imported)).toEqual(
    expect.arrayContaining([
      '! servers.open.source.image.reference image',
      '! servers.open.source.image.port port',
      '! servers.open.source.image.args[1] value',
      '! servers.notes.env.LATER value',
      '! servers.open.storage folders',
      '! servers.open.resources.memory.limit amount',
    ]),
  );
});

test('a dollar sign that Compose refuses leaves out its service alone', () => {
  const imported = McpImport.fromCompose(
    'services: { a: { image: "a/a:1.0.0", command: ["$"] }, b: { image: "a/b:1.0.0" } }',
  );
  expect(Object.keys(parse(imported.toYaml()).servers)).toEqual(['b']);
  expect(imported.decisions.find(({ what }) => what === 'not imported')?.how).toContain(
    'services.a.command[0] has a $ that Compose does not accept (write $$ for a dollar sign',
  );
});

test('keys are not interpolated', () => {
  expect(() => service({ environment: { '${A:-b}': 'c' } })).toThrow('must have the name of an environment variable');
});

test('files and folders beside the file are decisions that name their paths', () => {
  const imported = file('files');
  expect(found(imported, 'servers.browser.files["/app/config.yaml"]')?.how).toContain('"./config.yaml"');
  expect(found(imported, 'servers.browser.secretFiles["service-account.json"]')?.how).toContain('/app/keys');
  expect(found(imported, 'servers.browser.secretFiles.db_password')?.how).toContain('"/run/secrets/db_password"');
  expect(found(imported, 'servers.browser.storage')?.how).toMatch(
    /volumes\[2\] at "\/data".*volumes\[3\] at "\/cache"/,
  );
  expect(found(imported, 'servers.browser.env')?.how).toContain('".env", "prod.env"');
  expect(server(imported, 'browser')).toMatchObject({
    files: { '/etc/browser/rules.ini': 'level = info\n' },
    storage: [{ persistent: { path: '/profile' } }, { memory: { path: '/dev/shm', size: '1Gi' } }],
  });
});

test.each([['/srv/data:/data'], ['C:\\data:/data'], ['/var/run/docker.sock:/x'], ['./docker.sock:/x']])(
  'a volume of the host is refused: %s',
  volume => {
    expect(() => service({ volumes: [volume] })).toThrow(/asks for (?:a folder of the host|the socket)/);
  },
);

test.each([
  ['~/notes:/notes', 'storage'],
  ['$HOME/notes:/notes', 'storage'],
  ['${DATA_DIR}:/data', 'storage'],
  ['${DATA_DIR:-./data}:/data', 'storage'],
  ['../books:/data:ro', 'storage'],
  ['./nginx.conf:/etc/nginx/nginx.conf:ro', 'files["/etc/nginx/nginx.conf"]'],
  ['~/.kube/config:/home/app/kubeconfig', 'secretFiles.kubeconfig'],
  ['./.env:/app/.env', 'secretFiles[".env"]'],
])('a volume of the machine that starts it is a required decision: %s', (volume, at) => {
  const imported = service({ volumes: [volume] });
  expect(found(imported, `servers.a.${at}`)).toBeDefined();
  expect(() => synth(settled(imported))).not.toThrow();
});

test('a named volume that is a folder of a machine is one too', () => {
  const volumes = { data: { driver_opts: { type: 'none', o: 'bind', device: '/srv/data' } } };
  expect(decided(service({ volumes: ['data:/data'] }, { volumes }))).toContain('! servers.a.storage folders');
});

test.each([
  ['1gb', '1Gi'],
  ['64m', '64Mi'],
  [67108864, '64Mi'],
  ['1.5g', '1536Mi'],
])('shared memory of %s is storage in memory', (given, size) => {
  expect(server(service({ shm_size: given })).storage).toEqual([{ memory: { path: '/dev/shm', size } }]);
});

test('shared memory of docker run is storage in memory', () => {
  const args = ['run', '-i', '--rm', '--shm-size=1g', 'ghcr.io/acme/a:1.0.0'];
  const imported = McpImport.fromMcpJson(JSON.stringify({ mcpServers: { a: { command: 'docker', args } } }));
  expect(server(imported).storage).toEqual([{ memory: { path: '/dev/shm', size: '1Gi' } }]);
});

test.each<[object, string]>([
  [{ gpus: 'all' }, '! servers.a.placement device'],
  [{ runtime: 'nvidia' }, '! servers.a.placement device'],
  [{ extra_hosts: ['host.docker.internal:host-gateway'] }, '! servers.a.egress hosts'],
  [{ group_add: ['video'] }, '! servers.a.hardening groups'],
  [{ models: ['llm'] }, '! servers.a.env variables'],
  [{ profiles: ['debug'] }, 'servers.a.source profile'],
  [{ deploy: { mode: 'global' } }, 'servers.a.scaling mode'],
  [{ scale: 3 }, 'servers.a.scaling scaling'],
  [{ depends_on: ['db'] }, 'servers.a.egress dependencies'],
  [{ user: 'node' }, 'servers.a.hardening user'],
  [{ stdin_open: true, ports: [], working_dir: '/app' }, '! servers.a.source.stdioImage.command command'],
  [{ env_file: [{ path: 'a.env', required: false }] }, '! servers.a.env variables'],
  [{ shm_size: 'much' }, '! servers.a.storage shared memory'],
  [{ platform: 'linux/riscv64' }, '! servers.a.placement platform'],
  [{ post_start: [{ command: './migrate.sh' }] }, '! servers.a.source source'],
])('%j is a decision', (given, expected) => {
  const imported = service(given);
  expect(decided(imported)).toContain(expected);
  expect(() => synth(settled(imported))).not.toThrow();
});

test('directory, platform and time to end are kept', () => {
  expect(server(service({ working_dir: '/app', platform: 'linux/arm64', stop_grace_period: '1m30s' }))).toMatchObject({
    source: { image: { workingDir: '/app' } },
    placement: { nodeSelector: { 'kubernetes.io/arch': 'arm64' } },
    shutdown: { grace: '100s' },
  });
  expect(server(service({ stop_grace_period: '10s' }))).not.toHaveProperty('shutdown');
});

test.each<[object, string]>([
  [{ user: 'root' }, 'asks for root'],
  [{ user: 'root:root' }, 'asks for root'],
  [{ ipc: 'service:other' }, 'ipc of another container'],
  [{ use_api_socket: true }, 'the socket of the container engine'],
  [{ extends: { file: 'base.yaml', service: 'a' } }, 'extends is not followed (import the output of docker compose'],
])('%j is refused', (given, reason) => {
  expect(() => service(given)).toThrow(reason);
});

test('a service that extends another is left out alone, and an include is a decision', () => {
  const imported = file('extends');
  expect(Object.keys(parse(imported.toYaml()).servers)).toEqual(['plain']);
  expect(decided(imported)).toEqual(
    expect.arrayContaining(['services.child not imported', 'servers include', 'services.model image']),
  );
});

test('a package that a shell of a plain image starts is a package', () => {
  const imported = service({
    image: 'node:22',
    ports: [],
    stdin_open: true,
    command: ['npx', '-y', '@acme/notes-mcp@1.0.0', '--fast'],
  });
  expect(server(imported).source).toEqual({ npm: { reference: '@acme/notes-mcp@1.0.0', args: ['--fast'] } });
});
