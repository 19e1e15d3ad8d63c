import { GatewayServerOptions } from './mcp-gateway-props';
import { RoutesRule } from './settings/routes';
import { GatewayTargets, RegisteredTarget, addressOf } from './targets';
import { IMcpEndpoint } from '../endpoint/endpoint';
import { definedItems } from '../foundation/defined';
import { Issues, show } from '../foundation/issues';
import { isDnsSubdomain, isPlainText, isServiceName } from '../foundation/names';
import { isHostAndPort } from '../foundation/net/host-names';
import { isPort } from '../foundation/net/ports';
import { PropNames, Reader, isInstance } from '../foundation/reader';
import { CaBundle } from '../network/ca-bundle';
import { Egress } from '../network/egress';
import { checkPods, isEndpoint } from '../network/peers';
import { checkMember } from '../platform/checks';
import { EndpointAddress } from '../protocol/endpoint-address';
import { HttpTransport } from '../protocol/http-transport';
import { isExposedHost, isMcpPath } from '../protocol/mcp-paths';
import { ProtocolRevision } from '../protocol/protocol-revision';
import { Sessions } from '../protocol/sessions';
import { SecretSource } from '../secrets/secret-source';
import { ServerAuth } from '../secrets/server-auth';
import { ToolPolicy } from '../workload/tool-policy';
import { Trust } from '../workload/trust';

const OPTIONS: PropNames<GatewayServerOptions> = { prefix: true, path: true, hostname: true, tools: true };
const MAX_PREFIX_LENGTH = 40;
/** WebSocket is in no revision of the protocol. */
const TRANSPORTS: readonly unknown[] = [HttpTransport.STREAMABLE, HttpTransport.SSE];

/** What a server is checked against. */
export interface TargetContext {
  /** Names the call in errors. */
  readonly where: string;
  readonly routes: RoutesRule;
  /** The servers that are behind the gateway already. */
  readonly targets: GatewayTargets;
}

/** Checks one server of a gateway against those that are there; throws one error with all problems. */
export function resolveTarget(
  endpoint: IMcpEndpoint,
  input: GatewayServerOptions,
  context: TargetContext,
): RegisteredTarget {
  const issues = new Issues(context.where);
  const options = new Reader(issues).struct(input, OPTIONS);
  if (!isEndpoint(endpoint)) {
    issues.check(false, 'server', 'a server, such as an McpServer or an McpRemoteServer', endpoint);
    issues.throwIfAny();
  }
  const address = resolveAddress(issues, endpoint);
  checkEndpointClass(issues, endpoint);
  if (endpoint.serverAuth?.isOwnOAuth === true) {
    issues.add(
      'server',
      `${endpoint.node.path} asks for a token that clients get from it, and a gateway has none (ServerAuth.ownOAuth)`,
      'McpServerExposure without a gateway, or ServerAuth.tokenExchange(…)',
    );
  }
  const same = context.targets.of(endpoint);
  if (same !== undefined) {
    issues.add('server', `${endpoint.node.path} is already behind this gateway as ${same.prefix}`);
  }
  const prefix = options.prefix ?? endpoint.name;
  checkPrefix(issues, prefix, same, context.targets);
  issues.check(
    options.tools === undefined || isInstance(options.tools, ToolPolicy),
    'tools',
    'made by ToolPolicy',
    options.tools,
  );
  const dedicatedRoute = resolveDedicatedRoute(issues, prefix, options, context.routes);
  if (dedicatedRoute !== undefined) {
    checkAddress(issues, { dedicatedRoute, prop: options.hostname === undefined ? 'path' : 'hostname' }, same, context);
  }
  issues.throwIfAny();
  return { prefix, endpoint, address, tools: definedItems([endpoint.tools, options.tools]), dedicatedRoute };
}

function checkPrefix(
  issues: Issues,
  prefix: unknown,
  same: RegisteredTarget | undefined,
  targets: GatewayTargets,
): void {
  const isPrefix = isPlainText(prefix) && isServiceName(prefix) && prefix.length <= MAX_PREFIX_LENGTH;
  issues.check(
    isPrefix,
    'prefix',
    `lower-case letters, digits and -, starting with a letter, at most ${MAX_PREFIX_LENGTH} characters`,
    prefix,
  );
  const taken = isPrefix ? targets.withPrefix(prefix) : undefined;
  if (taken !== undefined && taken !== same) {
    issues.add(
      'prefix',
      `${show(prefix)} is already used by ${taken.endpoint.node.path}`,
      'addServer(server, { prefix }), for the servers of a pool pool.addTo(gateway, { prefix })',
    );
  }
}

