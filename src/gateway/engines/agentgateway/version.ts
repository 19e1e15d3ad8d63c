/**
 * Versions of agentgateway. They read the same configuration; what differs:
 *
 * - 1.5 makes the claims `iss` and `aud` mandatory by itself (here they always are) and does not start when a port is
 *   taken.
 * - 1.6 checks the claim `nbf`, answers 413 to bodies above 2 MiB, and ends its drain at one deadline.
 *
 * Older ones have no `gateways` and `routes` and do not speak MCP 2026-07-28.
 */
export enum AgentgatewayVersion {
  /** 1.4: the version with which the behaviour described here was measured. */
  V1_4 = '1.4',
  /** 1.5. */
  V1_5 = '1.5',
  /** 1.6. */
  V1_6 = '1.6',
}
