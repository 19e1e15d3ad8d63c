import { Size } from 'cdk8s';
import type { BridgeCommand, IBridge, StdioProgram } from '../bridge';

/*
 * mcp-proxy outlives its program: the health path still answers 200 while every call fails. So the end of the program ends the process, with a
 * word in the log, unless it is itself being ended. A URL, because --import takes nothing else than modules: no #, no % and no ? in it.
 */
const END_WITH_THE_PROGRAM = `data:text/javascript,${[
  'import child_process from "node:child_process"',
  'import { syncBuiltinESMExports } from "node:module"',
  'const { spawn } = child_process',
  'let ending = false',
  'for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => { ending = true })',
  'const end = (code, signal) => { if (!ending) { console.error("the stdio program ended: " + (signal || code)); process.exit(1) } }',
  'child_process.spawn = (...words) => spawn(...words).once("exit", end).once("error", end)',
  'syncBuiltinESMExports()',
].join('; ')}`;

/** @internal One process for all clients. It listens only after the stdio program has answered. */
export class McpProxyBridge implements IBridge {
  public readonly name = 'mcp-proxy@6.7.19';
  public readonly npmPackage = 'mcp-proxy@6.7.19';
  public readonly healthPath = '/ping';
  public readonly processPerSession = false;

  public memory(_sessions: number): Size { return Size.mebibytes(256); }

  public command({ words, port, path, directory, node }: StdioProgram): BridgeCommand {
    return {
      words: [
        node, '--import', END_WITH_THE_PROGRAM, `${directory}/node_modules/mcp-proxy/dist/bin/mcp-proxy.mjs`,
        '--host', '0.0.0.0', '--port', String(port), '--server', 'stream', '--streamEndpoint', path, '--stateless', '--', ...words,
      ],
    };
  }
}