interface AddressCheck {
  readonly dedicatedRoute: NonNullable<RegisteredTarget['dedicatedRoute']>;
  /** The option that a problem is reported for. */
  readonly prop: string;
}

function checkAddress(
  issues: Issues,
  { dedicatedRoute, prop }: AddressCheck,
  same: RegisteredTarget | undefined,
  { targets, routes }: TargetContext,
): void {
  const { path, hostname } = dedicatedRoute;
  const taken = targets.at(dedicatedRoute);
  if (taken !== undefined && taken !== same) {
    issues.add(prop, `${addressOf(dedicatedRoute)} is already used by ${taken.endpoint.node.path}`);
  }
  if (hostname === undefined && path === routes.federated) {
    issues.add('path', `${path} is already used by the address of all servers`);
  }
}

/** Checks and copies the address of a server: classes of users may return any value, and another one the next time. */
function resolveAddress(issues: Issues, { endpoint }: IMcpEndpoint): EndpointAddress {
  const { host, port, path, url, transport, sessions, protocol }: Partial<EndpointAddress> = endpoint ?? {};
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
  checkMember(issues, 'server.endpoint.protocol', ProtocolRevision, protocol);
  checkUrl(issues, { host, port, path, url });
  // values that are no address are issues
  return { ...endpoint };
}

/** The URL must say the same as host, port and path. */
function checkUrl(issues: Issues, { host, port, path, url }: Partial<EndpointAddress>): void {
  const [, scheme, urlHost, urlPort, urlPath = ''] = isPlainText(url)
    ? (/^(https?):\/\/([^/:]+)(?::(\d+))?(\/.*)?$/.exec(url) ?? [])
    : [];
  const defaultPort = scheme === 'https' ? 443 : 80;
  const isSame =
    scheme !== undefined &&
    urlHost === host &&
    Number(urlPort ?? defaultPort) === port &&
    (urlPath === '' ? '/' : urlPath) === path;
  if (!isSame) {
    issues.check(false, 'server.endpoint.url', 'the http or https URL of host, port and path', url);
  }
}

function checkEndpointClass(issues: Issues, endpoint: IMcpEndpoint): void {
  const { serverAuth, headers, tools, pods, egress, caBundle, trust, hostHeader } = endpoint;
  for (const [prop, [type, value]] of Object.entries<[Function, unknown]>({
    serverAuth: [ServerAuth, serverAuth],
    tools: [ToolPolicy, tools],
    egress: [Egress, egress],
    caBundle: [CaBundle, caBundle],
    trust: [Trust, trust],
  })) {
    issues.check(value === undefined || isInstance(value, type), `server.${prop}`, `made by ${type.name}`, value);
  }
  issues.check(
    hostHeader === undefined || (isPlainText(hostHeader) && isHostAndPort(hostHeader)),
    'server.hostHeader',
    'a Host header such as localhost:8000',
    hostHeader,
  );
  for (const [header, source] of new Reader(issues).entries(headers, 'server.headers')) {
    if (!isInstance(source, SecretSource)) {
      issues.add(`server.headers.${header}`, 'must be a SecretSource', 'secrets must not be literals in a manifest');
    }
  }
  if (pods !== undefined) {
    checkPods(issues, 'server.pods.', pods);
  }
}

/** The address of one server alone; undefined when the routes have none. */
function resolveDedicatedRoute(
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
  switch (each?.by) {
    case undefined:
      reportUnusedAddress(issues, { path, hostname });
      return undefined;
    case 'host':
      return { path: path ?? each.path, hostname: hostname ?? hostOfPrefix(issues, prefix, each.domain) };
    case 'path':
      if (hostname !== undefined) {
        issues.add(
          'hostname',
          'has no effect: the servers have separate paths',
          'routes: GatewayRoutes.hostPerServer(…)',
        );
      }
      return { path: path ?? `/${prefix}/mcp` };
  }
}

function reportUnusedAddress(issues: Issues, address: Pick<GatewayServerOptions, 'path' | 'hostname'>): void {
  for (const [prop, value] of Object.entries(address)) {
    if (value !== undefined) {
      issues.add(
        prop,
        'has no effect: the servers have no separate addresses',
        'routes: GatewayRoutes.pathPerServer(), .hostPerServer(…) or .mixed()',
      );
    }
  }
}

function hostOfPrefix(issues: Issues, prefix: string, domain: string): string {
  const host = `${prefix}.${domain}`;
  issues.check(
    isExposedHost(host),
    'prefix',
    { allowed: 'short enough for a host name of 253 characters', fix: 'addServer(server, { hostname })' },
    host,
  );
  return host;
}
