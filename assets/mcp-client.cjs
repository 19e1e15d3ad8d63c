/**
 * A small MCP client over Streamable HTTP for servers of both generations: with a handshake (2025-11-25 and before) and without (2026-07-28). It has no
 * dependencies: it runs as it is in pods, and in the command line.
 *
 * A connection answers one request at a time: `ask(method, params)`, `tell(method)`, `close()`.
 */
'use strict';

const { Readable } = require('node:stream');

/** Versions with a handshake; the newest is asked for. */
const HANDSHAKE_VERSION = '2025-11-25';
/** The version without (MCP 2026-07-28, Lifecycle). */
const STATELESS_VERSION = '2026-07-28';
const CLIENT = { name: 'cdk8s-mcp', version: '1.0.0' };
const STATELESS_META = {
  'io.modelcontextprotocol/protocolVersion': STATELESS_VERSION,
  'io.modelcontextprotocol/clientInfo': CLIENT,
  'io.modelcontextprotocol/clientCapabilities': {},
};
const MOST_PAGES = 100;
const MIB = 1024 * 1024;
const LARGEST = 16 * MIB;

/** Says hello as the server wants it. `params` completes the params of what is asked later. */
async function greet(connection) {
  const hello = await connection.ask('initialize', { protocolVersion: HANDSHAKE_VERSION, capabilities: {}, clientInfo: CLIENT });
  if (hello.error === undefined) {
    await connection.tell('notifications/initialized');
    return { protocol: String(hello.result?.protocolVersion), params: params => params };
  }
  return { protocol: STATELESS_VERSION, params: params => ({ _meta: STATELESS_META, ...params }) };
}

/** Asks a server that was greeted; an error of the protocol is thrown. */
async function ask(connection, greeting, method, params) {
  const { result, error } = await connection.ask(method, greeting.params(params));
  if (error !== undefined) { throw new Error(`${method}: the server answers error ${error.code}: ${error.message}`); }
  return result;
}

/** Every tool that a server lists, page by page. */
async function listTools(connection, greeting) {
  const tools = [];
  let cursor;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const result = await ask(connection, greeting, 'tools/list', cursor === undefined ? {} : { cursor });
    tools.push(...Array.isArray(result?.tools) ? result.tools : []);
    cursor = result?.nextCursor ?? undefined;
    if (cursor === undefined) { return tools; }
  }
  throw new Error(`tools/list: has more than ${MOST_PAGES} pages`);
}

/** A connection to a URL; `headers` go with every request. */
function overHttp(url, headers = {}) {
  const abort = new AbortController();
  let session;
  let version;
  let last = 0;
  const post = async (body, method) => {
    const response = await (headers.host === undefined ? fetch : fetchFromHost)(url, {
      method: 'POST',
      signal: abort.signal,
      headers: {
        ...headers,
        'content-type': 'application/json',
        'accept': 'application/json, text/event-stream',
        ...session === undefined ? {} : { 'mcp-session-id': session },
        ...method === 'initialize' ? {} : { 'mcp-protocol-version': version ?? STATELESS_VERSION, ...version === undefined ? { 'mcp-method': method } : {} },
        ...version === undefined && body.params?.name !== undefined ? { 'mcp-name': body.params.name } : {},
      },
      body: JSON.stringify({ jsonrpc: '2.0', ...body }),
    }).catch(error => { throw new Error(`${plain(url)}: ${plain(error.message)}${error.cause instanceof Error ? ` (${error.cause.message})` : ''}`); });
    session = response.headers.get('mcp-session-id') ?? session;
    const events = (response.headers.get('content-type') ?? '').startsWith('text/event-stream');
    const message = await answerIn(response, events, body.id);
    const credentials = response.status === 401 || response.status === 403 ? ': it asks for credentials, or for others' : '';
    if (!response.ok && (message?.error === undefined && method !== 'initialize' || credentials !== '')) {
      throw new Error(`${plain(url)}: answers ${response.status} to ${method}${credentials}`);
    }
    return message ?? (response.ok ? {} : { error: { code: response.status, message: response.statusText } });
  };
  return {
    ask: async (method, params) => {
      const message = await post({ id: last += 1, method, params }, method);
      if (method === 'initialize' && message.error === undefined) { version = String(message.result?.protocolVersion ?? HANDSHAKE_VERSION); }
      return message;
    },
    tell: async method => { await post({ method }, method); },
    close: () => { abort.abort(); return Promise.resolve(); },
  };
}

/** Like fetch, which does not let a request ask for another host than that of the URL. */
function fetchFromHost(url, { body, ...options }) {
  return new Promise((resolve, reject) => {
    const request = require('node:http').request(url, options, message => {
      const { statusCode: status, statusMessage: statusText, headers } = message;
      const text = [204, 205, 304].includes(status) ? null : Readable.toWeb(message);
      resolve(new Response(text, { status, statusText, headers: Object.entries(headers).flatMap(([name, value]) => [value].flat().map(one => [name, one])) }));
    });
    request.on('error', reject).end(body);
  });
}

/** Reads until the answer is there: a stream may stay open after it. */
async function answerIn(response, events, id) {
  const decoder = new TextDecoder();
  let text = '';
  const reader = response.body?.getReader();
  for (let part = await reader?.read(); part?.done === false; part = await reader?.read()) {
    text += decoder.decode(part.value, { stream: true });
    if (text.length > LARGEST) { throw new Error(`${plain(response.url)}: answers with more than ${LARGEST / MIB} MiB`); }
    const found = events ? eventIn(text, id) : undefined;
    if (found !== undefined) {
      await reader?.cancel();
      return found;
    }
  }
  return events ? eventIn(text, id) : messageIn(text);
}

/** The answer among the whole events of a stream. */
function eventIn(text, id) {
  const events = text.split(/\r?\n\r?\n/).map(event => event.split(/\r?\n/).filter(line => line.startsWith('data:')).map(line => line.slice(5).trimStart()).join('\n'));
  return events.map(messageIn).find(message => message?.id === id);
}

function messageIn(text) {
  try {
    const value = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** A text without what stands before @ in an address. */
function plain(text) { return text.replace(/\/\/[^/@]*@/, '//'); }

module.exports = { ask, greet, listTools, messageIn, overHttp, plain };
