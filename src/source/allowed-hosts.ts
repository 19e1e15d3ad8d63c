import { HostListTarget, hostListTarget } from '../private/host-list';
import { Issues } from '../private/issues';
import { Reader } from '../private/reading';

/** Options of a list of host names. */
export interface AllowedHostsOptions {
  /**
   * What stands between two names.
   *
   * @default ','
   */
  readonly separator?: string;

  /**
   * Further names, as they stand in the Host header, for example `mcp.example.com`.
   *
   * @default - the names of the Service and loopback only
   */
  readonly additional?: string[];
}

/**
 * How a server is told which Host headers it may answer.
 *
 * Servers refuse unknown names by default against DNS rebinding (MCP 2026-07-28, Transports, Security Warning). The
 * library fills in every name the server is reached by: the Service's name, with namespace, with `.svc`
 * and in full, each with and without port, and loopback.
 */
export class AllowedHosts {
  /**
   * By a command line argument, such as `--allowed-hosts`.
   *
   * @param flag The argument's name; the list follows as the next argument.
   * @param options The separator and further names.
   */
  public static argument(flag: string, options: AllowedHostsOptions = {}): AllowedHosts {
    return new AllowedHosts(...checked('AllowedHosts.argument', { flag }, options));
  }

  /**
   * By an environment variable, such as `MCP_ALLOWED_HOSTS`.
   *
   * @param name The variable's name.
   * @param options The separator and further names.
   */
  public static variable(name: string, options: AllowedHostsOptions = {}): AllowedHosts {
    return new AllowedHosts(...checked('AllowedHosts.variable', { variable: name }, options));
  }

  private constructor(
    /** @internal */ public readonly _target: HostListTarget,
    /** @internal */ public readonly _additional: readonly string[],
  ) {}
}

function checked(where: string, place: { flag?: string; variable?: string }, options: AllowedHostsOptions): [HostListTarget, string[]] {
  const issues = new Issues(where);
  const reader = new Reader(issues);
  const { separator, additional: given } = reader.struct(options, { separator: true, additional: true });
  const target = hostListTarget(issues, place, separator);
  const additional = reader.textList(given, 'additional');
  additional.forEach((host, i) => issues.check(/^[a-z0-9.-]+(:[0-9]{1,5})?$/.test(host), `additional[${i}]`, 'a Host header such as mcp.example.com or mcp.example.com:8443', host, 'a wildcard would switch the check off'));
  issues.throwIfAny();
  return [target, additional];
}
