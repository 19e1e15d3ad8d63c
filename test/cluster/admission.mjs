// Holds McpAdmissionPolicy against a real API server.
//
//   KUBECONFIG=... node test/cluster/admission.mjs
//
// Examples are synthesized and applied (dryRun=All), the pods of their templates too, to namespaces with the label of a
// pool and Pod Security restricted: all must be admitted. Then hostile changes to them, each of which one rule must
// refuse with a message that says what to do. Needs a compiled lib/. Everything that is made is removed again, but for a
// policy that matches nothing: without any binding to a ConfigMap the API server forgets all of them until it is
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
const { App, Chart, Testing } = require('cdk8s');
const { AdmissionMode, McpAdmissionPolicy } = require('../..');

const MANAGER = 'admission';
const PLATFORM = 'mcp-admission';
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

const dryRun = (object, verb = 'create') =>
  tryKubectl([verb, '--dry-run=server', '-o', 'name', '-f', '-'], JSON.stringify(object));
const said = ({ stderr }) => stderr.trim().split('\n').join(' ');

/** A policy holds about a second after it was made. */
async function untilRefused(object, rule) {
  for (let i = 0; i < 60; i += 1) {
    if (said(dryRun(object)).includes(`: ${rule}: `)) {
      return;
    }
    await sleep(250);
  }
  throw new Stop(`the policy does not hold after 15 s: ${said(dryRun(object))}`);
}

function isRefused(rule, result) {
  const text = said(result);
  return (
    result.status !== 0 &&
    text.includes('ValidatingAdmissionPolicy') &&
    text.includes(`: ${rule}: `) &&
    text.includes('. Fix: ') &&
    /mcp-(?:team|npm)\//.test(text)
  );
}

