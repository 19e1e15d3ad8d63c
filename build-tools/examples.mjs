/** Runs the apps under examples/ against the compiled library. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = join(root, 'examples');

export function examples() {
  return readdirSync(folder, { withFileTypes: true }).filter(entry => entry.isDirectory()).map(({ name }) => name).sort();
}

/** Synthesizes one example into a folder of its own and returns the manifest files. */
export function synthesize(name, outdir) {
  rmSync(outdir, { recursive: true, force: true });
  mkdirSync(outdir, { recursive: true });
  execFileSync(process.execPath, ['--require', join(root, 'build-tools', 'register-ts.cjs'), join(folder, name, 'app.ts')], {
    cwd: root,
    env: { ...process.env, CDK8S_OUTDIR: outdir },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  return readdirSync(outdir).filter(file => file.endsWith('.yaml')).sort().map(file => join(outdir, file));
}
