import { GatewayTimings } from './engine';

/** What holds when a user says nothing. */
export const DEFAULT_TIMINGS: GatewayTimings = {
  request: 60,
  connect: 5,
  session: 1800,
  failClosed: false,
};
