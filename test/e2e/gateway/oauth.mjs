// What has to hold for a gateway whose callers have tokens of an issuer.
import { expectThat } from '../checks.mjs';
import { GENERATIONS } from '../clients.mjs';
import { ISSUER, LIMIT, PUBLIC_HOST } from './apps.mjs';
import { bearer, callOf, expectRefused, expectSame, send, toolsOf } from './talk.mjs';
import { Issuer } from './tokens.mjs';

const RESOURCE = `https://${PUBLIC_HOST}/mcp`;
const now = () => Math.floor(Date.now() / 1000);
const good = () => ({
  iss: ISSUER,
  aud: RESOURCE,
  sub: 'ada',
  exp: now() + 300,
  scope: 'openid mcp:use',
  groups: ['dev'],
});

/** Good tokens get in, and reach what their claims grant. */
export async function proveGood(checks, { url, issuer, tools }) {
  const use = claims => bearer(issuer.sign({ ...good(), ...claims }));
  for (const generation of GENERATIONS) {
    const list = claims => toolsOf(generation, `${url}/mcp`, use(claims));
    const call = (claims, tool, args) => callOf(generation, { url: `${url}/mcp`, headers: use(claims) }, tool, args);
    const echo = claims => call(claims, 'everything_echo', { message: 'hello' });
    await checks.check(`${generation.name} client: a good token gets in`, async () => {
      expectThat((await send(`${url}/mcp`, use({}))).status === 200, 'not 200');
      expectSame(await list({}), tools, 'tools');
      expectThat((await echo({})).endsWith('hello'), 'no echo');
      expectThat((await call({}, 'guarded_greet', { name: 'Ada' })).includes('Ada'), 'no greeting');
    });
    await checks.check(`${generation.name} client: claims decide`, async () => {
      expectSame(await list({ groups: 'dev' }), tools, 'tools with one group as a text');
      expectSame(
        await list({ groups: ['ops'] }),
        tools.filter(tool => tool.startsWith('guarded_')),
        'tools of another group',
      );
      for (const groups of [undefined, [], ['devops'], 'devops', 'de', ['DEV']]) {
        expectSame(await list({ groups }), [], `tools of the groups ${JSON.stringify(groups)}`);
      }
      await expectRefused('a call without the group', 'Unknown tool', echo({ groups: ['ops'] }));
    });
    await checks.check(`${generation.name} client: a claim that is an object grants nothing by its names`, async () => {
      expectSame(await list({ groups: { dev: false } }), [], 'tools of the object');
    });
    await checks.check(`${generation.name} client: without the scope nothing is there`, async () => {
      for (const scope of [undefined, '', 'openid', 'mcp:user', 'xmcp:use']) {
        expectSame(await list({ scope }), [], `tools of the scope ${scope}`);
      }
      expectSame(await list({ scope: undefined, scp: ['mcp:use'] }), tools, 'tools with scp as a list');
      await expectRefused('a call without the scope', 'Unknown tool', echo({ scope: 'openid' }));
    });
  }
}

/** A server that asks for two headers gets them from files, and not the token of the caller. */
export async function proveHeaders(checks, { url, issuer, team }) {
  await checks.check('a server gets its headers and not the token', async () => {
    const token = issuer.sign(good());
    const seen = await callOf(
      GENERATIONS[0],
      { url: `${url}/mcp`, headers: { ...bearer(token), 'x-team': 'of the caller' } },
      'guarded_headers',
    );
    expectThat(JSON.parse(seen)['x-team'] === team && !seen.includes(token), `it sees ${seen}`);
  });
}

/** A gateway that reads the keys of the issuer from a file decides in the same way. */
export async function proveKeysInFile(checks, { url, issuer }) {
  await checks.check('keys of the issuer in a ConfigMap', async () => {
    const statusOf = async token => (await send(`${url}/mcp`, bearer(token))).status;
    expectThat((await statusOf(issuer.sign(good()))) === 200, 'a good token does not get in');
    expectThat((await statusOf(new Issuer(issuer.kid).sign(good()))) === 401, 'a token of someone else gets in');
  });
}

