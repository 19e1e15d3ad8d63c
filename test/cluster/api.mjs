// What proofs share: the API server over one connection (kubectl takes longer to start than a fake pod to
// become Ready), checks that are counted, and waiting.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse } from 'yaml';
import { Stop, stream } from './kubectl.mjs';

export const MANAGER = 'cluster-proof';

const config = parse(readFileSync(process.env.KUBECONFIG ?? '/dev/null', 'utf8')) ?? {};
const decoded = text => Buffer.from(text ?? '', 'base64');
const { cluster } = config.clusters?.[0] ?? { cluster: {} };
const { user } = config.users?.[0] ?? { user: {} };
const agent = new Agent({
  keepAlive: true,
  maxSockets: 20,
  ca: decoded(cluster['certificate-authority-data']),
  cert: decoded(user['client-certificate-data']),
  key: decoded(user['client-key-data']),
});

/** One call of the API; every answer of the server is an answer here. */
export function call(method, path, body, type = 'application/json') {
  return new Promise((resolve, reject) => {
    const text = body === undefined ? '' : JSON.stringify(body);
    // node would send the body of a DELETE without its length
    const headers = { 'Content-Type': type, 'Content-Length': Buffer.byteLength(text), 'Accept': 'application/json' };
    const asked = request(`${cluster.server}${path}`, { agent, method, headers }, response => {
      let answer = '';
      response
        .setEncoding('utf8')
        .on('data', part => {
          answer += part;
        })
        .on('end', () => {
          resolve({
            status: response.statusCode,
            body: answer.startsWith('{') ? JSON.parse(answer) : { message: answer },
          });
        });
    });
    asked.on('error', reject);
    asked.end(text);
  });
}

/** A call that must work. */
export async function ask(...args) {
  const { status, body } = await call(...args);
  if (status >= 300) {
    throw new Stop(`${args[0]} ${args[1]}: ${status} ${body.message}`);
  }
  return body;
}

export const patch = (path, body) => ask('PATCH', path, body, 'application/merge-patch+json');

export const paths = namespace => ({
  pods: `/api/v1/namespaces/${namespace}/pods`,
  core: `/api/v1/namespaces/${namespace}`,
  apps: `/apis/apps/v1/namespaces/${namespace}`,
  autoscaling: `/apis/autoscaling/v2/namespaces/${namespace}`,
  quota: `/api/v1/namespaces/${namespace}/resourcequotas/pool`,
});

/** kubectl without blocking the other parts. */
export function kubectl(args, input) {
  const [program, ...words] = (process.env.KUBECTL ?? 'kubectl').split(' ');
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...words, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', part => {
      stdout += part;
    });
    child.stderr.on('data', part => {
      stderr += part;
    });
    child.on('error', error => reject(new Stop(`cannot run kubectl: ${error.message}`)));
    child.on('close', status => resolve({ status, stdout, stderr }));
    child.stdin.end(input ?? '');
  });
}

/** As a pipeline would do it, in the order of the output. */
export function applyAll(objects, ...options) {
  const text = stream(objects.map(object => JSON.stringify(object)));
  return kubectl(
    ['apply', '--server-side', `--field-manager=${MANAGER}`, '--validate=strict', ...options, '-f', '-'],
    text,
  );
}

let passed = 0;
const wrong = [];

/** Counts a check; a failure is printed at once. */
export function check(title, holds, found) {
  if (holds) {
    passed += 1;
    return;
  }
  wrong.push(
    `WRONG  ${title}${found === undefined ? '' : `: ${typeof found === 'string' ? found : JSON.stringify(found)}`}`,
  );
  console.error(wrong.at(-1));
}

/** Prints the failures and the counts. @returns the exit code. */
export function summary(what) {
  for (const line of wrong) {
    console.log(line);
  }
  console.log(`${what}: ${passed} checks passed, ${wrong.length} failed`);
  return wrong.length === 0 ? 0 : 1;
}

/**
 * Waits until `probe` gives something else than false; returns the seconds that it took, nothing when it took too long.
 */
export async function until(seconds, probe, pause = 200) {
  const start = Date.now();
  for (;;) {
    const found = await probe();
    const took = (Date.now() - start) / 1000;
    if (found !== false) {
      return took;
    }
    if (took > seconds) {
      return undefined;
    }
    await sleep(pause);
  }
}

/** Rolled out: every replica is there, in its newest form, available, and the old ones are gone. */
export function isRolledOut({ metadata, spec, status }) {
  const { observedGeneration, replicas = 0, updatedReplicas = 0, availableReplicas = 0 } = status;
  return (
    observedGeneration === metadata.generation &&
    [replicas, updatedReplicas, availableReplicas].every(count => count === spec.replicas)
  );
}

/** Waits until every Deployment has been rolled out, with as many replicas as `replicas` says of it. */
export async function rolledOut(namespace, seconds, replicas = () => undefined) {
  let late = [];
  const took = await until(
    seconds,
    async () => {
      const { items } = await ask('GET', `${paths(namespace).apps}/deployments`);
      late = items
        .filter(one => !isRolledOut(one) || ![undefined, one.spec.replicas].includes(replicas(one.metadata.name)))
        .map(({ metadata }) => metadata.name);
      return items.length > 0 && late.length === 0;
    },
    300,
  );
  check(`${namespace}: every Deployment is available within ${seconds} s`, took !== undefined, late);
  return took ?? seconds;
}

/**
 * How often controllers could not create something for objects whose names `of` accepts, with what they said first. Two
 * requests that change the quota's status at the same moment are no refusal: the controller tries again.
 *
 * A controller writes its events in order and, when there is much to do, seconds late: "none" holds for certain only
 * once a later one of the same controller has been seen.
 */
export async function refusals(namespace, of = () => true) {
  const { items } = await ask('GET', `${paths(namespace).core}/events?limit=5000`);
  const found = items.filter(
    ({ reason, message, involvedObject }) =>
      ['FailedCreate', 'ReplicaSetCreateError'].includes(reason) &&
      !message.includes('the object has been modified') &&
      of(involvedObject.name),
  );
  return {
    times: found.reduce((sum, { count, series }) => sum + (series?.count ?? count ?? 1), 0),
    message: found[0]?.message,
  };
}

/** The quota in hard and used amounts, for one resource. */
export async function quotaOf(namespace, resource = 'pods') {
  const {
    status: { hard, used },
  } = await ask('GET', paths(namespace).quota);
  return { hard: Number(hard[resource]), used: Number(used[resource]) };
}

export const seconds = amount => `${amount.toFixed(1)} s`;
