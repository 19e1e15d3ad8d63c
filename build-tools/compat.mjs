/**
 * `npm run compat`: compares the API with that of the last release, the newest tag before this commit. A breaking
 * change must be listed twice: by its key in .compatignore, and by its element under [Unreleased] in CHANGELOG.md. An
 * entry of .compatignore that breaks nothing is an error too.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const { resolve: locate } = createRequire(import.meta.url);
const [JSII, DIFF] = [locate('jsii/bin/jsii'), locate('jsii-diff/bin/jsii-diff')];
const NO_RELEASE = /No names found|No tags can describe|not a git repository/;

const env = { ...process.env, JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '1', LC_ALL: 'C' };
const git = (...args) => execFileSync('git', args, { encoding: 'utf8', env, stdio: ['ignore', 'pipe', 'pipe'] }).trim();
const node = (program, args, cwd = '.') =>
  spawnSync(process.execPath, [program, ...args], { cwd, env, encoding: 'utf8' });
const text = file => (existsSync(file) ? readFileSync(file, 'utf8') : '');

function lastRelease() {
  try {
    return git('describe', '--tags', '--abbrev=0', '--match', 'v[0-9]*');
  } catch (error) {
    if (!NO_RELEASE.test(error.stderr)) {
      throw error;
    }
    return undefined;
  }
}

function compile(folder) {
  const { status, stdout, stderr } = node(JSII, ['--silence-warnings=reserved-word'], folder);
  if (status !== 0) {
    throw new Error(`${folder} does not compile:\n${stdout}${stderr}`);
  }
}

/** The breaking changes: the keys and messages of jsii-diff. */
function breaks(before) {
  // the API is experimental: by default its breaks would be warnings
  const { status, stderr } = node(DIFF, [before, '.', '--keys', '--error-on', 'all']);
  const found = [...stderr.matchAll(/^err +- (.*) \[(\S+)\]$/gm)].map(([, words, key]) => ({ key, words }));
  if ((status !== 0) !== found.length > 0) {
    throw new Error(`jsii-diff: exit code ${status}\n${stderr}`);
  }
  return found;
}

function problems(found) {
  const { name } = JSON.parse(text('package.json'));
  const named = text('.compatignore')
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '');
  const [, unreleased = ''] = /^## \[Unreleased\]$([^]*?)(?=^## |$(?![^]))/m.exec(text('CHANGELOG.md')) ?? [];
  const elementOf = key => key.replace(/^[^:]*:/, '').replace(`${name}.`, '');
  return [
    ...found
      .filter(({ key }) => !named.includes(key))
      .map(({ key, words }) => `${words}: fix it, or add ${key} to .compatignore`),
    ...named
      .filter(key => !unreleased.includes(`\`${elementOf(key)}\``))
      .map(key => `.compatignore has ${key}: mention \`${elementOf(key)}\` under [Unreleased] in CHANGELOG.md`),
    ...named
      .filter(key => !found.some(one => one.key === key))
      .map(key => `.compatignore has ${key}, which does not break: remove it`),
  ];
}

const tag = lastRelease();
if (tag === undefined) {
  const shallow =
    spawnSync('git', ['rev-parse', '--is-shallow-repository'], { encoding: 'utf8' }).stdout.trim() === 'true';
  console.log(`compat: skipped: no release yet${shallow ? ', or none in this shallow clone' : ''}`);
} else {
  const folder = mkdtempSync(join(tmpdir(), 'compat-'));
  const before = join(folder, 'before');
  try {
    git('worktree', 'add', '--detach', '--force', before, tag);
    symlinkSync(join(process.cwd(), 'node_modules'), join(before, 'node_modules'));
    compile(before);
    compile('.');
    const found = breaks(before);
    const open = problems(found);
    for (const problem of open) {
      console.error(`compat: since ${tag}: ${problem}`);
    }
    if (open.length === 0) {
      console.log(`compat: since ${tag}: ${found.length} breaks, each named in CHANGELOG.md`);
    }
    process.exitCode = open.length > 0 ? 1 : 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
    git('worktree', 'prune');
  }
}
