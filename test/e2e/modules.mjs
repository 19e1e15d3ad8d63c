// The MCP clients of package.json beside this file, installed unless they are there already.
//
//   node test/e2e/modules.mjs
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './commands.mjs';
import { runScript } from './script.mjs';

const HERE = import.meta.dirname;
const modified = file => statSync(join(HERE, file), { throwIfNoEntry: false })?.mtimeMs ?? 0;

export function installModules() {
  const installed = modified('node_modules/.package-lock.json');
  if (installed < Math.max(modified('package.json'), modified('package-lock.json'))) {
    run('npm', ['ci', '--no-audit', '--no-fund'], { cwd: HERE });
  }
}

runScript(import.meta.url, () => {
  installModules();
  return 0;
});
