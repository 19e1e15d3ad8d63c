import { celText } from '../../../foundation/cel';
import { ProtocolRevision } from '../../../protocol/protocol-revision';
import { GatewayRoute, GatewayTarget } from '../engine';

/**
 * Whether an address of several servers has one that may not answer `server/discover`. agentgateway leaves out
 * servers that refuse a revision, and one answer is enough for it to offer 2026-07-28: the others' tools would be lost.
 */
export function isInitializeOnly({ targets }: Pick<GatewayRoute, 'targets'>): boolean {
  return targets.length > 1 && targets.some(isOlder);
}

function isOlder({ address }: GatewayTarget): boolean {
  return address.protocol !== ProtocolRevision.V2026_07_28;
}

/** Objects of the controller cannot hold such an answer. With `failClosed` one refusal is that of all servers. */
export function revisionProblem(path: string, route: GatewayRoute): string[] {
  const older = route.targets.filter(isOlder).map(({ prefix }) => prefix);
  return isInitializeOnly(route)
    ? [
        `${path}: servers ${older.join(', ')} behind the route ${route.name} may not answer MCP 2026-07-28: clients` +
          ' of this revision would not see their tools. Fix: GatewayRoutes.pathPerServer(), resilience.failClosed, or' +
          ' protocol: ProtocolRevision.V2026_07_28 where it is so',
      ]
    : [];
}

/**
 * What a server of 2025-11-25 answers to a request of 2026-07-28. Clients of 2026-07-28 then begin with `initialize`
 * (MCP 2026-07-28, Lifecycle). Authentication and limits come before it.
 */
export const REFUSED_REVISION = {
  conditional: [
    {
      condition:
        'request.method == "POST" && ' +
        `request.headers["mcp-protocol-version"] == ${celText(ProtocolRevision.V2026_07_28)}`,
      status: 400,
      headers: { 'content-type': celText('application/json') },
      body: JSON.stringify({
        jsonrpc: '2.0',
        error: { code: -32000, message: 'Bad Request: Unsupported protocol version (supported versions: 2025-11-25)' },
        id: null,
      }),
    },
  ],
};
