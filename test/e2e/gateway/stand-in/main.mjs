// THIS IS NOT AGENTGATEWAY. It stands in for the image of agentgateway 1.4.1 where that cannot be pulled: it reads the
// very file that the library writes and does with it what a build of v1.4.1 was measured to do.
//
//   node main.mjs -f /etc/mcp-gateway/config.json
//
// Measured, and done here in the same way:
// - The file: `$NAME` in its text; a change of it is seen, a broken one is not taken. Credentials of servers are read
//   with it and not again. A set of keys with a key that is not known, or without kid, ends the start.
// - Routes: exact paths, host names as they are written, patterns of headers; each route counts requests for itself.
// - Revisions of MCP: what a client of 2026-07-28 sends goes on as it is. With failOpen one server that answers
//   `server/discover` makes the address one of 2026-07-28; servers that know only older revisions answer 400 and are
//   lost there. With failClosed their 400 goes to the client, which falls back to 2025-11-25.
// - Waits: a server that hangs holds up each message to all servers for the time-out of requests. Without sessions a
//   message of 2025 is three: initialize, initialized and itself. The time-out ends when an answer begins.
// - Names `<target>_<tool>` with prefixMode always, bare names for one target without it; failOpen and failClosed when
//   a server refuses or hangs; lists of the first pages alone; sessions in the ids of sessions, which any replica with
//   the same key goes on with.
// - Callers: keys compared by SHA-256; tokens with a signature, exp (60 s late is accepted), iss, aud and
//   requiredClaims, and nbf never checked; 401 with WWW-Authenticate and the metadata document.
// - Rules in lists and calls, an error being false; names as they came, with blanks; tasks are a kind of their own, so
//   rules for tools, prompts and resources do not allow them; functions that are parsed and always fail.
// - Answers: streams of events; -32602 `Unknown tool` with HTTP 400; 429; 400 for bodies above maxBufferSize, 500 for
//   answers of JSON above it; 405 for GET and DELETE without sessions.
// - Remote limits: failOpen does not cover a service that hangs, unless it has a requestTimeout; a key that cannot be
//   evaluated is not counted.
// - The access log is there at the level info of `request`, with the query of a path.
// - SIGTERM: readiness ends, new requests are served for CONNECTION_MIN_TERMINATION_DEADLINE, those that run then for
//   as long again, but not longer than CONNECTION_TERMINATION_DEADLINE (5 s).
//
// Read in its source and not measured: directResponse with conditions, after authentication and limits.
//
// Stricter than the real one: a part of the configuration that is not known here ends the start, so that nothing passes
// unread.
//
// Not proved by it: that agentgateway reads the file (its JSON schema and `--validate-only` say so), how its own CEL
// differs from @marcbachmann/cel-js beyond the functions named in rules.mjs, streams of
// GET, subscriptions and notifications of servers, SSE servers, CORS, TLS, connectTimeout, retries, telemetry beside
// the log, memory and speed.
import { watchFile } from 'node:fs';
import { createServer } from 'node:http';
import { readConfig } from './config.mjs';
import { drain } from './drain.mjs';
import { Gateway } from './gateway.mjs';

const READINESS_PORT = 15021;
const WATCH_MS = 250;

try {
  const args = process.argv.slice(2);
  const config = readConfig(args, process.env);
  let gateway = new Gateway(config);
  const server = createServer((incoming, outgoing) => gateway.handle(incoming, outgoing)).listen(config.port);
  const readiness = createServer(({ method, url }, outgoing) => {
    const status = method === 'GET' ? 200 : 405;
    outgoing.writeHead(url === '/healthz/ready' ? status : 404).end();
  }).listen(READINESS_PORT);
  watchFile(config.file, { interval: WATCH_MS, persistent: false }, () => {
    try {
      gateway = new Gateway(readConfig(args, process.env));
    } catch (error) {
      console.error(`Error: ${error.message}`);
    }
  });
  process.on('SIGTERM', () => drain(server, readiness, process.env));
} catch (error) {
  console.error(`Error: ${error.message}`);
  process.exit(1);
}
