/** Runs the apps under examples/ against the compiled library. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = join(root, 'examples');

export function examples() {
  return readdirSync(folder, { withFileTypes: true })
    .filter(entry => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

/** Synthesizes one example into a folder of its own and returns the manifest files. */
export function synthesize(name, outdir) {
  rmSync(outdir, { recursive: true, force: true });
  mkdirSync(outdir, { recursive: true });
  runApp(readFileSync(join(folder, name, 'app.ts'), 'utf8'), outdir);
  return readdirSync(outdir)
    .filter(file => file.endsWith('.yaml'))
    .sort()
    .map(file => join(outdir, file));
}

/** Runs the TypeScript of an app in a process of its own, with modules found from the repository. */
export function runApp(source, outdir) {
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  });
  execFileSync(process.execPath, ['--require', join(root, 'build-tools', 'find-library.cjs'), '-'], {
    cwd: root,
    input: outputText,
    env: { ...process.env, CDK8S_OUTDIR: outdir },
    stdio: ['pipe', 'inherit', 'inherit'],
  });
}
