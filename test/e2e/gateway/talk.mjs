// Ways to talk to a gateway or a server: a client of either generation, or one message over plain HTTP.
import { expectThat } from '../checks.mjs';
import { since } from '../commands.mjs';

export const bearer = token => ({ authorization: `Bearer ${token}` });

/** Runs something with a client, which is closed afterwards. */
export async function withClient({ connect }, url, headers, use) {
  const client = await connect(url, headers);
  try {
    return await use(client);
  } finally {
    await client.close();
  }
}

export const toolsOf = (generation, url, headers) => withClient(generation, url, headers, client => client.tools());

export const callOf = (generation, { url, headers }, tool, args = {}) =>
  withClient(generation, url, headers, client => client.call(tool, args));

const INITIALIZE = {
  protocolVersion: '2025-11-25',
  capabilities: {},
  clientInfo: { name: 'cdk8s-mcp-e2e', version: '0.0.0' },
};

/** The answer in a body: JSON, or the last of a stream of events. */
function answerIn(type, text) {
  if (type.startsWith('application/json') && text !== '') {
    return JSON.parse(text);
  }
  const [, data] = /^data: (.*)$/m.exec(text.slice(Math.max(text.lastIndexOf('\ndata: '), 0))) ?? [];
  return type.startsWith('text/event-stream') && data ? JSON.parse(data) : undefined;
}

/**
 * Sends one message without a session. @returns status, headers, what was answered, and as `json` the message in it.
 */
export async function send(
  url,
  headers = {},
  method = 'initialize',
  params = method === 'initialize' ? INITIALIZE : {},
) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'accept': 'application/json, text/event-stream', ...headers },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
  });
  const text = await response.text();
  const type = response.headers.get('content-type') ?? '';
  return { status: response.status, headers: response.headers, type, text, json: answerIn(type, text) };
}

/** Two lists have the same members, in whatever order. */
export function expectSame(found, expected, what) {
  const missing = expected.filter(one => !found.includes(one));
  const more = found.filter(one => !expected.includes(one));
  const twice = found.length > new Set(found).size;
  expectThat(
    missing.length + more.length === 0 && !twice,
    `${what}: without ${missing.join(', ') || 'none'}, beyond them ${more.join(', ') || 'none'}` +
      `${twice ? ', some twice' : ''}`,
  );
}

/** Expects that something throws, with a message that has a text. */
export async function expectRefused(what, text, promise) {
  const outcome = await promise.then(
    value => ({ value }),
    error => ({ error }),
  );
  expectThat(outcome.error, `${what} was not refused: ${JSON.stringify(outcome.value)?.slice(0, 200)}`);
  expectThat(
    outcome.error.message.includes(text),
    `${what} was refused with ${outcome.error.message}, expected ${text}`,
  );
}

/** @returns what came out, and the seconds that took. */
export async function timed(promiseOf) {
  const start = performance.now();
  const value = await promiseOf();
  return { value, seconds: since(start) };
}
