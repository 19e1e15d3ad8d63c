// What has to hold when the servers of a gateway are of both generations, and when one of them hangs, with nothing said
// of routes and times.
import { expectThat } from '../checks.mjs';
import { GENERATIONS } from '../clients.mjs';
import { hostOf } from './cluster.mjs';
import { permitted } from './direct.mjs';
import { bearer, callOf, timed, toolsOf } from './talk.mjs';

const CALLS = {
  everything: { tool: 'echo', args: { message: 'hello' }, expected: 'hello' },
  older: { tool: 'greet', args: { name: 'Ada' }, expected: 'Hello, Ada' },
};

/** Uses a server at its address, where its tools have its name in front or not. */
async function proveUse(generation, { url, headers }, server, names) {
  const tools = await toolsOf(generation, url, headers);
  const name = tool => [tool, `${server}_${tool}`].find(one => tools.includes(one));
  const missing = names.filter(tool => name(tool) === undefined);
  expectThat(missing.length === 0, `the list is without ${missing.join(', ')} of ${server}`);
  const { tool, args, expected } = CALLS[server];
  const answer = await callOf(generation, { url, headers }, name(tool), args);
  expectThat(answer.includes(expected), `${server} answers ${answer}`);
}

/** Clients of both generations use servers of both. */
export async function proveGenerations(checks, { app, url, key, direct }) {
  for (const generation of GENERATIONS) {
    for (const server of app.names) {
      await checks.check(`${generation.name} client: uses ${server} at its address`, () =>
        proveUse(
          generation,
          { url: `${url}${app.pathOf(server)}`, headers: bearer(key) },
          server,
          permitted(server, direct.tools[server]),
        ),
      );
    }
  }
}

/**
 * One server hangs; clients that wait as long as their SDKs do by default use the other.
 *
 * @returns the seconds that took, for each generation.
 */
export async function proveHungAtDefaults(checks, { app, replica: { url, services }, key, direct }) {
  services.hang(hostOf('older'), true);
  const at = { url: `${url}${app.pathOf('everything')}`, headers: bearer(key) };
  return Promise.all(
    GENERATIONS.map(({ name, connect }) =>
      checks.check(`${name} client: a server that hangs leaves the others within reach`, async () => {
        const patient = { connect: (address, headers) => connect(address, headers, {}) };
        const { seconds } = await timed(() =>
          proveUse(patient, at, 'everything', permitted('everything', direct.tools.everything)),
        );
        return seconds;
      }),
    ),
  );
}
