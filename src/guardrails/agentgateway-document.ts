import { unknownFields } from './agentgateway-shape';
import { Json, getPath, asInteger, asArray, parseObject, asObject, describe, asString } from './json';
import { Finding, findingUnless } from './rule';
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
  const document = parseObject(source);
  if (document === undefined) {
    return [{ field: '', problem: 'is no JSON object: the gateway would not start' }];
  }
  return [
    ...findingUnless(
      !CREDENTIAL.test(source.replaceAll('$$', '')),
      '',
      'has a $ before a name: the gateway would put a variable there, and end when it is not set',
    ),
    ...unknownFields(document),
    ...configFindings(asObject(document.config)),
    ...gatewayFindings(asObject(document.gateways)),
    ...celFindings('frontendPolicies.accessLog.filter', getPath(document, 'frontendPolicies', 'accessLog', 'filter')),
    ...Object.entries(asObject(getPath(document, 'frontendPolicies', 'accessLog', 'add'))).flatMap(([name, value]) =>
      celFindings(`frontendPolicies.accessLog.add.${name}`, value, 'any'),
    ),
    ...routesFindings(asArray(document.routes), Object.keys(asObject(document.gateways)), clusterDomain),
  ];
}

/** The routes through which everyone may pass. */
export function openRoutes(source: string): string[] {
  return asArray(parseObject(source)?.routes).flatMap((route, i) =>
    AUTHENTICATION.some(name => getPath(route, 'policies', name) !== undefined) ? [] : [`routes[${i}]`],
  );
}

const AUTHENTICATION = ['mcpAuthentication', 'jwtAuth', 'apiKey'];

function configFindings(config: Json): Finding[] {
  return [
    ...findingUnless(
      config.adminAddr === 'off',
      'config.adminAddr',
      'must be off: it stops the process and shows its memory to whoever asks',
    ),
    ...findingUnless(
      DURATION.test(describe(getPath(config, 'mcp', 'sessionTtl'))),
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
        'is that of another gateway',
      ),
      ...fileFindings(`gateways.${name}.tls`, getPath(gateways[name], 'tls')),
    ]),
  ];
}

function routesFindings(routes: readonly unknown[], gateways: readonly string[], clusterDomain: string): Finding[] {
  const names = routes.map(route => describe(getPath(route, 'name')));
  const addresses = routes.map(route => addressesOf(route));
  return [
    ...routes.flatMap((route, i) => [
      ...findingUnless(
        names.indexOf(names[i]) === i,
        `routes[${i}].name`,
        'is that of another route, which would vanish',
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
          problem: `${address} is that of another route, which wins`,
        })),
      ...routeFindings(`routes[${i}]`, route, clusterDomain),
    ]),
  ];
}

function addressesOf(route: unknown): string[] {
  const hosts = asArray(getPath(route, 'hostnames')).map(describe);
  const paths = asArray(getPath(route, 'matches')).map(match => describe(getPath(match, 'path', 'exact')));
  return (hosts.length === 0 ? [''] : hosts).flatMap(host => paths.map(path => `${host}${path}`));
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
    ...findingUnless(asArray(backends).length === 1, `${field}.backends`, 'must have one backend'),
    ...asArray(backends).flatMap((backend, i) =>
      backendFindings(`${field}.backends[${i}].mcp`, asObject(getPath(backend, 'mcp'))),
    ),
  ];
}

