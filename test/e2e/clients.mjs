// Real MCP clients of both generations with one face: connect, tools, call, close.
import { Client as ModernClient, StreamableHTTPClientTransport as ModernTransport } from '@modelcontextprotocol/client';
import { Client as LegacyClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as LegacyTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

const IDENTITY = { name: 'cdk8s-mcp-e2e', version: '0.0.0' };
const CALL = { timeout: 30_000 };

function connection(client, transport, protocol, callTool) {
  return {
    protocol,
    /** The names of the server's tools. */
    tools: async () => (await client.listTools({}, CALL)).tools.map(({ name }) => name),
    /** The text of a tool's answer; throws when the tool reports an error, unless it may. */
    call: async (name, args, mayFail = false) => {
      const { content, isError } = await callTool({ name, arguments: args });
      const text = content
        .filter(({ type }) => type === 'text')
        .map(part => part.text)
        .join('\n');
      if (isError && !mayFail) {
        throw new Error(`the tool answers with an error: ${text}`);
      }
      return text;
    },
    close: async () => {
      if (transport.sessionId) {
        await transport.terminateSession();
      }
      await client.close();
    },
  };
}

/** The 2025 revisions: `initialize`, and a session where the server has them. */
async function connectLegacy(url, headers) {
  const transport = new LegacyTransport(new URL(url), { requestInit: { headers } });
  const client = new LegacyClient(IDENTITY);
  await client.connect(transport, CALL);
  return connection(client, transport, transport.protocolVersion, request => client.callTool(request, undefined, CALL));
}

/** Revision 2026-07-28: `server/discover`, with a fallback to `initialize` where the server does not know it. */
async function connectModern(url, headers) {
  const transport = new ModernTransport(new URL(url), { requestInit: { headers } });
  const client = new ModernClient(IDENTITY, { versionNegotiation: { mode: 'auto' } });
  await client.connect(transport, CALL);
  return connection(client, transport, client.getNegotiatedProtocolVersion(), request =>
    client.callTool(request, CALL),
  );
}

export const GENERATIONS = [
  { name: '2025', connect: connectLegacy },
  { name: '2026', connect: connectModern },
];
