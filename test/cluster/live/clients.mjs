// Real clients of both generations, from the allowed pod.
import { ask, until } from '../api.mjs';
import { CALLS, KEY, TOOLS } from './apps.mjs';
import { probe } from './pods.mjs';
import { Table } from './table.mjs';

const CLIENTS = 20;

/** What is asked of each address; behind the gateway tools have prefixes. */
function addresses(urls) {
  const direct = Object.entries(CALLS).map(([name, { says, ...call }]) => ({ name, url: urls[name], says, call }));
  const keyed = Object.entries(CALLS).map(([name, { says, tool, args }]) => ({
    name: `${name} by way of the gateway`,
    url: urls.gateway,
    says,
    call: { tool: `${name}_${tool}`, args, headers: { authorization: `Bearer ${KEY}` } },
  }));
  return [...direct, ...keyed];
}

export async function proveClients(urls) {
  const table = new Table('clients');
  for (const { name, url, says, call } of addresses(urls)) {
    for (const generation of ['2025', '2026']) {
      const { protocol, tools, text, error } = await probe('agent', { mode: 'session', url, generation, ...call });
      table.row(
        `${name}, client of ${generation}`,
        error === undefined && text.includes(says),
        error ?? `speaks ${protocol}, lists ${tools} tools, calls ${call.tool}`,
      );
    }
    const { answers, seconds, error } = await probe('agent', { mode: 'crowd', url, clients: CLIENTS, ...call });
    table.row(
      `${name}, ${CLIENTS} clients at once`,
      answers === CLIENTS,
      error ?? `${answers} of ${CLIENTS} list and call, in ${seconds.toFixed(1)} s`,
    );
  }
  const { error } = await probe('agent', {
    mode: 'session',
    url: urls.gateway,
    generation: '2025',
    tool: 'everything_echo',
    args: {},
  });
  table.row('the gateway without a credential', /401|no API Key/i.test(error ?? ''), error ?? 'answered');
  return table;
}

/** The Jobs of SmokeTest. */
export async function proveSmokeTests() {
  const table = new Table('smoke tests');
  const jobs = async () => (await ask('GET', `/apis/batch/v1/namespaces/${TOOLS}/jobs`)).items;
  const condition = ({ status }) =>
    status.conditions?.find(({ type, status: is }) => ['Complete', 'Failed'].includes(type) && is === 'True');
  await until(360, async () => (await jobs()).every(job => condition(job) !== undefined));
  for (const job of await jobs()) {
    const { type, reason } = condition(job) ?? { type: 'still running' };
    table.row(
      job.metadata.labels['cdk8s-mcp/smoke-test'],
      type === 'Complete',
      type === 'Complete' ? 'complete' : `${type} ${reason ?? ''}`,
    );
  }
  return table;
}
