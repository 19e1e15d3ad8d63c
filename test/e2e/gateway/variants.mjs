// Apps of one feature each, and things that synth may refuse.
import { createRequire } from 'node:module';
import { GUARDED_IMAGE, ISSUER, NAMESPACE, OLDER, SERVERS, jwksInline, synthesize } from './apps.mjs';
import { GUARDED_COMMAND } from './layers.mjs';

const require = createRequire(import.meta.url);
const {
  Callers,
  Egress,
  Exposure,
  GatewayAuth,
  GatewayRoutes,
  LogLevel,
  McpServer,
  RateLimit,
  SecretSource,
  ServerProbes,
  ServerSource,
  Sessions,
  ToolRule,
} = require('../../../lib');

export const LIMITER = { host: `limiter.${NAMESPACE}.svc.cluster.local`, port: 8081 };
export const DOMAIN = 'tools.example.com';

/** The gateway's key of sessions, as it was in the cluster before. */
export const sessionKey = key => ({ 'Secret/gateway-session': { key } });

const apiKeys = key => GatewayAuth.apiKeys({ alice: GatewayAuth.hashOf(key) });
const alone = (folder, key, props) =>
  synthesize(folder, OLDER, ['older'], servers => ({
    auth: apiKeys(key),
    ...props?.(servers),
  }));

/** A server of each generation behind a gateway as it is when nothing is said, or with more said. */
export function mixedApp(folder, key, more = {}) {
  return synthesize(folder, { ...SERVERS, ...OLDER }, ['everything', 'older'], () => ({ auth: apiKeys(key), ...more }));
}

/** The same, where one server that fails is a failure of all. */
export const closedApp = (folder, key) => mixedApp(folder, key, { resilience: { failClosed: true } });

/** A gateway that says only what is wrong. */
export const quietApp = (folder, key) => alone(folder, key, () => ({ telemetry: { logLevel: LogLevel.WARNING } }));

/** A gateway whose requests are counted elsewhere, by something that no caller here has. */
export function limitedApp(folder, key, failOpen) {
  const [domain, port] = [LIMITER.host, LIMITER.port];
  return alone(folder, key, () => ({
    rateLimit: RateLimit.remote({
      host: `${domain}:${port}`,
      egress: Egress.toPods({ namespace: NAMESPACE, labels: { app: 'limiter' }, port }),
      key: 'request.headers["x-team"]',
      failOpen,
    }),
  }));
}

/** A gateway with sessions. */
export function sessionsApp(folder, key) {
  return synthesize(folder, { ...SERVERS, ...OLDER }, ['everything', 'older'], () => ({
    auth: apiKeys(key),
    routes: GatewayRoutes.mixed(),
    sessionKey: SecretSource.fromSecretName('gateway-session', 'key'),
  }));
}

/** A gateway of a server whose list of tools has pages. */
export const pagedApp = (folder, key) => synthesize(folder, OLDER, ['paged'], () => ({ auth: apiKeys(key) }));

/** A gateway with a host name for each server. */
export const hostsApp = (folder, key) =>
  alone(folder, key, () => ({
    routes: GatewayRoutes.hostPerServer(DOMAIN),
    exposure: Exposure.httpRoute({ hostname: DOMAIN, parentName: 'public', from: [Callers.ciliumIngress()] }),
  }));

/** A gateway with a condition of its own, which holds by the standard of CEL. */
export const conditionApp = (folder, key, expression) =>
  alone(folder, key, () => ({ authorization: [ToolRule.require(expression)] }));

/** A gateway for tokens of an issuer with some keys. */
export const issuerApp = (folder, jwks) =>
  alone(folder, '', () => ({
    auth: GatewayAuth.oauth({ issuer: ISSUER, audience: 'https://mcp.example.com/mcp', jwks: jwksInline(jwks) }),
  }));

/** A gateway with sessions, and servers that keep theirs in memory. */
export function memoryApp(folder, key, count) {
  const names = Array.from({ length: count }, (_, i) => `memory-${i}`);
  const maker = name => chart =>
    new McpServer(chart, name, {
      source: ServerSource.image(GUARDED_IMAGE, { port: 8080, sessions: Sessions.IN_MEMORY, command: GUARDED_COMMAND }),
      probes: ServerProbes.http('/healthz'),
    });
  return synthesize(folder, Object.fromEntries(names.map(name => [name, maker(name)])), names, () => ({
    auth: apiKeys(key),
    sessionKey: SecretSource.fromSecretName('gateway-session', 'key'),
  }));
}
