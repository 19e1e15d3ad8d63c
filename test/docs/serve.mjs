/** The registry of registry.mjs, in a process of its own: whoever waits for commands could not answer them. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { root } from '../../build-tools/examples.mjs';

/** Starts it for a tarball. */
export async function serve(tarball) {
  const registry = spawn(process.execPath, [join(root, 'test', 'docs', 'registry.mjs'), tarball], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [address] = await once(registry.stdout, 'data');
  return { address: String(address).trim(), close: () => registry.kill() };
}
