// What stands for the images of the gateway and of the guarded server: root file systems of node and Debian, with
// programs of this folder, or with a real agentgateway.
import { chmodSync, cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Stop, run } from '../commands.mjs';
import { rootfsOf, useRootfs } from '../rootfs.mjs';

const NODE = 'docker.io/library/node:24.21.0-bookworm-slim';
/** Its libraries are as new as those that agentgateway's own image is built with. */
export const DEBIAN = 'docker.io/library/debian:trixie-slim';
const HERE = import.meta.dirname;
const PROGRAMS = '/opt/e2e';
/** Where agentgateway's image has it. */
export const AGENTGATEWAY = '/app/agentgateway';

export const STAND_IN = 'a stand-in for agentgateway 1.4.1';

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

/**
 * The gateway's program: agentgateway when there is one, otherwise the stand-in.
 *
 * @returns its name, whether it is the `real` one, the ENTRYPOINT of its image, and a function that lets it stand for
 * an image.
 */
export function gatewayProgram(folder, standFor, binary) {
  if (!binary) {
    return {
      name: STAND_IN,
      real: false,
      entrypoint: ['node', `${PROGRAMS}/stand-in/main.mjs`],
      standFor,
    };
  }
  const layer = join(folder, 'agentgateway');
  const inside = join(layer, AGENTGATEWAY);
  mkdirSync(join(inside, '..'), { recursive: true });
  cpSync(binary, inside, { dereference: true });
  chmodSync(inside, 0o755);
  return {
    name: agentgatewayName(binary),
    real: true,
    entrypoint: [AGENTGATEWAY],
    standFor: image => useRootfs(image, `${layer}:${rootfsOf(DEBIAN)}`),
  };
}

/** The name and version of a program agentgateway, which runs with the libraries that it has in pods. */
export function agentgatewayName(binary) {
  const libraries = join(rootfsOf(DEBIAN), 'usr/lib/x86_64-linux-gnu');
  const text = run(join(libraries, 'ld-linux-x86-64.so.2'), ['--library-path', libraries, binary, '--version']);
  const [version] = /\d+\.\d+\.\d+[-+.\w]*/.exec(text) ?? [];
  if (version === undefined) {
    throw new Stop(`${binary} --version says ${text.trim()}`);
  }
  return `agentgateway ${version}`;
}
