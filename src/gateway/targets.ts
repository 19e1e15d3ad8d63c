import { GatewayRoute, GatewayTarget } from './engines/engine';
import { GatewayServerOptions } from './mcp-gateway-props';
import { RoutesRule } from './settings/routes';
import { IMcpEndpoint } from '../endpoint/endpoint';
import { Issues, show } from '../foundation/issues';
import { isDnsSubdomain, isPlainText, isServiceName } from '../foundation/names';
import { isPort } from '../foundation/net/ports';
import { PropNames, Reader, compare, isInstance } from '../foundation/reader';
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

const OPTIONS: PropNames<GatewayServerOptions> = { prefix: true, path: true, hostname: true, tools: true };
const MAX_PREFIX_LENGTH = 40;
/** WebSocket is in no revision of the protocol. */
const TRANSPORTS: readonly unknown[] = [HttpTransport.STREAMABLE, HttpTransport.SSE];

/** A server behind a gateway, with its own address where the routes give it one. */
export interface RegisteredTarget extends GatewayTarget {
  readonly dedicatedRoute?: { readonly path: string; readonly hostname?: string };
}

/** The servers of a gateway by what must be unique among them. */
export class GatewayTargets {
  private readonly byPrefix = new Map<string, RegisteredTarget>();
  private readonly byEndpoint = new Map<IMcpEndpoint, RegisteredTarget>();
  private readonly byAddress = new Map<string, RegisteredTarget>();

  public get size(): number {
    return this.byPrefix.size;
  }

  /** In the order of their prefixes. */
  public get sorted(): RegisteredTarget[] {
    return [...this.byPrefix.values()].sort((a, b) => compare(a.prefix, b.prefix));
  }

  /** Those that may run, in the order of their prefixes. */
  public get served(): RegisteredTarget[] {
    return this.sorted.filter(({ endpoint }) => mayRun(endpoint));
  }

  public withPrefix(prefix: string): RegisteredTarget | undefined {
    return this.byPrefix.get(prefix);
  }

  public of(endpoint: IMcpEndpoint): RegisteredTarget | undefined {
    return this.byEndpoint.get(endpoint);
  }

  public at(dedicatedRoute: RegisteredTarget['dedicatedRoute']): RegisteredTarget | undefined {
    return this.byAddress.get(addressOf(dedicatedRoute));
  }

  public add(target: RegisteredTarget): void {
    this.byPrefix.set(target.prefix, target);
    this.byEndpoint.set(target.endpoint, target);
    if (target.dedicatedRoute !== undefined) {
      this.byAddress.set(addressOf(target.dedicatedRoute), target);
    }
  }

  public remove(target: RegisteredTarget): void {
    this.byPrefix.delete(target.prefix);
    this.byEndpoint.delete(target.endpoint);
    this.byAddress.delete(addressOf(target.dedicatedRoute));
  }
}

/** Checks one server of a gateway against those that it has; throws one error with all problems. */
export function resolveTarget(
  where: string,
  endpoint: IMcpEndpoint,
  input: GatewayServerOptions,
  routes: RoutesRule,
  others: GatewayTargets,
): RegisteredTarget {
  const issues = new Issues(where);
  const options = new Reader(issues).struct(input, OPTIONS);
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
      isPlainText(prefix) && isServiceName(prefix) && prefix.length <= MAX_PREFIX_LENGTH,
      'prefix',
      `lower-case letters, digits and -, starting with a letter, at most ${MAX_PREFIX_LENGTH} characters`,
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
    options.tools === undefined || isInstance(options.tools, ToolPolicy),
    'tools',
    'made by ToolPolicy',
    options.tools,
  );
  const dedicatedRoute = resolveOwn(issues, prefix, options, routes);
  if (dedicatedRoute !== undefined) {
    const taken = others.at(dedicatedRoute);
    if (taken !== undefined && taken !== same) {
      issues.add(
        options.hostname === undefined ? 'path' : 'hostname',
        `${addressOf(dedicatedRoute)} is that of ${taken.endpoint.node.path}`,
      );
    }
    if (dedicatedRoute.hostname === undefined && dedicatedRoute.path === routes.federated) {
      issues.add('path', `${dedicatedRoute.path} is that of all servers together`);
    }
  }
  issues.throwIfAny();
  return { prefix, endpoint, address, tools: [endpoint.tools ?? [], options.tools ?? []].flat(), dedicatedRoute };
}

/** What engines learn of a server. */
export function targetOf({ prefix, endpoint, address, tools }: RegisteredTarget): GatewayTarget {
  return { prefix, endpoint, address: { ...address }, tools: [...tools] };
}

/** The addresses of a gateway, in the order of their names. */
export function routesOf({ federated }: RoutesRule, targets: readonly RegisteredTarget[]): GatewayRoute[] {
  return [
    ...(federated === undefined
      ? []
      : [{ name: 'mcp', path: federated, federated: true, targets: targets.map(targetOf) }]),
    ...targets.flatMap(target => ownRouteOf(target) ?? []),
  ].sort((a, b) => compare(a.name, b.name));
}

/** The address of one server alone, which it has while it may run. */
export function ownRouteOf(target: RegisteredTarget | undefined): GatewayRoute | undefined {
  if (target?.dedicatedRoute === undefined || !mayRun(target.endpoint)) {
    return undefined;
  }
  return { ...target.dedicatedRoute, name: `mcp-${target.prefix}`, federated: false, targets: [targetOf(target)] };
}

/** Someone's own class may have no trust. */
export function mayRun({ trust }: IMcpEndpoint): boolean {
  return trust === undefined || trust.isTrusted;
}

function addressOf(dedicatedRoute: RegisteredTarget['dedicatedRoute']): string {
  return `${dedicatedRoute?.hostname ?? ''}${dedicatedRoute?.path ?? ''}`;
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
  const [, scheme, named, value = scheme === 'https' ? '443' : '80', below = ''] = isPlainText(url)
    ? (/^(https?):\/\/([^/:]+)(?::(\d+))?(\/.*)?$/.exec(url) ?? [])
    : [];
  if (scheme === undefined || named !== host || Number(value) !== port || (below === '' ? '/' : below) !== path) {
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
    issues.check(value === undefined || isInstance(value, type), `server.${prop}`, `made by ${type.name}`, value);
  }
  for (const [header, source] of new Reader(issues).entries(headers, 'server.headers')) {
    if (!isInstance(source, SecretSource)) {
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
): RegisteredTarget['dedicatedRoute'] {
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
        { allowed: 'short enough for a host name of 253 characters', fix: 'addServer(server, { hostname })' },
        host,
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
