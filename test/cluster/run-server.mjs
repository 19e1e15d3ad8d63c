// Runs one synthesized server on a real node and talks to it as an allowed caller and as others.
//
//   KUBECONFIG=... node test/cluster/run-server.mjs --manifest FILE [--namespace NS --name SERVER]
//     [--secret NAME key=value...]
//
// The manifest is applied as it is, so its image has to be pullable there: synthesize it with the reference of the
// stand-in (stand-in/server.mjs and client.mjs in /app). Left out are only kinds that the cluster does not have; for an
// ExternalSecret the Secret is made that its operator would make, with made-up values unless --secret gives them.
// --namespace and --name may be left out when the manifest has one Deployment.
//
// The allowed caller is the first peer with a namespace in the server's NetworkPolicy. The others are a pod beside it
// without its labels (where the peer asks for labels), and a pod with its labels in another namespace.
//
// Exit code: 0 when all of it holds, 1 when something does not, 2 when it could not run.
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import {
  apply,
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

const MANAGER = 'run-server';
const READY_SECONDS = 120;
const MADE_UP = 'made-up-value';
const NAMESPACE_NAME = 'kubernetes.io/metadata.name';

/** `--secret NAME key=value...`: the words after a name belong to it. */
function readArguments() {
  const options = {
    manifest: { type: 'string' },
    namespace: { type: 'string' },
    name: { type: 'string' },
    bearer: { type: 'string', default: MADE_UP },
    secret: { type: 'string', multiple: true },
  };
  const { values, tokens } = parseArgs({ options, allowPositionals: true, tokens: true });
  if (!values.manifest) {
    throw new Stop(
      'usage: node test/cluster/run-server.mjs --manifest FILE [--namespace NS --name SERVER] ' +
        '[--secret NAME key=value...]',
    );
  }
  const secrets = new Map();
  let current;
  for (const token of tokens) {
    if (token.kind === 'option' && token.name === 'secret') {
      current = secrets.set(token.value, {}).get(token.value);
    }
    if (token.kind === 'positional') {
      const [key, ...rest] = token.value.split('=');
      if (!current || rest.length === 0) {
        throw new Stop(`key=value belongs after --secret NAME, got ${token.value}`);
      }
      current[key] = rest.join('=');
    }
  }
  return { ...values, secrets };
}

function findDeployment(objects, { namespace, name }) {
  const found = objects.filter(
    ({ kind, metadata }) =>
      kind === 'Deployment' &&
      (namespace ?? metadata.namespace) === metadata.namespace &&
      (name ?? metadata.name) === metadata.name,
  );
  if (found.length !== 1) {
    throw new Stop(`${found.length} Deployments match: name one with --namespace and --name`);
  }
  return found[0];
}

/** The Secrets that External Secrets Operator would make, and those of the command line. */
function secretObjects(objects, namespace, fromCommandLine) {
  const values = new Map(
    objects
      .filter(({ kind }) => kind === 'ExternalSecret')
      .map(({ metadata, spec }) => [
        spec.target?.name ?? metadata.name,
        Object.fromEntries((spec.data ?? []).map(({ secretKey }) => [secretKey, MADE_UP])),
      ]),
  );
  fromCommandLine.forEach((data, name) => values.set(name, { ...values.get(name), ...data }));
  return [...values].map(([name, stringData]) => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace },
    stringData,
  }));
}

const matches = (selector, labels) => Object.entries(selector ?? {}).every(([key, value]) => labels[key] === value);

/** Who may call: namespace and pod labels of the first such peer, no labels for the whole namespace. */
function allowedCaller(objects, deployment) {
  const labels = deployment.spec.template.metadata.labels;
  const peers = objects
    .filter(
      ({ kind, metadata, spec }) =>
        kind === 'NetworkPolicy' &&
        metadata.namespace === deployment.metadata.namespace &&
        matches(spec.podSelector.matchLabels, labels),
    )
    .flatMap(({ spec }) => spec.ingress ?? [])
    .flatMap(({ from }) => from ?? []);
  const peer = peers.find(({ namespaceSelector }) => namespaceSelector?.matchLabels?.[NAMESPACE_NAME]);
  if (!peer) {
    throw new Stop('the NetworkPolicy names no namespace that may call: the manifest needs a caller for this test');
  }
  return { namespace: peer.namespaceSelector.matchLabels[NAMESPACE_NAME], labels: peer.podSelector?.matchLabels ?? {} };
}

