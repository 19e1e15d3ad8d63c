import { Size } from 'cdk8s';
import { BridgeCommand, IBridge, StdioProgram } from '../bridge-contract';

/*
 * mcp-proxy outlives its program: the health path still answers 200 while every call fails. So the end of the program ends the process, with a
 * word in the log, unless it is itself being ended. And it reads the words of the program as its own: 1.10 would arrive as 1.1. So they are
 * taken from the command line as they stand. Without sessions it never closes what it makes for a request, some 18 KiB each, and ends after a
 * few thousand of them without memory. So the end of a response closes it (node 22.15 or newer, which can change a module while it is loaded).
 * And when it is to end it drops what it is doing. So it tells clients with each answer to come back on another connection, and ends when the
 * last connection is closed, after 20 s at the latest: on an idle one the next request may already be on its way.
 * A URL, because --import takes nothing else than modules: no #, no % and no ? in it.
 */
const OPENS = 'await server.connect(transport);';
const CLOSES = 'if (typeof stateless === "boolean" && stateless) res.once("close", () => server.close());';
const START_THE_PROGRAM = `data:text/javascript,${[
  'import child_process from "node:child_process"',
  'import { subscribe } from "node:diagnostics_channel"',
  'import module, { syncBuiltinESMExports } from "node:module"',
  'const { spawn } = child_process',
  'const [program, ...words] = process.argv.slice(process.argv.indexOf("--") + 1)',
  'let ending = false',
  'for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => { ending = true })',
  'let connections = 0',
  'subscribe("net.server.socket", ({ socket }) => { connections += 1; socket.once("close", () => { connections -= 1 }) })',
  'const closing = headers => { for (const name of Object.keys(headers)) if (name.toLowerCase() === "connection") delete headers[name] }',
  'subscribe("http.server.request.start", ({ response }) => { const { writeHead } = response; response.writeHead = (status, ...rest) => { if (ending) { closing(Object(rest.at(-1))); response.setHeader("connection", "close") } return writeHead.call(response, status, ...rest) } })',
  'const drained = (then, seconds) => setTimeout(() => { if (connections === 0 || seconds === 1) then(); else drained(then, seconds - 1) }, 1000)',
  'const { once } = process',
  'process.once = (event, then) => once.call(process, event, event === "SIGTERM" && (() => drained(then, 20)) || then)',
  'const end = (code, signal) => { if (!ending) { console.error("the stdio program ended: " + (signal || code)); process.exit(1) } }',
  'child_process.spawn = (_, __, options) => spawn(program, words, options).once("exit", end).once("error", end)',
  'syncBuiltinESMExports()',
  `const load = (url, context, next) => { const loaded = next(url, context); if (url.includes("/mcp-proxy/dist/") && loaded.source) loaded.source = Buffer.from(loaded.source).toString().replaceAll(${JSON.stringify(OPENS)}, ${JSON.stringify(`${OPENS} ${CLOSES}`)}); return loaded }`,
  'if (module.registerHooks) module.registerHooks({ load })',
].join('; ')}`;

/** @internal One process for all clients. It listens only after the stdio program has answered. */
export class McpProxyBridge implements IBridge {
  public readonly name = 'mcp-proxy@6.7.19';
  public readonly npmPackage = 'mcp-proxy@6.7.19';
  public readonly healthPath = '/ping';
  public readonly processPerSession = false;

  public memory(_sessions: number): Size {
    return Size.mebibytes(256);
  }

  public command({ words, port, path, directory, node }: StdioProgram): BridgeCommand {
    return {
      words: [
        node,
        '--import',
        START_THE_PROGRAM,
        `${directory}/node_modules/mcp-proxy/dist/bin/mcp-proxy.mjs`,
        '--host',
        '0.0.0.0',
        '--port',
        String(port),
        '--server',
        'stream',
        '--streamEndpoint',
        path,
        '--stateless',
        // else MCP_PROXY_SHELL and MCP_PROXY_TUNNEL of the server's variables decide
        '--no-shell',
        '--no-tunnel',
        '--',
        ...words,
      ],
    };
  }
}
