import { Issues } from '../../foundation/issues';
import { isDnsSubdomain, isPlainText } from '../../foundation/names';
import { isMcpPath } from '../../protocol/mcp-paths';

/** @internal */
export interface RoutesRule {
  /** The path under which all servers are one. */
  readonly federated?: string;
  /** An address for each server: a path of its own, or a host of its own. */
  readonly each?: { readonly by: 'path' } | { readonly by: 'host'; readonly domain: string; readonly path: string };
}

/** Under which addresses the servers of a gateway are reached. */
export class GatewayRoutes {
  /**
   * All servers as one, under one path. The names of tools get the server's prefix, `<prefix>_<tool>`, from the first
   * server on: a second server renames nothing.
   *
   * @param path The path.
   */
  public static federated(path: string = '/mcp'): GatewayRoutes {
    return new GatewayRoutes({ federated: checkedPath('GatewayRoutes.federated', path) });
  }

  /** Each server under a path of its own, `/<prefix>/mcp`. The names of tools are the server's own. */
  public static pathPerServer(): GatewayRoutes {
    return new GatewayRoutes({ each: { by: 'path' } });
  }

  /**
   * Each server under a host of its own, `<prefix>.<domain>`. The names of tools are the server's own.
   *
   * @param domain The domain, for example `mcp.example.com`. DNS and certificate must cover the hosts below it.
   * @param path The path under each host.
   */
  public static hostPerServer(domain: string, path: string = '/mcp'): GatewayRoutes {
    const issues = new Issues('GatewayRoutes.hostPerServer');
    issues.check(
      isPlainText(domain) && isDnsSubdomain(domain) && domain.includes('.') && !/^[\d.]+$/.test(domain),
      'domain',
      'a DNS domain such as mcp.example.com',
      domain,
    );
    issues.throwIfAny();
    return new GatewayRoutes({ each: { by: 'host', domain, path: checkedPath('GatewayRoutes.hostPerServer', path) } });
  }

  /**
   * All servers as one under one path, and each of them under a path of its own as well.
   *
   * @param path The path of all.
   */
  public static mixed(path: string = '/mcp'): GatewayRoutes {
    return new GatewayRoutes({ federated: checkedPath('GatewayRoutes.mixed', path), each: { by: 'path' } });
  }

  private constructor(/** @internal */ public readonly _rule: RoutesRule) {}
}

function checkedPath(where: string, path: string): string {
  const issues = new Issues(where);
  issues.check(
    isMcpPath(path),
    'path',
    'a path such as /mcp: lower-case letters, digits, - _ . between slashes, without one at the end',
    path,
  );
  issues.throwIfAny();
  return path;
}
