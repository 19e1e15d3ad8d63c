import { Duration } from 'cdk8s';
import { Issues } from '../foundation/issues';
import { isPlainText } from '../foundation/names';
import { isPort } from '../foundation/net/ports';
import { Reader } from '../foundation/reader';
import { seconds } from '../foundation/sizes';

const STARTUP_SECONDS = 120;

/** How long a server may take. */
export interface ProbeOptions {
  /**
   * How long the server may take to start before it is restarted: 10 seconds to 1 hour.
   *
   * @default Duration.minutes(2)
   */
  readonly startupTimeout?: Duration;
}

/** How readiness is asked over HTTP. */
export interface HttpProbeOptions extends ProbeOptions {
  /**
   * The port that answers.
   *
   * @default - the MCP port
   */
  readonly port?: number;
}

/**
 * How Kubernetes knows that a server has started, can take calls, and lives.
 *
 * Liveness is always a slow TCP connection, so that a busy server is not restarted. The MCP path is never asked: a
 * current server answers GET with 405, and some open a stream that never ends.
 */
export class ServerProbes {
  /**
   * Readiness by a GET that answers 2xx or 3xx without MCP headers.
   *
   * @param path For example `/healthz`.
   * @param options Another port, the time to start.
   */
  public static http(path: string, options: HttpProbeOptions = {}): ServerProbes {
    const issues = new Issues('ServerProbes.http');
    issues.check(isPlainText(path) && isHttpPath(path), 'path', 'a path such as /healthz', path);
    const { port, ...others } = new Reader(issues).struct(options, { port: true, startupTimeout: true });
    issues.check(port === undefined || isPort(port), 'port', 'an integer in 1-65535', port);
    const startup = startupSeconds(issues, others);
    issues.throwIfAny();
    return new ServerProbes({ path, port, startup });
  }

  /**
   * Readiness by a TCP connection to the MCP port.
   *
   * @param options The time to start.
   */
  public static tcp(options: ProbeOptions = {}): ServerProbes {
    const issues = new Issues('ServerProbes.tcp');
    const startup = startupSeconds(issues, new Reader(issues).struct(options, { startupTimeout: true }));
    issues.throwIfAny();
    return new ServerProbes({ startup });
  }

  private constructor(/** @internal */ public readonly _rule: ProbeRule) {}
}

/** @internal */
export interface ProbeRule {
  readonly path?: string;
  readonly port?: number;
  readonly startup: number;
}

/** An absolute path of a URL without query or fragment (RFC 3986, section 3.3). */
export function isHttpPath(path: string): boolean {
  return (
    /^\/[A-Za-z0-9._~!$&'()*+,;=:@%/-]*$/.test(path) &&
    path.length <= 2048 &&
    !path.split('/').some(part => part === '.' || part === '..')
  );
}

function startupSeconds(issues: Issues, options: ProbeOptions): number {
  return options.startupTimeout === undefined
    ? STARTUP_SECONDS
    : seconds(issues, 'startupTimeout', options.startupTimeout, { min: 10, max: 3600 });
}
