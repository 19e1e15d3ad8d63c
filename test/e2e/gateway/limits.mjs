// Requests that are counted elsewhere: a service of Envoy's rate limit protocol, and what has to hold when it is there,
// when it is gone, and when it hangs.
import { once } from 'node:events';
import { createServer } from 'node:http2';
import { expectThat } from '../checks.mjs';
import { bearer, send, timed } from './talk.mjs';
import { LIMITER } from './variants.mjs';

const CODES = { ok: 1, over: 2 };
/** Longer than anybody waits for a service that only counts. */
const MOST_SECONDS = 10;

/** The service. `answer` is `ok`, `over`, or undefined for a service that takes requests and never answers. */
class Limiter {
  asked = 0;

  constructor() {
    this.server = createServer();
    this.sessions = new Set();
    this.server.on('session', session => this.sessions.add(session));
    this.server.on('stream', stream => {
      this.asked += 1;
      stream.on('error', () => undefined);
      if (this.answer === undefined) {
        return;
      }
      stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
      stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
      // field 1, the code of all descriptors together, in a frame of gRPC
      stream.end(Buffer.from([0, 0, 0, 0, 2, 8, CODES[this.answer]]));
    });
  }

  async start() {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return { host: '127.0.0.1', port: this.server.address().port };
  }

  close() {
    this.sessions.forEach(session => session.destroy());
    this.server.close();
  }
}

/** `open` and `closed` are replicas of gateways that go on, and do not, when the service fails. */
export async function proveRemoteLimits(checks, { open, closed, path, key }) {
  const limiter = new Limiter();
  const address = await limiter.start();
  try {
    for (const { services } of [open, closed]) {
      await services.add(LIMITER.host, LIMITER.port, address);
    }
    const status = async ({ url }) => (await send(`${url}${path}`, bearer(key))).status;
    await checks.check('a caller without the key is counted too', async () => {
      limiter.answer = 'ok';
      expectThat((await status(closed)) === 200, 'not 200');
      limiter.answer = 'over';
      expectThat((await status(closed)) === 429, 'not 429');
      expectThat(limiter.asked === 2, `the service was asked ${limiter.asked} times`);
    });
    await checks.check('a service that hangs lets requests through where it may fail', async () => {
      limiter.answer = undefined;
      const { value, seconds } = await timed(() =>
        Promise.race([
          status(open),
          new Promise((_, reject) => {
            setTimeout(() => reject(new Error(`no answer within ${MOST_SECONDS} s`)), MOST_SECONDS * 1000).unref();
          }),
        ]),
      );
      expectThat(value === 200, `the status is ${value} after ${seconds} s`);
    });
    [open, closed].forEach(({ services }) => services.withdraw(LIMITER.host));
    await checks.check('without the service requests go through where it may fail, and nowhere else', async () => {
      expectThat((await status(open)) === 200, 'not 200 where it may fail');
      expectThat((await status(closed)) >= 400, 'they go through where it may not');
    });
  } finally {
    limiter.close();
  }
}
