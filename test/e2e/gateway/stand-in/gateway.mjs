// HTTP: which route a request takes, what its policies say, and MCP without sessions at the end.
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import * as streamableHttp from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js';
import { authenticate, metadataFor } from './auth.mjs';
import { Federation } from './federation.mjs';
import { Limits } from './limits.mjs';
import { authorizer } from './rules.mjs';

const IDENTITY = { name: 'agentgateway', version: '1.4.1' };
const CAPABILITIES = { tools: {}, prompts: {}, resources: {} };

/** The body of a request; undefined when it is larger than that. */
async function bodyOf(incoming, largest) {
  const chunks = [];
  let size = 0;
  for await (const chunk of incoming) {
    size += chunk.length;
    if (size > largest) {
      return undefined;
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

/** Errors of MCP have a status of HTTP as well. */
function statusOf({ error } = {}) {
  if (error?.code === -32602 && error.message.startsWith('Unknown ')) {
    return 400;
  }
  return error?.code === -32603 ? 500 : undefined;
}

export class Gateway {
  constructor({ routes, largestBody }) {
    this.largestBody = largestBody;
    this.routes = routes.map(route => ({
      ...route,
      federation: new Federation(route, authorizer(route.rules)),
      limits: new Limits(route.limits),
    }));
  }

  async handle(incoming, outgoing) {
    const {
      status,
      headers = {},
      text,
      json,
    } = await this.answer(incoming).catch(error => ({ status: 500, text: error.message }));
    const body = json === undefined ? (text ?? '') : JSON.stringify(json);
    outgoing
      .writeHead(status, { ...headers, 'content-type': json === undefined ? 'text/plain' : 'application/json' })
      .end(body);
  }

  async answer(incoming) {
    const { method, headers } = incoming;
    const { pathname, hostname } = new URL(incoming.url, `http://${headers.host}`);
    const route = this.routes.find(
      ({ paths, hostnames }) => paths.includes(pathname) && (hostnames?.includes(hostname) ?? true),
    );
    if (!route) {
      return { status: 404, text: 'route not found' };
    }
    const metadata = metadataFor(pathname, route);
    if (metadata) {
      return { status: 200, json: metadata };
    }
    const { refusal, known, verified } = authenticate(headers, route);
    if (refusal) {
      return refusal;
    }
    const limited = route.limits.refusal();
    if (limited) {
      return limited;
    }
    if (method !== 'POST') {
      return { status: 405, headers: { allow: 'POST' } };
    }
    const body = await bodyOf(incoming, this.largestBody);
    if (body === undefined) {
      return { status: 400, text: 'length limit exceeded' };
    }
    return this.speak(route, { headers, known, verified }, body);
  }

  /** One message, answered by a server that knows nothing of the others. */
  async speak({ federation }, caller, body) {
    const server = new Server(IDENTITY, { capabilities: CAPABILITIES });
    server.fallbackRequestHandler = request => federation.answer(request, caller);
    const transport = new streamableHttp.WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: undefined,
      enableJsonResponse: true,
    });
    await server.connect(transport);
    const headers = new Headers(
      Object.entries(caller.headers).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
    );
    try {
      const response = await transport.handleRequest(new Request('http://gateway/', { method: 'POST', headers, body }));
      const text = await response.text();
      const json = text === '' ? undefined : JSON.parse(text);
      return { status: statusOf(json) ?? response.status, json, text };
    } finally {
      await server.close();
    }
  }
}
