// Prints the image of the gateway, by digest, that a manifest has when nothing is said.
//
//   node test/e2e/gateway/image.mjs
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readPod } from '../manifest.mjs';
import { runScript } from '../script.mjs';
import { mixedApp } from './variants.mjs';

runScript(import.meta.url, () => {
  const folder = mkdtempSync(join(tmpdir(), 'mcp-e2e-'));
  const [{ image }] = readPod(mixedApp(folder, 'any').manifest, 'gateway').spec.containers;
  rmSync(folder, { recursive: true });
  console.log(image);
  return 0;
});
