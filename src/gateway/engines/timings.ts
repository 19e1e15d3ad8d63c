import { GatewayTimings } from './engine';

/** What holds when a user says nothing. */
export const DEFAULT_TIMINGS: GatewayTimings = {
  request: 60,
  federatedRequest: 15,
  connect: 5,
  session: 1800,
  failClosed: false,
};

/**
 * With a session a list waits for a server that hangs once; without one it waits three times, because the gateway
 * begins one for each request. Clients wait 60 s for an answer.
 */
export const FEDERATED_REQUEST_WITH_SESSIONS = 57;

/** How long the servers of an address may take until they begin to answer, in seconds. */
export function requestSeconds(timings: GatewayTimings, { targets }: { readonly targets: readonly unknown[] }): number {
  return targets.length > 1 ? timings.federatedRequest : timings.request;
}
