import { spawnSync } from 'child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { parse } from 'yaml';

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

  /** Whether it passes with a library that reports this of the manifests. */
  function passes(findings: readonly Part[], servers: readonly Part[]): boolean {
    const library = join(folder, 'node_modules', 'cdk8s-mcp');
    mkdirSync(library, { recursive: true });
    writeFileSync(join(folder, 'dist', 'mcp.k8s.yaml'), 'kind: Service\n');
    writeFileSync(join(folder, 'dist', 'notes.txt'), 'no manifest');
    writeFileSync(
      join(library, 'index.js'),
      `const of = value => ([manifest, ...others]) =>
        manifest === 'kind: Service\\n' && others.length === 0 ? value : undefined;
      exports.McpTesting = {
        findingsOfManifests: of(${JSON.stringify(findings)}),
        postureOfManifests: of(${JSON.stringify({ servers })}),
      };`,
    );
    // else it takes itself for a test of the runner that runs this one
    const env = { ...process.env, NODE_TEST_CONTEXT: undefined };
    return spawnSync(process.execPath, ['--test'], { cwd: folder, env }).status === 0;
  }

  const SERVER = { name: 'a', callers: ['b'] };

  test.each<{ title: string; findings: readonly Part[]; servers: readonly Part[]; expected: boolean }>([
    { title: 'passes', findings: [], servers: [SERVER], expected: true },
    {
      title: 'passes with a reason for a broken rule',
      findings: [{ rule: 'x', acknowledged: 'why' }],
      servers: [SERVER],
      expected: true,
    },
    { title: 'fails with a broken rule', findings: [{ rule: 'x' }], servers: [SERVER], expected: false },
    { title: 'fails without servers', findings: [], servers: [], expected: false },
    {
      title: 'fails with a server that names no callers',
      findings: [],
      servers: [{ name: 'a', callers: [] }],
      expected: false,
    },
  ])(
    '$title',
    ({ findings, servers, expected }) => {
      expect(passes(findings, servers)).toBe(expected);
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
    const upload = steps.find(({ uses }) => uses?.startsWith('github/codeql-action/upload-sarif@v'));
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
