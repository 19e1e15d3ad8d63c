// A small real MCP server (Streamable HTTP, stateless, no dependencies) that stands in for
// docker.io/grafana/mcp-grafana. Like it, it refuses unknown Host headers on every path, health included, any Origin
// that is not listed, and callers without the bearer token once MCP_GRAFANA_SERVER_TOKEN is set. Flags that it does not
// know are ignored.
import { timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';

/**
 * How long idle connections stay open once it is to end: longer than the 5 s after which node closes them, of which its
 * clients know.
 */
const DRAIN_MS = 6000;
const PROTOCOL_VERSIONS = ['2025-11-25', '2025-06-18', '2025-03-26', '2024-11-05'];
const ECHO = {
  name: 'echo',
  description: 'Returns its text.',
  inputSchema: { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] },
  annotations: { readOnlyHint: true },
};

/** The last value of a flag, as `--flag value` or `--flag=value`: the real server lets the last one win. */
function flag(name, argv = process.argv.slice(2)) {
  let value;
  argv.forEach((word, i) => {
    if (word === name) {
      value = argv[i + 1];
    } else if (word.startsWith(`${name}=`)) {
      value = word.slice(name.length + 1);
    }
  });
  return value;
}
const list = text => text?.split(',').map(entry => entry.trim().toLowerCase());

const [address, port] = (flag('--address') ?? '0.0.0.0:8000').split(/:(?=\d+$)/);
const loopback = ['localhost', '127.0.0.1', '[::1]'].flatMap(host => [host, `${host}:${port}`]);
const allowedHosts = list(flag('--allowed-hosts')) ?? loopback; // a list drops loopback
const allowedOrigins = list(flag('--allowed-origins')) ?? [];
const token = process.env.MCP_GRAFANA_SERVER_TOKEN;

/** Exact comparison, port included: `name` and `name:8000` are two entries. */
const hostAllowed = host => allowedHosts.includes('*') || allowedHosts.includes((host ?? '').toLowerCase());
const originAllowed = origin =>
  origin === undefined || allowedOrigins.includes('*') || allowedOrigins.includes(origin.toLowerCase());
function tokenAllowed(header) {
  if (!token) {
    return true;
  }
  const [sent, expected] = [Buffer.from(header ?? ''), Buffer.from(`Bearer ${token}`)];
  return sent.length === expected.length && timingSafeEqual(sent, expected);
}

class RpcError extends Error {
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

const METHODS = {
  'initialize': params => ({
    protocolVersion: PROTOCOL_VERSIONS.includes(params.protocolVersion) ? params.protocolVersion : PROTOCOL_VERSIONS[0],
    capabilities: { tools: {} },
    serverInfo: { name: 'stand-in', version: '2.0.1' },
  }),
  'ping': () => ({}),
  'tools/list': () => ({ tools: [ECHO] }),
  'tools/call': ({ name, arguments: args = {} }) => {
    if (name !== ECHO.name) {
      throw new RpcError(-32602, `Unknown tool: ${name}`);
    }
    return typeof args.text === 'string'
      ? { content: [{ type: 'text', text: args.text }] }
      : { content: [{ type: 'text', text: 'text must be a string' }], isError: true };
  },
};

/** The answer to one JSON-RPC message, undefined for what has no answer: notifications and responses. */
function answer(message) {
  if (message?.jsonrpc !== '2.0') {
    return { jsonrpc: '2.0', id: null, error: { code: -32600, message: 'Invalid Request' } };
  }
  if (message.id === undefined || message.method === undefined) {
    return undefined;
  }
  const reply = { jsonrpc: '2.0', id: message.id };
  try {
    if (!Object.hasOwn(METHODS, message.method)) {
      throw new RpcError(-32601, `Method not found: ${message.method}`);
    }
    return { ...reply, result: METHODS[message.method](message.params ?? {}) };
  } catch (error) {
    return { ...reply, error: { code: error.code ?? -32603, message: error.message } };
  }
}

async function body(request) {
  const chunks = [];
  for await (const chunk of request) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

async function handle(request, response) {
  const send = (status, value, headers = {}) => {
    const type = typeof value === 'string' ? 'text/plain' : 'application/json';
    response.writeHead(status, { 'content-type': type, ...headers });
    response.end(value === undefined || typeof value === 'string' ? value : JSON.stringify(value));
  };
  const { pathname } = new URL(request.url, 'http://stand-in');
  if (!hostAllowed(request.headers.host)) {
    return send(403, 'Forbidden: host not allowed');
  }
  if (!originAllowed(request.headers.origin)) {
    return send(403, 'Forbidden: origin not allowed');
  }
  if (pathname === '/healthz') {
    return send(200, 'ok');
  }
  if (pathname !== '/mcp') {
    return send(404, 'Not Found');
  }
  if (!tokenAllowed(request.headers.authorization)) {
    return send(401, 'Unauthorized', { 'www-authenticate': 'Bearer' });
  }
  if (request.method !== 'POST') {
    return send(405, 'Method Not Allowed', { allow: 'POST' });
  }
  let message;
  try {
    message = JSON.parse(await body(request));
  } catch {
    return send(400, { jsonrpc: '2.0', id: null, error: { code: -32700, message: 'Parse error' } });
  }
  const reply = answer(message);
  return reply === undefined ? send(202) : send(reply.error?.code === -32600 ? 400 : 200, reply);
}

const server = createServer((request, response) => handle(request, response).catch(() => response.destroy()));
server.listen(Number(port), address, () => console.log(`listening on ${address}:${port}`));
// As the first process of a container nothing ends it by default. Connections that are closed while idle may be those
// on which a request is under way: so each ends with an answer that says so, and only what is still idle after a while
// is dropped.
for (const signal of ['SIGTERM', 'SIGINT']) {
  process.on(signal, () => {
    server.prependListener('request', (_, response) => {
      response.shouldKeepAlive = false;
    });
    setTimeout(() => server.close(() => process.exit(0)), DRAIN_MS);
  });
}
