// Real MCP clients of both generations with one face: connect, tools, call, close.
import { Client as ModernClient, StreamableHTTPClientTransport as ModernTransport } from '@modelcontextprotocol/client';
import { Client as LegacyClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as LegacyTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

const IDENTITY = { name: 'cdk8s-mcp-e2e', version: '0.0.0' };
/** Options of each request; those of SDKs by default wait longer. */
const CALL = { timeout: 30_000 };

function connection({ client, transport, protocol, options }, callTool) {
  return {
    protocol,
    /** The names of the server's tools. */
    tools: async () => (await client.listTools({}, options)).tools.map(({ name }) => name),
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
async function connectLegacy(url, headers, options = CALL) {
  const transport = new LegacyTransport(new URL(url), { requestInit: { headers } });
  const client = new LegacyClient(IDENTITY);
  await client.connect(transport, options);
  return connection({ client, transport, protocol: transport.protocolVersion, options }, request =>
    client.callTool(request, undefined, options),
  );
}

/** Revision 2026-07-28: `server/discover`, with a fallback to `initialize` where the server does not know it. */
async function connectModern(url, headers, options = CALL) {
  const transport = new ModernTransport(new URL(url), { requestInit: { headers } });
  const client = new ModernClient(IDENTITY, { versionNegotiation: { mode: 'auto' } });
  await client.connect(transport, options);
  return connection({ client, transport, protocol: client.getNegotiatedProtocolVersion(), options }, request =>
    client.callTool(request, options),
  );
}

export const GENERATIONS = [
  { name: '2025', connect: connectLegacy },
  { name: '2026', connect: connectModern },
];
