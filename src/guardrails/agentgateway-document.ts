import { strangeParts } from './agentgateway-shape';
import { Json, at, integer, list, parsed, record, shown, text } from './json';
import { Finding, expect } from './rule';
import { celProblem } from '../foundation/cel';
import { isServiceHost } from '../foundation/net/addresses';

/** Ports that agentgateway opens itself. A gateway on one of them answers nothing and is ready all the same. */
const OWN_PORTS = [15000, 15020, 15021];
const TARGET_NAME = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
const HOST_NAME = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/;
const UPSTREAM = /^https?:\/\/[a-z0-9.-]+(:\d{1,5})?\/[^\s?#]*$|^https?:\/\/[a-z0-9.-]+(:\d{1,5})?$/;
/** A whole number of seconds above zero, the one form that is written here. */
const DURATION = /^[1-9]\d*s$/;
const REQUIRED_CLAIMS = ['exp', 'iss', 'aud'];
const ORIGIN = /^(https:\/\/[a-z0-9]([a-z0-9.-]*[a-z0-9])?|http:\/\/(localhost|127\.0\.0\.1))(:\d{1,5})?$/;
const METADATA_PATH = '/.well-known/oauth-protected-resource';
/** What may be read: what is mounted for it. */
const FILE = /^\/(etc\/mcp-gateway(-tls|-jwks|-ca)?|var\/run\/mcp\/creds)\/[A-Za-z0-9._/-]+$/;
const CREDENTIAL = /\$(\{|[\p{L}\p{N}_])/u;

/**
 * What is wrong in a configuration of agentgateway, by path. Its own check and its schema let all of this through, and each of it is wrong when it runs: it answers
 * nothing, lets everyone in, or shows other tools than were meant.
 *
 * @param source The text in the ConfigMap.
 * @param clusterDomain Where Services are, from which keys may come over http.
 */
export function documentFindings(source: string, clusterDomain = 'cluster.local'): Finding[] {
  const document = parsed(source);
  if (document === undefined) {
    return [{ field: '', problem: 'is no JSON object: the gateway would not start' }];
  }
  return [
    ...expect(
      !CREDENTIAL.test(source.replaceAll('$$', '')),
      '',
      'has a $ before a name: the gateway would put a variable there, and end when it is not set',
    ),
    ...strangeParts(document),
    ...configFindings(record(document.config)),
    ...gatewayFindings(record(document.gateways)),
    ...celFindings('frontendPolicies.accessLog.filter', at(document, 'frontendPolicies', 'accessLog', 'filter')),
    ...Object.entries(record(at(document, 'frontendPolicies', 'accessLog', 'add'))).flatMap(([name, value]) =>
      celFindings(`frontendPolicies.accessLog.add.${name}`, value, 'any'),
    ),
    ...routesFindings(list(document.routes), Object.keys(record(document.gateways)), clusterDomain),
  ];
}

/** The routes through which everyone may pass. */
export function openRoutes(source: string): string[] {
  return list(parsed(source)?.routes).flatMap((route, i) =>
    AUTHENTICATION.some(name => at(route, 'policies', name) !== undefined) ? [] : [`routes[${i}]`],
  );
}

const AUTHENTICATION = ['mcpAuthentication', 'jwtAuth', 'apiKey'];

function configFindings(config: Json): Finding[] {
  return [
    ...expect(
      config.adminAddr === 'off',
      'config.adminAddr',
      'must be off: it stops the process and shows its memory to whoever asks',
    ),
    ...expect(
      DURATION.test(shown(at(config, 'mcp', 'sessionTtl'))),
      'config.mcp.sessionTtl',
      'must be whole seconds above zero',
    ),
  ];
}

function gatewayFindings(gateways: Json): Finding[] {
  const ports = Object.entries(gateways).map(([name, gateway]) => [name, integer(at(gateway, 'port'))] as const);
  return [
    ...expect(ports.length > 0, 'gateways', 'must have a gateway'),
    ...ports.flatMap(([name, port], i) => [
      ...expect(
        port !== undefined && port >= 1024 && port <= 65535 && !OWN_PORTS.includes(port),
        `gateways.${name}.port`,
        `must be a free port from 1024 on, got ${shown(port)}`,
      ),
      ...expect(
        ports.findIndex(([, other]) => other === port) === i,
        `gateways.${name}.port`,
        'is that of another gateway',
      ),
      ...fileFindings(`gateways.${name}.tls`, at(gateways[name], 'tls')),
    ]),
  ];
}

function routesFindings(routes: readonly unknown[], gateways: readonly string[], clusterDomain: string): Finding[] {
  const names = routes.map(route => shown(at(route, 'name')));
  const addresses = routes.map(route => addressesOf(route));
  return [
    ...routes.flatMap((route, i) => [
      ...expect(names.indexOf(names[i]) === i, `routes[${i}].name`, 'is that of another route, which would vanish'),
      ...expect(gateways.includes(shown(at(route, 'gateways'))), `routes[${i}].gateways`, 'names no gateway'),
      ...addresses[i]
        .filter(address => addresses.slice(0, i).some(others => others.includes(address)))
        .map(address => ({
          field: `routes[${i}].matches`,
          problem: `${address} is that of another route, which wins`,
        })),
      ...routeFindings(`routes[${i}]`, route, clusterDomain),
    ]),
  ];
}

function addressesOf(route: unknown): string[] {
  const hosts = list(at(route, 'hostnames')).map(shown);
  const paths = list(at(route, 'matches')).map(match => shown(at(match, 'path', 'exact')));
  return (hosts.length === 0 ? [''] : hosts).flatMap(host => paths.map(path => `${host}${path}`));
}

function routeFindings(field: string, route: unknown, clusterDomain: string): Finding[] {
  const matches = list(at(route, 'matches'));
  const { policies, hostnames, backends } = record(route);
  return [
    ...expect(matches.length > 0, `${field}.matches`, 'is missing: every path would match'),
    ...matches.flatMap((match, i) =>
      expect(
        /^\/[^\s?#*]*$/.test(text(at(match, 'path', 'exact')) ?? ''),
        `${field}.matches[${i}].path.exact`,
        'must be a path that starts with /',
      ),
    ),
    ...list(hostnames).flatMap((host, i) =>
      expect(HOST_NAME.test(shown(host)), `${field}.hostnames[${i}]`, 'must be a host name without port and wildcard'),
    ),
    ...policyFindings(`${field}.policies`, record(policies), matches, clusterDomain),
    ...expect(list(backends).length === 1, `${field}.backends`, 'must have one backend'),
    ...list(backends).flatMap((backend, i) =>
      backendFindings(`${field}.backends[${i}].mcp`, record(at(backend, 'mcp'))),
    ),
  ];
}

function policyFindings(field: string, policies: Json, matches: readonly unknown[], clusterDomain: string): Finding[] {
  const present = AUTHENTICATION.filter(name => policies[name] !== undefined);
  const { mcpAuthentication: oauth, jwtAuth, apiKey, cors, timeout, retry } = policies;
  return [
    ...expect(present.length < 2, field, `has ${present.join(' and ')}: one of them switches the other off`),
    ...present.flatMap(name =>
      expect(
        at(policies[name], 'mode') === 'strict',
        `${field}.${name}.mode`,
        'must be strict: the others let requests without credentials pass',
      ),
    ),
    ...tokenFindings(`${field}.mcpAuthentication`, oauth, clusterDomain),
    ...tokenFindings(`${field}.jwtAuth`, jwtAuth, clusterDomain),
    ...expect(
      oauth === undefined || matches.some(match => shown(at(match, 'path', 'exact')).startsWith(METADATA_PATH)),
      `${field}.mcpAuthentication`,
      `has no match for ${METADATA_PATH}, to which clients are sent`,
    ),
    ...keyFindings(`${field}.apiKey`, apiKey),
    ...corsFindings(`${field}.cors`, cors),
    ...['mcpAuthorization', 'authorization'].flatMap(name =>
      list(at(policies[name], 'rules')).flatMap((rule, i) => ruleFindings(`${field}.${name}.rules[${i}]`, rule)),
    ),
    ...limitFindings(`${field}.localRateLimit`, policies.localRateLimit),
    ...list(at(policies.remoteRateLimit, 'descriptors')).flatMap((descriptor, i) =>
      list(at(descriptor, 'entries')).flatMap((entry, j) =>
        celFindings(`${field}.remoteRateLimit.descriptors[${i}].entries[${j}].value`, at(entry, 'value'), 'any'),
      ),
    ),
    ...expect(
      DURATION.test(shown(at(timeout, 'backendRequestTimeout'))),
      `${field}.timeout.backendRequestTimeout`,
      'must be whole seconds above zero: without it a server that hangs blocks every list',
    ),
    ...expect(
      at(timeout, 'requestTimeout') === undefined,
      `${field}.timeout.requestTimeout`,
      'fails the whole list when one server hangs',
    ),
    ...(retry === undefined
      ? []
      : [
          ...celFindings(`${field}.retry.precondition`, at(retry, 'precondition')),
          ...expect(
            at(retry, 'precondition') !== undefined,
            `${field}.retry.precondition`,
            'is missing: calls of tools would be repeated',
          ),
        ]),
  ];
}

function tokenFindings(field: string, policy: unknown, clusterDomain: string): Finding[] {
  if (policy === undefined) {
    return [];
  }
  const claims = list(at(policy, 'jwtValidationOptions', 'requiredClaims'));
  const jwks = at(policy, 'jwks');
  return [
    ...expect(
      list(at(policy, 'audiences')).length > 0,
      `${field}.audiences`,
      'is empty: a token for anyone would pass',
    ),
    ...expect((text(at(policy, 'issuer')) ?? '').startsWith('https://'), `${field}.issuer`, 'must be an https URL'),
    ...expect(
      REQUIRED_CLAIMS.every(claim => claims.includes(claim)),
      `${field}.jwtValidationOptions.requiredClaims`,
      `must have ${REQUIRED_CLAIMS.join(', ')}: a token without the claim passes its check`,
    ),
    ...expect(jwks !== undefined, `${field}.jwks`, 'is missing: keys must be given'),
    ...jwksFindings(`${field}.jwks`, jwks, clusterDomain),
  ];
}

/** Who can change the keys on the way can sign tokens. */
function jwksFindings(field: string, jwks: unknown, clusterDomain: string): Finding[] {
  if (jwks === undefined || typeof jwks === 'string') {
    return [];
  }
  const [[kind, value] = [], ...more] = Object.entries(record(jwks));
  if (more.length > 0 || typeof value !== 'string' || (kind !== 'file' && kind !== 'url')) {
    return [{ field, problem: 'must be a file, a URL or the keys themselves' }];
  }
  const [, scheme, host = ''] = /^(https?):\/\/([a-z0-9.-]+)(?::\d{1,5})?\//.exec(value) ?? [];
  return kind === 'file'
    ? fileFindings(field, jwks)
    : expect(
        scheme === 'https' || (scheme === 'http' && isServiceHost(host, clusterDomain)),
        `${field}.url`,
        'must be an https URL: who can change the keys on the way can sign tokens',
      );
}

function corsFindings(field: string, cors: unknown): Finding[] {
  return [
    ...list(at(cors, 'allowOrigins')).flatMap((origin, i) =>
      expect(
        ORIGIN.test(shown(origin)),
        `${field}.allowOrigins[${i}]`,
        'must be the origin of one web page: others could call tools from a browser',
      ),
    ),
    ...['allowMethods', 'allowHeaders', 'exposeHeaders'].flatMap(name =>
      list(at(cors, name)).flatMap((item, i) => expect(shown(item) !== '*', `${field}.${name}[${i}]`, 'must not be *')),
    ),
  ];
}

function keyFindings(field: string, policy: unknown): Finding[] {
  const keys = list(at(policy, 'keys'));
  return policy === undefined
    ? []
    : [
        ...expect(keys.length > 0, `${field}.keys`, 'is empty: nobody gets in'),
        ...keys.flatMap((key, i) =>
          expect(
            /^sha256:[0-9a-f]{64}$/.test(shown(at(key, 'keyHash'))) && at(key, 'key') === undefined,
            `${field}.keys[${i}]`,
            'must be a hash: a key that is empty lets everyone in',
          ),
        ),
      ];
}

function ruleFindings(field: string, rule: unknown): Finding[] {
  const kinds = Object.keys(record(rule));
  if (kinds.length !== 1 || !['allow', 'require'].includes(kinds[0])) {
    return [{ field, problem: 'must be one allow or require: a deny that cannot be decided denies nothing' }];
  }
  return celFindings(`${field}.${kinds[0]}`, at(rule, kinds[0]));
}

function celFindings(field: string, expression: unknown, expected: 'bool' | 'any' = 'bool'): Finding[] {
  if (expression === undefined) {
    return [];
  }
  const problem = celProblem(shown(expression), expected);
  return problem === undefined ? [] : [{ field, problem }];
}

function limitFindings(field: string, limits: unknown): Finding[] {
  return list(limits).flatMap((limit, i) => {
    const [most, fill] = [integer(at(limit, 'maxTokens')) ?? 0, integer(at(limit, 'tokensPerFill')) ?? 0];
    return [
      ...expect(
        DURATION.test(shown(at(limit, 'fillInterval'))),
        `${field}[${i}].fillInterval`,
        'must be whole seconds above zero: zero ends every request',
      ),
      ...expect(fill > 0 && most >= fill, `${field}[${i}].tokensPerFill`, 'must be above zero and at most maxTokens'),
    ];
  });
}

function backendFindings(field: string, backend: Json): Finding[] {
  const targets = list(backend.targets);
  const names = targets.map(target => shown(at(target, 'name')));
  return [
    ...expect(targets.length > 0, `${field}.targets`, 'is empty: every request is answered with 503'),
    ...expect(
      targets.length < 2 || backend.prefixMode === 'always',
      `${field}.prefixMode`,
      'must be always where servers are one',
    ),
    ...expect(
      backend.prefixMode !== 'never',
      `${field}.prefixMode`,
      'must not be never: calls of current clients fail',
    ),
    ...targets.flatMap((target, i) => [
      ...expect(TARGET_NAME.test(names[i]), `${field}.targets[${i}].name`, 'must be lower-case letters, digits and -'),
      ...expect(
        names.indexOf(names[i]) === i,
        `${field}.targets[${i}].name`,
        'is that of another server, whose tools would vanish',
      ),
      ...targetFindings(`${field}.targets[${i}]`, record(target)),
    ]),
  ];
}

function targetFindings(field: string, target: Json): Finding[] {
  const { mcp, sse } = target;
  return [
    ...expect((mcp === undefined) !== (sse === undefined), field, 'must have mcp or sse'),
    ...expect(
      UPSTREAM.test(shown(at(mcp ?? sse, 'host'))) && Object.keys(record(mcp ?? sse)).length === 1,
      `${field}.${mcp === undefined ? 'sse' : 'mcp'}`,
      'must be { host: URL } alone',
    ),
    ...fileFindings(`${field}.policies`, target.policies),
  ];
}

/** Files that are not mounted end the gateway when it starts. */
function fileFindings(field: string, value: unknown): Finding[] {
  if (Array.isArray(value)) {
    return value.flatMap((item, i) => fileFindings(`${field}[${i}]`, item));
  }
  return Object.entries(record(value)).flatMap(([key, item]) =>
    ['file', 'cert', 'key', 'root'].includes(key) && typeof item === 'string'
      ? expect(
          FILE.test(item) && !item.includes('..'),
          `${field}.${key}`,
          'must be a file that is mounted for the gateway',
        )
      : fileFindings(`${field}.${key}`, item),
  );
}
