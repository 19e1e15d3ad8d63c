/**
 * `npm run bench`: the cost of manifests with this library and with other tools. `npm run bench -- --write` writes
 * docs/performance.md; `npm run bench -- --quick` prints what two small fleets cost, and `npm run bench -- --imports`
 * what imports cost, as JSON.
 *
 * Needs python3, which tells the cost of a finished process. Helm and kustomize are built with Go where they are
 * missing.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { differingKinds } from './equal.mjs';
import { importInputs } from './imports.mjs';
import { chart, inputs } from './inputs.mjs';
import { lineTable } from './lines.mjs';
import { alternately, command, finding, inApp } from './measure.mjs';
import { watchOthers } from './others.mjs';
import { page } from './page.mjs';
import { otherReaders, tool, versionOf } from './tools.mjs';

const QUICK = process.argv.includes('--quick');
const IMPORTS = process.argv.includes('--imports');
const IMPORTED = 1000;
const SIZES = QUICK ? [10, 100] : [10, 100, 1000, 5000, 10000];
/** The fleet whose output is compared object by object. */
const COMPARED = 100;
/** Larger fleets are left out where each server is a process, or each object a construct of cdk8s-plus. */
const LARGEST_OF_ALL = 5000;
const BEHIND_GATEWAY = 500;

const here = dirname(fileURLToPath(import.meta.url));
const program = [process.execPath, join(here, '..', 'bin', 'cdk8s-mcp.js')];
const [helm, kustomize] = IMPORTS ? [] : ['helm', 'kustomize'].map(tool);
const scratch = mkdtempSync(join(tmpdir(), 'bench-'));
const folderOf = size => join(scratch, String(size));
const progress = text => {
  process.stderr.write(`${text}\n`);
};

const SYNTH = 'cdk8s-mcp synth';
const KUSTOMIZE = 'kustomize build';
/** Each overlay is built by itself, as Argo CD and Flux do it. */
const BUILD_OVERLAYS = 'for overlay in "$1"/*/; do "$0" build "$overlay" && echo --- || exit 1; done';

/** The commands for a fleet, by the names that the page has for them. */
function commandsFor(size, { app, values, overlays }) {
  const commands = { [SYNTH]: [...program, 'synth', app, '--stdout'] };
  if (helm !== undefined) {
    commands['helm template'] = [helm, 'template', 'bench', chart, '-f', values];
  }
  if (kustomize !== undefined && size <= LARGEST_OF_ALL) {
    commands[KUSTOMIZE] = ['sh', '-c', BUILD_OVERLAYS, kustomize, overlays];
  }
  return commands;
}

/** The apps for a fleet: the contender and the file that it reads. */
function appsFor(size, { servers }, objects) {
  const apps = { 'mcp-app': servers, 'library': servers, 'bare': objects };
  if (size <= LARGEST_OF_ALL) {
    apps.plus = servers;
  }
  return apps;
}

/** The objects of the library, for the contender that reads them from a file. */
function writeObjects(size, { servers }) {
  const objects = join(folderOf(size), 'objects.json');
  execFileSync(process.execPath, [join(here, 'objects.cjs'), servers, objects]);
  return objects;
}

function outputFolder(size) {
  const out = join(folderOf(size), 'out');
  mkdirSync(out, { recursive: true });
  return out;
}

/** Runs jobs in turn; the costs by the names of the jobs. */
function measure(repeats, jobs) {
  const costs = alternately(repeats, Object.values(jobs));
  return Object.fromEntries(Object.keys(jobs).map((name, i) => [name, costs[i]]));
}

const mapValues = (object, change) =>
  Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value, key)]));

function measureFleet(size) {
  const paths = inputs(size, folderOf(size));
  const repeats = size <= 1000 ? 3 : 1;

  progress(`${size} servers: commands`);
  // kustomize starts a process for each server: once is enough
  const { [KUSTOMIZE]: rare, ...often } = commandsFor(size, paths);
  const commands = measure(
    repeats,
    mapValues(often, words => () => command(words)),
  );
  if (rare !== undefined) {
    commands[KUSTOMIZE] = command(rare);
  }

  progress(`${size} servers: apps`);
  const out = outputFolder(size);
  const contenders = appsFor(size, paths, writeObjects(size, paths));
  const apps = measure(
    repeats,
    mapValues(contenders, (input, name) => () => inApp(name, input, out)),
  );
  return { commands, apps, differences: size === COMPARED ? compare(size, paths, contenders) : undefined };
}

