import { GatewayRoute, GatewayTarget } from '../../gateway/engine';
import { RoutesRule } from '../../gateway/routes';
import { ToolPolicy } from '../../gateway/tool-policy';
import { GatewayServerOptions } from '../../mcp-gateway-props';
import { IMcpEndpoint } from '../../network/endpoint';
import { HttpTransport } from '../../source/http-transport';
import { Sessions } from '../../source/sessions';
import { Issues, show } from '../issues';
import { isMcpPath } from '../mcp-paths';
import { isDnsSubdomain, isPlainText, isServiceName } from '../names';
import { isEndpoint } from '../peers';
import { isPort } from '../ports';
import { Known, Reader, compare, isA } from '../reading';

const OPTIONS: Known<GatewayServerOptions> = { prefix: true, path: true, hostname: true, tools: true };
const LONGEST_PREFIX = 40;
/** WebSocket is in no revision of the protocol. */
const TRANSPORTS: readonly unknown[] = [HttpTransport.STREAMABLE, HttpTransport.SSE];

/** A server behind a gateway, with its own address where the routes give it one. */
export interface PlacedTarget extends GatewayTarget {
  readonly own?: { readonly path: string; readonly hostname?: string };
}

/** The servers of a gateway by what must be unique among them. */
export class PlacedTargets {
  private readonly byPrefix = new Map<string, PlacedTarget>();
  private readonly byEndpoint = new Map<IMcpEndpoint, PlacedTarget>();
  private readonly byAddress = new Map<string, PlacedTarget>();

  public get size(): number { return this.byPrefix.size; }

  /** In the order of their prefixes. */
  public get sorted(): PlacedTarget[] { return [...this.byPrefix.values()].sort((a, b) => compare(a.prefix, b.prefix)); }

  public withPrefix(prefix: string): PlacedTarget | undefined { return this.byPrefix.get(prefix); }

  public of(endpoint: IMcpEndpoint): PlacedTarget | undefined { return this.byEndpoint.get(endpoint); }

  public at(own: PlacedTarget['own']): PlacedTarget | undefined { return this.byAddress.get(addressOf(own)); }

  public add(target: PlacedTarget): void {
    this.byPrefix.set(target.prefix, target);
    this.byEndpoint.set(target.endpoint, target);
    if (target.own !== undefined) { this.byAddress.set(addressOf(target.own), target); }
  }

  public remove(target: PlacedTarget): void {
    this.byPrefix.delete(target.prefix);
    this.byEndpoint.delete(target.endpoint);
    this.byAddress.delete(addressOf(target.own));
  }
}

/** Checks one server of a gateway against those that it has; throws one error with all problems. */
export function resolveTarget(
  where: string, endpoint: IMcpEndpoint, given: GatewayServerOptions, routes: RoutesRule, others: PlacedTargets,
): PlacedTarget {
  const issues = new Issues(where);
  const options = new Reader(issues).struct(given, OPTIONS);
  if (!isEndpoint(endpoint)) {
    issues.check(false, 'server', 'a server, such as an McpServer or an McpRemoteServer', endpoint);
    issues.throwIfAny();
  }
  checkAddress(issues, endpoint);
  const same = others.of(endpoint);
  if (same !== undefined) { issues.add('server', `${endpoint.node.path} is behind this gateway already, as ${same.prefix}`); }
  const prefix = options.prefix ?? endpoint.name;
  if (issues.check(isPlainText(prefix) && isServiceName(prefix) && prefix.length <= LONGEST_PREFIX, 'prefix', `lower-case letters, digits and -, starting with a letter, at most ${LONGEST_PREFIX} characters`, prefix)) {
    const taken = others.withPrefix(prefix);
    if (taken !== undefined && taken !== same) { issues.add('prefix', `${show(prefix)} is that of ${taken.endpoint.node.path}`, 'addServer(server, { prefix })'); }
  }
  issues.check(options.tools === undefined || isA(options.tools, ToolPolicy), 'tools', 'made by ToolPolicy', options.tools);
  const own = resolveOwn(issues, prefix, options, routes);
  if (own !== undefined) {
    const taken = others.at(own);
    if (taken !== undefined && taken !== same) { issues.add(options.hostname === undefined ? 'path' : 'hostname', `${addressOf(own)} is that of ${taken.endpoint.node.path}`); }
    if (own.hostname === undefined && own.path === routes.federated) { issues.add('path', `${own.path} is that of all servers together`); }
  }
  issues.throwIfAny();
  return { prefix, endpoint, tools: [endpoint.tools ?? [], options.tools ?? []].flat(), own };
}

/** The addresses of a gateway, in the order of their names. */
export function routesOf({ federated }: RoutesRule, targets: readonly PlacedTarget[]): GatewayRoute[] {
  const all = targets.map(({ prefix, endpoint, tools }): GatewayTarget => ({ prefix, endpoint, tools: [...tools] }));
  return [
    ...federated === undefined ? [] : [{ name: 'mcp', path: federated, federated: true, targets: all }],
    ...targets.flatMap(({ prefix, own }, i) => (own === undefined ? [] : [{ ...own, name: `mcp-${prefix}`, federated: false, targets: [all[i]] }])),
  ].sort((a, b) => compare(a.name, b.name));
}

function addressOf(own: PlacedTarget['own']): string { return `${own?.hostname ?? ''}${own?.path ?? ''}`; }

/** Someone's own class may answer anything. */
function checkAddress(issues: Issues, { endpoint }: IMcpEndpoint): void {
  const { host, port, path, transport, sessions }: Partial<IMcpEndpoint['endpoint']> = endpoint ?? {};
  issues.check(isPlainText(host) && isDnsSubdomain(host), 'server.endpoint.host', 'a DNS name without port', host);
  issues.check(isPort(port), 'server.endpoint.port', 'an integer in 1-65535', port);
  issues.check(isPlainText(path) && path.startsWith('/') && !/[\s?#"$\\]/.test(path), 'server.endpoint.path', 'a path that starts with /', path);
  issues.check(TRANSPORTS.includes(transport), 'server.endpoint.transport', `one of ${TRANSPORTS.join(', ')}, which gateways speak`, transport);
  issues.check(Object.values<unknown>(Sessions).includes(sessions), 'server.endpoint.sessions', `one of ${Object.values(Sessions).join(', ')}`, sessions);
}

function resolveOwn(issues: Issues, prefix: string, { path, hostname }: GatewayServerOptions, { each }: RoutesRule): PlacedTarget['own'] {
  issues.check(path === undefined || isMcpPath(path), 'path', 'a path such as /notes/mcp: lower-case letters, digits, - _ . between slashes, without one at the end', path);
  issues.check(hostname === undefined || (isPlainText(hostname) && isDnsSubdomain(hostname) && hostname.includes('.')), 'hostname', 'a host name such as notes.mcp.example.com, without wildcard and port', hostname);
  if (each === undefined) {
    for (const prop of ['path', 'hostname'] as const) {
      if ((prop === 'path' ? path : hostname) !== undefined) { issues.add(prop, 'has no meaning: the servers have no addresses of their own', 'routes: GatewayRoutes.pathPerServer(), .hostPerServer(…) or .mixed()'); }
    }
    return undefined;
  }
  if (each.by === 'host') { return { path: path ?? each.path, hostname: hostname ?? `${prefix}.${each.domain}` }; }
  if (hostname !== undefined) { issues.add('hostname', 'has no meaning: the servers have paths of their own', 'routes: GatewayRoutes.hostPerServer(…)'); }
  return { path: path ?? `/${prefix}/mcp` };
}
