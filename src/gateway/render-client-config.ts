import { McpClientKind } from './mcp-gateway-props';
import { GatewayAuthKind } from './settings/auth-options';

const CREDENTIAL = 'mcp-gateway-credential';
const VARIABLE = 'MCP_GATEWAY_CREDENTIAL';

/** What a client asks its user for. With OAuth, also beside keys, it gets a token by itself. */
const DESCRIPTIONS: { readonly [kind in GatewayAuthKind]?: string } = {
  [GatewayAuthKind.API_KEYS]: 'API key of the MCP gateway',
  [GatewayAuthKind.SERVICE_ACCOUNTS]: 'Token of a service account',
  [GatewayAuthKind.EXTERNAL]: 'Token for the MCP gateway',
};

interface NamedAddress {
  readonly name: string;
  readonly url: string;
}

/** What a person puts into the configuration of a client. With OAuth the client finds everything else by itself. */
export function renderClientConfig(
  kind: McpClientKind,
  addresses: readonly NamedAddress[],
  auth: GatewayAuthKind,
): string {
  const needsHeader = needsCredential(auth);
  const reference = kind === McpClientKind.VS_CODE ? `\${input:${CREDENTIAL}}` : `\${${VARIABLE}}`;
  const headers = needsHeader ? { headers: { Authorization: `Bearer ${reference}` } } : {};
  const servers = Object.fromEntries(addresses.map(({ name, url }) => [name, { type: 'http', url, ...headers }]));
  const description = DESCRIPTIONS[auth];
  const inputs = needsHeader ? { inputs: [{ type: 'promptString', id: CREDENTIAL, description, password: true }] } : {};
  const config = kind === McpClientKind.MCP_JSON ? { mcpServers: servers } : { ...inputs, servers };
  return `${JSON.stringify(config, undefined, 2)}\n`;
}

/** Whether a client must be given a credential. With OAuth it gets one by itself. */
export function needsCredential(auth: GatewayAuthKind): boolean {
  return DESCRIPTIONS[auth] !== undefined;
}
