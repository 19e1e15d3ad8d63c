// A server is taken out by one word of its props, and what has vanished from the output is pruned as docs/pools.md
// says.
import { ask, isRolledOut, kubectl, paths, until } from '../api.mjs';
import { CALLS, KEY, TOOLS, servers } from './apps.mjs';
import { probe, restart } from './pods.mjs';
import { Table } from './table.mjs';

export async function proveQuarantine(urls, images, apply) {
  const table = new Table('quarantine');
  const { objects } = servers(images, { quarantined: true });
  // a Job that has run stays as it is
  await apply(objects.filter(({ kind }) => kind !== 'Job'));
  await kubectl(['delete', '-n', TOOLS, 'hpa,pdb,role,rolebinding', '-l', 'app.kubernetes.io/instance=http']);
  const gone = await until(
    90,
    async () => (await ask('GET', `${paths(TOOLS).pods}?labelSelector=cdk8s-mcp%2Fserver%3Dhttp`)).items.length === 0,
  );
  table.row(
    'no pod of http runs',
    gone !== undefined,
    gone === undefined ? 'still there' : `after ${gone.toFixed(0)} s`,
  );
  const { outcome, error } = await probe('agent', { mode: 'reach', host: new URL(urls.http).hostname, port: 8000 });
  table.row('nobody reaches http', outcome !== 'connected', outcome ?? error);
  await restart('gateway');
  await until(120, async () => isRolledOut(await ask('GET', `${paths(TOOLS).apps}/deployments/gateway`)));
  const keyed = { mode: 'session', url: urls.gateway, generation: '2025', headers: { authorization: `Bearer ${KEY}` } };
  const others = await probe('agent', { ...keyed, tool: 'everything_echo', args: CALLS.everything.args });
  table.row('the gateway serves the others', others.error === undefined, others.error ?? `lists ${others.tools} tools`);
  const quarantined = await probe('agent', { ...keyed, tool: 'http_echo', args: CALLS.http.args });
  table.row('the gateway has no tool of http', quarantined.error !== undefined, quarantined.error ?? 'answered');
  return table;
}
