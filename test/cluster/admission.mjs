// Holds McpAdmissionPolicy against a real API server.
//
//   KUBECONFIG=... node test/cluster/admission.mjs
//
// Examples are synthesized and applied (dryRun=All), the pods of their templates too, to namespaces with the label of a
// pool and Pod Security restricted: all must be admitted. Then hostile changes to them, each of which one rule must
// refuse with a message that says what to do. Needs a compiled lib/. Everything that is made is removed again, but for
// a policy that matches nothing: without any binding to a ConfigMap the API server forgets all of them until it is
// restarted (kubernetes/kubernetes#130887).
//
// Exit code: 0 when all is as expected, 1 otherwise, 2 when it could not run.
import { mkdtempSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  OBJECT_MUTANTS,
  POD_MUTANTS,
  SOUND_COMMANDS,
  SOUND_POLICIES,
  SPELLINGS,
  workload,
} from './admission-mutants.mjs';
import { KEEPER } from './keeper.mjs';
import { apply, kubectl, makeNamespaces, readManifest, removeNamespaces, run, Stop, tryKubectl } from './kubectl.mjs';
import { synthesize } from '../../build-tools/examples.mjs';

const require = createRequire(import.meta.url);
const { Chart, Testing } = require('cdk8s');
const { AdmissionMode, McpAdmissionPolicy } = require('../..');

const MANAGER = 'admission';
const PLATFORM = 'mcp-admission';
/** The pool of the workloads, and a namespace outside of the pools. */
const TEAM = 'mcp-team';
const FREE = 'mcp-free';
const EXAMPLES = ['01-quickstart', '05-npm', '10-gateway-api-keys'];
const KINDS = ['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob', 'Pod'];
const BUILT_IN = ['v1', 'apps/v1', 'networking.k8s.io/v1', 'policy/v1', 'autoscaling/v2'];

/** Deployments whose pods have a name that is cut: of the ReplicaSet's hash, or of the name itself. */
const LONG = [47, 52, 57, 60].map(size => `exempt-${'x'.repeat(size - 7)}`);

/** The policy's own objects, through the public API. */
function policies(mode, namespace) {
  const chart = new Chart(Testing.app(), 'admission');
  const policy = new McpAdmissionPolicy(chart, 'mcp', {
    parametersNamespace: PLATFORM,
    mode,
    allowedRegistries: ['docker.io/grafana', 'docker.io/library', 'ghcr.io/acme', 'cr.agentgateway.dev'],
    allowedPackages: [
      'oci:docker.io/grafana/*',
      'oci:docker.io/library/node',
      'oci:ghcr.io/acme/*',
      'oci:cr.agentgateway.dev/agentgateway',
      'npm:@modelcontextprotocol/*',
    ],
    blockedPackages: ['oci:ghcr.io/acme/mcp-blocked', 'npm:@evil/*'],
    exemptions: ['exempt', ...LONG].map(name => ({
      rule: 'read-only-root',
      kind: 'Deployment',
      namespace,
      name,
      reason: 'the vendor writes beside its program',
    })),
  });
  ['bad', 'live', 'kept'].forEach(name => policy.quarantine(namespace, name));
  return Testing.synth(chart);
}

/** Checks against the policy, which are counted, and the workloads that they try. */
class Trial {
  admitted = 0;
  rejected = 0;
  mutants = 0;
  failures = [];

  /** @param objects the manifests of the examples, whose Deployment `memory` gives the template of all workloads */
  constructor(objects) {
    this.objects = objects;
    this.template = objects.find(
      ({ kind, metadata }) => kind === 'Deployment' && metadata.name === 'memory' && metadata.namespace === TEAM,
    ).spec.template;
  }

  /** A workload of the sound template; `change` gets the spec of its pods. */
  workload(kind, name, change = () => {}) {
    const object = workload(kind, this.template, { name, namespace: TEAM });
    change(object.spec.jobTemplate?.spec.template.spec ?? object.spec.template?.spec ?? object.spec);
    return object;
  }

  check(ok, title, text) {
    if (!ok) {
      this.failures.push(`${title}: ${text}`);
    }
    return ok;
  }

