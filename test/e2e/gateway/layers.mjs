// What stands for the images of the gateway and of the guarded server: the root file system of node, with programs of
// this folder.
import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { rootfsOf, useRootfs } from '../rootfs.mjs';

const NODE = 'docker.io/library/node:24.21.0-bookworm-slim';
const HERE = import.meta.dirname;
const PROGRAMS = '/opt/e2e';

/** The ENTRYPOINT of the gateway's image. */
export const GATEWAY_ENTRYPOINT = ['node', `${PROGRAMS}/stand-in/main.mjs`];
/** The command of the guarded server. */
export const GUARDED_COMMAND = ['node', `${PROGRAMS}/guarded-server.mjs`];

/** Makes a layer with the programs and what they import. @returns a function that lets it stand for an image. */
export function makeLayer(folder) {
  const layer = join(folder, 'layer');
  const programs = join(layer, PROGRAMS);
  mkdirSync(programs, { recursive: true });
  for (const name of ['stand-in', 'guarded-server.mjs']) {
    cpSync(join(HERE, name), join(programs, name), { recursive: true });
  }
  cpSync(join(HERE, '..', 'node_modules'), join(programs, 'node_modules'), { recursive: true });
  const cel = join('node_modules', '@marcbachmann', 'cel-js');
  cpSync(join(HERE, '..', '..', '..', cel), join(programs, cel), { recursive: true });
  // an overlay takes several layers, the upper ones first
  return image => useRootfs(image, `${layer}:${rootfsOf(NODE)}`);
}
