import { HostList, HostListEntries, hostList } from './host-list';
import { ListFormat } from './list-format';
import { isHostAndPort } from '../foundation/net/host-names';

const SCHEME = /^https?:\/\//;

const ENTRIES: HostListEntries = {
  isValid: entry => SCHEME.test(entry) && isHostAndPort(entry.replace(SCHEME, '')),
  expected: 'an origin such as https://chat.example.com',
  fix: 'a name in lower case or an address, and a port of 1-65535: no path, no wildcard',
};

/** Options of a list of origins. */
export interface AllowedOriginsOptions {
  /**
   * How the server reads the list.
   *
   * @default ListFormat.SEPARATED
   */
  readonly format?: ListFormat;

  /**
   * What stands between two origins; an error with another format.
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
   * @param options The form of the list and further origins.
   */
  public static argument(flag: string, options: AllowedOriginsOptions = {}): AllowedOrigins {
    return new AllowedOrigins(hostList('AllowedOrigins.argument', { flag }, options, ENTRIES));
  }

  /**
   * By an environment variable, such as `MCP_ALLOWED_ORIGINS`.
   *
   * @param name The variable's name.
   * @param options The form of the list and further origins.
   */
  public static variable(name: string, options: AllowedOriginsOptions = {}): AllowedOrigins {
    return new AllowedOrigins(hostList('AllowedOrigins.variable', { variable: name }, options, ENTRIES));
  }

  private constructor(/** @internal */ public readonly _list: HostList) {}
}