  admits(title, result) {
    if (this.check(result.status === 0, `admitted: ${title}`, messageOf(result))) {
      this.admitted += 1;
    }
  }

  rejects(rule, title, result) {
    this.mutants += 1;
    if (this.check(isRejectedBy(rule, result), `${rule}: ${title}`, messageOf(result) || 'admitted')) {
      this.rejected += 1;
    }
  }

  /** Prints failures and counts. @returns the exit code. */
  summary(what) {
    this.failures.forEach(text => console.error(text));
    console.log(
      `${what}: ${this.admitted} admitted, ${this.rejected} of ${this.mutants} mutants rejected by the expected rule`,
    );
    return this.failures.length === 0 ? 0 : 1;
  }

  /** Waits for up to ten seconds. */
  async eventually(title, holds) {
    for (let i = 0; i < 40; i += 1) {
      if (holds()) {
        return;
      }
      await sleep(250);
    }
    this.check(false, title, 'not after 10 s');
  }
}

/** Parameters are in a namespace of their own, and go with it. */
const withoutParameters = policyObjects => policyObjects.filter(({ kind }) => kind !== 'ConfigMap');

const dryRun = (object, verb = 'create') =>
  tryKubectl([verb, '--dry-run=server', '-o', 'name', '-f', '-'], JSON.stringify(object));
const inTeam = (...words) => tryKubectl(['-n', TEAM, ...words]);
const dryRunInTeam = (...words) => inTeam(...words, '--dry-run=server');
const messageOf = ({ stderr }) => stderr.trim().split('\n').join(' ');

const onHostNetwork = spec => {
  spec.hostNetwork = true;
};
const withWritableRoot = spec => {
  spec.containers[0].securityContext.readOnlyRootFilesystem = false;
};
const withArgs = args => spec => {
  spec.containers[0].args = args;
};

/** A policy is in force about a second after it was made. */
async function untilRejected(object, rule) {
  for (let i = 0; i < 60; i += 1) {
    if (messageOf(dryRun(object)).includes(`: ${rule}: `)) {
      return;
    }
    await sleep(250);
  }
  throw new Stop(`the policy does not hold after 15 s: ${messageOf(dryRun(object))}`);
}

function isRejectedBy(rule, result) {
  const text = messageOf(result);
  return (
    result.status !== 0 &&
    text.includes('ValidatingAdmissionPolicy') &&
    text.includes(`: ${rule}: `) &&
    text.includes('. Fix: ') &&
    /mcp-(?:team|npm)\//.test(text)
  );
}

/** Objects that are there before the policy: one breaks a rule, others are going to be quarantined. */
async function applyEarlierObjects(trial, controlled) {
  const accounts = trial.objects.filter(({ kind }) => kind === 'ServiceAccount');
  const old = trial.workload('Deployment', 'old', withWritableRoot);
  const bad = trial.workload('Deployment', 'bad');
  bad.spec.replicas = 0;
  const kept = trial.workload('ReplicaSet', 'kept-5d9c8b7f6');
  kept.spec.replicas = 2;
  const [live, pod] = [trial.workload('Deployment', 'live'), trial.workload('Pod', 'runs')];
  apply([...accounts, old, bad, live, kept, pod], MANAGER);
  if (controlled) {
    await trial.eventually('the server that is to be quarantined runs', () =>
      replicasOf(TEAM, 'live').some(count => count > 0),
    );
  }
}

async function applyPolicies(trial, policyObjects) {
  apply(policyObjects, MANAGER);
  await untilRejected(trial.workload('Deployment', 'probe', onHostNetwork), 'host-namespaces');
  await untilRejected(
    { ...OBJECT_MUTANTS[0].object, metadata: { name: 'probe', namespace: TEAM } },
    'network-policy-open',
  );
}

