// npm run test:e2e: everything that is proved about stdio servers and gateways, with a progress line for each.
//
//   node test/e2e/all.mjs [--agentgateway PATH] [--write]
//
// It needs what main.mjs needs, and a compiled lib/. Without buildah the images are not built, which is said. For
// --agentgateway see gateway/prove.mjs; --write writes what came of the gateways, and which program they ran, to
// docs/verified.md.
// Exit code: 0 when all passed, 1 otherwise, 2 when it could not run, 77 when skipped.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from './commands.mjs';
import { installModules } from './modules.mjs';
import { needMachine } from './rootfs.mjs';
import { runScript } from './script.mjs';
import { keepGateways, writeGateways } from '../cluster/verified.mjs';

const UV = '0.12.5';

const folder = mkdtempSync(join(tmpdir(), 'mcp-e2e-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

/** The folder of uv, which locks what PyPI packages depend on. */
function installUv() {
  const environment = join(folder, 'uv');
  run('python3', ['-m', 'venv', environment]);
  run(join(environment, 'bin', 'python'), ['-m', 'pip', 'install', '--quiet', `uv==${UV}`]);
  return join(environment, 'bin');
}

runScript(import.meta.url, async () => {
  needMachine();
  installModules();
  // these import what was installed
  const [{ proveAll }, { PRESETS, synthesize, synthesizeBuilt }, { agentgatewayOf, proveGateways }] = await Promise.all(
    [import('./scenarios.mjs'), import('./servers.mjs'), import('./gateway/prove.mjs')],
  );
  const { binary, write } = agentgatewayOf(process.argv.slice(2), process.env);
  const gateways = await proveGateways(folder, binary);
  keepGateways(gateways);
  const totals = [await proveAll(synthesize(folder)), await proveAll(synthesize(folder, PRESETS)), gateways];
  if (spawnSync('buildah', ['--version']).status === 0) {
    const { Images } = await import('./images.mjs');
    const images = new Images();
    try {
      totals.push(await proveAll(synthesizeBuilt(folder, images, installUv())));
    } finally {
      images.remove();
    }
  } else {
    console.log('images: skipped (no buildah)');
  }
  const sum = key => totals.reduce((total, counts) => total + counts[key], 0);
  if (write) {
    writeGateways();
  }
  const others = gateways.expected === 0 ? '' : `, ${gateways.expected} not yet`;
  console.log(
    `e2e: ${sum('passed')} checks passed, ${sum('failed')} failed${others} (gateways ran ${gateways.program})`,
  );
  return sum('failed') === 0 ? 0 : 1;
});
