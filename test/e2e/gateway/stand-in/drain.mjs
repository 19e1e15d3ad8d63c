// The end: two times, one in which requests are still taken, one in which those that run are waited for.
import { seconds } from './read.mjs';

const TERMINATION_SECONDS = 5;

export function drain(server, readiness, env) {
  const served = seconds(env.CONNECTION_MIN_TERMINATION_DEADLINE ?? '0s');
  const most = env.CONNECTION_TERMINATION_DEADLINE;
  const waited = Math.min(served, most === undefined ? TERMINATION_SECONDS : seconds(most));
  // whoever asks now comes back on another connection
  server.prependListener('request', (_, response) => {
    response.shouldKeepAlive = false;
  });
  readiness.close();
  readiness.closeAllConnections();
  setTimeout(() => {
    server.close(() => process.exit(0));
    setTimeout(() => process.exit(0), waited * 1000);
  }, served * 1000);
}
