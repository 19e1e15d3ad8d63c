import { spawnSync } from 'child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { dirname, join } from 'path';
import { Chart } from 'cdk8s';
import { parse } from 'yaml';
import {
  Callers,
  Egress,
  GatewayAuth,
  McpCatalog,
  McpGateway,
  McpRemoteServer,
  McpServer,
  McpTesting,
  SecretSource,
  Trust,
} from '../../src';
import { chart, server, yamlOf } from '../util/app';
import { blocksOf } from '../util/pages';

const SCAFFOLD = join(__dirname, '..', '..', 'assets', 'scaffold');
const text = (file: string): string => readFileSync(join(SCAFFOLD, file), 'utf8');

/** A finding or a server of a report, as far as the test of a new project reads it. */
type Part = Readonly<Record<string, unknown>>;

describe('the test of a new project', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'scaffold-'));
    mkdirSync(join(folder, 'dist'));
    mkdirSync(join(folder, 'test'));
    cpSync(join(SCAFFOLD, 'manifests.test.js'), join(folder, 'test', 'manifests.test.js'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  /** What the library reports of some manifests. */
  interface Reported {
    readonly findings?: readonly object[];
    readonly servers?: readonly object[];
    readonly gateways?: readonly object[];
  }

  /** Whether it passes with a library that reports this of manifests, which are read as one cluster each. */
  function passes(files: Readonly<Record<string, string>>, clusters: Readonly<Record<string, Reported>>): boolean {
    const library = join(folder, 'node_modules', 'cdk8s-mcp');
    mkdirSync(library, { recursive: true });
    for (const [path, content] of Object.entries({ 'notes.txt': 'no manifest', ...files })) {
      mkdirSync(dirname(join(folder, 'dist', path)), { recursive: true });
      writeFileSync(join(folder, 'dist', path), content);
    }
    writeFileSync(
      join(library, 'index.js'),
      `const clusters = ${JSON.stringify(clusters)};
      exports.McpTesting = {
        findingsOfManifests: manifests => clusters[manifests.join('+')].findings ?? [],
        postureOfManifests: manifests => ({ servers: [], gateways: [], ...clusters[manifests.join('+')] }),
      };`,
    );
    // else it takes itself for a test of the runner that runs this one
    const env = { ...process.env, NODE_TEST_CONTEXT: undefined };
    return spawnSync(process.execPath, ['--test'], { cwd: folder, env }).status === 0;
  }

  const SERVER = { name: 'a', callers: ['b'] };
  const ERROR = { rule: 'x', severity: 'error' };

  test.each<Reported & { title: string; expected: boolean }>([
    { title: 'passes', servers: [SERVER], expected: true },
    {
      title: 'passes with a reason for a broken rule',
      findings: [{ ...ERROR, acknowledged: 'why' }],
      servers: [SERVER],
      expected: true,
    },
    { title: 'fails with a broken rule', findings: [ERROR], servers: [SERVER], expected: false },
    { title: 'fails without servers and gateways', expected: false },
    { title: 'passes with a gateway for remote servers alone', gateways: [{ name: 'g' }], expected: true },
    { title: 'fails with a server that names no callers', servers: [{ name: 'a', callers: [] }], expected: false },
    {
      title: 'fails with a server in quarantine that has callers',
      servers: [{ ...SERVER, quarantine: 'since 2026-11-20: why' }],
      expected: false,
    },
  ])(
    '$title',
    ({ title: _, expected, ...reported }) => {
      expect(passes({ 'mcp.k8s.yaml': 'all' }, { all: reported })).toBe(expected);
    },
    30_000,
  );

  const GOOD = { servers: [SERVER] };
  const BAD = { servers: [SERVER], findings: [ERROR] };

  test.each<{ title: string; files: Record<string, string>; clusters: Record<string, Reported>; expected: boolean }>([
    {
      title: 'reads folders below manifests as the same cluster',
      files: { 'a.k8s.yaml': 'a', 'more/b.yml': 'b' },
      clusters: { 'a+b': GOOD },
      expected: true,
    },
    {
      title: 'reads each folder of a dist without manifests as a cluster, with the folders in it',
      files: { 'eu/a.k8s.yaml': 'a', 'eu/more/b.k8s.yaml': 'b', 'us/a.k8s.yaml': 'c' },
      clusters: { 'a+b': GOOD, 'c': GOOD },
      expected: true,
    },
    {
      title: 'fails with a broken rule in one of several clusters',
      files: { 'eu/a.k8s.yaml': 'a', 'us/a.k8s.yaml': 'c' },
      clusters: { a: GOOD, c: BAD },
      expected: false,
    },
    {
      title: 'passes with a folder that has no server, beside one that has',
      files: { 'eu/a.k8s.yaml': 'a', 'policies/p.k8s.yaml': 'p' },
      clusters: { a: GOOD, p: {} },
      expected: true,
    },
  ])(
    '$title',
    ({ files, clusters, expected }) => {
      expect(passes(files, clusters)).toBe(expected);
    },
    30_000,
  );

  const CALLERS = [Callers.namespace('agents')];
  const KEYS = GatewayAuth.apiKeys({ a: '5'.repeat(64) });

  test.each<{ title: string; build: (scope: Chart) => void }>([
    {
      title: 'a server in quarantine',
      build: scope =>
        server(scope, {
          callers: CALLERS,
          trust: Trust.quarantined({ reason: 'its new release sends data elsewhere', since: '2026-11-20' }),
        }),
    },
    {
      title: 'a gateway whose only server is in quarantine',
      build: scope => {
        const trust = Trust.quarantined({ reason: 'its new release sends data elsewhere', since: '2026-11-20' });
        new McpGateway(scope, 'gateway', { servers: [server(scope, { trust })], auth: KEYS, callers: CALLERS });
      },
    },
    {
      title: 'a preset whose server reads its credential from a variable',
      build: scope =>
        new McpServer(
          scope,
          'grafana',
          McpCatalog.grafana().props({
            callers: CALLERS,
            env: { GRAFANA_URL: 'http://grafana.monitoring.svc.cluster.local:3000' },
            secrets: { GRAFANA_SERVICE_ACCOUNT_TOKEN: SecretSource.fromSecretName('grafana', 'token') },
            egress: [
              Egress.toPods({ namespace: 'monitoring', labels: { 'app.kubernetes.io/name': 'grafana' }, port: 3000 }),
            ],
          }),
        ),
    },
    {
      title: 'remote servers alone',
      build: scope => {
        const servers = [
          new McpRemoteServer(scope, 'wiki', { url: 'https://mcp.example.com/mcp', egress: Egress.toPublicInternet() }),
        ];
        new McpGateway(scope, 'gateway', { servers, auth: KEYS, callers: CALLERS });
      },
    },
  ])(
    'passes with what the library writes of $title',
    ({ build }) => {
      const scope = chart();
      build(scope);
      const yaml = yamlOf(scope);
      const { servers, gateways } = McpTesting.postureOfManifests([yaml]);
      const findings = McpTesting.findingsOfManifests([yaml]);
      expect(passes({ 'mcp.k8s.yaml': 'all' }, { all: { findings, servers, gateways } })).toBe(true);
    },
    30_000,
  );
});