/** The library's own manifests, and the pods of their templates. */
function tryExamples(trial) {
  for (const object of trial.objects.filter(({ kind }) => kind !== 'Namespace')) {
    const args = ['apply', '--server-side', '--force-conflicts', '--dry-run=server', '-o', 'name', '-f', '-'];
    trial.admits(`${object.kind} ${object.metadata.name}`, tryKubectl(args, JSON.stringify(object)));
    if (object.kind === 'Deployment') {
      const { name, namespace } = object.metadata;
      const { labels, annotations } = object.spec.template.metadata;
      const metadata = { name: `${name}-pod`, namespace, labels, annotations };
      trial.admits(
        `pod of ${name}`,
        dryRun({ apiVersion: 'v1', kind: 'Pod', metadata, spec: object.spec.template.spec }),
      );
    }
  }
}

function trySoundWorkloads(trial) {
  KINDS.forEach(kind => trial.admits(kind, dryRun(trial.workload(kind, 'sound'))));
  const withCommand = args => dryRun(trial.workload('Deployment', 'sound', withArgs(args)));
  trial.admits('npx with a version', withCommand(['npx', '-y', '@modelcontextprotocol/server-memory@2026.8.31']));
  SOUND_COMMANDS.forEach(line => trial.admits(line, withCommand(['sh', '-c', line])));
  SOUND_POLICIES.forEach(({ title, object }) =>
    trial.admits(title, dryRun({ ...object, metadata: { name: 'sound', namespace: TEAM } })),
  );
}

/** A pod whose name a controller makes. */
const generatedPod = (trial, generateName) => ({
  ...trial.workload('Pod', 'generated', withWritableRoot),
  metadata: { namespace: TEAM, generateName },
});

function tryExemptions(trial) {
  const writable = (kind, name) => dryRun(trial.workload(kind, name, withWritableRoot));
  trial.admits('an exempt Deployment', writable('Deployment', 'exempt'));
  trial.admits('the ReplicaSet of an exempt Deployment', writable('ReplicaSet', 'exempt-5d9c8b7f6'));
  trial.admits('a pod of an exempt Deployment', writable('Pod', 'exempt-5d9c8b7f6-x7k2p'));
  ['exempt', ...LONG].forEach(name =>
    trial.admits(`a pod that a controller makes of ${name}`, dryRun(generatedPod(trial, `${name}-5d9c8b7f64-`))),
  );

  const rejects = (title, result) => trial.rejects('read-only-root', title, result);
  rejects('a name that begins like an exempt one', writable('Deployment', 'exempt-not'));
  rejects(
    'a pod of a long name that begins like an exempt one',
    dryRun(generatedPod(trial, `${LONG[1]}y-5d9c8b7f64-`)),
  );
  rejects('a pod with a long word behind a short name', dryRun(generatedPod(trial, `exempt-${'y'.repeat(60)}-`)));
  const acknowledged = trial.workload('Deployment', 'hostile', withWritableRoot);
  acknowledged.metadata.annotations = { 'cdk8s-mcp/acknowledged-read-only-root': 'because I say so' };
  rejects('an exemption that the author writes', dryRun(acknowledged));
}

/** Changes to objects that were there before the policy, and objects outside of the pools. */
function tryUnaffectedObjects(trial) {
  trial.admits('a change beside the pods of what was there before', dryRunInTeam('annotate', 'deployment/old', 'a=b'));
  trial.admits('the scale of what was there before', dryRunInTeam('scale', 'deployment/old', '--replicas=0'));
  trial.admits('zero replicas of a quarantined server', dryRunInTeam('scale', 'deployment/bad', '--replicas=0'));
  const metadata = { name: 'free', namespace: FREE };
  trial.admits(
    'hostile pods outside of the pools',
    dryRun({ ...trial.workload('Deployment', 'free', onHostNetwork), metadata }),
  );
  const nodePort = OBJECT_MUTANTS.find(({ title }) => title === 'NodePort').object;
  trial.admits('a Service outside of the pools', dryRun({ ...nodePort, metadata }));
}