/** A pod that waits for `kubectl exec`. */
function clientPod({ namespace, name, labels = {} }, image) {
  const securityContext = {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    runAsNonRoot: true,
    runAsUser: 10001,
    capabilities: { drop: ['ALL'] },
    seccompProfile: { type: 'RuntimeDefault' },
  };
  const wait = 'process.on("SIGTERM", () => process.exit()); setInterval(() => {}, 60000)';
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { namespace, name, labels },
    spec: {
      automountServiceAccountToken: false,
      containers: [{ name: 'client', image, command: ['node', '-e', wait], securityContext }],
    },
  };
}

const getJson = (...args) => JSON.parse(kubectl(['get', '-o', 'json', ...args]));
const selectorOf = ({ spec }) =>
  Object.entries(spec.selector.matchLabels)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');

/** All replicas that the autoscaler, or else the Deployment, asks for. */
function expectedReplicas(objects, { metadata, spec }) {
  const autoscaler = objects.find(
    object =>
      object.kind === 'HorizontalPodAutoscaler' &&
      object.metadata.namespace === metadata.namespace &&
      object.spec.scaleTargetRef.name === metadata.name,
  );
  return Math.max(autoscaler?.spec.minReplicas ?? 1, spec.replicas ?? 1);
}

async function waitUntilReady({ metadata }, replicas) {
  const start = Date.now();
  const seconds = () => (Date.now() - start) / 1000;
  while (seconds() < READY_SECONDS) {
    const { status } = getJson('-n', metadata.namespace, 'deployment', metadata.name);
    if (
      status.readyReplicas === replicas &&
      status.availableReplicas === replicas &&
      status.updatedReplicas === replicas
    ) {
      return seconds();
    }
    await sleep(500);
  }
  return undefined;
}

/** Long enough for one liveness probe of every pod after it became Ready. */
function livenessSeconds({ spec }) {
  return Math.max(
    ...spec.template.spec.containers.map(({ livenessProbe: probe }) =>
      probe ? (probe.initialDelaySeconds ?? 0) + (probe.periodSeconds ?? 10) + 3 : 0,
    ),
  );
}

/** What to read when pods do not become Ready: their state, the namespace's events, their last words. */
function printPods(deployment) {
  const { namespace } = deployment.metadata;
  const show = (...args) => console.error(tryKubectl(['-n', namespace, ...args]).stdout.trimEnd());
  show('get', 'pods', '-o', 'wide', '-l', selectorOf(deployment));
  show(
    'get',
    'events',
    '--field-selector=type!=Normal',
    '-o',
    'custom-columns=TYPE:.type,REASON:.reason,OBJECT:.involvedObject.name,COUNT:.count,MESSAGE:.message',
  );
  show('logs', '-l', selectorOf(deployment), '--tail=5', '--prefix', '--all-containers', '--ignore-errors');
}

/** Restarts, and liveness or readiness probes that failed: a pod that only just became Ready must also stay so. */
function unrest(deployment) {
  const { namespace } = deployment.metadata;
  const pods = getJson('-n', namespace, 'pods', '-l', selectorOf(deployment)).items;
  const restarts = pods.flatMap(({ metadata, status }) =>
    [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])]
      .filter(({ restartCount }) => restartCount > 0)
      .map(({ name, restartCount }) => `${metadata.name}: container ${name} restarted ${restartCount} times`),
  );
  const events = getJson('-n', namespace, 'events', '--field-selector=reason=Unhealthy')
    .items.filter(
      ({ message, involvedObject }) =>
        /^(Liveness|Readiness) probe/.test(message) &&
        pods.some(({ metadata }) => metadata.name === involvedObject.name),
    )
    .map(({ involvedObject, message }) => `${involvedObject.name}: ${message}`);
  return [...restarts, ...events];
}

function client(pod, ...words) {
  const { stdout, stderr } = tryKubectl([
    '-n',
    pod.namespace,
    'exec',
    pod.name,
    '--',
    'node',
    '/app/client.mjs',
    ...words,
  ]);
  try {
    return JSON.parse(stdout);
  } catch {
    return { error: stderr.trim() || 'no answer' };
  }
}

/** Every name that a pod of another namespace may use for the Service. */
function urls(objects, { metadata: { namespace, name }, spec }) {
  const service = objects.find(
    object =>
      object.kind === 'Service' &&
      object.metadata.namespace === namespace &&
      matches(object.spec.selector, spec.template.metadata.labels),
  );
  if (!service) {
    throw new Stop(`no Service selects the pods of ${name}`);
  }
  const [{ port }] = service.spec.ports;
  return ['', '.svc', '.svc.cluster.local'].map(
    suffix => `http://${service.metadata.name}.${namespace}${suffix}:${port}/mcp`,
  );
}

