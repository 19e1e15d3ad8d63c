/**
 * What mcp-proxy 6.7.19 lacks for a pod. Node loads this module before mcp-proxy:
 *
 *   node --import /etc/mcp-bridge/mcp-proxy-hooks.mjs .../mcp-proxy.mjs ... -- PROGRAM ARGUMENTS
 *
 * 1. The stdio program gets its arguments as they are. mcp-proxy parses them as its own: 1.10 would arrive as 1.1.
 * 2. The end of the program ends the process. mcp-proxy lives on: its health path answers 200 while every call fails.
 * 3. SIGTERM takes effect once no connection is open, after 20 s at the latest. mcp-proxy drops what it is answering.
 * 4. The end of a response closes what was made for it. Without sessions mcp-proxy keeps 18 KiB of each request.
 */
import child_process from 'node:child_process';
import { subscribe } from 'node:diagnostics_channel';
import module, { syncBuiltinESMExports } from 'node:module';

/** Whether the process has been told to end. */
let ending = false;

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => {
    ending = true;
  });
}

// --- 1 and 2: the program ---

const { spawn } = child_process;
const [program, ...words] = process.argv.slice(process.argv.indexOf('--') + 1);

function programEnded(code, signal) {
  if (!ending) {
    console.error(`the stdio program ended: ${signal || code}`);
    process.exit(1);
  }
}

child_process.spawn = (_command, _args, options) =>
  spawn(program, words, options).once('exit', programEnded).once('error', programEnded);
syncBuiltinESMExports();

// --- 3: the end ---

const MOST_SECONDS = 20;
let connections = 0;

subscribe('net.server.socket', ({ socket }) => {
  connections += 1;
  socket.once('close', () => {
    connections -= 1;
  });
});

/** Removes the header Connection from the headers that are given to writeHead. */
function removeConnection(headers) {
  for (const name of Object.keys(headers)) {
    if (name.toLowerCase() === 'connection') {
      delete headers[name];
    }
  }
}

// an idle connection may have the next request on its way: each answer asks the client to come back on another one
subscribe('http.server.request.start', ({ response }) => {
  const { writeHead } = response;
  response.writeHead = (status, ...rest) => {
    if (ending) {
      removeConnection(Object(rest.at(-1)));
      response.setHeader('connection', 'close');
    }
    return writeHead.call(response, status, ...rest);
  };
});

/** Calls when no connection is open, or the seconds have passed. */
function whenDrained(callback, seconds) {
  setTimeout(() => {
    if (connections === 0 || seconds === 1) {
      callback();
    } else {
      whenDrained(callback, seconds - 1);
    }
  }, 1000);
}

// mcp-proxy waits for the signal with process.once
const { once } = process;
process.once = (event, listener) =>
  once.call(process, event, event === 'SIGTERM' ? () => whenDrained(listener, MOST_SECONDS) : listener);

// --- 4: what a request leaves behind ---

const OPENS = 'await server.connect(transport);';
const CLOSES = 'if (typeof stateless === "boolean" && stateless) res.once("close", () => server.close());';

function load(url, context, nextLoad) {
  const loaded = nextLoad(url, context);
  if (url.includes('/mcp-proxy/dist/') && loaded.source) {
    loaded.source = Buffer.from(loaded.source).toString().replaceAll(OPENS, `${OPENS} ${CLOSES}`);
  }
  return loaded;
}

// node 22.15 or newer
if (module.registerHooks) {
  module.registerHooks({ load });
}
