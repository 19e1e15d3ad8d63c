// The truth table of network policy: who may reach whom, each way tried, with a control that shows that the way is there.
import { CLIENTS, DATABASE_PORT, DATA, MIRROR, MIRROR_PORT } from './apps.mjs';
import { podsOf, probe, reachFrom, resolveFrom } from './pods.mjs';
import { Table } from './table.mjs';

const BLOCKED = ['timed out', 'ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'EACCES', 'EPERM'];
const READINESS_PORT = 15021;

export async function proveNetwork(urls) {
  const table = new Table('network');
  const address = url => ({ host: new URL(url).hostname, port: Number(new URL(url).port) });
  const [everything] = await podsOf('everything');
  const [http] = await podsOf('http');
  const [gateway] = await podsOf('gateway', 'cdk8s-mcp/gateway');
  const destinations = {
    'the database': { host: `database.${DATA}.svc.cluster.local`, port: DATABASE_PORT },
    'the package mirror': { host: `mirror.${MIRROR}.svc.cluster.local`, port: MIRROR_PORT },
    'the API server': { host: 'kubernetes.default.svc.cluster.local', port: 443 },
    'the metadata address': { host: '169.254.169.254', port: 80 },
    'server everything': address(urls.everything),
    'server time': address(urls.time),
  };
  const expect = (title, passes, outcome) =>
    table.row(title, passes ? outcome === 'connected' : BLOCKED.includes(outcome), outcome);

  for (const [client, { title }] of Object.entries(CLIENTS)) {
    for (const name of ['everything', 'time', 'http', 'gateway']) {
      const { outcome, error } = await probe(client, { mode: 'reach', ...address(urls[name]) });
      expect(`${title} → ${name}`, client === 'agent', outcome ?? error);
    }
  }
  const readiness = await probe('agent', { mode: 'reach', host: gateway.status.podIP, port: READINESS_PORT });
  expect('the allowed pod → gateway, another port', false, readiness.outcome ?? readiness.error);

  // these have no policy of their own: what they reach is there to be reached
  for (const [title, destination] of Object.entries(destinations).filter(
    ([, { host }]) => !host.includes('live-tools'),
  )) {
    const { outcome, error } = await probe('stranger', { mode: 'reach', ...destination });
    expect(`control: a pod without a policy → ${title}`, true, outcome ?? error);
  }
  const open = {
    http: ['the database'],
    everything: ['the package mirror'],
    gateway: ['server everything', 'server time'],
  };
  for (const [name, pod] of Object.entries({ http, everything, gateway })) {
    for (const [title, { host, port }] of Object.entries(destinations)) {
      if (title === `server ${name}`) {
        continue;
      }
      expect(`${name} → ${title}`, open[name].includes(title), await reachFrom(pod, host, port));
    }
    const resolved = await resolveFrom(pod, destinations['the database'].host);
    table.row(`${name} → DNS`, /^\d+\./.test(resolved), resolved.startsWith('1') ? 'resolves' : resolved);
  }
  return table;
}
