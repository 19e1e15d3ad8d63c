/** The packed package: made here, or taken from who has made it already. */
import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { root } from '../../build-tools/examples.mjs';

const PACK = ['pack', '--json', '--silent', '--ignore-scripts', '--pack-destination'];

/** The path of the tarball that is named, or of one that is packed into a folder. */
export function pack(folder, tarball) {
  if (tarball !== undefined) {
    return resolve(tarball);
  }
  const [{ filename }] = JSON.parse(execFileSync('npm', [...PACK, folder], { cwd: root, encoding: 'utf8' }));
  return resolve(folder, filename);
}
