// The connections that network policy allows and blocks: each is tried, with a control that shows that it is possible
// without a policy.
import { CLIENTS, DATABASE_PORT, DATA, MIRROR, MIRROR_PORT } from './apps.mjs';
import { podsOf, probe, reachFrom, resolveFrom } from './pods.mjs';
import { Table } from './table.mjs';

const BLOCKED = ['timed out', 'ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'EACCES', 'EPERM'];
const READINESS_PORT = 15021;

const addressOf = url => ({ host: new URL(url).hostname, port: Number(new URL(url).port) });

/** A row of the table: whether the outcome is the expected one. */
const expectOutcome = (table, title, passes, outcome) =>
  table.row(title, passes ? outcome === 'connected' : BLOCKED.includes(outcome), outcome);

/** From every kind of client to the servers and the gateway. */
async function proveCallers(table, urls, gateway) {
  const reach = async (client, address) => {
    const { outcome, error } = await probe(client, { mode: 'reach', ...address });
    return outcome ?? error;
  };
  for (const [client, { title }] of Object.entries(CLIENTS)) {
    for (const name of ['everything', 'time', 'http', 'gateway']) {
      expectOutcome(table, `${title} → ${name}`, client === 'agent', await reach(client, addressOf(urls[name])));
    }
  }
  const readiness = await reach('agent', { host: gateway.status.podIP, port: READINESS_PORT });
  expectOutcome(table, 'the allowed pod → gateway, another port', false, readiness);
}

/** From a pod without a policy to destinations that have none either: they can be reached at all. */
async function proveControls(table, destinations) {
  for (const [title, destination] of Object.entries(destinations)) {
    if (!destination.host.includes('live-tools')) {
      const { outcome, error } = await probe('stranger', { mode: 'reach', ...destination });
      expectOutcome(table, `control: a pod without a policy → ${title}`, true, outcome ?? error);
    }
  }
}

/** From the servers and the gateway to every destination, of which `allowed` may be reached. */
async function proveEgress(table, destinations, { name, pod, allowed }) {
  for (const [title, { host, port }] of Object.entries(destinations)) {
    if (title !== `server ${name}`) {
      expectOutcome(table, `${name} → ${title}`, allowed.includes(title), await reachFrom(pod, host, port));
    }
  }
  const resolved = await resolveFrom(pod, destinations['the database'].host);
  table.row(`${name} → DNS`, /^\d+\./.test(resolved), resolved.startsWith('1') ? 'resolves' : resolved);
}

export async function proveNetwork(urls) {
  const table = new Table('network');
  const [everything] = await podsOf('everything');
  const [http] = await podsOf('http');
  const [gateway] = await podsOf('gateway', 'cdk8s-mcp/gateway');
  const destinations = {
    'the database': { host: `database.${DATA}.svc.cluster.local`, port: DATABASE_PORT },
    'the package mirror': { host: `mirror.${MIRROR}.svc.cluster.local`, port: MIRROR_PORT },
    'the API server': { host: 'kubernetes.default.svc.cluster.local', port: 443 },
    'the metadata address': { host: '169.254.169.254', port: 80 },
    'server everything': addressOf(urls.everything),
    'server time': addressOf(urls.time),
  };
  await proveCallers(table, urls, gateway);
  await proveControls(table, destinations);
  for (const caller of [
    { name: 'http', pod: http, allowed: ['the database'] },
    { name: 'everything', pod: everything, allowed: ['the package mirror'] },
    { name: 'gateway', pod: gateway, allowed: ['server everything', 'server time'] },
  ]) {
    await proveEgress(table, destinations, caller);
  }
  return table;
}
