import { execFileSync, spawnSync } from 'child_process';
import { createHash } from 'crypto';
import { readFileSync, readdirSync } from 'fs';
import { join } from 'path';
import { INSTALL_PATH, NODE_PATH, PROGRAM_PATH } from '../../src/foundation/labels';
import { installScript, linkScript } from '../../src/foundation/packages/install-scripts';

const FOLDER = join(__dirname, '..', '..', 'assets', 'install');
const text = (file: string): string => readFileSync(join(FOLDER, file), 'utf8');

const PROGRAM = { package: '@scope/tool', bin: '' };
const VARIANTS = ['npm', 'pypi'].flatMap(how =>
  [false, true].flatMap(copyNode => [undefined, PROGRAM].map(program => ({ how, copyNode, program }))),
);
const digest = (script: string): string => createHash('sha256').update(script).digest('hex').slice(0, 16);

test('scripts are these, byte by byte: another byte rolls the pods of every server that installs something', () => {
  const digests = VARIANTS.map(variant => digest(installScript(variant)));
  expect(digests).toEqual([
    'fc1e987c8b73e03d',
    '125c9a7664aa3ba5',
    'f6044987858f9e2c',
    '8a1b638b499b52ff',
    '9665d88fea9bec67',
    '548df6d358af9805',
    'aa9a528240b01bc1',
    '9d28d39c2f33b5c9',
  ]);
  const task = { directory: 'server', pin: '', program: PROGRAM, extra: [] };
  expect(['npm', 'pypi'].map(how => digest(linkScript({ ...task, how })))).toEqual([
    '0025dc185e2ae861',
    'a32a68941c513b0a',
  ]);
});

test('every line of a script is a line of a file, in its order, and no comment', () => {
  for (const variant of VARIANTS) {
    const files = variant.how === 'npm' ? ['npm.sh', 'link-npm.cjs'] : ['pypi.sh', 'link-pypi.py'];
    const lines = files.flatMap(file => text(file).split('\n'));
    const [start, end] = variant.how === 'npm' ? ["node -e '", "' "] : ["python3 -I -S -c '", "' "];
    const script = installScript(variant)
      .split('\n')
      .filter(line => line !== start && !line.startsWith(end));
    expect(script.filter(line => !lines.includes(line) && !lines.includes(line.slice(2)))).toEqual([]);
    expect(script.filter(line => /^\s*(?:#|\/\/)|^\s*$/.test(line))).toEqual([]);
  }
});

test('the same parts are in both scripts but for the scopes of npm, and nothing else begins one', () => {
  const parts = (file: string): string[] => text(file).match(/^#:.*$/gm) ?? [];
  const shared = ['#: bridge', '#: server', '#: home', '#: install', '#: node', '#: link'];
  expect(parts('pypi.sh')).toEqual(shared);
  expect(parts('npm.sh')).toEqual(shared.flatMap(part => (part === '#: home' ? [part, '#: scopes'] : [part])));
});

test('the paths are those of the mounts', () => {
  for (const file of readdirSync(FOLDER)) {
    const code = text(file).replace(/^(?:#|\/\/).*$/gm, '');
    const paths = [...new Set(code.match(/\/opt\/mcp[\w/]*/g))];
    expect([file, paths.filter(path => path !== NODE_PATH && path !== PROGRAM_PATH)]).toEqual([
      file,
      file.endsWith('.sh') ? [`${INSTALL_PATH}/`, `${INSTALL_PATH}/bin`] : [],
    ]);
  }
});

test('each file is one that its own interpreter can read', () => {
  for (const file of ['npm.sh', 'pypi.sh']) {
    expect(execFileSync('sh', ['-n', join(FOLDER, file)], { encoding: 'utf8' })).toBe('');
  }
  expect(spawnSync(process.execPath, ['--check', join(FOLDER, 'link-npm.cjs')]).status).toBe(0);
  const compile = 'import sys; compile(open(sys.argv[1]).read(), "link-pypi.py", "exec")';
  const { status, error } = spawnSync('python3', ['-c', compile, join(FOLDER, 'link-pypi.py')]);
  // a machine without Python compiles nothing
  expect(error === undefined ? status : 0).toBe(0);
});

test('programs that a shell quotes have no single quote', () => {
  for (const file of ['link-npm.cjs', 'link-pypi.py']) {
    expect(text(file)).not.toContain("'");
  }
});
