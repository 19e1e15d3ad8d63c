// What has to hold for a gateway whose clients have keys: who gets in, and what each sees and uses.
import { createHash } from 'node:crypto';
import { expectThat } from '../checks.mjs';
import { GENERATIONS } from '../clients.mjs';
import { CASES, DENIED, everyTool, permitted, prefixed } from './direct.mjs';
import { bearer, callOf, expectRefused, expectSame, send, toolsOf, withClient } from './talk.mjs';

/** What a message of the newer revision says of its client. */
const envelope = version => ({
  'io.modelcontextprotocol/protocolVersion': version,
  'io.modelcontextprotocol/clientInfo': { name: 'cdk8s-mcp-e2e', version: '0.0.0' },
  'io.modelcontextprotocol/clientCapabilities': {},
});

/** Nobody gets in without a key. */
export async function proveRefusals(checks, url, keys) {
  const refused = async (title, headers) =>
    checks.check(`${title} is 401`, async () => {
      const { status } = await send(url, headers);
      expectThat(status === 401, `the status is ${status}`);
      for (const generation of GENERATIONS) {
        await expectRefused(`a ${generation.name} client`, '', generation.connect(url, headers));
      }
    });
  await refused('no key', {});
  await refused('a wrong key', bearer('0'.repeat(64)));
  await refused('an empty key', { authorization: 'Bearer ' });
  await refused('the hash of a key', bearer(createHash('sha256').update(keys.alice).digest('hex')));
  await refused('a key in another header', { 'x-api-key': keys.alice });
}

/** Who sees and uses what, with a client of one generation. @returns the revision of MCP that was spoken. */
export async function proveTools(checks, generation, { url, pathOf, keys, direct, policyOf }) {
  const at = title => `${generation.name} client: ${title}`;
  const mcp = `${url}/mcp`;
  const headers = Object.fromEntries(Object.entries(keys).map(([client, key]) => [client, bearer(key)]));
  await checks.check(at('lists what is allowed of all servers'), async () => {
    expectThat(
      direct.tools.everything.includes(DENIED),
      `everything has no tool ${DENIED}, so nothing would be proved`,
    );
    expectSame(await toolsOf(generation, mcp, headers.alice), everyTool(direct), 'tools');
  });
  for (const [index, { server, tool, args }] of CASES.entries()) {
    await checks.check(at(`a call reaches ${server}`), async () => {
      const answer = await callOf(generation, { url: mcp, headers: headers.alice }, `${server}_${tool}`, args);
      expectThat(
        answer === direct.answers[index],
        `it answers ${answer}, without the gateway ${direct.answers[index]}`,
      );
    });
  }
  await checks.check(at('a denied tool is refused'), () =>
    expectRefused(
      DENIED,
      `Unknown tool: everything_${DENIED}`,
      callOf(generation, { url: mcp, headers: headers.alice }, `everything_${DENIED}`),
    ),
  );
  await checks.check(at('a denied tool is refused with a blank behind its name'), () =>
    expectRefused(
      DENIED,
      `Unknown tool: everything_${DENIED} `,
      callOf(generation, { url: mcp, headers: headers.alice }, `everything_${DENIED} `),
    ),
  );
  await checks.check(at('a client sees and uses granted servers alone'), async () => {
    expectSame(
      await toolsOf(generation, mcp, headers.bob),
      prefixed('everything', direct.tools.everything),
      'tools of bob',
    );
    await expectRefused(
      'a call of bob',
      'Unknown tool: files_',
      callOf(generation, { url: mcp, headers: headers.bob }, 'files_list_allowed_directories'),
    );
    expectSame(
      await toolsOf(generation, `${url}${pathOf('files')}`, headers.bob),
      [],
      'tools of bob at the path of files',
    );
  });
  await checks.check(at('a client sees and uses granted tools alone'), async () => {
    const listing = direct.tools.files.filter(tool => tool.startsWith('list_'));
    expectSame(
      await toolsOf(generation, mcp, headers.carol),
      [...prefixed('files', listing), 'guarded_greet'],
      'tools of carol',
    );
    await expectRefused(
      'a call of carol',
      'Unknown tool: guarded_headers',
      callOf(generation, { url: mcp, headers: headers.carol }, 'guarded_headers'),
    );
  });
  await checks.check(at('the path of one server has its own names'), async () => {
    for (const [index, { server, tool, args }] of CASES.entries()) {
      const own = `${url}${pathOf(server)}`;
      expectSame(
        await toolsOf(generation, own, headers.alice),
        permitted(server, direct.tools[server]),
        `tools at ${pathOf(server)}`,
      );
      expectThat(
        (await callOf(generation, { url: own, headers: headers.alice }, tool, args)) === direct.answers[index],
        `another answer at ${pathOf(server)}`,
      );
    }
    await expectRefused(
      DENIED,
      `Unknown tool: ${DENIED}`,
      callOf(generation, { url: `${url}${pathOf('everything')}`, headers: headers.alice }, DENIED),
    );
  });
  return checks.check(at('says which revision it speaks'), () =>
    withClient(generation, mcp, headers.alice, ({ protocol }) => protocol),
  );
}

