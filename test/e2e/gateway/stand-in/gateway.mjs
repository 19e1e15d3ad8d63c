// HTTP: which route a request takes, what its policies say, and MCP at the end.
import { accessLog } from './access-log.mjs';
import { authenticate, metadataFor } from './auth.mjs';
import { Limits } from './limits.mjs';
import { Refusal, eventOf, isModern, nameOf } from './messages.mjs';
import { Relay } from './relay.mjs';
import { Sessions } from './sessions.mjs';

const KINDS = { 'tools/call': 'tool', 'prompts/get': 'prompt', 'resources/read': 'resource' };

/** The body of a request. */
async function bodyOf(incoming, largest) {
  const chunks = [];
  let size = 0;
  for await (const chunk of incoming) {
    size += chunk.length;
    if (size > largest) {
      throw new Refusal(400, 'fail to deserialize request body: length limit exceeded');
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Refusal(400, `fail to deserialize request body: ${error.message}`);
  }
}

export class Gateway {
  constructor({ routes, sessionKey, log }) {
    this.sessions = new Sessions(sessionKey);
    this.log = accessLog(log);
    // each route counts for itself
    this.routes = routes.map(route => ({ ...route, limits: new Limits(route) }));
  }

  async handle(incoming, outgoing) {
    const seen = { incoming, started: performance.now() };
    try {
      const { status = 200, headers = {}, body, stream } = await this.answer(incoming, seen);
      outgoing.writeHead(status, headers);
      for await (const message of stream ?? []) {
        outgoing.write(eventOf(message));
      }
      outgoing.end(body);
    } catch (error) {
      const { status = 500, type = 'text/plain', body = error.message, headers } = error;
      if (outgoing.headersSent) {
        outgoing.destroy();
      } else {
        outgoing.writeHead(status, { ...headers, 'content-type': type }).end(body);
      }
    } finally {
      await seen.relay?.end();
      this.log({ ...seen, status: outgoing.statusCode });
    }
  }

  /** The first route with the path and the host name as they came: neither case nor a dot at the end is changed. */
  routeOf({ url, headers }) {
    const [path] = url.split('?');
    const host = (headers.host ?? '').replace(/:\d+$/, '');
    return [
      path,
      this.routes.find(
        ({ matches, hostnames }) =>
          matches.some(match => matchesRequest(match, path, headers)) && (hostnames?.includes(host) ?? true),
      ),
    ];
  }

  async answer(incoming, seen) {
    const { method, headers } = incoming;
    const [path, route] = this.routeOf(incoming);
    if (!route) {
      throw new Refusal(404, 'route not found');
    }
    seen.route = route.name;
    const metadata = metadataFor(path, route);
    if (metadata) {
      return { headers: { 'content-type': 'application/json' }, body: JSON.stringify(metadata) };
    }
    const { known, verified } = authenticate(headers, route);
    known.request = { method, path, headers };
    seen.known = known;
    await route.limits.count(known);
    // a token that the gateway has checked stays here
    const kept = without(headers, [...route.removed, ...verified]);
    return route.responses.find(({ holds }) => holds(known)) ?? this.forward(route, { incoming, kept, known, seen });
  }

  async forward(route, { incoming, kept, known, seen }) {
    const { method } = incoming;
    if (method === 'POST') {
      return this.post(route, { headers: kept, known }, await this.messageOf(incoming, route), seen);
    }
    if (!route.stateful || !['GET', 'DELETE'].includes(method)) {
      throw new Refusal(405, 'method not allowed; must be GET, POST, or DELETE');
    }
    return this.session(route, { headers: kept, known }, method);
  }

  async messageOf(incoming, { largestBody }) {
    const { accept = '', 'content-type': type = '' } = incoming.headers;
    if (!accept.includes('application/json') || !accept.includes('text/event-stream')) {
      throw new Refusal(406, 'client must accept both application/json and text/event-stream');
    }
    if (!type.startsWith('application/json')) {
      throw new Refusal(415, 'client must send application/json');
    }
    return parsed(await bodyOf(incoming, largestBody));
  }

  async post(route, { headers, known }, message, seen) {
    const caller = { headers, known, modern: isModern(headers, message) };
    const kind = KINDS[message.method];
    seen.message = message;
    seen.used = kind && usedOf(route, kind, nameOf(message));
    if (caller.modern) {
      return answerOf(await new Relay(route, caller).send(message));
    }
    if (route.stateful) {
      return this.postToSession(route, caller, message);
    }
    seen.relay = new Relay(route, caller);
    return answerOf(await seen.relay.sendAlone(message));
  }

  async postToSession(route, caller, message) {
    const id = caller.headers['mcp-session-id'];
    if (id !== undefined) {
      return answerOf(await new Relay(route, caller, this.sessions.of(id, route.targets)).send(message));
    }
    if (message.method !== 'initialize') {
      throw new Refusal(400, 'session header is required for non-initialize requests');
    }
    const relay = new Relay(route, caller);
    const stream = await relay.send(message);
    return answerOf(stream, { 'mcp-session-id': this.sessions.idOf(relay.sessions) });
  }

  /** GET is the stream of what servers send by themselves, DELETE ends the session. */
  async session(route, caller, method) {
    const id = caller.headers['mcp-session-id'];
    if (id === undefined) {
      throw new Refusal(400, 'session ID is required');
    }
    const relay = new Relay(route, caller, this.sessions.of(id, route.targets));
    if (method === 'GET') {
      throw new Refusal(405, 'GET event stream is not supported by any upstream');
    }
    await relay.end();
    return { status: 202 };
  }
}

const without = (headers, names) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name)));

const matchesRequest = ({ path, headers }, requested, sent) =>
  path === requested && headers.every(({ name, pattern }) => pattern.test(sent[name] ?? ''));

function usedOf({ targets, prefixed }, kind, requested = '') {
  const at = prefixed ? requested.search(/[_+]/) : -1;
  return at < 0
    ? { kind, target: targets[0].name, name: requested }
    : { kind, target: requested.slice(0, at), name: requested.slice(at + 1) };
}

/** Answers are streams of events, even of one message. */
function answerOf(stream, headers = {}) {
  return stream === undefined
    ? { status: 202, headers }
    : { headers: { ...headers, 'content-type': 'text/event-stream', 'cache-control': 'no-cache' }, stream };
}
