import { IMcpEndpoint } from '../endpoint/endpoint';
import { Exposure } from '../gateway/settings/exposure';

/** Props of McpServerExposure. */
export interface McpServerExposureProps {
  /** The server, an McpServer. It must ask its callers for a credential itself: `serverAuth`. */
  readonly server: IMcpEndpoint;

  /** How it is reached: `Exposure.httpRoute()` or `Exposure.ingress()`. Its `from` may call the server. */
  readonly exposure: Exposure;

  /**
   * The paths that lead to the server besides its MCP endpoint, each exactly: for a server that runs OAuth itself
   * those of discovery and of its authorization server, such as `/.well-known/oauth-protected-resource/mcp`,
   * `/.well-known/oauth-authorization-server`, `/authorize`, `/token` and `/register`.
   *
   * @default - the MCP endpoint alone
   */
  readonly paths?: string[];
}
