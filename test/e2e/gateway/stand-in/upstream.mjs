// One server behind the gateway, for the messages of one client's request or session.
import { messagesOf, standardHeaders } from './messages.mjs';
import { defined } from './read.mjs';

/** Headers of the caller that the gateway does not send on, or writes anew. */
const OWN = [
  'accept',
  'accept-encoding',
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'expect',
  'host',
  'keep-alive',
  'mcp-method',
  'mcp-name',
  'mcp-session-id',
  'transfer-encoding',
  'upgrade',
];

/** An answer that is not a success; it goes on to the caller as it came. */
export class UpstreamStatus extends Error {
  constructor(status, type, body) {
    super(`http upstream error: http request failed with code: ${status}`);
    Object.assign(this, { status, type, body });
  }
}

/** Everything in an answer of JSON, which must not be larger than that. */
async function textWithin(response, largest) {
  const text = await response.text();
  if (Buffer.byteLength(text) > largest) {
    throw new Error('http upstream error: http request failed: length limit exceeded');
  }
  return text;
}

export class Upstream {
  /** `target` has name, url and the credentials that are presented to it. */
  constructor(target, { timeout, largestBody }, session) {
    Object.assign(this, { target, timeout: Math.min(timeout, target.timeout ?? timeout), largestBody, session });
  }

  /**
   * Sends a message of a caller. @returns the messages of the answer, or undefined when it was accepted without one.
   * The time is limited until an answer begins.
   */
  async send(message, callerHeaders) {
    const response = await this.fetch('POST', callerHeaders, {
      headers: { ...standardHeaders(message), 'content-type': 'application/json' },
      body: JSON.stringify(message),
    });
    if (message.method === 'initialize') {
      this.session = response.headers.get('mcp-session-id') ?? undefined;
    }
    if (response.status === 202 || response.status === 204) {
      await response.body?.cancel();
      return undefined;
    }
    const type = response.headers.get('content-type') ?? '';
    if (type.startsWith('text/event-stream')) {
      return messagesOf(response.body);
    }
    if (!type.startsWith('application/json')) {
      throw new Error(`http upstream error: http request failed: unexpected content type: ${type}`);
    }
    return [JSON.parse(await textWithin(response, this.largestBody))];
  }

  /** Ends the server's session. */
  async end(callerHeaders) {
    if (this.session !== undefined) {
      const { body } = await this.fetch('DELETE', callerHeaders);
      await body?.cancel();
    }
  }

  async fetch(method, callerHeaders, { headers = {}, body } = {}) {
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(new Error('upstream call timeout')), this.timeout * 1000);
    const kept = Object.entries(callerHeaders).filter(([name]) => !OWN.includes(name));
    const { credentials, url } = this.target;
    const response = await fetch(url, {
      method,
      headers: defined({
        ...Object.fromEntries(kept),
        'accept': 'text/event-stream, application/json',
        'mcp-session-id': this.session,
        ...headers,
        ...Object.fromEntries(credentials.map(({ header, value }) => [header, value])),
      }),
      body,
      signal: limit.signal,
    })
      .catch(error => {
        const cause = error.cause?.code === 'ECONNREFUSED' ? 'Connect: Connection refused' : error.message;
        const why = limit.signal.aborted ? limit.signal.reason.message : `upstream call failed: ${cause}`;
        throw new Error(`http upstream error: http request failed: ${why}`);
      })
      .finally(() => clearTimeout(timer));
    if (!response.ok) {
      throw new UpstreamStatus(response.status, response.headers.get('content-type'), await response.text());
    }
    return response;
  }
}
