// Several servers as one: what is asked of all goes to all and the answers are merged; what is used goes to the server
// whose name stands in front.
import { CODES, IDENTITY, LEGACY, Refusal, nameOf } from './messages.mjs';
import { defined } from './read.mjs';
import { Upstream, UpstreamStatus } from './upstream.mjs';

const LISTS = {
  'tools/list': { key: 'tools', kind: 'tool', id: 'name', between: '_' },
  'prompts/list': { key: 'prompts', kind: 'prompt', id: 'name', between: '_' },
  'resources/list': { key: 'resources', kind: 'resource', id: 'uri', between: '+' },
  'resources/templates/list': { key: 'resourceTemplates', kind: 'resource', id: 'uriTemplate', between: '+' },
};
const task = { kind: 'task', id: 'taskId', between: '+' };
const USES = {
  'tools/call': { kind: 'tool', id: 'name', between: '_' },
  'prompts/get': { kind: 'prompt', id: 'name', between: '_' },
  'resources/read': { kind: 'resource', id: 'uri', between: '+' },
  'tasks/get': task,
  'tasks/update': task,
  'tasks/cancel': task,
};
const INITIALIZED = { jsonrpc: '2.0', method: 'notifications/initialized' };
const INSTRUCTIONS =
  'This server is a gateway to a set of mcp servers. It is responsible for routing requests to the correct server and' +
  ' aggregating the results.';
const NOT_CACHED = { ttlMs: 0, cacheScope: 'private' };

const isInitialize = ({ method }) => method === 'initialize';
const isUse = ({ method }) => method === 'tools/call' || method === 'prompts/get';

export class Relay {
  /** `sessions` are those of the servers, by name, when the relay goes on with a session. */
  constructor(route, caller, sessions = {}) {
    this.route = route;
    this.caller = caller;
    this.upstreams = route.targets.map(target => new Upstream(target, route, sessions[target.name]));
  }

  get sessions() {
    return this.upstreams.map(({ target: { name }, session }) => ({ name, session }));
  }

  /**
   * A request without a session of a revision that has them: each server is initialized before.
   *
   * @returns the messages of the answer, or undefined.
   */
  async sendAlone(message) {
    if (isInitialize(message)) {
      return this.send(message);
    }
    const protocolVersion = this.caller.headers['mcp-protocol-version'] ?? LEGACY;
    const params = { protocolVersion, capabilities: {}, clientInfo: IDENTITY };
    const initialize = { jsonrpc: '2.0', id: 0, method: 'initialize', params };
    if (isUse(message)) {
      const { upstream } = this.locate(message, USES[message.method]);
      await this.attempt(message.id, async () => {
        await read(await upstream.send(initialize, this.caller.headers));
        await upstream.send(INITIALIZED, this.caller.headers);
      });
    } else {
      await read(await this.send(initialize));
      await this.send(INITIALIZED);
    }
    return this.send(message);
  }

  /** Ends the sessions of all servers. */
  async end() {
    await Promise.allSettled(this.upstreams.map(upstream => upstream.end(this.caller.headers)));
  }

  async send(message) {
    const { id, method } = message;
    if (id === undefined) {
      await this.attempt(id, () => this.sendAll(message));
      return undefined;
    }
    if (USES[method]) {
      return this.use(message, USES[method]);
    }
    const merge = this.mergerOf(message);
    if (merge === undefined) {
      const status = this.caller.modern ? 404 : 500;
      throw new Refusal(status, `method not found: ${method}`, { id, code: CODES.method });
    }
    const answers = await this.attempt(id, () => this.askAll(message));
    const [{ error } = {}] = answers;
    return [defined({ jsonrpc: '2.0', id, error, result: error ? undefined : merge(answers) })];
  }

  /** What servers answer to a request goes on; what is wrong before becomes an error of HTTP. */
  async attempt(id, send) {
    try {
      return await send();
    } catch (error) {
      if (error instanceof Refusal) {
        throw error;
      }
      if (error instanceof UpstreamStatus) {
        throw new Refusal(error.status, error.message, { type: error.type ?? 'text/plain', body: error.body });
      }
      throw new Refusal(500, `failed to send message: ${error.message}`, { id, code: CODES.internal });
    }
  }

  /** Sends to all. One that fails ends it, unless the route is open to failures. */
  async sendAll(message) {
    const sent = await Promise.allSettled(
      this.upstreams.map(async upstream => ({ upstream, stream: await upstream.send(message, this.caller.headers) })),
    );
    const failed = sent.filter(({ status }) => status === 'rejected');
    if (failed.length > 0 && (!this.route.failOpen || (failed.length === sent.length && message.id !== undefined))) {
      throw failed[0].reason;
    }
    return sent.flatMap(({ status, value }) => (status === 'fulfilled' ? [value] : []));
  }