/** Without a good token there is a 401 that says where to find out more. */
export async function proveChallenge(checks, { url }) {
  await checks.check('no token is 401 and leads to the metadata', async () => {
    const { status, headers } = await send(`${url}/mcp`);
    expectThat(status === 401, `the status is ${status}`);
    const [, link] = /^Bearer resource_metadata="([^"]+)"$/.exec(headers.get('www-authenticate') ?? '') ?? [];
    expectThat(link?.startsWith(`https://${PUBLIC_HOST}/`), `WWW-Authenticate: ${headers.get('www-authenticate')}`);
    // the host is that of the exposure; what ends TLS there is not part of this
    const metadata = await (await fetch(new URL(new URL(link).pathname, url))).json();
    expectThat(metadata.resource === RESOURCE, `the resource is ${metadata.resource}`);
    expectSame(metadata.authorization_servers, [ISSUER], 'authorization servers');
    expectSame(metadata.scopes_supported, ['mcp:use'], 'scopes');
    for (const generation of GENERATIONS) {
      await expectRefused(`a ${generation.name} client`, '', generation.connect(`${url}/mcp`));
    }
  });
}

/** Tokens that must not get in, whoever signed them. */
export async function proveBad(checks, { url, issuer, path }) {
  const refused = (title, token, at = '/mcp') =>
    checks.check(`${title} is 401`, async () => {
      const { status } = await send(`${url}${at}`, bearer(token));
      expectThat(status === 401, `the status is ${status}`);
    });
  const stranger = new Issuer(issuer.kid);
  const changed = token =>
    token.replace(/\.[^.]+\./, `.${Buffer.from(JSON.stringify({ ...good(), sub: 'eve' })).toString('base64url')}.`);
  for (const claim of ['aud', 'iss', 'exp', 'sub']) {
    await refused(`a token without ${claim}`, issuer.sign({ ...good(), [claim]: undefined }));
  }
  await refused('a token for another audience', issuer.sign({ ...good(), aud: 'https://other.example.com/mcp' }));
  await refused('a token for all servers at the path of one', issuer.sign(good()), path);
  await refused('a token of another issuer', issuer.sign({ ...good(), iss: 'https://idp.example.org' }));
  await refused('an expired token', issuer.sign({ ...good(), exp: now() - 120 }));
  await refused('a token with alg none', issuer.sign(good(), { alg: 'none' }));
  await refused('a token with alg HS256 and the public key', issuer.sign(good(), { alg: 'HS256' }));
  await refused('a token with a key of someone else', stranger.sign(good()));
  await refused('a token with an unknown key', issuer.sign(good(), { kid: 'other' }));
  await refused('a token that was changed', changed(issuer.sign(good())));
  await refused('no token at all', 'abc');
}

/** Requests at a time until one is too many. */
const AT_ONCE = 20;

/**
 * The limit of requests. It comes last, because nobody gets through afterwards.
 *
 * @returns how many requests went through before it.
 */
export async function proveLimit(checks, { url, issuer, path }) {
  const headers = bearer(issuer.sign(good()));
  // it is counted before it is refused, and asks no server
  const statusOfGet = async () => (await fetch(`${url}/mcp`, { headers })).status;
  const passed = await checks.check('too many requests are 429', async () => {
    // the bucket may be filled once on the way
    for (let count = 0; count <= 2 * LIMIT; count += AT_ONCE) {
      const statuses = await Promise.all(Array.from({ length: AT_ONCE }, statusOfGet));
      const wrong = statuses.find(status => status !== 405 && status !== 429);
      expectThat(wrong === undefined, `a request answers ${wrong}`);
      if (statuses.includes(429)) {
        return count + statuses.indexOf(429);
      }
    }
    throw new Error(`${2 * LIMIT + 1} requests went through`);
  });
  await checks.check('another address counts for itself', async () => {
    const token = issuer.sign({ ...good(), aud: `https://${PUBLIC_HOST}${path}` });
    const { status } = await send(`${url}${path}`, bearer(token), 'ping');
    expectThat(status === 200, `the status is ${status}`);
  });
  return passed;
}
