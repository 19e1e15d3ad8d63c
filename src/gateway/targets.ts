import { GatewayRoute, GatewayTarget } from './engines/engine';
import { GatewayServerOptions } from './mcp-gateway-props';
import { RoutesRule } from './settings/routes';
import { IMcpEndpoint } from '../endpoint/endpoint';
import { Issues, show } from '../foundation/issues';
import { isDnsSubdomain, isPlainText, isServiceName } from '../foundation/names';
import { isPort } from '../foundation/net/ports';
import { Known, Reader, compare, isA } from '../foundation/reader';
import { CaBundle } from '../network/ca-bundle';
import { Egress } from '../network/egress';
import { checkPods, isEndpoint } from '../network/peers';
import { EndpointAddress } from '../protocol/endpoint-address';
import { HttpTransport } from '../protocol/http-transport';
import { isExposedHost, isMcpPath } from '../protocol/mcp-paths';
import { Sessions } from '../protocol/sessions';
import { SecretSource } from '../secrets/secret-source';
import { ServerAuth } from '../secrets/server-auth';
import { ToolPolicy } from '../workload/tool-policy';
import { Trust } from '../workload/trust';

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

  public get size(): number {
    return this.byPrefix.size;
  }

  /** In the order of their prefixes. */
  public get sorted(): PlacedTarget[] {
    return [...this.byPrefix.values()].sort((a, b) => compare(a.prefix, b.prefix));
  }

  /** Those that may run, in the order of their prefixes. */
  public get served(): PlacedTarget[] {
    return this.sorted.filter(({ endpoint }) => mayRun(endpoint));
  }

  public withPrefix(prefix: string): PlacedTarget | undefined {
    return this.byPrefix.get(prefix);
  }

  public of(endpoint: IMcpEndpoint): PlacedTarget | undefined {
    return this.byEndpoint.get(endpoint);
  }

  public at(own: PlacedTarget['own']): PlacedTarget | undefined {
    return this.byAddress.get(addressOf(own));
  }

  public add(target: PlacedTarget): void {
    this.byPrefix.set(target.prefix, target);
    this.byEndpoint.set(target.endpoint, target);
    if (target.own !== undefined) {
      this.byAddress.set(addressOf(target.own), target);
    }
  }

  public remove(target: PlacedTarget): void {
    this.byPrefix.delete(target.prefix);
    this.byEndpoint.delete(target.endpoint);
    this.byAddress.delete(addressOf(target.own));
  }
}

/** Checks one server of a gateway against those that it has; throws one error with all problems. */
export function resolveTarget(
  where: string,
  endpoint: IMcpEndpoint,
  given: GatewayServerOptions,
  routes: RoutesRule,
  others: PlacedTargets,
): PlacedTarget {
  const issues = new Issues(where);
  const options = new Reader(issues).struct(given, OPTIONS);
  if (!isEndpoint(endpoint)) {
    issues.check(false, 'server', 'a server, such as an McpServer or an McpRemoteServer', endpoint);
    issues.throwIfAny();
  }
  const address = resolveAddress(issues, endpoint);
  checkEndpointClass(issues, endpoint);
  const same = others.of(endpoint);
  if (same !== undefined) {
    issues.add('server', `${endpoint.node.path} is behind this gateway already, as ${same.prefix}`);
  }
  const prefix = options.prefix ?? endpoint.name;
  if (
    issues.check(
      isPlainText(prefix) && isServiceName(prefix) && prefix.length <= LONGEST_PREFIX,
      'prefix',
      `lower-case letters, digits and -, starting with a letter, at most ${LONGEST_PREFIX} characters`,
      prefix,
    )
  ) {
    const taken = others.withPrefix(prefix);
    if (taken !== undefined && taken !== same) {
      issues.add(
        'prefix',
        `${show(prefix)} is that of ${taken.endpoint.node.path}`,
        'addServer(server, { prefix }), for the servers of a pool pool.addTo(gateway, { prefix })',
      );
    }
  }
  issues.check(
    options.tools === undefined || isA(options.tools, ToolPolicy),
    'tools',
    'made by ToolPolicy',
    options.tools,
  );
  const own = resolveOwn(issues, prefix, options, routes);
  if (own !== undefined) {
    const taken = others.at(own);
    if (taken !== undefined && taken !== same) {
      issues.add(
        options.hostname === undefined ? 'path' : 'hostname',
        `${addressOf(own)} is that of ${taken.endpoint.node.path}`,
      );
    }
    if (own.hostname === undefined && own.path === routes.federated) {
      issues.add('path', `${own.path} is that of all servers together`);
    }
  }
  issues.throwIfAny();
  return { prefix, endpoint, address, tools: [endpoint.tools ?? [], options.tools ?? []].flat(), own };
}

/** What engines learn of a server. */
export function targetOf({ prefix, endpoint, address, tools }: PlacedTarget): GatewayTarget {
  return { prefix, endpoint, address: { ...address }, tools: [...tools] };
}