function policyFindings(field: string, policies: Json, matches: readonly unknown[], clusterDomain: string): Finding[] {
  const present = AUTHENTICATION.filter(name => policies[name] !== undefined);
  const { mcpAuthentication: oauth, jwtAuth, apiKey, cors, timeout, retry } = policies;
  return [
    ...findingUnless(present.length < 2, field, `has ${present.join(' and ')}: one of them switches the other off`),
    ...present.flatMap(name =>
      findingUnless(
        getPath(policies[name], 'mode') === 'strict',
        `${field}.${name}.mode`,
        'must be strict: the others let requests without credentials pass',
      ),
    ),
    ...tokenFindings(`${field}.mcpAuthentication`, oauth, clusterDomain),
    ...tokenFindings(`${field}.jwtAuth`, jwtAuth, clusterDomain),
    ...findingUnless(
      oauth === undefined || matches.some(match => describe(getPath(match, 'path', 'exact')).startsWith(METADATA_PATH)),
      `${field}.mcpAuthentication`,
      `has no match for ${METADATA_PATH}, to which clients are sent`,
    ),
    ...keyFindings(`${field}.apiKey`, apiKey),
    ...corsFindings(`${field}.cors`, cors),
    ...['mcpAuthorization', 'authorization'].flatMap(name =>
      asArray(getPath(policies[name], 'rules')).flatMap((rule, i) =>
        ruleFindings(`${field}.${name}.rules[${i}]`, rule),
      ),
    ),
    ...limitFindings(`${field}.localRateLimit`, policies.localRateLimit),
    ...asArray(getPath(policies.remoteRateLimit, 'descriptors')).flatMap((descriptor, i) =>
      asArray(getPath(descriptor, 'entries')).flatMap((entry, j) =>
        celFindings(`${field}.remoteRateLimit.descriptors[${i}].entries[${j}].value`, getPath(entry, 'value'), 'any'),
      ),
    ),
    ...findingUnless(
      DURATION.test(describe(getPath(timeout, 'backendRequestTimeout'))),
      `${field}.timeout.backendRequestTimeout`,
      'must be whole seconds above zero: without it a server that hangs blocks every list',
    ),
    ...findingUnless(
      getPath(timeout, 'requestTimeout') === undefined,
      `${field}.timeout.requestTimeout`,
      'fails the whole list when one server hangs',
    ),
    ...(retry === undefined
      ? []
      : [
          ...celFindings(`${field}.retry.precondition`, getPath(retry, 'precondition')),
          ...findingUnless(
            getPath(retry, 'precondition') !== undefined,
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
  const claims = asArray(getPath(policy, 'jwtValidationOptions', 'requiredClaims'));
  const jwks = getPath(policy, 'jwks');
  return [
    ...findingUnless(
      asArray(getPath(policy, 'audiences')).length > 0,
      `${field}.audiences`,
      'is empty: a token for anyone would pass',
    ),
    ...findingUnless(
      (asString(getPath(policy, 'issuer')) ?? '').startsWith('https://'),
      `${field}.issuer`,
      'must be an https URL',
    ),
    ...findingUnless(
      REQUIRED_CLAIMS.every(claim => claims.includes(claim)),
      `${field}.jwtValidationOptions.requiredClaims`,
      `must have ${REQUIRED_CLAIMS.join(', ')}: a token without the claim passes its check`,
    ),
    ...findingUnless(jwks !== undefined, `${field}.jwks`, 'is missing: keys must be given'),
    ...jwksFindings(`${field}.jwks`, jwks, clusterDomain),
  ];
}

/** Who can change the keys on the way can sign tokens. */
function jwksFindings(field: string, jwks: unknown, clusterDomain: string): Finding[] {
  if (jwks === undefined || typeof jwks === 'string') {
    return [];
  }
  const [[kind, value] = [], ...more] = Object.entries(asObject(jwks));
  if (more.length > 0 || typeof value !== 'string' || (kind !== 'file' && kind !== 'url')) {
    return [{ field, problem: 'must be a file, a URL or the keys themselves' }];
  }
  const [, scheme, host = ''] = /^(https?):\/\/([a-z0-9.-]+)(?::\d{1,5})?\//.exec(value) ?? [];
  return kind === 'file'
    ? fileFindings(field, jwks)
    : findingUnless(
        scheme === 'https' || (scheme === 'http' && isServiceHost(host, clusterDomain)),
        `${field}.url`,
        'must be an https URL: who can change the keys on the way can sign tokens',
      );
}

function corsFindings(field: string, cors: unknown): Finding[] {
  return [
    ...asArray(getPath(cors, 'allowOrigins')).flatMap((origin, i) =>
      findingUnless(
        ORIGIN.test(describe(origin)),
        `${field}.allowOrigins[${i}]`,
        'must be the origin of one web page: others could call tools from a browser',
      ),
    ),
    ...['allowMethods', 'allowHeaders', 'exposeHeaders'].flatMap(name =>
      asArray(getPath(cors, name)).flatMap((item, i) =>
        findingUnless(describe(item) !== '*', `${field}.${name}[${i}]`, 'must not be *'),
      ),
    ),
  ];
}

function keyFindings(field: string, policy: unknown): Finding[] {
  const keys = asArray(getPath(policy, 'keys'));
  return policy === undefined
    ? []
    : [
        ...findingUnless(keys.length > 0, `${field}.keys`, 'is empty: nobody gets in'),
        ...keys.flatMap((key, i) =>
          findingUnless(
            /^sha256:[0-9a-f]{64}$/.test(describe(getPath(key, 'keyHash'))) && getPath(key, 'key') === undefined,
            `${field}.keys[${i}]`,
            'must be a hash: a key that is empty lets everyone in',
          ),
        ),
      ];
}

function ruleFindings(field: string, rule: unknown): Finding[] {
  const kinds = Object.keys(asObject(rule));
  if (kinds.length !== 1 || !['allow', 'require'].includes(kinds[0])) {
    return [{ field, problem: 'must be one allow or require: a deny that cannot be decided denies nothing' }];
  }
  return celFindings(`${field}.${kinds[0]}`, getPath(rule, kinds[0]));
}

function celFindings(field: string, expression: unknown, expected: 'bool' | 'any' = 'bool'): Finding[] {
  if (expression === undefined) {
    return [];
  }
  const problem = celProblem(describe(expression), expected);
  return problem === undefined ? [] : [{ field, problem }];
}

function limitFindings(field: string, limits: unknown): Finding[] {
  return asArray(limits).flatMap((limit, i) => {
    const [most, fill] = [asInteger(getPath(limit, 'maxTokens')) ?? 0, asInteger(getPath(limit, 'tokensPerFill')) ?? 0];
    return [
      ...findingUnless(
        DURATION.test(describe(getPath(limit, 'fillInterval'))),
        `${field}[${i}].fillInterval`,
        'must be whole seconds above zero: zero ends every request',
      ),
      ...findingUnless(
        fill > 0 && most >= fill,
        `${field}[${i}].tokensPerFill`,
        'must be above zero and at most maxTokens',
      ),
    ];
  });
}

function backendFindings(field: string, backend: Json): Finding[] {
  const targets = asArray(backend.targets);
  const names = targets.map(target => describe(getPath(target, 'name')));
  return [
    ...findingUnless(targets.length > 0, `${field}.targets`, 'is empty: every request is answered with 503'),
    ...findingUnless(
      targets.length < 2 || backend.prefixMode === 'always',
      `${field}.prefixMode`,
      'must be always where servers are one',
    ),
    ...findingUnless(
      backend.prefixMode !== 'never',
      `${field}.prefixMode`,
      'must not be never: calls of current clients fail',
    ),
    ...targets.flatMap((target, i) => [
      ...findingUnless(
        TARGET_NAME.test(names[i]),
        `${field}.targets[${i}].name`,
        'must be lower-case letters, digits and -',
      ),
      ...findingUnless(
        names.indexOf(names[i]) === i,
        `${field}.targets[${i}].name`,
        'is that of another server, whose tools would vanish',
      ),
      ...targetFindings(`${field}.targets[${i}]`, asObject(target)),
    ]),
  ];
}

function targetFindings(field: string, target: Json): Finding[] {
  const { mcp, sse } = target;
  return [
    ...findingUnless((mcp === undefined) !== (sse === undefined), field, 'must have mcp or sse'),
    ...findingUnless(
      UPSTREAM.test(describe(getPath(mcp ?? sse, 'host'))) && Object.keys(asObject(mcp ?? sse)).length === 1,
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
  return Object.entries(asObject(value)).flatMap(([key, item]) =>
    ['file', 'cert', 'key', 'root'].includes(key) && typeof item === 'string'
      ? findingUnless(
          FILE.test(item) && !item.includes('..'),
          `${field}.${key}`,
          'must be a file that is mounted for the gateway',
        )
      : fileFindings(`${field}.${key}`, item),
  );
}