  /** @returns the results with the names of their servers, or one error. */
  async askAll(message) {
    const begun = await this.sendAll(message);
    const answers = await Promise.all(
      begun.map(async ({ upstream, stream }) => ({
        name: upstream.target.name,
        ...(await read(stream).catch(({ message: text }) => ({ error: { code: CODES.internal, message: text } }))),
      })),
    );
    const results = answers.filter(({ result }) => result);
    const error = answers.find(answer => answer.error);
    return error && (results.length === 0 || !this.route.failOpen) ? [error] : results;
  }

  /** How the results of a request to all become one; undefined for requests that do not go to all. */
  mergerOf({ method, params }) {
    const one = this.upstreams.length === 1;
    if (method === 'initialize') {
      return answers => (one ? answers[0].result : this.initializeResult(answers, params.protocolVersion));
    }
    if (method === 'server/discover') {
      return answers => Object.assign(one ? answers[0].result : this.discoverResult(answers), NOT_CACHED);
    }
    if (method === 'ping' || method === 'logging/setLevel') {
      return () => ({});
    }
    return LISTS[method] && (answers => this.listResult(answers, LISTS[method]));
  }

  initializeResult(answers, asked) {
    const lowest = answers
      .map(({ result }) => result.protocolVersion)
      .concat(asked)
      .sort()[0];
    return { protocolVersion: lowest, serverInfo: IDENTITY, ...this.described(answers) };
  }

  /** Servers that do not know the method are not among the answers, and so do not count here. */
  discoverResult(answers) {
    const [first, ...rest] = answers.map(({ result }) => result.supportedVersions);
    return {
      resultType: 'complete',
      supportedVersions: first.filter(version => rest.every(versions => versions.includes(version))),
      ...this.described(answers),
      _meta: { 'io.modelcontextprotocol/serverInfo': IDENTITY },
    };
  }

  described(answers) {
    const told = answers.flatMap(({ name, result: { instructions } }) =>
      instructions ? [`[${name}]\n${instructions}`] : [],
    );
    const changes = { listChanged: true };
    const resources = this.route.stateful ? { ...changes, subscribe: true } : changes;
    return {
      capabilities: { tools: changes, prompts: changes, resources },
      instructions: [INSTRUCTIONS, ...told].join('\n\n'),
    };
  }

  /** The first pages alone, because no cursor is handed on. */
  listResult(answers, { key, kind, id, between }) {
    const { isAllowed, prefixed } = this.route;
    const items = answers.flatMap(({ name, result }) =>
      result[key]
        .filter(one => isAllowed(kind, name, one[id], this.caller.known))
        .map(one => (prefixed ? { ...one, [id]: `${name}${between}${one[id]}` } : one)),
    );
    return defined({ [key]: items, resultType: this.caller.modern ? 'complete' : undefined, ...NOT_CACHED });
  }

  async use(message, use) {
    const { upstream, name } = this.locate(message, use);
    const { kind, id, between } = use;
    if (!this.route.isAllowed(kind, upstream.target.name, name, this.caller.known)) {
      // the name as it came: that there is such a tool is not said
      throw new Refusal(400, `Unknown ${kind}: ${nameOf(message)}`, { id: message.id, code: CODES.params });
    }
    const sent = { ...message, params: { ...message.params, [id]: name } };
    const stream = await this.attempt(message.id, () => upstream.send(sent, this.caller.headers));
    return this.route.prefixed ? this.renamed(stream, upstream.target.name, between) : stream;
  }

  /** Resources and tasks of a server have its name in answers too. */
  async *renamed(stream, server, between) {
    for await (const message of stream) {
      const { result } = message;
      if (result?.contents) {
        result.contents = result.contents.map(one => ({ ...one, uri: `${server}${between}${one.uri}` }));
      }
      if (result?.taskId) {
        result.taskId = `${server}+${result.taskId}`;
      }
      yield message;
    }
  }

  locate(message, { between }) {
    const requested = nameOf(message) ?? '';
    if (!this.route.prefixed) {
      return { upstream: this.upstreams[0], name: requested };
    }
    const wrong = text =>
      this.caller.modern
        ? new Refusal(400, `invalid request parameters: ${text}`, { id: message.id, code: CODES.params })
        : new Refusal(500, `failed to send message: invalid request: ${text}`, {
            id: message.id,
            code: CODES.internal,
          });
    const at = requested.indexOf(between);
    if (at < 0) {
      throw wrong('invalid resource name');
    }
    const server = requested.slice(0, at);
    const upstream = this.upstreams.find(({ target }) => target.name === server);
    if (!upstream) {
      throw wrong(`unknown service ${server}`);
    }
    return { upstream, name: requested.slice(at + 1) };
  }
}

/** The answer in a stream, to its end: what comes beside it is of no interest. */
async function read(stream) {
  for await (const message of stream ?? []) {
    if (message.result || message.error) {
      return message;
    }
  }
  throw new Error('upstream stream ended unexpectedly');
}
