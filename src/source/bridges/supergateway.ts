import { Size } from 'cdk8s';
import { ProtocolRevision } from '../../protocol/protocol-revision';
import { BridgeCommand, IBridge, StdioProgram } from '../bridge-contract';

const HEALTH_PATH = '/healthz';

/** @internal One process for each session. */
export class SupergatewayBridge implements IBridge {
  public readonly name = 'supergateway@4.0.0';
  public readonly npmPackage = 'supergateway@4.0.0';
  public readonly healthPath = HEALTH_PATH;
  public readonly processPerSession = true;
  public readonly protocol = ProtocolRevision.V2025_11_25;

  // measured with server-filesystem on Node.js 24: 91 MiB, 37 MiB for each session, and 50 MiB until pages are shared
  public memory(sessions: number): Size {
    return Size.mebibytes(192 + 40 * sessions);
  }

  public command({ words, port, path, directory, node }: StdioProgram): BridgeCommand {
    if (words.some(word => word.includes('$('))) {
      throw new Error(
        'supergateway starts the program with a shell, into whose line Kubernetes would paste the value of ' +
          '$(NAME): read the variable in the program, or use Bridge.mcpProxy()',
      );
    }
    return {
      words: [
        node,
        `${directory}/node_modules/supergateway/dist/index.js`,
        '--stdio',
        `exec ${words.map(quoted).join(' ')}`,
        '--outputTransport',
        'streamableHttp',
        '--stateful',
        '--port',
        String(port),
        '--streamableHttpPath',
        path,
        '--healthEndpoint',
        HEALTH_PATH,
        // at its other levels it writes whole messages into the log
        '--logLevel',
        'none',
      ],
    };
  }
}

/** One word of a POSIX shell (IEEE 1003.1-2017, 2.2.2 Single-Quotes). */
function quoted(word: string): string {
  return /^[A-Za-z0-9_./:@%+=,-]+$/.test(word) ? word : `'${word.replace(/'/g, "'\\''")}'`;
}