/** @returns what is wrong, one line each. */
function talk(caller, others, addresses, bearer) {
  const wrong = [];
  for (const url of addresses) {
    const answer = client(caller, 'call', url, bearer);
    console.error(`${caller.namespace}/${caller.name} -> ${url}: ${JSON.stringify(answer)}`);
    if (answer.error) {
      wrong.push(`${url}: ${answer.error}`);
      continue;
    }
    if (answer.notification !== 202 || answer.echo !== 'hello' || !answer.tools.includes('echo')) {
      wrong.push(`${url}: not the answers of an MCP server`);
    }
    if (answer.foreignHost !== 403) {
      wrong.push(`${url}: a foreign Host header was answered with ${answer.foreignHost}`);
    }
  }
  for (const pod of others) {
    const answer = client(pod, 'reach', addresses[0]);
    console.error(`${pod.namespace}/${pod.name} -> ${addresses[0]}: ${JSON.stringify(answer)}`);
    // The name must resolve, else the network policy was not what stopped it.
    if (!['timed out', 'ECONNREFUSED'].includes(answer.outcome)) {
      wrong.push(`${pod.namespace}/${pod.name} is not blocked: ${answer.error ?? answer.outcome}`);
    }
  }
  return wrong;
}

/** The allowed caller, and pods that the network policy must block. */
function clientsFor(allowed) {
  const caller = { ...allowed, name: 'caller' };
  const others = [{ ...allowed, namespace: 'mcp-elsewhere', name: 'elsewhere' }];
  if (Object.keys(allowed.labels).length > 0) {
    others.unshift({ namespace: allowed.namespace, name: 'unlabelled' });
  }
  return { caller, others };
}

/** Applies the manifest, but for kinds that the cluster does not have. */
function applyManifest(manifests) {
  const kinds = installedKinds();
  const isInstalled = ({ object }) => kinds.has(`${object.apiVersion}/${object.kind}`);
  manifests
    .filter(item => !isInstalled(item))
    .forEach(({ object }) => console.error(`left out, not installed here: ${title(object)}`));
  const installed = manifests.filter(isInstalled);
  kubectl(['apply', '--server-side', '--force-conflicts', '-f', '-'], stream(installed.map(({ text }) => text)));
}

/** @returns what is wrong, one line each. */
async function tryServer({ caller, others, addresses, bearer }, deployment) {
  for (const { namespace, name } of [caller, ...others]) {
    kubectl(['-n', namespace, 'wait', '--for=condition=Ready', '--timeout=60s', `pod/${name}`]);
  }
  const wrong = talk(caller, others, addresses, bearer);
  await sleep(livenessSeconds(deployment) * 1000);
  return [...wrong, ...unrest(deployment)];
}

/** Rolls the server out and tries it. @returns what came of it, and whether all of it holds. */
async function prove(manifests, objects, deployment, trial) {
  const start = Date.now();
  applyManifest(manifests);
  const replicas = expectedReplicas(objects, deployment);
  if ((await waitUntilReady(deployment, replicas)) === undefined) {
    return { ok: false, result: `not ${replicas} pods ready after ${READY_SECONDS} s` };
  }
  const ready = `${replicas} pods ready in ${Math.round((Date.now() - start) / 1000)} s`;
  const wrong = await tryServer(trial, deployment);
  wrong.forEach(line => console.error(`WRONG  ${line}`));
  return wrong.length > 0
    ? { ok: false, result: `${ready}, ${wrong.length} things wrong` }
    : { ok: true, result: `${ready}, answered through its Service, blocked for others` };
}

async function main() {
  const { manifest, namespace, name, bearer, secrets } = readArguments();
  const manifests = readManifest(manifest);
  const objects = manifests.map(({ object }) => object);
  const deployment = findDeployment(objects, { namespace, name });
  const { caller, others } = clientsFor(allowedCaller(objects, deployment));
  const trial = { caller, others, addresses: urls(objects, deployment), bearer };
  const clients = [caller, ...others];
  const namespaces = makeNamespaces([...namespacesOf(objects), ...clients.map(pod => pod.namespace)], MANAGER);
  try {
    const [{ image }] = deployment.spec.template.spec.containers;
    apply(secretObjects(objects, deployment.metadata.namespace, secrets), MANAGER);
    apply(
      clients.map(pod => clientPod(pod, image)),
      MANAGER,
    );
    const { ok, result } = await prove(manifests, objects, deployment, trial);
    if (!ok) {
      printPods(deployment);
    }
    console.log(`quickstart: ${result}`);
    return ok ? 0 : 1;
  } finally {
    removeNamespaces(namespaces);
  }
}

run(main);