function tryMutants(trial) {
  for (const { rule, title, as, change } of POD_MUTANTS) {
    trial.rejects(rule, `${title} (${as})`, dryRun(trial.workload(as, 'hostile', change)));
  }
  const metadata = { name: 'hostile', namespace: TEAM };
  for (const { rule, title, object } of OBJECT_MUTANTS) {
    trial.rejects(rule, title, dryRun({ ...object, metadata }));
  }
  for (const { title, object } of SPELLINGS) {
    const result = dryRun({ ...object, metadata });
    // newer API servers refuse some spellings themselves
    if (!messageOf(result).includes('ipBlock.cidr: Invalid value')) {
      trial.rejects('network-policy-open', title, result);
    }
  }
  trial.rejects(
    'package-list',
    'an installer of another package',
    dryRun(installer(trial.objects, '@evil-twin/server@1.0.0', '@modelcontextprotocol/server-everything')),
  );
  trial.rejects('image-registry', 'ephemeral container', ephemeral(TEAM));
  trial.rejects(
    'image-pin',
    'another image in a running pod',
    dryRunInTeam('set', 'image', 'pod/runs', '*=ghcr.io/acme/other:1'),
  );
}

function tryQuarantine(trial) {
  const rejects = (title, result) => trial.rejects('quarantine', title, result);
  rejects('scale up', dryRunInTeam('scale', 'deployment/bad', '--replicas=1'));
  rejects(
    'replicas in an update',
    dryRunInTeam('patch', 'deployment/bad', '--type=merge', '-p', '{"spec":{"replicas":2}}'),
  );
  kubectl(['-n', TEAM, 'delete', 'deployment/bad', '--wait=true']);
  rejects('created again with replicas', dryRun(trial.workload('Deployment', 'bad')));
  rejects('a ReplicaSet under its name', dryRun(trial.workload('ReplicaSet', 'bad-5d9c8b7f6')));
  for (const kind of KINDS) {
    const labelledAs = server => dryRun(labelled(trial.workload(kind, 'other'), server));
    rejects(`its label in a ${kind} of another name`, labelledAs('bad'));
    trial.admits(`the label of another server in a ${kind}`, labelledAs('good'));
  }
  rejects('its label on a pod that runs', dryRunInTeam('label', 'pod/runs', 'cdk8s-mcp/server=bad'));
  trial.admits('another label on a pod that runs', dryRunInTeam('label', 'pod/runs', 'a=b'));

  const kept = 'replicaset/kept-5d9c8b7f6';
  trial.admits('a change beside the replicas of what ran before', dryRunInTeam('annotate', kept, 'a=b'));
  trial.admits('fewer replicas of what ran before', dryRunInTeam('scale', kept, '--replicas=1'));
  rejects('more replicas of what ran before', dryRunInTeam('scale', kept, '--replicas=3'));
}

/** The controller of Deployments writes the new annotations to the ReplicaSet before it scales it. */
async function quarantineRunningServer(trial, controlled) {
  const quarantine = { metadata: { annotations: { 'cdk8s-mcp/quarantined': 'since today' } }, spec: { replicas: 0 } };
  trial.admits(
    'the quarantine of a server that runs',
    inTeam('patch', 'deployment/live', '--type=merge', '-p', JSON.stringify(quarantine)),
  );
  if (controlled) {
    await trial.eventually('a server that runs is stopped by its quarantine', () =>
      replicasOf(TEAM, 'live').every(count => count === 0),
    );
  }
}

function exampleObjects() {
  const out = mkdtempSync(join(tmpdir(), 'admission-'));
  return EXAMPLES.flatMap(name => synthesize(name, join(out, name)))
    .flatMap(readManifest)
    .map(({ object }) => object)
    .filter(({ apiVersion }) => BUILT_IN.includes(apiVersion));
}

async function main() {
  const { gitVersion } = JSON.parse(kubectl(['get', '--raw', '/version']));
  const objects = exampleObjects();
  const trial = new Trial(objects);
  const pools = objects.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => metadata.name);
  const policyObjects = policies(AdmissionMode.DENY, TEAM);
  // the older version runs without the controller of Deployments
  const controlled = !gitVersion.startsWith('v1.31.');
  const made = makeNamespaces([...pools, PLATFORM, FREE], MANAGER);
  apply(KEEPER, MANAGER);
  try {
    pools.forEach(name => kubectl(['label', 'namespace', name, `cdk8s-mcp/pool=${name}`]));
    await applyEarlierObjects(trial, controlled);
    await applyPolicies(trial, policyObjects);
    [tryExamples, trySoundWorkloads, tryExemptions, tryUnaffectedObjects, tryMutants, tryQuarantine].forEach(part =>
      part(trial),
    );
    await quarantineRunningServer(trial, controlled);
    await tryParameters(trial);
  } finally {
    withoutParameters(policyObjects).forEach(({ kind, metadata }) =>
      kubectl(['delete', kind, metadata.name, '--ignore-not-found']),
    );
    removeNamespaces(made);
  }
  return trial.summary(`admission ${gitVersion}`);
}

