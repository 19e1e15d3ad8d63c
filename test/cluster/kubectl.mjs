// What dry-run.mjs and run-server.mjs share: kubectl, reading manifests, and namespaces that are made and removed.
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';

const RESTRICTED = Object.fromEntries(
  ['enforce', 'warn', 'audit'].map(mode => [`pod-security.kubernetes.io/${mode}`, 'restricted']),
);
/** Marks the namespaces that are ours to remove. */
const MADE_BY = 'test.cdk8s-mcp/made-by';

/** Ends a script with a message instead of a stack trace. */
export class Stop extends Error {}

/** Runs kubectl (`$KUBECTL`, which may be several words) and returns its exit code and output, whatever it is. */
export function tryKubectl(args, input) {
  const [program, ...words] = (process.env.KUBECTL ?? 'kubectl').split(' ');
  const { status, stdout, stderr, error } = spawnSync(program, [...words, ...args], {
    input,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (error) {
    throw new Stop(`cannot run kubectl: ${error.message}`);
  }
  return { status, stdout, stderr };
}

/** Runs kubectl and returns its standard output; ends the script when it fails. */
export function kubectl(args, input) {
  const { status, stdout, stderr } = tryKubectl(args, input);
  if (status !== 0) {
    throw new Stop(`kubectl ${args.join(' ')}: ${stderr.trim()}`);
  }
  return stdout;
}

/** Objects as one input for `kubectl -f -`. */
export const stream = texts => texts.map(text => `---\n${text}\n`).join('');

/** Server-side apply of objects, for real. */
export function apply(objects, manager) {
  if (objects.length === 0) {
    return;
  }
  kubectl(
    ['apply', '--server-side', '--force-conflicts', `--field-manager=${manager}`, '-f', '-'],
    stream(objects.map(object => JSON.stringify(object))),
  );
}

/** Installs the definitions of the custom kinds among the objects and waits until they are served. They stay. */
export function installCrds(folder, objects, manager) {
  const used = new Set(objects.map(({ apiVersion, kind }) => `${apiVersion.split('/')[0]}/${kind}`));
  const groups = [...new Set(objects.map(({ apiVersion }) => apiVersion.split('/')[0]))];
  const files = readdirSync(folder).filter(name => groups.some(group => name.startsWith(`${group}_`)));
  const definitions = files
    .map(name => parse(readFileSync(join(folder, name), 'utf8')))
    .filter(({ spec }) => used.has(`${spec.group}/${spec.names.kind}`));
  if (definitions.length === 0) {
    return;
  }
  apply(definitions, manager);
  kubectl([
    'wait',
    '--for=condition=Established',
    '--timeout=60s',
    ...definitions.map(({ metadata }) => `crd/${metadata.name}`),
  ]);
}

/** Every object of a manifest file: `text` is its own YAML, as the file has it, `object` what it says. */
export function readManifest(file) {
  const source = readFileSync(file, 'utf8');
  return parseAllDocuments(source).flatMap(document => {
    if (document.errors.length > 0) {
      throw new Stop(`${file}: ${document.errors[0].message}`);
    }
    const object = document.toJS();
    if (object === null || object === undefined) {
      return [];
    }
    if (typeof object.kind !== 'string' || object.kind.endsWith('List')) {
      throw new Stop(`${file}: every document must be one object with a kind`);
    }
    return [{ file, object, text: source.slice(document.range[0], document.range[1]) }];
  });
}

/** For a table: `Deployment mcp/grafana`. */
export function title({ kind, metadata }) {
  return `${kind} ${metadata?.namespace ? `${metadata.namespace}/` : ''}${metadata?.name ?? ''}`;
}

/** `apiVersion/Kind` of everything the API server knows, with whether it lives in a namespace. */
export function installedKinds() {
  // The columns are NAME SHORTNAMES APIVERSION NAMESPACED KIND, and the second may be empty.
  const rows = kubectl(['api-resources', '--no-headers'])
    .trim()
    .split('\n')
    .map(row => row.trim().split(/\s+/).slice(-3));
  return new Map(rows.map(([apiVersion, namespaced, kind]) => [`${apiVersion}/${kind}`, namespaced === 'true']));
}

/** Namespaces that belong to the cluster: used as they are, never made or removed. */
const isSystem = name => name === 'default' || name.startsWith('kube-');

/**
 * Makes namespaces with Pod Security *restricted*, after waiting for what an earlier run still removes.
 * A namespace that someone else made is refused: it may hold something.
 *
 * @returns the names made, for removeNamespaces.
 */
export function makeNamespaces(names, manager) {
  const wanted = [...new Set(names)].filter(name => !isSystem(name));
  const existing = JSON.parse(kubectl(['get', 'namespaces', '-o', 'json'])).items.filter(({ metadata }) =>
    wanted.includes(metadata.name),
  );
  const foreign = existing
    .filter(({ metadata }) => metadata.annotations?.[MADE_BY] === undefined)
    .map(({ metadata }) => metadata.name);
  if (foreign.length > 0) {
    throw new Stop(`these namespaces exist already, use another cluster: ${foreign.join(', ')}`);
  }
  if (existing.length > 0) {
    // some of them may go away meanwhile
    const words = ['delete', 'namespace', '--wait', '--ignore-not-found', '--timeout=120s'];
    kubectl([...words, ...existing.map(({ metadata }) => metadata.name)]);
  }
  const namespace = name => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, labels: RESTRICTED, annotations: { [MADE_BY]: manager } },
  });
  apply(wanted.map(namespace), manager);
  return wanted;
}

/** Removes namespaces without waiting for the end of it. */
export function removeNamespaces(names) {
  if (names.length > 0) {
    kubectl(['delete', 'namespace', '--wait=false', '--ignore-not-found', ...names]);
  }
}

/** Runs a script's main function, which returns its exit code. */
export function run(main) {
  Promise.resolve()
    .then(main)
    .then(
      code => {
        process.exitCode = code;
      },
      error => {
        console.error(error instanceof Stop ? error.message : error);
        process.exitCode = 2;
      },
    );
}
