import { execFileSync, spawnSync } from 'child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { dirname, join } from 'path';
import { ROOT } from '../util/paths';

const script = join(ROOT, 'build-tools', 'notices.mjs');
const notices = (folder: string): string => readFileSync(join(folder, 'THIRD-PARTY-NOTICES'), 'utf8');
const { bundledDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'notices-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** A package that bundles `a`. */
function bundling(files: { readonly [path: string]: string }): {
  readonly status: number | null;
  readonly stderr: string;
} {
  for (const [path, text] of Object.entries({ 'package.json': '{"bundledDependencies":["a"]}', ...files })) {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return spawnSync(process.execPath, [script, folder], { encoding: 'utf8' });
}

const A = JSON.stringify({ name: 'a', version: '1.0.0', license: 'MIT', dependencies: { b: '*' } });
const B = JSON.stringify({ name: 'b', version: '2.0.0', license: 'ISC' });

test.each<string>(bundledDependencies)('the notices have the licence of %s, word for word', name => {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'node_modules', name, 'package.json'), 'utf8'));
  expect(notices(ROOT)).toContain(`\n- ${name} ${version}\n`);
  expect(notices(ROOT)).toContain(readFileSync(join(ROOT, 'node_modules', name, 'LICENSE'), 'utf8').trim());
});

test('the notices are those of the packages that are installed', () => {
  const before = notices(ROOT);
  try {
    execFileSync(process.execPath, [script]);
    expect(notices(ROOT)).toBe(before);
  } finally {
    writeFileSync(join(ROOT, 'THIRD-PARTY-NOTICES'), before);
  }
});

test.each(['node_modules/b', 'node_modules/a/node_modules/b'])(
  'what a bundled package needs is named too: %s',
  place => {
    const { status } = bundling({
      'node_modules/a/package.json': A,
      'node_modules/a/LICENSE': 'of a',
      [`${place}/package.json`]: B,
      [`${place}/LICENSE.md`]: 'of b',
    });
    expect(status).toBe(0);
    expect(notices(folder)).toMatch(/- a 1\.0\.0\n- b 2\.0\.0\n[^]*\nof a\n[^]*\nof b\n/);
  },
);

test.each([
  {
    title: 'that asks for more',
    manifest: { ...JSON.parse(B), license: 'GPL-3.0-only' },
    files: { LICENSE: 'x' },
    expected: 'b@2.0.0 has the licence "GPL-3.0-only"',
  },
  {
    title: 'that nobody named',
    manifest: { ...JSON.parse(B), license: undefined },
    files: { LICENSE: 'x' },
    expected: 'b@2.0.0 has the licence undefined',
  },
  { title: 'without a text', manifest: JSON.parse(B), files: {}, expected: 'b@2.0.0 has no file with its licence' },
])('a licence $title fails', ({ manifest, files, expected }) => {
  const placed = Object.fromEntries(Object.entries(files).map(([file, text]) => [`node_modules/b/${file}`, text]));
  const { status, stderr } = bundling({
    'node_modules/a/package.json': A,
    'node_modules/a/LICENSE': 'x',
    'node_modules/b/package.json': JSON.stringify(manifest),
    ...placed,
  });
  expect(status).toBe(1);
  expect(stderr).toContain(expected);
});

test('a package that is not installed fails', () => {
  const { status, stderr } = bundling({ 'node_modules/a/package.json': A, 'node_modules/a/LICENSE': 'x' });
  expect([status, stderr]).toEqual([1, expect.stringContaining('b is not installed')]);
});
