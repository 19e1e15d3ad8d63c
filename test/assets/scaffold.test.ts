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
    const report = JSON.stringify(JSON.stringify({ findings, servers }));
    writeFileSync(
      join(library, 'index.js'),
      `exports.McpReport = { ofManifests: ([manifest, ...others]) => ({
        toJson: () => manifest === 'kind: Service\\n' && others.length === 0 ? ${report} : 'other manifests',
      }) };`,
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

test('the workflow of a new project runs its test, and compares with the branch that it goes to', () => {
  const { jobs } = parse(text('manifests.yml'));
  const commands: string[] = jobs.check.steps.map(({ run }: { run?: string }) => run ?? '');
  expect(commands.slice(2, 4)).toEqual(['npm ci --ignore-scripts', 'npm test']);
  expect(commands.at(-1)).toContain('git worktree add ../before "origin/$GITHUB_BASE_REF"');
  for (const input of commands) {
    expect(spawnSync('sh', ['-n'], { input }).status).toBe(0);
  }
});

test('the files that projects start from are what their readers expect', () => {
  expect(parse(text('mcp.yaml'))).toMatchObject({ version: 1, servers: { everything: { source: {} } } });
  expect(parse(text('cdk8s.yaml'))).toEqual({ language: 'typescript', app: 'ts-node main.ts' });
  expect(JSON.parse(text('tsconfig.json')).files).toEqual(['main.ts']);
  expect(text('gitignore').split('\n')).toEqual(['node_modules/', 'dist/', '']);
});
