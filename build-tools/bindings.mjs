/** The package in other languages: code by jsii-pacmak, and of the Python code a wheel. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { root } from './examples.mjs';
import { LANGUAGES } from './languages.mjs';

const quiet = {
  ...process.env,
  JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '1',
  PIP_DISABLE_PIP_VERSION_CHECK: '1',
};
const defaults = { cwd: root, env: quiet, stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' };
export const run = (command, args, options = {}) => execFileSync(command, args, { ...defaults, ...options });

/** Writes the code for each language into a folder of its name. Code samples in documentation stay TypeScript. */
export function generate(languages, out) {
  if (!existsSync(join(root, 'lib', 'index.js'))) {
    run('npx', ['projen', 'compile']);
  }
  // below the root, so that the peers are found in its node_modules
  mkdirSync(join(root, '.cache'), { recursive: true });
  const folder = mkdtempSync(join(root, '.cache', 'bindings-'));
  try {
    const cwd = copyWithNames(languages, folder);
    const options = ['--code-only', '--no-npmignore', '--force', '--rosetta-unknown-snippets=verbatim'];
    run('npx', ['jsii-pacmak', ...options, '--outdir', resolve(out), '--targets', ...languages], { cwd });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Unpacks what npm would publish, and adds the package's names in these languages. */
function copyWithNames(languages, folder) {
  const packed = run('npm', ['pack', '--json', '--silent', '--ignore-scripts', '--pack-destination', folder]);
  const [{ filename }] = JSON.parse(packed);
  run('tar', ['-xzf', join(folder, filename), '-C', folder]);
  const copy = join(folder, 'package');
  const names = Object.fromEntries(languages.map(language => [language, LANGUAGES[language]]));
  change(join(copy, 'package.json'), ({ jsii }) => Object.assign(jsii.targets, names));
  change(join(copy, '.jsii'), ({ targets }) => Object.assign(targets, names));
  return copy;
}

function change(file, edit) {
  const json = JSON.parse(readFileSync(file, 'utf8'));
  edit(json);
  writeFileSync(file, JSON.stringify(json, undefined, 2));
}

/** Builds a wheel of the generated Python code and returns its path. */
export function buildWheel(out) {
  const wheels = resolve(out, 'wheel');
  mkdirSync(wheels, { recursive: true });
  run('python3', ['-m', 'pip', 'wheel', '--quiet', '--no-deps', '--wheel-dir', wheels, resolve(out, 'python')]);
  return join(
    wheels,
    readdirSync(wheels).find(file => file.endsWith('.whl')),
  );
}
