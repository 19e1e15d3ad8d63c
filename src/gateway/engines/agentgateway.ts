import { AgentgatewayStandalone, AgentgatewayStandaloneOptions } from './agentgateway-standalone';
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

  private constructor() {}
}
