import { Size } from 'cdk8s';
import type { BridgeCommand, IBridge, StdioProgram } from '../bridge';

// "$@" is the stdio program with its arguments, word by word; the parent is the bridge, which then ends too
const END_WITH_THE_PROGRAM = '"$@"; kill -TERM "$PPID"';

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
        node, `${directory}/node_modules/mcp-proxy/dist/bin/mcp-proxy.mjs`,
        '--host', '0.0.0.0', '--port', String(port), '--server', 'stream', '--streamEndpoint', path, '--stateless',
        '--', 'sh', '-c', END_WITH_THE_PROGRAM, 'mcp', ...words,
      ],
    };
  }
}
