import { Size } from 'cdk8s';
import { readAsset } from '../../foundation/assets';
import { BRIDGE_FILES_PATH } from '../../foundation/labels';
import { ProtocolRevision } from '../../protocol/protocol-revision';
import { BridgeCommand, IBridge, StdioProgram } from '../bridge-contract';

/** Loaded before mcp-proxy: the file says what for. */
const HOOKS = 'mcp-proxy-hooks.mjs';
const HOOKS_PATH = `${BRIDGE_FILES_PATH}/${HOOKS}`;

/** @internal One process for all clients. It listens only after the stdio program has answered. */
export class McpProxyBridge implements IBridge {
  public readonly name = 'mcp-proxy@6.7.19';
  public readonly npmPackage = 'mcp-proxy@6.7.19';
  public readonly healthPath = '/ping';
  public readonly processPerSession = false;
  // it answers server/discover itself
  public readonly protocol = ProtocolRevision.V2026_07_28;

  /** What it reads besides what is installed, by path. */
  public get files(): { readonly [path: string]: string } {
    return { [HOOKS_PATH]: readAsset(HOOKS) };
  }

  public memory(_sessions: number): Size {
    return Size.mebibytes(256);
  }

  public command({ words, port, path, directory, node }: StdioProgram): BridgeCommand {
    return {
      words: [
        node,
        '--import',
        HOOKS_PATH,
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
      files: this.files,
    };
  }
}
