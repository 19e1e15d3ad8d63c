// Pods of the live proof: finding them, asking from inside of them.
import { ask, kubectl, paths } from '../api.mjs';
import { CLIENTS, TOOLS } from './apps.mjs';
import { nodeCommand } from './programs.mjs';

async function exec(namespace, pod, container, words) {
  const where = container === undefined ? [pod] : [pod, '-c', container];
  const { stdout, stderr } = await kubectl(['exec', '-n', namespace, ...where, '--', ...words]);
  return stdout.trim() === '' ? stderr.trim().split('\n').pop() : stdout.trim();
}

/** Asks from the pod of a client; see client/probe.mjs. */
export async function probe(client, what) {
  const { namespace } = CLIENTS[client];
  const answer = await exec(namespace, client, undefined, ['node', '/app/probe.mjs', JSON.stringify(what)]);
  try {
    return JSON.parse(answer);
  } catch {
    return { error: answer };
  }
}

/** Ends the loads of a client on some addresses, which then print what they have seen. */
export async function stopLoads(client, urls) {
  await exec(CLIENTS[client].namespace, client, undefined, nodeCommand('stop-loads', ...urls));
}

/** As `kubectl rollout restart` does it. */
export async function restart(name) {
  const template = { metadata: { annotations: { 'test/restarted': String(Date.now()) } } };
  await ask(
    'PATCH',
    `${paths(TOOLS).apps}/deployments/${name}`,
    { spec: { template } },
    'application/strategic-merge-patch+json',
  );
}

export async function podsOf(server, label = 'cdk8s-mcp/server') {
  const { items } = await ask('GET', `${paths(TOOLS).pods}?labelSelector=${encodeURIComponent(`${label}=${server}`)}`);
  return items
    .filter(({ metadata }) => metadata.deletionTimestamp === undefined)
    .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
}

export const isReady = ({ status }) =>
  status.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True') ?? false;

/** What a program of programs/ prints in the container of a server, whose image has node. */
export const inside = (pod, program, ...args) =>
  exec(TOOLS, pod.metadata.name, pod.spec.containers[0].name, nodeCommand(program, ...args));

/** Whether the container of a server can open a connection. */
export const reachFrom = (pod, host, port) => inside(pod, 'reach', host, port);
export const resolveFrom = (pod, name) => inside(pod, 'resolve', name);