/** What is not a tool: prompts and resources, and paths that lead nowhere. */
export async function proveRest(checks, { url, keys }) {
  await checks.check('a body above 2 MiB is 400', async () => {
    const { status } = await send(`${url}/mcp`, bearer(keys.alice), 'tools/call', {
      name: 'everything_echo',
      arguments: { message: 'x'.repeat(2 ** 21) },
    });
    expectThat(status === 400, `the status is ${status}`);
  });
  await checks.check('answers are streams of events', async () => {
    const { status, type } = await send(`${url}/mcp`, bearer(keys.alice));
    expectThat(status === 200 && type.startsWith('text/event-stream'), `${status}, ${type}`);
  });
  await checks.check('a task is not for those who may not use its server', async () => {
    const [version, method, name] = ['2026-07-28', 'tasks/get', 'guarded+1'];
    const { text } = await send(
      `${url}/mcp`,
      { ...bearer(keys.bob), 'mcp-protocol-version': version, 'mcp-method': method, 'mcp-name': name },
      method,
      { taskId: name, _meta: envelope(version) },
    );
    expectThat(text.includes('Unknown task'), `it answers ${text}`);
  });
  const list = async (client, method, key) => (await send(`${url}/mcp`, bearer(keys[client]), method)).json.result[key];
  await checks.check('prompts and resources', async () => {
    const prompts = await list('alice', 'prompts/list', 'prompts');
    expectThat(
      prompts.length > 0 && prompts.every(({ name }) => name.startsWith('everything_')),
      `prompts: ${JSON.stringify(prompts).slice(0, 200)}`,
    );
    const [{ uri }] = await list('alice', 'resources/list', 'resources');
    const { json } = await send(`${url}/mcp`, bearer(keys.alice), 'resources/read', { uri });
    expectThat(json.result?.contents.length > 0, `${uri} answers ${JSON.stringify(json)}`);
    expectSame(await list('carol', 'prompts/list', 'prompts'), [], 'prompts of a client with tools alone');
    expectSame(await list('carol', 'resources/list', 'resources'), [], 'resources of a client with tools alone');
  });
  await checks.check('a slash at the end of a path leads to the same tools', async () => {
    const tools = await Promise.all(
      ['/mcp', '/mcp/'].map(path => toolsOf(GENERATIONS[0], `${url}${path}`, bearer(keys.alice))),
    );
    expectSame(tools[1], tools[0], 'tools');
  });
  await checks.check('paths are exact', async () => {
    for (const path of [
      '/',
      '/mcp//',
      '/mcp/x',
      '/sse',
      '/everything',
      '/other/mcp',
      '/.well-known/oauth-protected-resource/mcp',
    ]) {
      const { status } = await send(`${url}${path}`, bearer(keys.alice));
      expectThat(status === 404, `${path} answers ${status}`);
    }
  });
}

/** The server that asks for a token gets the one of the gateway's file, and nothing of the caller's credentials. */
export async function proveServerAuth(checks, { url, keys, servers: { guarded } }) {
  await checks.check('the guarded server refuses a direct call', async () => {
    for (const headers of [{}, bearer(keys.alice)]) {
      const { status } = await send(guarded.url, headers);
      expectThat(status === 401, `the status is ${status}`);
    }
  });
  await checks.check('it gets its own token and no credential of the caller', async () => {
    const sent = { ...bearer(keys.alice), 'cookie': 'session=of-the-caller', 'x-note': 'kept' };
    const seen = await callOf(GENERATIONS[0], { url: `${url}/mcp`, headers: sent }, 'guarded_headers');
    expectThat(!seen.includes(keys.alice) && !seen.includes('of-the-caller'), `it sees ${seen}`);
    expectThat(JSON.parse(seen)['x-note'] === 'kept', `no x-note in ${seen}`);
  });
}
