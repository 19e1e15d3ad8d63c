// THIS IS NOT AGENTGATEWAY. It stands in for the image of agentgateway 1.4.1 where that cannot be pulled: it reads the
// very file that the library writes and does with it what a build of v1.4.1 was measured to do.
//
//   node main.mjs -f /etc/mcp-gateway/config.json
//
// Measured, and done here in the same way: `$NAME` in the text of the file; exact paths and host names; readiness on
// 15021; names `<target>_<tool>` with prefixMode always and bare names for one target without it; failOpen and
// failClosed when a server refuses or hangs; backendRequestTimeout, which ends when an answer begins; keys compared by
// SHA-256; tokens with a signature, exp (60 s late is accepted), iss, aud and requiredClaims, and nbf never checked;
// 401 with WWW-Authenticate and the metadata document; rules of mcpAuthorization in lists and calls, an error being
// false; -32602 `Unknown tool` with HTTP 400; credentials from files to servers, verified ones of the caller not; 429;
// 400 for bodies that are too large; 405 for GET and DELETE without sessions.
//
// Stricter than the real one: a part of the configuration that is not known here ends it, so that nothing passes
// unread.
//
// Not proved by it: that agentgateway reads the file (its JSON schema and `--validate-only` say so), how its own CEL
// differs from @marcbachmann/cel-js, its wire of MCP 2026-07-28 (clients fall back to 2025-11-25 here), streams
// (answers are JSON here), sessions, notifications, retries, CORS, TLS, connectTimeout, telemetry, drain, reload,
// memory and speed. It answers `initialize` itself, where agentgateway asks its servers.
import { createServer } from 'node:http';
import { readConfig } from './config.mjs';
import { Gateway } from './gateway.mjs';

const READINESS_PORT = 15021;
/** Longer than node keeps an idle connection: its clients know of these 5 s, and send nothing more on it. */
const DRAIN_MS = 6000;

try {
  const { port, ...config } = readConfig(process.argv.slice(2), process.env);
  const gateway = new Gateway(config);
  const server = createServer((incoming, outgoing) => gateway.handle(incoming, outgoing)).listen(port);
  createServer(({ method, url }, outgoing) => {
    const status = method === 'GET' ? 200 : 405;
    outgoing.writeHead(url === '/healthz/ready' ? status : 404).end();
  }).listen(READINESS_PORT);
  process.on('SIGTERM', () => {
    server.prependListener('request', (_, response) => {
      response.shouldKeepAlive = false;
    });
    setTimeout(() => server.close(() => process.exit(0)), DRAIN_MS);
  });
} catch (error) {
  console.error(`Error: ${error.message}`);
  process.exit(1);
}
