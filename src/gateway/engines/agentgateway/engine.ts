import { AgentgatewayController, AgentgatewayControllerOptions } from './controller';
import { AgentgatewayStandalone, AgentgatewayStandaloneOptions } from './standalone';
import { IGatewayEngine } from '../engine';

/** agentgateway (Apache-2.0) as the data plane of a gateway. */
export class AgentgatewayEngine {
  /**
   * A Deployment of its own, configured by a file: no controller, no rights in the cluster. The default.
   *
   * @param options Its version and image.
   */
  public static standalone(options: AgentgatewayStandaloneOptions = {}): IGatewayEngine {
    return new AgentgatewayStandalone(options);
  }

  /**
   * The pods of a Gateway that agentgateway's controller runs, configured by AgentgatewayBackend, AgentgatewayPolicy
   * and HTTPRoute. Needs a controller that knows `configMapSelector` and `jwtAuthentication.mcp` (1.5 or newer; an API
   * server with older definitions refuses the objects).
   *
   * It owns no Deployment: replicas, resources, TLS, telemetry and the way out are set where the Gateway is made. JSON
   * Web Key Sets are fetched by the controller, or given inline.
   *
   * @param options The Gateway and the host name.
   */
  public static controller(options: AgentgatewayControllerOptions): IGatewayEngine {
    return new AgentgatewayController(options);
  }

  private constructor() {}
}
