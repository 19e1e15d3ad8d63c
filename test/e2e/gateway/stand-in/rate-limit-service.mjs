// Asks a service of Envoy's rate limit protocol: envoy.service.ratelimit.v3, gRPC over HTTP/2 without TLS.
import { once } from 'node:events';
import { connect, constants } from 'node:http2';

const PATH = '/envoy.service.ratelimit.v3.RateLimitService/ShouldRateLimit';
const OVER_LIMIT = 2;

// a field of a message of protobuf: its number and wire type 2, its length, its bytes
const field = (number, bytes) => Buffer.concat([Buffer.from([number * 8 + 2, ...lengthOf(bytes)]), bytes]);
const text = (number, value) => field(number, Buffer.from(String(value)));

function lengthOf({ length }) {
  return length < 128 ? [length] : [(length % 128) + 128, ...lengthOf({ length: Math.floor(length / 128) })];
}

function question(domain, descriptors) {
  const entries = descriptors.map(one =>
    field(2, Buffer.concat(one.map(([key, value]) => field(1, Buffer.concat([text(1, key), text(2, value)]))))),
  );
  const message = Buffer.concat([text(1, domain), ...entries]);
  const frame = Buffer.alloc(5);
  frame.writeUInt32BE(message.length, 1);
  return Buffer.concat([frame, message]);
}

/** Whether the service says that a request is one too many. Throws when it gives no answer. */
export async function isOverLimit({ host, domain, timeout }, descriptors) {
  const session = connect(`http://${host}`);
  try {
    const failed = new Promise((_, reject) => session.on('error', reject));
    const stream = session.request({
      [constants.HTTP2_HEADER_METHOD]: 'POST',
      [constants.HTTP2_HEADER_PATH]: PATH,
      'content-type': 'application/grpc',
      'te': 'trailers',
    });
    if (timeout !== undefined) {
      stream.setTimeout(timeout * 1000, () => stream.destroy(new Error('request timeout')));
    }
    const chunks = [];
    stream.on('data', chunk => chunks.push(chunk)).end(question(domain, descriptors));
    await Promise.race([once(stream, 'end'), failed]);
    // after the frame's five bytes: field 1, the code of all descriptors together
    const [, , , , , tag, code] = Buffer.concat(chunks);
    if (tag !== 8) {
      throw new Error('no code in the answer');
    }
    return code === OVER_LIMIT;
  } finally {
    session.destroy();
  }
}
