/**
 * `npm run test:languages`: the package in other languages. Code is generated for Python, Java, Go and .NET; from
 * Python it is also used: the examples that have an app.py give the reviewed manifests, and Python classes implement
 * its interfaces, at both ends of the peer ranges. Exit code 77: there is no python3 with venv. Needs PyPI.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from '../../build-tools/bindings.mjs';
import { LANGUAGES } from '../../build-tools/languages.mjs';
import { checkCode } from './code.mjs';
import { checkPython } from './python.mjs';

if (spawnSync('python3', ['-c', 'import ensurepip, venv']).status !== 0) {
  console.log('languages: skipped (no python3 with venv)');
  process.exit(77);
}
const out = mkdtempSync(join(tmpdir(), 'cdk8s-mcp-languages-'));
const timed = async (what, work) => {
  const start = performance.now();
  const found = await work();
  console.log(`languages: ${what}: ${found} in ${((performance.now() - start) / 1000).toFixed(1)} s`);
};
try {
  await timed('code', () => {
    generate(Object.keys(LANGUAGES), out);
    return checkCode(out);
  });
  await timed('Python', () => checkPython(out));
} finally {
  rmSync(out, { recursive: true, force: true });
}
