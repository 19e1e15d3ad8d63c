import { HostListTarget, hostListTarget } from '../private/host-list';
import { Issues } from '../private/issues';
import { Reader } from '../private/reading';

/** Options of a list of origins. */
export interface AllowedOriginsOptions {
  /**
   * What stands between two origins.
   *
   * @default ','
   */
  readonly separator?: string;

  /**
   * Further origins, for example `https://chat.example.com`.
   *
   * @default - the origins of the Service and loopback only
   */
  readonly additional?: string[];
}

/**
 * How a server is told which Origin headers of browsers it may answer (MCP 2026-07-28, Transports, Security Warning).
 *
 * The library fills in `http://` and every name of `AllowedHosts`.
 */
export class AllowedOrigins {
  /**
   * By a command line argument, such as `--allowed-origins`.
   *
   * @param flag The argument's name; the list follows as the next argument.
   * @param options The separator and further origins.
   */
  public static argument(flag: string, options: AllowedOriginsOptions = {}): AllowedOrigins {
    return new AllowedOrigins(...checked('AllowedOrigins.argument', { flag }, options));
  }

  /**
   * By an environment variable, such as `MCP_ALLOWED_ORIGINS`.
   *
   * @param name The variable's name.
   * @param options The separator and further origins.
   */
  public static variable(name: string, options: AllowedOriginsOptions = {}): AllowedOrigins {
    return new AllowedOrigins(...checked('AllowedOrigins.variable', { variable: name }, options));
  }

  private constructor(
    /** @internal */ public readonly _target: HostListTarget,
    /** @internal */ public readonly _additional: readonly string[],
  ) {}
}

function checked(where: string, place: { flag?: string; variable?: string }, options: AllowedOriginsOptions): [HostListTarget, string[]] {
  const issues = new Issues(where);
  const reader = new Reader(issues);
  const { separator, additional: given } = reader.struct(options, { separator: true, additional: true });
  const target = hostListTarget(issues, place, separator);
  const additional = reader.textList(given, 'additional');
  additional.forEach((origin, i) => issues.check(/^https?:\/\/[a-z0-9.-]+(:[0-9]{1,5})?$/.test(origin), `additional[${i}]`, 'an origin such as https://chat.example.com', origin, 'no path, no wildcard'));
  issues.throwIfAny();
  return [target, additional];
}