/** The kinds whose objects differ from those of `cdk8s-mcp synth`, by contender. */
function compare(size, paths, contenders) {
  const file = name => join(folderOf(size), `${name}.yaml`);
  const { [SYNTH]: synth, ...others } = commandsFor(size, paths);
  command(synth, file(SYNTH));
  const differences = mapValues(others, (words, name) => {
    command(words, file(name));
    return differingKinds(file(SYNTH), file(name));
  });
  const out = outputFolder(size);
  for (const [name, input] of Object.entries(contenders)) {
    inApp(name, input, out);
    differences[name] = differingKinds(file(SYNTH), join(out, 'bench.k8s.yaml'));
  }
  return differences;
}

function measureLoading() {
  const { app } = inputs(1, folderOf(1));
  const synth = [...program, 'synth', app, '--stdout'];
  return {
    ...measure(9, { start: () => command(synth) }),
    ...measure(9, { library: () => inApp('require-library'), peers: () => inApp('require-peers') }),
  };
}

function measureGateway() {
  const { servers } = inputs(BEHIND_GATEWAY, folderOf(BEHIND_GATEWAY));
  const out = outputFolder(BEHIND_GATEWAY);
  return measure(3, { gateway: () => inApp('gateway', servers, out), alone: () => inApp('library', servers, out) });
}

function measureReaders(size) {
  const manifests = join(folderOf(size), 'manifests.yaml');
  command([...program, 'synth', join(folderOf(size), 'app.yaml'), '--stdout'], manifests);
  const own = { check: ['check', manifests], report: ['report', manifests], diff: ['diff', manifests, manifests] };
  const { readers, missing } = otherReaders();
  return {
    missing,
    costs: measure(3, {
      ...Object.fromEntries(
        Object.entries(own).map(([name, words]) => [`cdk8s-mcp ${name}`, () => command([...program, ...words])]),
      ),
      ...Object.fromEntries(readers.map(({ name, path, args }) => [name, () => finding([path, ...args, manifests])])),
    }),
  };
}

/** Many servers in one file, whose app file is written. */
function measureImports() {
  const written = join(scratch, 'imported.yaml');
  return measure(
    3,
    mapValues(
      importInputs(IMPORTED, join(scratch, 'imports')),
      file => () => command([...program, 'import', file, '-o', written]),
    ),
  );
}

/** Lists of 100,000 entries and texts of a megabyte. */
function measureLimits() {
  const node = (...args) =>
    JSON.parse(execFileSync(process.execPath, [join(here, 'limits.cjs'), ...args], { encoding: 'utf8' }));
  return node().map(name => ({ name, ...node(name) }));
}

function measureAll() {
  const fleets = Object.fromEntries(SIZES.map(size => [size, measureFleet(size)]));
  const measured = {
    SIZES,
    LARGEST_OF_ALL,
    BEHIND_GATEWAY,
    commands: mapValues(fleets, ({ commands }) => commands),
    apps: mapValues(fleets, ({ apps }) => apps),
    differences: fleets[COMPARED].differences,
  };
  if (QUICK) {
    return measured;
  }
  progress('the rest');
  return {
    ...measured,
    ...measureLoading(),
    ...measureGateway(),
    readers: measureReaders(1000),
    imports: measureImports(),
    IMPORTED,
    limits: measureLimits(),
    lines: lineTable(scratch),
    versions: { helm: helm && versionOf(helm), kustomize: kustomize && versionOf(kustomize) },
  };
}

try {
  const shareOfOthers = watchOthers();
  const results = IMPORTS ? measureImports() : { ...measureAll(), others: shareOfOthers() };
  const isPage = !QUICK && !IMPORTS;
  const text = isPage ? page(results) : JSON.stringify(results, undefined, 2);
  if (process.argv.includes('--write') && isPage) {
    writeFileSync(join(here, '..', 'docs', 'performance.md'), text);
  } else {
    console.log(text);
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
