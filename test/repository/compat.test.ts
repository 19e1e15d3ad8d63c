import { execFileSync, spawnSync } from 'child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { ROOT } from '../util/paths';

const identity = {
  GIT_AUTHOR_NAME: 'a',
  GIT_AUTHOR_EMAIL: 'a@example.com',
  GIT_COMMITTER_NAME: 'a',
  GIT_COMMITTER_EMAIL: 'a@example.com',
};
const MANIFEST = {
  name: 'tiny',
  version: '0.1.0',
  license: 'Apache-2.0',
  author: { name: 'a', email: 'a@example.com' },
  repository: { type: 'git', url: 'https://example.com/tiny.git' },
  main: 'index.js',
  types: 'index.d.ts',
  stability: 'experimental',
  jsii: { outdir: 'dist', targets: {} },
};
const API = 'export interface Props { readonly kept?: string; readonly first?: string; readonly second?: string }\n';
const CHANGELOG = '# Changelog\n\n## [Unreleased]\n\n### Changed\n\n- {}\n\n## [0.1.0]\n\n- `Props.first`\n';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'compat-test-'));
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  write({
    'package.json': JSON.stringify(MANIFEST),
    'index.ts': API,
    '.gitignore': 'node_modules\n*.js\n*.d.ts\n.jsii\ntsconfig.json\n',
    'CHANGELOG.md': CHANGELOG,
  });
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function write(files: { readonly [name: string]: string }): void {
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(folder, name), text);
  }
}

function git(...args: string[]): void {
  execFileSync('git', args, { cwd: folder, env: { ...process.env, ...identity }, stdio: 'ignore' });
}

function release(): void {
  git('init', '--quiet');
  git('add', '.');
  git('commit', '--quiet', '--no-gpg-sign', '-m', 'first');
  git('tag', '--no-sign', 'v0.1.0');
}

/** The exit code, and what it printed. */
function compare(): [status: number | null, output: string] {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(ROOT, 'build-tools', 'compat.mjs')], {
    cwd: folder,
    encoding: 'utf8',
  });
  return [status, stdout + stderr];
}

const WITHOUT_TWO = 'export interface Props { readonly kept?: string; readonly added?: string }\n';

test('nothing is compared before the first release', () => {
  expect(compare()).toEqual([0, 'compat: skipped: no release yet\n']);
  git('init', '--quiet');
  expect(compare()).toEqual([0, 'compat: skipped: no release yet\n']);
});

test('a prop that is gone fails, unless .compatignore and CHANGELOG.md name it', () => {
  release();
  write({ 'index.ts': WITHOUT_TWO, '.compatignore': 'removed:tiny.Props.first\nremoved:tiny.Props.added\n' });
  const [status, output] = compare();
  expect(status).toBe(1);
  expect(output.trim().split('\n')).toEqual([
    expect.stringMatching(
      /^compat: since v0\.1\.0: .*second.*: fix it, or add removed:tiny\.Props\.second to \.compatignore$/,
    ),
    'compat: since v0.1.0: .compatignore has removed:tiny.Props.first: mention `Props.first` under ' +
      '[Unreleased] in CHANGELOG.md',
    'compat: since v0.1.0: .compatignore has removed:tiny.Props.added: mention `Props.added` under ' +
      '[Unreleased] in CHANGELOG.md',
    'compat: since v0.1.0: .compatignore has removed:tiny.Props.added, which does not break: remove it',
  ]);
}, 120_000);

test('breaks that are named pass, and what is added is no break', () => {
  release();
  write({
    'index.ts': WITHOUT_TWO,
    '.compatignore': 'removed:tiny.Props.first\nremoved:tiny.Props.second\n',
    'CHANGELOG.md': CHANGELOG.replace('{}', '`Props.first` and `Props.second` are gone.'),
  });
  expect(compare()).toEqual([0, 'compat: since v0.1.0: 2 breaks, each named in CHANGELOG.md\n']);
}, 120_000);
