// Asks a real API server about manifests, without leaving anything of them behind.
//
//   KUBECONFIG=... node test/cluster/dry-run.mjs [--crds DIR] FILE.yaml...
//
// Every object, and a Pod made from every workload's template (Pod Security only warns on a Deployment and denies its
// pods), goes through a server-side apply with dryRun=All and strict field validation. What must exist for admission is
// made for real: namespaces (Pod Security restricted, removed again) with the service accounts that pods name, priority
// and runtime classes that pods name (removed again), and with --crds the definitions in DIR of the custom kinds used.
//
// Nor may the API server add anything inside a list of a custom kind: Argo CD owns lists whole, and would show the
// object as different for ever.
//
// Problems are listed on standard error; one line of figures goes to standard output.
// Exit code: 0 when nothing was rejected or warned about, 1 otherwise, 2 when it could not run.
import { parseArgs } from 'node:util';
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
  title,
  tryKubectl,
} from './kubectl.mjs';

const MANAGER = 'dry-run';

const WORKLOADS = {
  Deployment: spec => spec.template,
  ReplicaSet: spec => spec.template,
  StatefulSet: spec => spec.template,
  DaemonSet: spec => spec.template,
  Job: spec => spec.template,
  CronJob: spec => spec.jobTemplate?.spec?.template,
};

/** The Pod that a workload's controller would make, or nothing when the object is no workload. */
function podOf({ file, object }) {
  const template = Object.hasOwn(WORKLOADS, object.kind) ? WORKLOADS[object.kind](object.spec ?? {}) : undefined;
  if (!template) {
    return [];
  }
  const { labels, annotations } = template.metadata ?? {};
  const spec = structuredClone(template.spec ?? {});
  const claims = (object.spec.volumeClaimTemplates ?? []).map(({ metadata: { name } }) => ({
    name,
    persistentVolumeClaim: { claimName: `${name}-0` },
  }));
  if (claims.length > 0) {
    spec.volumes = [...(spec.volumes ?? []), ...claims];
  }
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: object.metadata.name, namespace: object.metadata.namespace, labels, annotations },
    spec,
  };
  return [{ file, object: pod, text: JSON.stringify(pod) }];
}

/**
 * What admission looks up before it lets a pod in, beside its namespace: the service account, and the classes that
 * neither the cluster has nor, as they stand there, the manifests define.
 */
function prerequisites(pods, objects) {
  const account = ({ metadata: { namespace }, spec: { serviceAccountName: name } }) => ({
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name, namespace },
  });
  const priority = name => ({
    apiVersion: 'scheduling.k8s.io/v1',
    kind: 'PriorityClass',
    metadata: { name },
    value: 1000,
  });
  const runtime = name => ({ apiVersion: 'node.k8s.io/v1', kind: 'RuntimeClass', metadata: { name }, handler: name });
  const named = field => [...new Set(pods.map(({ spec }) => spec[field]).filter(name => name))];
  const classes = [...named('priorityClassName').map(priority), ...named('runtimeClassName').map(runtime)]
    .filter(({ kind, metadata }) => kubectl(['get', kind, metadata.name, '-o', 'name', '--ignore-not-found']) === '')
    .map(
      stub => objects.find(({ kind, metadata }) => kind === stub.kind && metadata.name === stub.metadata.name) ?? stub,
    );
  return { accounts: pods.filter(({ spec }) => spec.serviceAccountName).map(account), classes };
}

const lines = text =>
  text
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '');

/**
 * Dry run of many objects with few kubectl processes. An error of kubectl does not say which object it is about, so a
 * batch with a problem is halved until the object stands alone.
 *
 * @returns a row for each problem: the object, REJECTED or WARNING, and the message.
 */
