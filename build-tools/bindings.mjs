/** The package in other languages: code by jsii-pacmak, and of the Python code a wheel. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { root } from './examples.mjs';

const quiet = {
  ...process.env,
  JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '1',
  PIP_DISABLE_PIP_VERSION_CHECK: '1',
};
const defaults = { cwd: root, env: quiet, stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' };
export const run = (command, args, options = {}) => execFileSync(command, args, { ...defaults, ...options });

/** Writes the code for each target into a folder of its name. Code samples in documentation stay TypeScript. */
export function generate(targets, out) {
  if (!existsSync(join(root, 'lib', 'index.js'))) {
    run('npx', ['projen', 'compile']);
  }
  const options = ['--code-only', '--no-npmignore', '--force', '--rosetta-unknown-snippets=verbatim'];
  run('npx', ['jsii-pacmak', ...options, '--outdir', resolve(out), '--targets', ...targets]);
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
