import { Size } from 'cdk8s';
import { Issues } from '../../foundation/issues';
import { BRIDGE_FILES_PATH, INSTALL_PATH } from '../../foundation/labels';
import { isPlainText } from '../../foundation/names';
import { parseImageReference } from '../../foundation/packages/image-reference';
import { Reader } from '../../foundation/reader';
import { ProtocolRevision } from '../../protocol/protocol-revision';
import { BridgeCommand, BridgeImage, IBridge, StdioProgram } from '../bridge-contract';

const CONFIG = `${BRIDGE_FILES_PATH}/config.json`;
const MUSL_BUILD = 'a musl build of 1.3.1 or older: other builds cannot copy themselves into the pod';
const DIGEST_HINT = 'crane digest cr.agentgateway.dev/agentgateway:v1.3.1-musl prints the digest to append after @';

/** Options of the agentgateway bridge. */
export interface AgentgatewayBridgeOptions {
  /** The image with tag and digest, for example `cr.agentgateway.dev/agentgateway:v1.3.1-musl@sha256:…`. */
  readonly image: string;
}

/** @internal A static program that copies itself into the pod: no shell, no libc, no node. */
export class AgentgatewayBridge implements IBridge {
  public readonly name: string;
  public readonly image: BridgeImage;
  public readonly healthPath = '/healthz/ready';
  public readonly healthPort = 15021;
  public readonly processPerSession = true;
  public readonly protocol = ProtocolRevision.V2025_11_25;
  public readonly note = 'agentgateway before 1.4 speaks protocol 2025-11-25 and older only';

  public constructor(options: AgentgatewayBridgeOptions) {
    const issues = new Issues('Bridge.agentgateway');
    const { image } = new Reader(issues).struct(options, { image: true });
    const parsed = isPlainText(image) ? parseImageReference(image) : 'is missing';
    if (typeof parsed === 'string' || parsed.digest === undefined || parsed.tag === undefined) {
      const problem = typeof parsed === 'string' ? `; it ${parsed}` : '';
      issues.check(false, 'image', { allowed: `an image with tag and digest${problem}`, fix: DIGEST_HINT }, image);
    } else if (!copiesItself(parsed.tag)) {
      issues.check(false, 'image', { allowed: MUSL_BUILD, fix: DIGEST_HINT }, image);
    }
    issues.throwIfAny();
    const { text, tag } = typeof parsed === 'string' ? { text: '', tag: '' } : parsed;
    this.name = `agentgateway@${tag}`;
    this.image = { reference: text, args: ['--copy-self', `${INSTALL_PATH}/agentgateway`] };
  }

  public memory(sessions: number): Size {
    return Size.mebibytes(128 + 64 * sessions);
  }

  public command({ words, port, directory }: StdioProgram): BridgeCommand {
    if (words.some(word => word.includes('$'))) {
      throw new Error('agentgateway expands $ in its configuration: read the variable in the program');
    }
    const [cmd, ...args] = words;
    const config = {
      config: { adminAddr: 'off' },
      mcp: { port, targets: [{ name: 'server', stdio: { cmd, args } }] },
    };
    return {
      words: [`${directory}/agentgateway`, '-f', CONFIG],
      files: { [CONFIG]: `${JSON.stringify(config, undefined, 2)}\n` },
    };
  }
}

/** A tag that says another version or build; one that says neither may be a mirror's own. */
function copiesItself(tag: string): boolean {
  const [, major, minor, patch, rest] = /^v?(\d+)\.(\d+)(?:\.(\d+))?(.*)$/.exec(tag) ?? [];
  if (major === undefined) {
    return true;
  }
  const [x, y, z] = [major, minor, patch ?? '0'].map(Number);
  return rest.includes('musl') && (x < 1 || (x === 1 && (y < 3 || (y === 3 && z <= 1))));
}
