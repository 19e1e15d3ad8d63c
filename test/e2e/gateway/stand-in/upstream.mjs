// One server behind the gateway, as a client without a session sees it: each request begins anew.
import { readFileSync } from 'node:fs';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { ResultSchema } from '@modelcontextprotocol/sdk/types.js';

/** Headers of the caller's message to the gateway, which the gateway writes anew for its own to the server. */
const OWN = [
  'accept',
  'accept-encoding',
  'connection',
  'content-length',
  'content-type',
  'host',
  'keep-alive',
  'transfer-encoding',
  'mcp-protocol-version',
  'mcp-session-id',
  'mcp-method',
  'mcp-name',
];

/**
 * What goes on to a server: the caller's headers without those that are taken away, and the server's own credentials.
 */
export function headersFor({ credentials }, incoming, removed) {
  const kept = Object.entries(incoming).filter(([name]) => !OWN.includes(name) && !removed.includes(name));
  // read each time: a file follows a rotation of its Secret
  const presented = credentials.map(({ header, prefix, file }) => [header, `${prefix}${readFileSync(file, 'utf8')}`]);
  return Object.fromEntries([...kept, ...presented]);
}

/** A fetch that ends when no answer has begun after so many seconds. */
function fetchWithin(timeout) {
  return async (url, init) => {
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(new Error('request timeout')), timeout * 1000);
    try {
      return await fetch(url, {
        ...init,
        signal: AbortSignal.any([limit.signal, init?.signal ?? []].flat()),
      });
    } finally {
      clearTimeout(timer);
    }
  };
}

/** Sends one request of MCP and returns the result as it came. */
export async function ask(target, { method, params }, { headers, timeout }) {
  const transport = new StreamableHTTPClientTransport(target.url, {
    requestInit: { headers },
    fetch: fetchWithin(timeout),
  });
  const client = new Client({ name: 'agentgateway', version: '1.4.1' });
  try {
    await client.connect(transport);
    return await client.request({ method, params }, ResultSchema);
  } finally {
    if (transport.sessionId) {
      await transport.terminateSession().catch(() => undefined);
    }
    await client.close();
  }
}
