import { Address, ListedApp, unreached } from './listed-app';
import { Json, defined } from './texts';
import { compare } from '../foundation/reader';
import { needsCredential } from '../gateway/render-client-config';

export interface ClientConfig {
  readonly body: Json;
  readonly count: number;
  readonly notices: readonly string[];
}

/** What a client of a person is told: one address for each gateway, or one for each server where there is no other. */
export function mcpJson(app: ListedApp): ClientConfig {
  const inOne = new Set(app.gateways.map(({ name }) => name));
  const apart = app.servers.flatMap(({ name, addresses }) => {
    const own = addresses.filter(({ gateway }) => !inOne.has(gateway));
    return own.map(address => ({ name: own.length === 1 ? name : `${name}_${address.gateway}`, address }));
  });
  const together = app.gateways.flatMap(({ name, addresses }) => addresses.map(address => ({ name, address })));
  const servers = [...together, ...apart].sort((a, b) => compare(a.name, b.name));
  return {
    body: { mcpServers: Object.fromEntries(servers.map(({ name, address }) => [name, clientOf(address)])) },
    count: servers.length,
    notices: [
      ...app.notices,
      ...unreached(app).map(({ path }) => `${path}: no gateway leads to it from outside the cluster`),
    ],
  };
}

function clientOf({ url, auth, gateway }: Address): Json {
  // as McpGateway.clientConfig calls it where the gateway has its usual name
  const variable = `MCP_${gateway.toUpperCase().replace(/[^A-Z0-9]/g, '_')}_CREDENTIAL`;
  const headers = needsCredential(auth) ? { Authorization: `Bearer \${${variable}}` } : undefined;
  return defined({ type: 'http', url, headers });
}
