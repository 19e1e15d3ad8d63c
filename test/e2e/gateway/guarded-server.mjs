// A tiny server of MCP. It stands for an image of one's own.
//
//   [TOKEN_FILE=…] [SDK=1 [PAGE=…] [JSON=1]] node guarded-server.mjs
//
// TOKEN_FILE: it asks its callers for the bearer token in the file. SDK=1: it is made with SDK 1.x, which knows no
// revision after 2025-11-25; otherwise it speaks the revisions of both generations. PAGE: so many
// tools are in a page of its list. JSON=1: answers are JSON, not streams of events.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { Server as LegacyServer } from '@modelcontextprotocol/sdk/server/index.js';
import * as streamableHttp from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js';
import { CallToolRequestSchema, ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { Server as ModernServer, createMcpHandler } from '@modelcontextprotocol/server';

const { TOKEN_FILE, SDK, PAGE, JSON: json, PORT = '8080' } = process.env;
const inputSchema = { type: 'object' };
const TOOLS = [
  { name: 'headers', description: 'The headers that came with the call, without the token', inputSchema },
  { name: 'greet', description: 'Greets', inputSchema: { type: 'object', properties: { name: { type: 'string' } } } },
  {
    name: 'text',
    description: 'A long text',
    inputSchema: { type: 'object', properties: { length: { type: 'number' } } },
  },
  { name: 'wait', description: 'Waits', inputSchema: { type: 'object', properties: { seconds: { type: 'number' } } } },
];
const IDENTITY = [{ name: 'guarded', version: '1.0.0' }, { capabilities: { tools: {} } }];

async function answer({ name, arguments: { name: who, seconds, length } = {} }, headers) {
  if (name === 'greet') {
    return `Hello, ${who}, says the guarded server`;
  }
  if (name === 'headers') {
    return JSON.stringify({ ...headers, authorization: '(the right one)' });
  }
  if (name === 'text') {
    return 'x'.repeat(length);
  }
  if (name === 'wait') {
    await sleep(seconds * 1000);
    return `waited ${seconds} s`;
  }
  throw new Error(`Unknown tool: ${name}`);
}

const toolResult = async (params, headers) => ({ content: [{ type: 'text', text: await answer(params, headers) }] });

function pageFrom(start) {
  const end = start + Number(PAGE ?? TOOLS.length);
  return { tools: TOOLS.slice(start, end), nextCursor: end < TOOLS.length ? String(end) : undefined };
}

async function speakLegacy(request, headers) {
  const server = new LegacyServer(...IDENTITY);
  server.setRequestHandler(ListToolsRequestSchema, ({ params }) => pageFrom(Number(params?.cursor ?? 0)));
  server.setRequestHandler(CallToolRequestSchema, ({ params }) => toolResult(params, headers));
  const transport = new streamableHttp.WebStandardStreamableHTTPServerTransport({
    sessionIdGenerator: undefined,
    enableJsonResponse: json === '1',
  });
  await server.connect(transport);
  return transport.handleRequest(request);
}

const { fetch: speakBoth } = createMcpHandler(({ requestInfo }) => {
  const server = new ModernServer(...IDENTITY);
  const headers = Object.fromEntries(requestInfo.headers);
  server.setRequestHandler('tools/list', () => ({ tools: TOOLS }));
  server.setRequestHandler('tools/call', ({ params }) => toolResult(params, headers));
  return server;
});

async function speak(incoming, outgoing) {
  const chunks = await incoming.toArray();
  const headers = new Headers(Object.entries(incoming.headers));
  const request = new Request('http://guarded/mcp', { method: 'POST', headers, body: Buffer.concat(chunks) });
  const response = await (SDK === '1' ? speakLegacy(request, incoming.headers) : speakBoth(request));
  // an answer that is not there yet is on its way: time limits end with its headers
  outgoing.writeHead(response.status, Object.fromEntries(response.headers)).flushHeaders();
  for await (const chunk of response.body ?? []) {
    outgoing.write(chunk);
  }
  outgoing.end();
}

createServer((incoming, outgoing) => {
  const { url, method, headers } = incoming;
  if (url === '/healthz') {
    return outgoing.writeHead(200).end();
  }
  if (url !== '/mcp') {
    return outgoing.writeHead(404).end();
  }
  if (TOKEN_FILE && headers.authorization !== `Bearer ${readFileSync(TOKEN_FILE, 'utf8')}`) {
    return outgoing.writeHead(401).end('who are you?');
  }
  return method === 'POST' ? speak(incoming, outgoing) : outgoing.writeHead(405).end();
}).listen(Number(PORT));
process.on('SIGTERM', () => process.exit(0));