async function main() {
  const { gitVersion } = JSON.parse(kubectl(['get', '--raw', '/version']));
  const out = mkdtempSync(join(tmpdir(), 'admission-'));
  const objects = EXAMPLES.flatMap(name => synthesize(name, join(out, name)))
    .flatMap(readManifest)
    .map(({ object }) => object)
    .filter(({ apiVersion }) => BUILT_IN.includes(apiVersion));
  const pools = objects.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => metadata.name);
  const team = 'mcp-team';
  const base = objects.find(
    ({ kind, metadata }) => kind === 'Deployment' && metadata.name === 'memory' && metadata.namespace === team,
  );
  const { template } = base.spec;
  const named = (kind, name, change = () => {}) => {
    const object = workload(kind, template, { name, namespace: team });
    change(object.spec.jobTemplate?.spec.template.spec ?? object.spec.template?.spec ?? object.spec);
    return object;
  };

  // the older version runs without the controller of Deployments
  const controlled = !gitVersion.startsWith('v1.31.');
  const failures = [];
  const check = (ok, title, text) => {
    if (!ok) {
      failures.push(`${title}: ${text}`);
    }
    return ok;
  };
  const made = makeNamespaces([...pools, PLATFORM, FREE], MANAGER);
  const shared = policies(AdmissionMode.DENY, team);
  let admitted = 0,
    refused = 0,
    mutants = 0;
  const admits = (title, result) => {
    if (check(result.status === 0, `admitted: ${title}`, said(result))) {
      admitted += 1;
    }
  };
  const refuses = (rule, title, result) => {
    mutants += 1;
    if (check(isRefused(rule, result), `${rule}: ${title}`, said(result) || 'admitted')) {
      refused += 1;
    }
  };
  apply(KEEPER, MANAGER);
  try {
    // what stands before the policy: a Deployment that breaks rules, and one that is going to be quarantined
    pools.forEach(name => kubectl(['label', 'namespace', name, `cdk8s-mcp/pool=${name}`]));
    const accounts = objects.filter(({ kind }) => kind === 'ServiceAccount');
    const old = named('Deployment', 'old', spec => {
      spec.containers[0].securityContext.readOnlyRootFilesystem = false;
    });
    const bad = named('Deployment', 'bad');
    bad.spec.replicas = 0;
    const kept = named('ReplicaSet', 'kept-5d9c8b7f6');
    kept.spec.replicas = 2;
    apply([...accounts, old, bad, named('Deployment', 'live'), kept, named('Pod', 'runs')], MANAGER);
    if (controlled) {
      await until(
        () => replicasOf(team, 'live').some(count => count > 0),
        check,
        'the server that is to be quarantined runs',
      );
    }
    apply(shared, MANAGER);
    await untilRefused(
      named('Deployment', 'probe', spec => {
        spec.hostNetwork = true;
      }),
      'host-namespaces',
    );
    await untilRefused(
      { ...OBJECT_MUTANTS[0].object, metadata: { name: 'probe', namespace: team } },
      'network-policy-open',
    );

    // the library's own manifests, and sound workloads of every kind
    for (const object of objects.filter(({ kind }) => kind !== 'Namespace')) {
      admits(
        `${object.kind} ${object.metadata.name}`,
        tryKubectl(
          ['apply', '--server-side', '--force-conflicts', '--dry-run=server', '-o', 'name', '-f', '-'],
          JSON.stringify(object),
        ),
      );
      if (object.kind === 'Deployment') {
        const { name, namespace } = object.metadata;
        const {
          metadata: { labels, annotations },
          spec,
        } = object.spec.template;
        admits(
          `pod of ${name}`,
          dryRun({
            apiVersion: 'v1',
            kind: 'Pod',
            metadata: { name: `${name}-pod`, namespace, labels, annotations },
            spec,
          }),
        );
      }
    }
    KINDS.forEach(kind => admits(kind, dryRun(named(kind, 'sound'))));
    admits(
      'npx with a version',
      dryRun(
        named('Deployment', 'sound', spec => {
          spec.containers[0].args = ['npx', '-y', '@modelcontextprotocol/server-memory@2026.8.31'];
        }),
      ),
    );
    SOUND_COMMANDS.forEach(line =>
      admits(
        line,
        dryRun(
          named('Deployment', 'sound', spec => {
            spec.containers[0].args = ['sh', '-c', line];
          }),
        ),
      ),
    );
    const writable = spec => {
      spec.containers[0].securityContext.readOnlyRootFilesystem = false;
    };
    admits('an exempt Deployment', dryRun(named('Deployment', 'exempt', writable)));
    admits('the ReplicaSet of an exempt Deployment', dryRun(named('ReplicaSet', 'exempt-5d9c8b7f6', writable)));
    admits('a pod of an exempt Deployment', dryRun(named('Pod', 'exempt-5d9c8b7f6-x7k2p', writable)));
    const generated = generateName => ({
      ...named('Pod', 'generated', writable),
      metadata: { namespace: team, generateName },
    });
    ['exempt', ...LONG].forEach(name =>
      admits(`a pod that a controller makes of ${name}`, dryRun(generated(`${name}-5d9c8b7f64-`))),
    );
    admits(
      'a change beside the pods of what was there before',
      tryKubectl(['-n', team, 'annotate', 'deployment/old', 'a=b', '--dry-run=server']),
    );
    admits(
      'the scale of what was there before',
      tryKubectl(['-n', team, 'scale', 'deployment/old', '--replicas=0', '--dry-run=server']),
    );
    admits(
      'zero replicas of a quarantined server',
      tryKubectl(['-n', team, 'scale', 'deployment/bad', '--replicas=0', '--dry-run=server']),
    );
    admits(
      'hostile pods outside of the pools',
      dryRun({
        ...named('Deployment', 'free', spec => {
          spec.hostNetwork = true;
        }),
        metadata: { name: 'free', namespace: FREE },
      }),
    );
    admits(
      'a Service outside of the pools',
      dryRun({
        ...OBJECT_MUTANTS.find(({ title }) => title === 'NodePort').object,
        metadata: { name: 'free', namespace: FREE },
      }),
    );
    SOUND_POLICIES.forEach(({ title, object }) =>
      admits(title, dryRun({ ...object, metadata: { name: 'sound', namespace: team } })),
    );

    for (const { rule, title, as, change } of POD_MUTANTS) {
      refuses(rule, `${title} (${as})`, dryRun(named(as, 'hostile', change)));
    }
    for (const { rule, title, object } of OBJECT_MUTANTS) {
      refuses(rule, title, dryRun({ ...object, metadata: { name: 'hostile', namespace: team } }));
    }
    for (const { title, object } of SPELLINGS) {
      const result = dryRun({ ...object, metadata: { name: 'hostile', namespace: team } });
      if (said(result).includes('ipBlock.cidr: Invalid value')) {
        continue;
      }
      refuses('network-policy-open', title, result);
    }
    refuses(
      'read-only-root',
      'a name that begins like an exempt one',
      dryRun(named('Deployment', 'exempt-not', writable)),
    );
    refuses(
      'read-only-root',
      'a pod of a long name that begins like an exempt one',
      dryRun(generated(`${LONG[1]}y-5d9c8b7f64-`)),
    );
    refuses(
      'read-only-root',
      'a pod with a long word behind a short name',
      dryRun(generated(`exempt-${'y'.repeat(60)}-`)),
    );
    refuses(
      'read-only-root',
      'an exemption that the author writes',
      dryRun(
        (object => {
          object.metadata.annotations = { 'cdk8s-mcp/acknowledged-read-only-root': 'because I say so' };
          return object;
        })(named('Deployment', 'hostile', writable)),
      ),
    );
    refuses(
      'package-list',
      'an installer of another package',
      dryRun(installer(objects, '@evil-twin/server@1.0.0', '@modelcontextprotocol/server-everything')),
    );
    refuses('image-registry', 'ephemeral container', ephemeral(team));
    refuses(
      'image-pin',
      'another image in a running pod',
      tryKubectl(['-n', team, 'set', 'image', 'pod/runs', `*=ghcr.io/acme/other:1`, '--dry-run=server']),
    );
    refuses(
      'quarantine',
      'scale up',
      tryKubectl(['-n', team, 'scale', 'deployment/bad', '--replicas=1', '--dry-run=server']),
    );
    refuses(
      'quarantine',
      'replicas in an update',
      tryKubectl([
        '-n',
        team,
        'patch',
        'deployment/bad',
        '--type=merge',
        '-p',
        '{"spec":{"replicas":2}}',
        '--dry-run=server',
      ]),
    );
    refuses(
      'quarantine',
      'created again with replicas',
      (kubectl(['-n', team, 'delete', 'deployment/bad', '--wait=true']), dryRun(named('Deployment', 'bad'))),
    );
    refuses('quarantine', 'a ReplicaSet under its name', dryRun(named('ReplicaSet', 'bad-5d9c8b7f6')));
    KINDS.forEach(kind => {
      refuses('quarantine', `its label in a ${kind} of another name`, dryRun(labelled(named(kind, 'other'), 'bad')));
      admits(`the label of another server in a ${kind}`, dryRun(labelled(named(kind, 'other'), 'good')));
    });
    refuses(
      'quarantine',
      'its label on a pod that runs',
      tryKubectl(['-n', team, 'label', 'pod/runs', 'cdk8s-mcp/server=bad', '--dry-run=server']),
    );
    admits(
      'another label on a pod that runs',
      tryKubectl(['-n', team, 'label', 'pod/runs', 'a=b', '--dry-run=server']),
    );

    const ofKept = (...words) => tryKubectl(['-n', team, ...words, '--dry-run=server']);
    admits('a change beside the replicas of what ran before', ofKept('annotate', 'replicaset/kept-5d9c8b7f6', 'a=b'));
    admits('fewer replicas of what ran before', ofKept('scale', 'replicaset/kept-5d9c8b7f6', '--replicas=1'));
    refuses(
      'quarantine',
      'more replicas of what ran before',
      ofKept('scale', 'replicaset/kept-5d9c8b7f6', '--replicas=3'),
    );
    // the controller writes the new annotations to the ReplicaSet before it scales it
    admits(
      'the quarantine of a server that runs',
      tryKubectl([
        '-n',
        team,
        'patch',
        'deployment/live',
        '--type=merge',
        '-p',
        '{"metadata":{"annotations":{"cdk8s-mcp/quarantined":"since today"}},"spec":{"replicas":0}}',
      ]),
    );
    if (controlled) {
      await until(
        () => replicasOf(team, 'live').every(count => count === 0),
        check,
        'a server that runs is stopped by its quarantine',
      );
    }

    await parameters(check, named, team);
  } finally {
    shared
      .filter(({ kind }) => kind !== 'ConfigMap')
      .forEach(({ kind, metadata }) => kubectl(['delete', kind, metadata.name, '--ignore-not-found']));
    removeNamespaces(made);
  }
  failures.forEach(text => console.error(text));
  console.log(
    `admission ${gitVersion}: ${admitted} admitted, ${refused} of ${mutants} mutants rejected by the expected rule`,
  );
  return failures.length === 0 ? 0 : 1;
}

