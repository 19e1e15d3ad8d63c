// A tiny server of MCP that asks its callers for a bearer token, which it reads from a file. It stands for an image of
// one's own.
//
//   TOKEN_FILE=… node guarded-server.mjs
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { CallToolRequestSchema, ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js';

const { TOKEN_FILE, PORT = '8080' } = process.env;
const inputSchema = { type: 'object' };
const TOOLS = [
  { name: 'headers', description: 'The headers that came with the call, without the token', inputSchema },
  { name: 'greet', description: 'Greets', inputSchema: { type: 'object', properties: { name: { type: 'string' } } } },
];

function answer({ name, arguments: { name: who } = {} }, headers) {
  if (name === 'greet') {
    return `Hello, ${who}, says the guarded server`;
  }
  if (name === 'headers') {
    return JSON.stringify({ ...headers, authorization: '(the right one)' });
  }
  throw new Error(`Unknown tool: ${name}`);
}

async function speak(incoming, outgoing) {
  const server = new Server({ name: 'guarded', version: '1.0.0' }, { capabilities: { tools: {} } });
  server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: TOOLS }));
  server.setRequestHandler(CallToolRequestSchema, ({ params }) => ({
    content: [{ type: 'text', text: answer(params, incoming.headers) }],
  }));
  const transport = new StreamableHTTPServerTransport({ sessionIdGenerator: undefined });
  outgoing.on('close', () => server.close());
  await server.connect(transport);
  await transport.handleRequest(incoming, outgoing);
}

createServer((incoming, outgoing) => {
  const { url, method, headers } = incoming;
  if (url === '/healthz') {
    return outgoing.writeHead(200).end();
  }
  if (url !== '/mcp') {
    return outgoing.writeHead(404).end();
  }
  if (headers.authorization !== `Bearer ${readFileSync(TOKEN_FILE, 'utf8')}`) {
    return outgoing.writeHead(401).end('who are you?');
  }
  return method === 'POST' ? speak(incoming, outgoing) : outgoing.writeHead(405).end();
}).listen(Number(PORT));
process.on('SIGTERM', () => process.exit(0));
