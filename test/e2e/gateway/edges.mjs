// What has to hold at the edges: logs, rotated credentials, sessions, host names, keys of issuers and conditions.
import { createHash, generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { expectThat } from '../checks.mjs';
import { GENERATIONS } from '../clients.mjs';
import { until } from '../commands.mjs';
import { startRoundRobin } from '../proxy.mjs';
import { bearer, callOf, expectRefused, send, toolsOf, withClient } from './talk.mjs';
import { Issuer } from './tokens.mjs';
import { DOMAIN, conditionApp, issuerApp, memoryApp } from './variants.mjs';

const CALLS = 10;
/** By then a changed file has been seen. */
const RELOAD_MS = 3000;
/** What many proxies take for all headers together. */
const LONGEST_HEADERS = 8192;
const MANY = 100;

/** An app, or undefined when synth refuses it. */
function synthesized(make) {
  try {
    return make();
  } catch {
    return undefined;
  }
}

/** Whoever used a tool is in the log, whatever else is. */
export async function proveLog(checks, { app, replica: { pod, url }, key }) {
  await checks.check('requests are logged at every level', async () => {
    const greeting = await callOf(
      GENERATIONS[0],
      { url: `${url}${app.pathOf('older')}`, headers: bearer(key) },
      (await toolsOf(GENERATIONS[0], `${url}${app.pathOf('older')}`, bearer(key))).find(name => /greet$/.test(name)),
      { name: 'Ada' },
    );
    expectThat(greeting.includes('Ada'), `the answer is ${greeting}`);
    await until(2, 'a line with the caller and the tool', () => {
      const line = pod.main.output.split('\n').find(one => one.includes('"alice"') && one.includes('greet'));
      return line && JSON.parse(line);
    });
  });
}

/** A server whose list has pages: agentgateway hands on the first alone. */
export async function provePages(checks, { app, replica: { url }, key }) {
  const [legacy] = GENERATIONS;
  const at = { url: `${url}${app.pathOf('paged')}`, headers: bearer(key) };
  await checks.check('a list ends with the first page of a server, and later tools are there for calls', async () => {
    const tools = await toolsOf(legacy, at.url, at.headers);
    const [, prefix] = /^(.*)greet$/.exec(tools[1]) ?? [];
    expectThat(tools.length === 2 && prefix !== undefined, `the list is ${tools.join(', ')}`);
    const answer = await callOf(legacy, at, `${prefix}wait`, { seconds: 0 });
    expectThat(answer === 'waited 0 s', `the answer is ${answer}`);
  });
}

/** Long answers: one of JSON is held as a whole, up to the limit of bodies. */
export async function proveLongAnswers(checks, { paged, older, key }) {
  const [legacy] = GENERATIONS;
  const long = async ({ app, replicas: [{ url }] }, server) => {
    const at = { url: `${url}${app.pathOf(server)}`, headers: bearer(key) };
    const greet = (await toolsOf(legacy, at.url, at.headers)).find(tool => tool.endsWith('greet'));
    return callOf(legacy, at, greet.replace(/greet$/, 'text'), { length: 3 * 2 ** 20 });
  };
  await checks.check('an answer of JSON above 2 MiB is an error', () =>
    expectRefused('the answer', 'Error POSTing to endpoint', long(paged, 'paged')),
  );
  await checks.check('a stream of events is not limited', async () => {
    const { length } = await long(older, 'older');
    expectThat(length === 3 * 2 ** 20, `the answer has ${length} characters`);
  });
}

/** What the gateway does when its configuration changes. */
export async function proveReload(checks, { replica: { pod, url }, keys, path }) {
  const file = pod.sandbox.outside('volumes', 'config', 'config.json');
  const text = readFileSync(file, 'utf8');
  const status = async () => (await send(`${url}${path}`, bearer(keys.bob))).status;
  await checks.check('a configuration that is broken is not taken', async () => {
    writeFileSync(file, text.slice(0, -9));
    await sleep(RELOAD_MS);
    expectThat((await status()) === 200, `the status is ${await status()}`);
  });
  await checks.check('a key that is taken out is refused at once', async () => {
    writeFileSync(file, text.replaceAll(createHash('sha256').update(keys.bob).digest('hex'), '0'.repeat(64)));
    await until(RELOAD_MS / 1000, 'the key is refused', async () => ((await status()) === 401 ? true : undefined));
  });
}

/** The credential of a server that was rotated. */
export async function proveRotation(checks, { replica: { pod, url }, keys, path }) {
  await checks.check('a rotated credential is presented after a restart, and not before', async () => {
    const greet = () =>
      callOf(GENERATIONS[0], { url: `${url}${path}`, headers: bearer(keys.alice) }, 'greet', { name: 'Ada' });
    writeFileSync(pod.sandbox.outside('volumes', 'creds', 'guarded.authorization'), 'rotated');
    expectThat((await greet()).includes('Ada'), 'no greeting before the restart');
    pod.main.kill();
    await pod.main.ended;
    await pod.serve();
    await expectRefused('a call with a token that the server does not know', 'who are you?', greet());
  });
}

/** Sessions of clients, each message at another replica. */
export async function proveSessions(checks, { app, replicas, key }) {
  const [legacy] = GENERATIONS;
  await checks.check(`a session goes on at another replica: ${CALLS} of ${CALLS}`, async () => {
    const proxy = await startRoundRobin(replicas.map(({ url }) => url));
    try {
      const at = `${proxy.url}${app.pathOf('older')}`;
      await withClient(legacy, at, bearer(key), async client => {
        for (let call = 0; call < CALLS; call += 1) {
          expectThat((await client.call('greet', { name: `${call}` })).includes(`${call}`), `call ${call}`);
        }
      });
    } finally {
      proxy.close();
    }
  });
  const [{ url }] = replicas;
  await checks.check('a session of someone else is refused', async () => {
    const wrong = { ...bearer(key), 'mcp-session-id': Buffer.from('{"t":"mcp","s":[]}').toString('base64url') };
    const { status } = await send(`${url}${app.pathOf('older')}`, wrong, 'tools/list');
    expectThat(status === 400, `the status is ${status}`);
  });
}

/** Servers with sessions in memory make ids longer: at most as long as proxies let through. */
export async function proveLongSessions(checks, { folder, key }) {
  await checks.check(`${MANY} servers with sessions in memory make no id that proxies refuse`, () => {
    const app = synthesized(() => memoryApp(folder, key, MANY));
    // each session of a server is 60 characters, sealed and in base64
    const length = MANY * 82;
    expectThat(app === undefined || length < LONGEST_HEADERS / 2, `ids have ${length} characters`);
  });
}

/** The status of a message to a host. */
async function statusAt(url, host, headers) {
  const sent = request(url, { method: 'POST', headers: { ...headers, host, accept: '*/*' } });
  const [response] = await once(sent.end(), 'response');
  await once(response.resume(), 'end');
  return response.statusCode;
}

/** Host names of servers, as clients may write them. */
export async function proveHosts(checks, { app, replica: { url }, key }) {
  await checks.check('host names lead to their servers as they are written, and nowhere else', async () => {
    const host = app.hostOf('older');
    expectThat(host.endsWith(DOMAIN), `the host is ${host}`);
    const at = async name => statusAt(`${url}${app.pathOf('older')}`, name, bearer(key));
    // a route is found when the message is refused for what it accepts
    expectThat((await at(host)) === 406, `${host} answers ${await at(host)}`);
    for (const other of [host.toUpperCase(), `${host}.`, `x.${host}`, DOMAIN, 'older.example.org']) {
      expectThat((await at(other)) === 404, `${other} answers ${await at(other)}`);
    }
  });
}

const jwkOf = (type, options) => generateKeyPairSync(type, options).publicKey.export({ format: 'jwk' });

/** Sets of keys that issuers publish. */
export async function proveKeySets(checks, { folder, cluster }) {
  const { jwks } = new Issuer('e2e-keys');
  const [good] = jwks.keys;
  const others = {
    'a key without kid': { ...good, kid: undefined },
    'a key of secp256k1': { ...jwkOf('ec', { namedCurve: 'secp256k1' }), kid: 'k', use: 'sig' },
    'a key of Ed448': { ...jwkOf('ed448'), kid: 'k', use: 'sig' },
    'a key of X25519': { ...jwkOf('x25519'), kid: 'k', use: 'enc' },
    'a key for encryption': { ...good, kid: 'k', use: 'enc', alg: 'RSA-OAEP' },
    'a key of P-256': { ...jwkOf('ec', { namedCurve: 'P-256' }), kid: 'k', use: 'sig', alg: 'ES256' },
  };
  for (const [what, jwk] of Object.entries(others)) {
    await checks.check(`${what} beside a good one is refused by synth, or taken by the gateway`, async () => {
      const app = synthesized(() => issuerApp(folder, { keys: [good, jwk] }));
      if (app) {
        await cluster.replica(app);
      }
    });
  }
}

/** Conditions that hold by the standard of CEL. */
const CONDITIONS = [
  'bool("true")',
  'dyn(1) == 1',
  'cel.bind(x, 1, x == 1)',
  'b"ab".hex() == "6162"',
  'timestamp("2026-01-01T00:00:00Z").getHours("UTC") == 0',
  'timestamp("2026-01-01T00:00:00Z") == google.protobuf.Timestamp{seconds: 1767225600}',
  'apiKey.client.matches("^(?=a)alice$")',
  'size("é") == 1',
];

/** Conditions of users: one that is never true would refuse everything in silence. */
export async function proveConditions(checks, { folder, cluster, key }) {
  for (const expression of CONDITIONS) {
    await checks.check(`${expression} is refused by synth, or holds`, async () => {
      const app = synthesized(() => conditionApp(folder, key, expression));
      if (app) {
        const { url } = await cluster.replica(app);
        const tools = await toolsOf(GENERATIONS[0], `${url}${app.pathOf('older')}`, bearer(key));
        expectThat(tools.length > 0, 'nothing is allowed');
      }
    });
  }
}