/** The same with the label by which the Service of a server selects. */
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

/** An ephemeral container that Pod Security has nothing against. */
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

/** Without its parameters the policy refuses; one that only warns never does. No expression has a wrong type. */
async function parameters(check, named, team) {
  const found = JSON.parse(kubectl(['get', 'validatingadmissionpolicies', '-o', 'json'])).items.filter(({ metadata }) =>
    metadata.name.startsWith('mcp-'),
  );
  const warnings = found.flatMap(({ status }) => status?.typeChecking?.expressionWarnings ?? []);
  check(warnings.length === 0, 'types', JSON.stringify(warnings));
  const big = dryRun(
    named('Deployment', 'big', spec => {
      spec.containers[0].env = Array.from({ length: 100 }, (_, i) => ({
        name: `V${i}`,
        value: `value-${i}-`.repeat(8),
      }));
      for (let i = 0; i < 9; i += 1) {
        spec.containers.push({
          ...structuredClone(spec.containers[0]),
          name: `c${i}`,
          env: spec.containers[0].env.slice(0, 20),
          ports: [],
        });
      }
    }),
  );
  check(big.status === 0, 'ten containers with 280 variables cost too much', said(big));
  kubectl(['-n', PLATFORM, 'delete', 'configmap', 'mcp']);
  const sound = named('Deployment', 'sound');
  await until(() => dryRun(sound).status !== 0, check, 'sound objects are refused without parameters');
  apply(
    policies(AdmissionMode.WARN, team).filter(({ kind }) => kind !== 'ConfigMap'),
    MANAGER,
  );
  await until(
    () =>
      dryRun(
        named('Deployment', 'hostile', spec => {
          spec.hostNetwork = true;
        }),
      ).status === 0,
    check,
    'WARN admits without parameters',
  );
  apply(policies(AdmissionMode.WARN, team), MANAGER);
  await until(
    () => {
      const result = dryRun(
        named('Deployment', 'hostile', spec => {
          spec.hostNetwork = true;
        }),
      );
      return result.status === 0 && said(result).includes(': host-namespaces: ');
    },
    check,
    'WARN warns with the message of the rule',
  );
}

/** The replicas that each ReplicaSet of a Deployment is asked for. */
function replicasOf(namespace, name) {
  return JSON.parse(kubectl(['-n', namespace, 'get', 'replicasets', '-o', 'json']))
    .items.filter(({ metadata }) => metadata.ownerReferences?.some(owner => owner.name === name))
    .map(({ spec }) => spec.replicas);
}

async function until(holds, check, title) {
  for (let i = 0; i < 40; i += 1) {
    if (holds()) {
      return;
    }
    await sleep(250);
  }
  check(false, title, 'not after 10 s');
}

run(main);
