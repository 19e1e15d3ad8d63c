// Pods of the live proof: finding them, asking from inside of them.
import { ask, kubectl, paths } from '../api.mjs';
import { CLIENTS, TOOLS } from './apps.mjs';

const REACH = `
const [host, port] = process.argv.slice(1);
const socket = require("net").connect({ host, port: Number(port), timeout: 3000 });
const end = text => { console.log(text); process.exit(0); };
socket.on("connect", () => end("connected")).on("timeout", () => end("timed out")).on("error", ({ code }) => end(code));`;
const RESOLVE =
  'require("dns").promises.lookup(process.argv[1]).then(({ address }) => console.log(address), ({ code }) => console.log(code))';

async function exec(namespace, pod, container, words) {
  const { stdout, stderr } = await kubectl([
    'exec',
    '-n',
    namespace,
    pod,
    ...(container === undefined ? [] : ['-c', container]),
    '--',
    ...words,
  ]);
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

/** Ends the loads that a client makes on some addresses, which then tell what they have seen. */
export async function stopLoads(client, urls) {
  await exec(CLIENTS[client].namespace, client, undefined, [
    'node',
    '-e',
    `
    const { readFileSync, readdirSync } = require("fs");
    for (const pid of readdirSync("/proc").filter(Number)) {
      try {
        const { mode, url } = JSON.parse(readFileSync("/proc/" + pid + "/cmdline", "utf8").split("\\0")[2]);
        if (mode === "load" && process.argv.slice(1).includes(url)) process.kill(Number(pid), "SIGUSR2");
      } catch {}
    }`,
    ...urls,
  ]);
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

/** One line that a program of node prints in the container of a server. */
export const inside = (pod, script, ...words) =>
  exec(TOOLS, pod.metadata.name, pod.spec.containers[0].name, ['node', '-e', script, ...words]);

/** Whether the container of a server can open a connection. Its image has node. */
export const reachFrom = (pod, host, port) => inside(pod, REACH, host, String(port));
export const resolveFrom = (pod, name) => inside(pod, RESOLVE, name);
