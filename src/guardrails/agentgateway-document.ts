import { backendFindings } from './agentgateway-backends';
import { delegationFindings } from './agentgateway-delegation';
import { isDecidedOutside } from './agentgateway-external';
import { fileFindings, isDuration } from './agentgateway-fields';
import { hostFindings, targetsOf } from './agentgateway-hosts';
import { accessLogFindings } from './agentgateway-log';
import { AUTHENTICATION, policyFindings } from './agentgateway-policies';
import { unknownFields } from './agentgateway-shape';
import { addressesOf, wayFindings } from './agentgateway-ways';
import { Json, getPath, asInteger, asArray, parseObject, asObject, describe, asString } from './json';
import { Finding, findingUnless } from './rule';

/** Ports that agentgateway opens itself. A gateway on one of them is ready, and answers nothing. */
const OWN_PORTS = [15000, 15020, 15021];
const HOST_NAME = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/;
const CREDENTIAL = /\$(\{|[\p{L}\p{N}_])/u;

/**
 * What is wrong in a configuration of agentgateway, by path. Its own check and its schema accept all of this, and then
 * the gateway answers nothing, lets everyone in or shows the wrong tools.
 *
 * @param source The text in the ConfigMap.
 * @param clusterDomain The domain of Services, which may be reached over http.
 */
export function documentFindings(source: string, clusterDomain = 'cluster.local'): Finding[] {
  const document = parseObject(source);
  if (document === undefined) {
    return [{ field: '', problem: 'is not a JSON object: the gateway would not start' }];
  }
  return [
    ...findingUnless(
      !CREDENTIAL.test(source.replaceAll('$$', '')),
      '',
      'has a $ before a name: the gateway would expand a variable, and exit if it is not set',
    ),
    ...unknownFields(document),
    ...configFindings(asObject(document.config)),
    ...gatewayFindings(asObject(document.gateways)),
    ...accessLogFindings(getPath(document, 'frontendPolicies', 'accessLog'), clusterDomain),
    ...routesFindings(asArray(document.routes), Object.keys(asObject(document.gateways)), clusterDomain),
  ];
}

/** The routes that authenticate nobody. */
export function openRoutes(source: string): string[] {
  return asArray(parseObject(source)?.routes).flatMap((route, i) =>
    AUTHENTICATION.some(name => getPath(route, 'policies', name) !== undefined) ||
    isDecidedOutside(getPath(route, 'policies', 'extAuthz'))
      ? []
      : [`routes[${i}]`],
  );
}

function configFindings(config: Json): Finding[] {
  return [
    ...findingUnless(
      config.adminAddr === 'off',
      'config.adminAddr',
      'must be off: anyone can use it to stop the process and read its memory',
    ),
    ...findingUnless(
      isDuration(getPath(config, 'mcp', 'sessionTtl')),
      'config.mcp.sessionTtl',
      'must be whole seconds above zero',
    ),
  ];
}

function gatewayFindings(gateways: Json): Finding[] {
  const ports = Object.entries(gateways).map(([name, gateway]) => [name, asInteger(getPath(gateway, 'port'))] as const);
  return [
    ...findingUnless(ports.length > 0, 'gateways', 'must have a gateway'),
    ...ports.flatMap(([name, port], i) => [
      ...findingUnless(
        port !== undefined && port >= 1024 && port <= 65535 && !OWN_PORTS.includes(port),
        `gateways.${name}.port`,
        `must be a free port from 1024 on, got ${describe(port)}`,
      ),
      ...findingUnless(
        ports.findIndex(([, other]) => other === port) === i,
        `gateways.${name}.port`,
        'is already used by another gateway',
      ),
      ...fileFindings(`gateways.${name}.tls`, getPath(gateways[name], 'tls')),
    ]),
  ];
}

function routesFindings(routes: readonly unknown[], gateways: readonly string[], clusterDomain: string): Finding[] {
  const names = routes.map(route => describe(getPath(route, 'name')));
  const addresses = routes.map(route =>
    addressesOf(route).map(({ address, header = '' }) => `${address} ${header}`.trim()),
  );
  return [
    ...wayFindings(routes),
    ...routes.flatMap((route, i) => [
      ...findingUnless(
        names.indexOf(names[i]) === i,
        `routes[${i}].name`,
        'is already used by another route, which would be lost',
      ),
      ...findingUnless(
        gateways.includes(describe(getPath(route, 'gateways'))),
        `routes[${i}].gateways`,
        'names no gateway',
      ),
      ...addresses[i]
        .filter(address => addresses.slice(0, i).some(others => others.includes(address)))
        .map(address => ({
          field: `routes[${i}].matches`,
          problem: `${address} is already used by another route, which takes precedence`,
        })),
      ...routeFindings(`routes[${i}]`, route, clusterDomain),
    ]),
  ];
}

function routeFindings(field: string, route: unknown, clusterDomain: string): Finding[] {
  const matches = asArray(getPath(route, 'matches'));
  const { policies, hostnames, backends } = asObject(route);
  return [
    ...findingUnless(matches.length > 0, `${field}.matches`, 'is missing: every path would match'),
    ...matches.flatMap((match, i) =>
      findingUnless(
        /^\/[^\s?#*]*$/.test(asString(getPath(match, 'path', 'exact')) ?? ''),
        `${field}.matches[${i}].path.exact`,
        'must be a path that starts with /',
      ),
    ),
    ...asArray(hostnames).flatMap((host, i) =>
      findingUnless(
        HOST_NAME.test(describe(host)),
        `${field}.hostnames[${i}]`,
        'must be a host name without port and wildcard',
      ),
    ),
    ...policyFindings(`${field}.policies`, asObject(policies), matches, clusterDomain),
    ...hostFindings(field, policies, targetsOf(route)),
    ...delegationFindings(field, policies, targetsOf(route)),
    ...findingUnless(asArray(backends).length === 1, `${field}.backends`, 'must have one backend'),
    ...asArray(backends).flatMap((backend, i) =>
      backendFindings(`${field}.backends[${i}].mcp`, asObject(getPath(backend, 'mcp')), clusterDomain),
    ),
  ];
}