/** The addresses of a gateway, in the order of their names. */
export function routesOf({ federated }: RoutesRule, targets: readonly PlacedTarget[]): GatewayRoute[] {
  return [
    ...(federated === undefined
      ? []
      : [{ name: 'mcp', path: federated, federated: true, targets: targets.map(targetOf) }]),
    ...targets.flatMap(target => ownRouteOf(target) ?? []),
  ].sort((a, b) => compare(a.name, b.name));
}

/** The address of one server alone, which it has while it may run. */
export function ownRouteOf(target: PlacedTarget | undefined): GatewayRoute | undefined {
  if (target?.own === undefined || !mayRun(target.endpoint)) {
    return undefined;
  }
  return { ...target.own, name: `mcp-${target.prefix}`, federated: false, targets: [targetOf(target)] };
}

/** Someone's own class may have no trust. */
export function mayRun({ trust }: IMcpEndpoint): boolean {
  return trust === undefined || trust.isTrusted;
}

function addressOf(own: PlacedTarget['own']): string {
  return `${own?.hostname ?? ''}${own?.path ?? ''}`;
}

/** Someone's own class may answer anything, and another thing the next time. */
function resolveAddress(issues: Issues, { endpoint }: IMcpEndpoint): EndpointAddress {
  const { host, port, path, url, transport, sessions }: Partial<EndpointAddress> = endpoint ?? {};
  issues.check(isPlainText(host) && isDnsSubdomain(host), 'server.endpoint.host', 'a DNS name without port', host);
  issues.check(isPort(port), 'server.endpoint.port', 'an integer in 1-65535', port);
  issues.check(
    isPlainText(path) && path.startsWith('/') && !/[\s?#"$\\]/.test(path),
    'server.endpoint.path',
    'a path that starts with /',
    path,
  );
  issues.check(
    TRANSPORTS.includes(transport),
    'server.endpoint.transport',
    `one of ${TRANSPORTS.join(', ')}, which gateways speak`,
    transport,
  );
  issues.check(
    Object.values<unknown>(Sessions).includes(sessions),
    'server.endpoint.sessions',
    `one of ${Object.values(Sessions).join(', ')}`,
    sessions,
  );
  const [, scheme, named, given = scheme === 'https' ? '443' : '80', below = ''] = isPlainText(url)
    ? (/^(https?):\/\/([^/:]+)(?::(\d+))?(\/.*)?$/.exec(url) ?? [])
    : [];
  if (scheme === undefined || named !== host || Number(given) !== port || (below === '' ? '/' : below) !== path) {
    issues.check(false, 'server.endpoint.url', 'the http or https URL of host, port and path', url);
  }
  // what was no address is an issue
  return { ...endpoint };
}

function checkEndpointClass(issues: Issues, endpoint: IMcpEndpoint): void {
  const { serverAuth, headers, tools, pods, egress, caBundle, trust } = endpoint;
  for (const [prop, [type, value]] of Object.entries<[Function, unknown]>({
    serverAuth: [ServerAuth, serverAuth],
    tools: [ToolPolicy, tools],
    egress: [Egress, egress],
    caBundle: [CaBundle, caBundle],
    trust: [Trust, trust],
  })) {
    issues.check(value === undefined || isA(value, type), `server.${prop}`, `made by ${type.name}`, value);
  }
  for (const [header, source] of new Reader(issues).entries(headers, 'server.headers')) {
    if (!isA(source, SecretSource)) {
      issues.add(`server.headers.${header}`, 'must be a SecretSource', 'a secret never stands in a manifest');
    }
  }
  if (pods !== undefined) {
    checkPods(issues, 'server.pods.', pods);
  }
}

function resolveOwn(
  issues: Issues,
  prefix: string,
  { path, hostname }: GatewayServerOptions,
  { each }: RoutesRule,
): PlacedTarget['own'] {
  issues.check(
    path === undefined || isMcpPath(path),
    'path',
    'a path such as /notes/mcp: lower-case letters, digits, - _ . between slashes, without one at the end',
    path,
  );
  issues.check(
    hostname === undefined || isExposedHost(hostname),
    'hostname',
    'a host name such as notes.mcp.example.com, without wildcard and port',
    hostname,
  );
  if (each === undefined) {
    for (const prop of ['path', 'hostname'] as const) {
      if ((prop === 'path' ? path : hostname) !== undefined) {
        issues.add(
          prop,
          'has no meaning: the servers have no addresses of their own',
          'routes: GatewayRoutes.pathPerServer(), .hostPerServer(…) or .mixed()',
        );
      }
    }
    return undefined;
  }
  if (each.by === 'host') {
    const host = hostname ?? `${prefix}.${each.domain}`;
    if (hostname === undefined) {
      issues.check(
        isExposedHost(host),
        'prefix',
        'short enough for a host name of 253 characters',
        host,
        'addServer(server, { hostname })',
      );
    }
    return { path: path ?? each.path, hostname: host };
  }
  if (hostname !== undefined) {
    issues.add(
      'hostname',
      'has no meaning: the servers have paths of their own',
      'routes: GatewayRoutes.hostPerServer(…)',
    );
  }
  return { path: path ?? `/${prefix}/mcp` };
}