interface Step {
  readonly run?: string;
  readonly uses?: string;
  readonly with?: Part;
}

describe('the pipeline of a new project', () => {
  const { jobs } = parse(text('manifests.yml'));
  const steps: Step[] = jobs.check.steps;
  const gitlab = parse(text('gitlab-ci.yml')).manifests;
  const ofGitHub = steps.map(({ run }) => run ?? '');
  const ofGitLab: string[] = [...gitlab.script, ...gitlab.after_script];

  test('runs the test, and compares with the branch that the change goes to', () => {
    expect(ofGitHub.slice(2, 4)).toEqual(['npm ci --ignore-scripts', 'npm test']);
    expect(ofGitHub.at(-1)).toContain('git worktree add ../before "origin/$GITHUB_BASE_REF"');
    expect(ofGitLab[0]).toBe('npm ci --ignore-scripts');
    expect(ofGitLab[1]).toMatch(/^npm test -- /);
    expect(ofGitLab.join('\n')).toContain('git worktree add ../before "$CI_MERGE_REQUEST_DIFF_BASE_SHA"');
  });

  test('pins actions and images as the pipelines of docs/day-two.md do', () => {
    const pages = blocksOf('docs/day-two.md').map(({ text: block }) => block);
    const pins = (of: string): string[] => [...of.matchAll(/(?:uses|image): (.*)/g)].map(([, pin]) => pin);
    const known = pages.flatMap(pins);
    const own = [...pins(text('manifests.yml')), ...pins(text('gitlab-ci.yml'))];
    expect(own).toHaveLength(4);
    expect(own.filter(pin => !known.includes(pin))).toEqual([]);
  });

  test('is made of commands that a shell reads', () => {
    for (const input of [...ofGitHub, ...ofGitLab]) {
      expect(spawnSync('sh', ['-n'], { input }).status).toBe(0);
    }
  });

  test('fails where the committed manifests are not those of the app', () => {
    const command = 'git add --intent-to-add dist && git diff --exit-code dist';
    expect(ofGitHub).toContain(command);
    expect(ofGitLab).toContain(command);
  });

  test('hands in the findings as SARIF, whether the test passes or not', () => {
    const upload = steps.find(({ uses }) => uses?.startsWith('github/codeql-action/upload-sarif@'));
    expect(upload).toMatchObject({ if: expect.stringContaining('!cancelled()'), with: { sarif_file: 'mcp.sarif' } });
    expect(jobs.check.permissions).toEqual({ 'contents': 'read', 'security-events': 'write' });
    expect(gitlab.after_script).toEqual(['npx cdk8s-mcp check dist --format sarif > mcp.sarif']);
    expect(gitlab.artifacts).toMatchObject({ when: 'always', reports: { junit: 'junit.xml' } });
    expect(gitlab.artifacts.paths).toContain('mcp.sarif');
  });
});

test('the files that projects start from are what their readers expect', () => {
  expect(parse(text('mcp.yaml'))).toMatchObject({ version: 1, servers: { everything: { source: {} } } });
  expect(parse(text('cdk8s.yaml'))).toEqual({ language: 'typescript', app: 'ts-node main.ts' });
  expect(JSON.parse(text('tsconfig.json')).files).toEqual(['main.ts']);
});

test('a new project commits its manifests, and no file with a secret', () => {
  const folder = mkdtempSync(join(tmpdir(), 'scaffold-'));
  try {
    cpSync(join(SCAFFOLD, 'gitignore'), join(folder, '.gitignore'));
    const secrets = ['.env', '.env.local', 'tls/server.pem', 'a.key', 'kubeconfig', 'eu.kubeconfig', '.kube/config'];
    const others = ['.env.example', 'dist/mcp.k8s.yaml', 'mcp.yaml', 'package-lock.json'];
    spawnSync('git', ['init', '--quiet'], { cwd: folder });
    const { stdout } = spawnSync('git', ['check-ignore', ...secrets, ...others], { cwd: folder, encoding: 'utf8' });
    expect(stdout.trim().split('\n')).toEqual(secrets);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
