// Messages of MCP: which revision they are of, what headers they carry, and refusals of them.
import { EventSourceParserStream } from 'eventsource-parser/stream';
import { defined } from './read.mjs';

/** From this revision on there are no sessions and no `initialize`, and headers repeat the method and the name. */
const MODERN = '2026-07-28';
const VERSIONS = ['2024-11-05', '2025-03-26', '2025-06-18', '2025-11-25', MODERN];
export const LEGACY = '2025-11-25';
export const IDENTITY = { name: 'agentgateway', version: '1.4.1' };

export const CODES = { params: -32602, internal: -32603, method: -32601, headers: -32020, version: -32022 };

/** An answer with an error of HTTP, and one of MCP in it when a request is answered. */
export class Refusal extends Error {
  constructor(status, message, { id, code, data, type, body } = {}) {
    super(message);
    this.status = status;
    this.type = type ?? (code === undefined || id === undefined ? 'text/plain' : 'application/json');
    this.body =
      body ??
      (this.type === 'text/plain' ? message : JSON.stringify({ jsonrpc: '2.0', id, error: { code, message, data } }));
  }
}

export const nameOf = ({ params = {} }) => params.name ?? params.uri ?? params.taskId;

/** A header with characters that headers have not, or with blanks around it, is sent in base64. */
function headerValue(text) {
  return /^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/.test(text)
    ? text
    : `=?base64?${Buffer.from(text).toString('base64')}?=`;
}

const headerText = value => {
  const [, encoded] = /^=\?base64\?(.*)\?=$/.exec(value) ?? [];
  return encoded === undefined ? value : Buffer.from(encoded, 'base64').toString();
};

/** The headers that say again what a message says. */
export function standardHeaders(message) {
  const name = nameOf(message);
  return defined({ 'mcp-method': message.method, 'mcp-name': name === undefined ? undefined : headerValue(name) });
}

const isOfModern = version => version !== undefined && version >= MODERN;

function statedVersion({ method, params }) {
  return method === 'initialize' ? params?.protocolVersion : params?._meta?.['io.modelcontextprotocol/protocolVersion'];
}

/** Whether a message is of the revision 2026-07-28 or later. Throws a Refusal when headers and message differ. */
export function isModern(headers, message) {
  const { id } = message;
  const version = headers['mcp-protocol-version'];
  const stated = statedVersion(message);
  if (version !== undefined && !VERSIONS.includes(version)) {
    throw new Refusal(400, `unsupported MCP protocol version: ${version}`, {
      id,
      code: CODES.version,
      data: { supported: VERSIONS, requested: version },
    });
  }
  if (!isOfModern(version)) {
    if (isOfModern(stated)) {
      throw new Refusal(400, 'invalid MCP protocol version header');
    }
    return false;
  }
  if (id !== undefined && version !== stated) {
    throw stated === undefined
      ? new Refusal(400, '_meta.protocolVersion is required for modern requests', { id, code: CODES.params })
      : new Refusal(400, 'MCP protocol version header/body mismatch', { id, code: CODES.headers });
  }
  checkHeaders(headers, message);
  return true;
}

function checkHeaders(headers, message) {
  const { id } = message;
  for (const [header, value] of [
    ['mcp-method', message.method],
    ['mcp-name', nameOf(message)],
  ]) {
    const sent = headers[header];
    if (sent === undefined && value !== undefined && id !== undefined) {
      throw new Refusal(400, `invalid MCP routing header: ${header}`, { id, code: CODES.headers });
    }
    if (sent !== undefined && value !== undefined && headerText(sent) !== value) {
      throw new Refusal(400, `${header} header/body mismatch`, { id, code: CODES.headers });
    }
  }
}

/**
 * The messages of a stream of server-sent events. The stream is taken at once: node ends one that nobody has taken when
 * its response is collected.
 */
export function messagesOf(body) {
  return messagesIn(body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream()));
}

async function* messagesIn(events) {
  for await (const { data } of events) {
    if (data !== '') {
      yield JSON.parse(data);
    }
  }
}

export const eventOf = message => `event: message\ndata: ${JSON.stringify(message)}\n\n`;
