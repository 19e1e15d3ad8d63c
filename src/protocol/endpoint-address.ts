import { HttpTransport } from './http-transport';
import { ProtocolRevision } from './protocol-revision';
import { Sessions } from './sessions';

/** Where a server answers. */
export interface EndpointAddress {
  /** The full DNS name of the Service, for example `grafana.mcp-tools.svc.cluster.local`. */
  readonly host: string;

  /** The port of the Service. */
  readonly port: number;

  /** The path of the MCP endpoint. */
  readonly path: string;

  /** The URL of the MCP endpoint. */
  readonly url: string;

  /** How the server speaks MCP. */
  readonly transport: HttpTransport;

  /** Where the server keeps its sessions. */
  readonly sessions: Sessions;

  /**
   * The newest revision of MCP that the server answers.
   *
   * @default - not known: gateways treat it as one of 2025-11-25
   */
  readonly protocol?: ProtocolRevision;
}
