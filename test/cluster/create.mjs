// Creates the objects of examples on a real API server, one example after the other, and removes them again.
//
//   KUBECONFIG=... node test/cluster/create.mjs [--crds DIR] FOLDER...
//
// Each folder holds the manifests of one example. Namespaces that it does not make itself are made, with Pod Security
// restricted. With --crds the definitions of its custom kinds are installed; without, objects of kinds that the cluster
// does not have are left out, which is said.
//
// Problems are listed on standard error; one line of figures goes to standard output.
// Exit code: 0 when everything was created without a warning, 1 otherwise, 2 when it could not run.
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { KEEPER } from './keeper.mjs';
import {
  apply,
  installCrds,
  installedKinds,
  kubectl,
  makeNamespaces,
  namespacesOf,
  readManifest,
  removeNamespaces,
  run,
  Stop,
  stream,
  tryKubectl,
} from './kubectl.mjs';

const MANAGER = 'create';

const manifestsIn = folder =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.yaml'))
    .sort()
    .flatMap(file => readManifest(join(folder, file)));

/** @returns what kubectl says of it, and how many objects were created. */
function create(items) {
  const input = stream(items.map(({ text }) => text));
  const { status, stdout, stderr } = tryKubectl(
    ['apply', '--server-side', `--field-manager=${MANAGER}-example`, '--validate=strict', '-f', '-'],
    input,
  );
  kubectl(
    ['delete', '--ignore-not-found', '--wait=false', '-f', '-'],
    stream(items.filter(({ object }) => object.kind !== 'Namespace').map(({ text }) => text)),
  );
  return {
    created: stdout.split('\n').filter(line => line.endsWith('serverside-applied')).length,
    problem: status === 0 && stderr.trim() === '' ? undefined : stderr.trim(),
  };
}

/** Creates the examples one after the other, and prints problems. */
function createAll(examples, isKnown) {
  const sum = { created: 0, problems: 0 };
  for (const { name, items } of examples) {
    const { created, problem } = create(items.filter(isKnown));
    sum.created += created;
    if (problem !== undefined) {
      sum.problems += 1;
      console.error(`${name}: ${problem}`);
    }
  }
  return sum;
}

function main() {
  const {
    values: { crds },
    positionals: folders,
  } = parseArgs({ options: { crds: { type: 'string' } }, allowPositionals: true });
  if (folders.length === 0) {
    throw new Stop('usage: node test/cluster/create.mjs [--crds DIR] FOLDER...');
  }
  const { gitVersion } = JSON.parse(kubectl(['get', '--raw', '/version']));
  const examples = folders
    .map(folder => ({ name: basename(folder), items: manifestsIn(folder) }))
    .filter(({ items }) => items.length > 0);
  const all = examples.flatMap(({ items }) => items);
  const objects = all.map(({ object }) => object);
  if (crds) {
    installCrds(crds, objects, MANAGER);
  }
  const kinds = installedKinds();
  const isKnown = ({ object }) => kinds.has(`${object.apiVersion}/${object.kind}`);
  const made = makeNamespaces(namespacesOf(objects), MANAGER);
  apply(KEEPER, MANAGER);
  let sum;
  try {
    sum = createAll(examples, isKnown);
  } finally {
    removeNamespaces(made);
  }
  const absent = all.filter(item => !isKnown(item)).length;
  console.log(`create ${gitVersion}: ${figures(sum, examples.length, absent)}`);
  return sum.problems === 0 && sum.created + absent === all.length ? 0 : 1;
}

function figures({ created, problems }, examples, absent) {
  const leftOut = absent === 0 ? '' : `, ${absent} objects of kinds that the cluster does not have left out`;
  return `${created} objects of ${examples} examples created, ${problems} examples with problems${leftOut}`;
}

run(main);
