/**
 * `npm run bench`: what manifests cost with this library and with what else makes them. `npm run bench -- --write` writes docs/performance.md.
 *
 * Needs python3, which tells what a finished process cost. Helm and kustomize are built with Go where they are missing.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { differingKinds } from './equal.mjs';
import { chart, inputs } from './inputs.mjs';
import { lineTable } from './lines.mjs';
import { alternately, command, inApp } from './measure.mjs';
import { page } from './page.mjs';
import { tool, versionOf } from './tools.mjs';

const SIZES = [10, 100, 1000, 5000, 10000];
const LARGEST_OF_ALL = 5000;
const BEHIND_GATEWAY = 500;
const here = dirname(fileURLToPath(import.meta.url));
const program = [process.execPath, join(here, '..', 'bin', 'cdk8s-mcp.js')];
const [helm, kustomize] = ['helm', 'kustomize'].map(tool);
const scratch = mkdtempSync(join(tmpdir(), 'bench-'));
const say = text => {
  process.stderr.write(`${text}\n`);
};

/** Commands by the words of the table. Each overlay is built by itself, as Argo CD and Flux do it. */
const commands = ({ app, values, overlays }) => ({
  'cdk8s-mcp synth': [...program, 'synth', app, '--stdout'],
  ...(helm && { 'helm template': [helm, 'template', 'bench', chart, '-f', values] }),
  ...(kustomize && {
    'kustomize build': [
      'sh',
      '-c',
      'for overlay in "$1"/*/; do "$0" build "$overlay" && echo --- || exit 1; done',
      kustomize,
      overlays,
    ],
  }),
});
const folderOf = size => join(scratch, String(size));
const repeats = size => (size <= 1000 ? 3 : 1);
const paths = Object.fromEntries(SIZES.map(size => [size, inputs(size, folderOf(size))]));

/** The objects of the library, for those who take them from there. */
const objectsOf = size => {
  const [out, objects] = [join(folderOf(size), 'out'), join(folderOf(size), 'objects.json')];
  execFileSync(process.execPath, [
    '-e',
    `
    const [, library, servers, objects] = process.argv;
    const { readFileSync, writeFileSync } = require('node:fs');
    const app = require(library)(JSON.parse(readFileSync(servers, 'utf8')));
    writeFileSync(objects, JSON.stringify(app.charts[0].toJson()));`,
    join(here, 'contenders', 'library.cjs'),
    paths[size].servers,
    objects,
  ]);
  mkdirSync(out, { recursive: true });
  return { out, objects };
};

const differences = {};
const whole = {};
const apps = {};
for (const size of SIZES) {
  say(`${size} servers: commands`);
  const all = Object.entries(commands(paths[size])).filter(
    ([name]) => size <= LARGEST_OF_ALL || name !== 'kustomize build',
  );
  // up to thousands of processes: once is enough
  const often = all.filter(([name]) => name !== 'kustomize build');
  const rare = all.filter(entry => !often.includes(entry));
  const took = [
    ...alternately(
      repeats(size),
      often.map(
        ([, words]) =>
          () =>
            command(words),
      ),
    ),
    ...rare.map(([, words]) => command(words)),
  ];
  whole[size] = Object.fromEntries([...often, ...rare].map(([name], i) => [name, took[i]]));
  say(`${size} servers: apps`);
  const { out, objects } = objectsOf(size);
  const contenders = [
    ['library', paths[size].servers],
    ['bare', objects],
    ...(size <= LARGEST_OF_ALL ? [['plus', paths[size].servers]] : []),
  ];
  const spent = alternately(
    repeats(size),
    contenders.map(
      ([name, given]) =>
        () =>
          inApp(name, given, out),
    ),
  );
  apps[size] = Object.fromEntries(contenders.map(([name], i) => [name, spent[i]]));
  if (size === 100) {
    const written = name => join(folderOf(size), `${name}.yaml`);
    for (const [name, words] of all) {
      command(words, written(name));
    }
    for (const [name] of all.slice(1)) {
      differences[name] = differingKinds(written(all[0][0]), written(name));
    }
    for (const [name, given] of contenders) {
      inApp(name, given, out);
      differences[name] = differingKinds(written(all[0][0]), join(out, 'bench.k8s.yaml'));
    }
  }
}

say('the rest');
const one = inputs(1, folderOf(1));
const [start] = alternately(9, [() => command([...program, 'synth', one.app, '--stdout'])]);
const [ours, theirs] = alternately(9, [() => inApp('require-library'), () => inApp('require-peers')]);
const { out } = objectsOf(1000);
const some = inputs(BEHIND_GATEWAY, folderOf(BEHIND_GATEWAY)).servers;
const [behind, alone] = alternately(3, [() => inApp('gateway', some, out), () => inApp('library', some, out)]);
const manifests = join(folderOf(1000), 'cdk8s-mcp.yaml');
command([...program, 'synth', paths[1000].app, '--stdout'], manifests);
const readers = { check: ['check', manifests], report: ['report', manifests], diff: ['diff', manifests, manifests] };
const spentReading = alternately(
  3,
  Object.values(readers).map(words => () => command([...program, ...words])),
);
const read = Object.fromEntries(Object.keys(readers).map((name, i) => [name, spentReading[i]]));

const text = page({
  SIZES,
  LARGEST_OF_ALL,
  BEHIND_GATEWAY,
  whole,
  apps,
  differences,
  start,
  ours,
  theirs,
  behind,
  alone,
  read,
  lines: lineTable(scratch),
  versions: { helm: helm && versionOf(helm), kustomize: kustomize && versionOf(kustomize) },
});
rmSync(scratch, { recursive: true, force: true });
if (process.argv.includes('--write')) {
  writeFileSync(join(here, '..', 'docs', 'performance.md'), text);
} else {
  console.log(text);
}