/** The same with the label by which the Service of a server selects pods. */
function labelled(object, server) {
  const { metadata } = object.spec.jobTemplate?.spec.template ?? object.spec.template ?? object;
  metadata.labels = { ...metadata.labels, 'cdk8s-mcp/server': server };
  return object;
}

/** A Deployment of a server from npm that installs another package. */
function installer(objects, pin, of) {
  const object = structuredClone(
    objects.find(({ kind, spec }) => kind === 'Deployment' && JSON.stringify(spec).includes(`"${of}@`)),
  );
  const { args } = object.spec.template.spec.initContainers.find(({ name }) => name === 'install-server');
  args[1] = pin;
  return object;
}

/** Adds an ephemeral container that Pod Security admits. */
function ephemeral(namespace) {
  const pod = JSON.parse(kubectl(['-n', namespace, 'get', 'pod', 'runs', '-o', 'json']));
  const { securityContext } = pod.spec.containers[0];
  pod.spec.ephemeralContainers = [
    { name: 'debug', image: `quay.io/evil/debug:1@sha256:${'a'.repeat(64)}`, securityContext },
  ];
  return tryKubectl(
    ['replace', '--raw', `/api/v1/namespaces/${namespace}/pods/runs/ephemeralcontainers?dryRun=All`, '-f', '-'],
    JSON.stringify(pod),
  );
}

/** No expression has a wrong type. Without parameters the policy refuses everything; one that only warns never does. */
async function tryParameters(trial) {
  const found = JSON.parse(kubectl(['get', 'validatingadmissionpolicies', '-o', 'json'])).items.filter(({ metadata }) =>
    metadata.name.startsWith('mcp-'),
  );
  const warnings = found.flatMap(({ status }) => status?.typeChecking?.expressionWarnings ?? []);
  trial.check(warnings.length === 0, 'types', JSON.stringify(warnings));
  const big = dryRun(trial.workload('Deployment', 'big', withManyVariables));
  trial.check(big.status === 0, 'ten containers with 280 variables cost too much', messageOf(big));

  kubectl(['-n', PLATFORM, 'delete', 'configmap', 'mcp']);
  const sound = trial.workload('Deployment', 'sound');
  await trial.eventually('sound objects are refused without parameters', () => dryRun(sound).status !== 0);

  const warning = policies(AdmissionMode.WARN, TEAM);
  const hostile = trial.workload('Deployment', 'hostile', onHostNetwork);
  apply(withoutParameters(warning), MANAGER);
  await trial.eventually('WARN admits without parameters', () => dryRun(hostile).status === 0);
  apply(warning, MANAGER);
  await trial.eventually('WARN warns with the message of the rule', () => {
    const result = dryRun(hostile);
    return result.status === 0 && messageOf(result).includes(': host-namespaces: ');
  });
}

function withManyVariables({ containers }) {
  const [first] = containers;
  first.env = Array.from({ length: 100 }, (_, i) => ({ name: `V${i}`, value: `value-${i}-`.repeat(8) }));
  for (let i = 0; i < 9; i += 1) {
    containers.push({ ...structuredClone(first), name: `c${i}`, env: first.env.slice(0, 20), ports: [] });
  }
}

/** The replicas that each ReplicaSet of a Deployment is asked for. */
function replicasOf(namespace, name) {
  return JSON.parse(kubectl(['-n', namespace, 'get', 'replicasets', '-o', 'json']))
    .items.filter(({ metadata }) => metadata.ownerReferences?.some(owner => owner.name === name))
    .map(({ spec }) => spec.replicas);
}

run(main);
