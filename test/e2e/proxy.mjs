// A small HTTP proxy that gives each request to the next server, over a connection of its own and without buffering.
import { once } from 'node:events';
import { createServer, request } from 'node:http';

/** Starts the proxy; `counts` says how many requests each target got. */
export async function startRoundRobin(targets) {
  const counts = targets.map(() => 0);
  let turn = 0;
  const server = createServer((incoming, outgoing) => {
    const index = turn % targets.length;
    turn += 1;
    counts[index] += 1;
    const upstream = request(
      new URL(incoming.url, targets[index]),
      { method: incoming.method, headers: incoming.headers, agent: false },
      answer => {
        outgoing.writeHead(answer.statusCode, answer.headers);
        answer.pipe(outgoing);
      },
    );
    upstream.on('error', () => (outgoing.headersSent ? outgoing.destroy() : outgoing.writeHead(502).end()));
    outgoing.on('close', () => upstream.destroy());
    incoming.pipe(upstream);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    counts,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
