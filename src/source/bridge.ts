import { IBridge } from './bridge-contract';
import { AgentgatewayBridge, AgentgatewayBridgeOptions } from './bridges/agentgateway';
import { McpProxyBridge } from './bridges/mcp-proxy';
import { SupergatewayBridge } from './bridges/supergateway';

/** The bridges that the library knows. */
export class Bridge {
  /**
   * mcp-proxy 6.7.19 (npm, MIT): one process for all clients, protocols 2026-07-28 and older. The default for
   * `Isolation.shared()`.
   *
   * When the stdio program exits, the pod's main process exits too, so that kubelet restarts both. Requests from the
   * server to its client (sampling, elicitation, roots) are not passed through.
   */
  public static mcpProxy(): IBridge {
    return new McpProxyBridge();
  }

  /**
   * supergateway 4.0.0 (npm, MIT): one process for each session. The default for `Isolation.session()`.
   *
   * It starts the program with a shell, which the image must have; arguments with `$(NAME)` are refused. Bodies are
   * limited to 100 kB. Clients of protocol 2026-07-28 fall back to a session.
   */
  public static supergateway(): IBridge {
    return new SupergatewayBridge();
  }

  /**
   * agentgateway (Apache-2.0), for images without a shell or libc: one process for each session, protocol 2025-11-25
   * and older only.
   *
   * @param options Its image, `v1.3.1-musl` or older: later builds cannot copy themselves.
   */
  public static agentgateway(options: AgentgatewayBridgeOptions): IBridge {
    return new AgentgatewayBridge(options);
  }

  private constructor() {}
}
