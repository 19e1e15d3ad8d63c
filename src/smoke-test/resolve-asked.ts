import { SmokeTestProps } from './smoke-test-props';
import { GATEWAY_LABEL } from '../foundation/labels';
import { McpGateway } from '../gateway/mcp-gateway';
import { Egress } from '../network/egress';

/** Where the requests go, and the way there. */
export interface Asked {
  readonly url: string;
  /** The name that the requests ask for, where it is not that of the address. */
  readonly hostname?: string;
  readonly egress: Egress[];
}

/** A server, the Service of a gateway, or its public address. */
export function askedBy({ server, gateway, publicEgress }: SmokeTestProps): Asked {
  if (gateway === undefined) {
    return { url: server.endpoint.url, hostname: server.hostHeader, egress: [Egress.toServer(server)] };
  }
  if (publicEgress !== undefined) {
    return { url: gateway.urlOf(server), egress: publicEgress };
  }
  // checked before: there is a Service
  const address = gateway._serviceAddressOf(server) ?? { url: gateway.urlOf(server) };
  return { ...address, egress: [egressToGateway(gateway, address.url)] };
}

function egressToGateway({ namespace, name }: McpGateway, url: string): Egress {
  return Egress.toPods({ namespace, labels: { [GATEWAY_LABEL]: name }, port: portOf(url) });
}

function portOf(url: string): number {
  const { port, protocol } = new URL(url);
  const defaultPort = protocol === 'https:' ? 443 : 80;
  return port === '' ? defaultPort : Number(port);
}
