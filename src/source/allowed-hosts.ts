import { HostList, HostListEntries, hostList } from './host-list';
import { ListFormat } from './list-format';
import { Issues } from '../foundation/issues';
import { isPlainText } from '../foundation/names';
import { isHostAndPort } from '../foundation/net/host-names';

const ENTRIES: HostListEntries = {
  isValid: isHostAndPort,
  expected: 'a Host header such as mcp.example.com or mcp.example.com:8443',
  fix: 'a name in lower case or an address, and a port of 1-65535: a wildcard or a leading dot would disable the check',
};

/** Options of a list of host names. */
export interface AllowedHostsOptions {
  /**
   * How the server reads the list.
   *
   * @default ListFormat.SEPARATED
   */
  readonly format?: ListFormat;

  /**
   * What stands between two names; an error with another format.
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
   * @param options The form of the list and further names.
   */
  public static argument(flag: string, options: AllowedHostsOptions = {}): AllowedHosts {
    return new AllowedHosts(hostList('AllowedHosts.argument', { flag }, options, ENTRIES));
  }

  /**
   * By an environment variable, such as `MCP_ALLOWED_HOSTS`.
   *
   * @param name The variable's name.
   * @param options The form of the list and further names.
   */
  public static variable(name: string, options: AllowedHostsOptions = {}): AllowedHosts {
    return new AllowedHosts(hostList('AllowedHosts.variable', { variable: name }, options, ENTRIES));
  }

  /**
   * For a server that checks the Host header against a list of its own and has no switch for it: gateways send it the
   * name that it answers to. Such servers are often written for one machine and answer to `localhost:8000` alone, with
   * their port. Callers without a gateway must send this name themselves.
   *
   * Only `AgentgatewayEngine.standalone()` can do that. A gateway with another engine refuses the server.
   *
   * @param host The Host header, such as `localhost:8000`.
   */
  public static rewrite(host: string): AllowedHosts {
    const issues = new Issues('AllowedHosts.rewrite');
    const { expected, fix } = ENTRIES;
    issues.check(isPlainText(host) && isHostAndPort(host), 'host', { allowed: expected, fix }, host);
    issues.throwIfAny();
    return new AllowedHosts(undefined, host);
  }

  private constructor(
    /** @internal */ public readonly _list?: HostList,
    /** @internal The Host header that gateways send. */ public readonly _rewrite?: string,
  ) {}
}