function dryRun(items) {
  if (items.length === 0) {
    return [];
  }
  const args = [
    'apply',
    '--server-side',
    '--force-conflicts',
    `--field-manager=${MANAGER}`,
    '--dry-run=server',
    '--validate=strict',
    '-o',
    'json',
    '-f',
    '-',
  ];
  const { status, stdout, stderr } = tryKubectl(args, stream(items.map(({ text }) => text)));
  if (status === 0 && stderr.trim() === '') {
    const answer = JSON.parse(stdout);
    const applied = items.length === 1 ? [answer] : answer.items;
    return items.flatMap((item, i) => additions(item, applied[i]));
  }
  if (items.length > 1) {
    const middle = Math.ceil(items.length / 2);
    return [...dryRun(items.slice(0, middle)), ...dryRun(items.slice(middle))];
  }
  const [item] = items;
  const warnings = lines(stderr)
    .filter(line => line.startsWith('Warning: '))
    .map(line => ({ item, verdict: 'WARNING', message: line.slice(9) }));
  const errors = lines(stderr).filter(line => !line.startsWith('Warning: '));
  return status === 0
    ? warnings
    : [{ item, verdict: 'REJECTED', message: errors.join(' ') || `kubectl ended with ${status}` }, ...warnings];
}

/** What the API server adds inside the lists of a custom kind. Those of its own kinds are mostly merged by key. */
function additions(item, applied) {
  const [group] = item.object.apiVersion.split('/');
  const isCustom = group.includes('.') && (!group.endsWith('.k8s.io') || group === 'gateway.networking.k8s.io');
  return isCustom ? addedInLists(item.object, applied).map(path => ({ item, verdict: 'ADDED', message: path })) : [];
}

function addedInLists(given, applied, path = '', isInList = false) {
  if (Array.isArray(given)) {
    return given.flatMap((one, i) => addedInLists(one, applied?.[i], `${path}[${i}]`, true));
  }
  if (typeof given !== 'object' || given === null) {
    return [];
  }
  const added = isInList ? Object.keys(applied ?? {}).filter(key => !Object.hasOwn(given, key)) : [];
  const inner = Object.entries(given).flatMap(([key, value]) =>
    addedInLists(value, applied?.[key], `${path}.${key}`, isInList),
  );
  return [...added.map(key => `${path}.${key}`), ...inner];
}

/** kubectl would put an object without a namespace into `default` in silence. */
function withoutNamespace(items, kinds) {
  return items
    .filter(({ object }) => kinds.get(`${object.apiVersion}/${object.kind}`) && !object.metadata?.namespace)
    .map(item => ({ item, verdict: 'REJECTED', message: 'metadata.namespace is missing' }));
}

function readArguments() {
  const { values, positionals: files } = parseArgs({ options: { crds: { type: 'string' } }, allowPositionals: true });
  if (files.length === 0) {
    throw new Stop('usage: node test/cluster/dry-run.mjs [--crds DIR] FILE.yaml...');
  }
  return { crds: values.crds, files };
}

function main() {
  const { crds, files } = readArguments();
  const manifests = files.flatMap(readManifest);
  const objects = manifests.map(({ object }) => object);
  const { gitVersion } = JSON.parse(kubectl(['get', '--raw', '/version']));
  if (crds) {
    installCrds(crds, objects, MANAGER);
  }
  const unplaced = withoutNamespace(manifests, installedKinds());
  const placed = manifests.filter(item => !unplaced.some(row => row.item === item));
  const pods = placed.flatMap(podOf);
  const { accounts, classes } = prerequisites(
    pods.map(({ object }) => object),
    objects,
  );
  const namespaces = makeNamespaces(namespacesOf(objects), MANAGER);
  let problems;
  try {
    apply([...accounts, ...classes], MANAGER);
    problems = [...unplaced, ...dryRun([...placed, ...pods])];
  } finally {
    classes.forEach(({ kind, metadata }) => kubectl(['delete', kind, metadata.name, '--ignore-not-found']));
    removeNamespaces(namespaces);
  }

  console.log(`dry-run ${gitVersion}: ${manifests.length} objects + ${pods.length} pods, ${summaryOf(problems)}`);
  return problems.length === 0 ? 0 : 1;
}

/** Prints the problems. @returns their number. */
function summaryOf(problems) {
  problems.forEach(({ item, verdict, message }) =>
    console.error(`${verdict.padEnd(8)}  ${item.file}  ${title(item.object)}  ${message}`),
  );
  const rejected = new Set(problems.filter(({ verdict }) => verdict === 'REJECTED').map(({ item }) => item)).size;
  const count = wanted => problems.filter(({ verdict }) => verdict === wanted).length;
  return `${rejected} rejected, ${count('WARNING')} warnings, ${count('ADDED')} additions in lists`;
}

run(main);
