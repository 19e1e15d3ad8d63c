import { Json, asArray, asObject, asString, describe, getPath } from './json';
import { Finding, findingUnless } from './rule';
import { listOf, object } from './shape';

const TOKEN_ENDPOINT = {
  host: 'value',
  path: 'value',
  policies: object({ backendTLS: object({}) }),
  clientAuth: object({
    method: 'value',
    clientId: 'value',
    clientSecret: object({ file: 'value' }),
    signingKey: object({ file: 'value' }),
    alg: 'value',
    kid: 'value',
    assertionAudience: 'value',
  }),
} as const;

/** The ways to a token in the caller's name, as this library writes them. */
export const DELEGATION_SHAPES = {
  oauthTokenExchange: object({
    ...TOKEN_ENDPOINT,
    subjectToken: object({ source: object({ expression: 'value' }) }),
    audiences: listOf('value'),
    scopes: listOf('value'),
  }),
  crossAppAccess: object({
    identityProvider: object(TOKEN_ENDPOINT),
    resourceAuthorizationServer: object(TOKEN_ENDPOINT),
    audience: 'value',
    resources: listOf('value'),
    scopes: listOf('value'),
    subjectToken: object({ source: object({ header: object({ name: 'value' }) }) }),
  }),
} as const;

const VERIFIED_TOKEN = 'jwt.rawToken.unredacted()';
const AUTHORITY = /^[a-z0-9.-]+:\d{1,5}$/;
const SECRETS: ReadonlyMap<unknown, string> = new Map([
  ['clientSecretBasic', 'clientSecret'],
  ['clientSecretPost', 'clientSecret'],
  ['privateKeyJwt', 'signingKey'],
]);

/** What is wrong with tokens that the servers of a route get in the caller's name. */
export function delegationFindings(field: string, policies: unknown, targets: readonly unknown[]): Finding[] {
  const isOAuth = getPath(policies, 'mcpAuthentication') !== undefined;
  return targets.flatMap((target, i) => {
    const path = `${field}.backends[0].mcp.targets[${i}].policies`;
    const { oauthTokenExchange: exchange, crossAppAccess: access } = backendAuthOf(target);
    return [
      ...findingUnless(
        isOAuth || (exchange === undefined && access === undefined),
        `${path}.backendAuth`,
        'needs mcpAuthentication: nobody has verified who calls',
      ),
      ...exchangeFindings(`${path}.backendAuth.oauthTokenExchange`, exchange),
      ...accessFindings(`${path}.backendAuth.crossAppAccess`, access),
      ...removalFindings(`${path}.requestHeaderModifier.remove`, target, targets.flatMap(idTokenHeader)),
    ];
  });
}

function backendAuthOf(target: unknown): Json {
  return asObject(getPath(target, 'policies', 'backendAuth'));
}

function idTokenHeader(target: unknown): string[] {
  const header = asString(getPath(backendAuthOf(target), 'crossAppAccess', 'subjectToken', 'source', 'header', 'name'));
  return header === undefined ? [] : [header];
}

/** Each server of the route would see the ID token that one of them needs, unless its own credential replaces it. */
function removalFindings(field: string, target: unknown, headers: readonly string[]): Finding[] {
  const removed = asArray(getPath(target, 'policies', 'requestHeaderModifier', 'remove'));
  const auth = backendAuthOf(target);
  const own = [getPath(auth, 'key'), ...asArray(auth.credentials)].map(one =>
    getPath(one, 'location', 'header', 'name'),
  );
  return headers
    .filter(header => !removed.includes(header) && !own.includes(header))
    .map(header => ({ field, problem: `must have ${header}: the server would get the ID token of callers` }));
}

function exchangeFindings(field: string, exchange: unknown): Finding[] {
  if (exchange === undefined) {
    return [];
  }
  return [
    ...endpointFindings(field, asObject(exchange)),
    ...findingUnless(
      getPath(exchange, 'subjectToken', 'source', 'expression') === VERIFIED_TOKEN,
      `${field}.subjectToken.source.expression`,
      `must be ${VERIFIED_TOKEN}: any other token was not verified`,
    ),
    ...findingUnless(
      isNamed(asArray(getPath(exchange, 'audiences'))[0]),
      `${field}.audiences`,
      'is empty: the token would be good for other servers',
    ),
  ];
}

function accessFindings(field: string, access: unknown): Finding[] {
  if (access === undefined) {
    return [];
  }
  return [
    ...['identityProvider', 'resourceAuthorizationServer'].flatMap(name =>
      endpointFindings(`${field}.${name}`, asObject(getPath(access, name))),
    ),
    ...findingUnless(
      isNamed(getPath(access, 'audience')),
      `${field}.audience`,
      'is missing: the gateway would not start',
    ),
    ...findingUnless(
      isNamed(getPath(access, 'subjectToken', 'source', 'header', 'name')),
      `${field}.subjectToken.source.header.name`,
      'is missing: the ID token needs a header of its own',
    ),
  ];
}

function isNamed(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

function endpointFindings(field: string, { host, path, policies, clientAuth }: Json): Finding[] {
  const secret = SECRETS.get(getPath(clientAuth, 'method'));
  return [
    ...findingUnless(AUTHORITY.test(describe(host)), `${field}.host`, 'must be a host name and a port'),
    ...findingUnless(describe(path).startsWith('/'), `${field}.path`, 'must be a path that starts with /'),
    ...findingUnless(
      getPath(policies, 'backendTLS') !== undefined,
      `${field}.policies.backendTLS`,
      'must be set: tokens and secrets could be read in transit',
    ),
    ...findingUnless(
      secret !== undefined && asString(getPath(clientAuth, secret, 'file')) !== undefined,
      `${field}.clientAuth`,
      'must have a method, and its secret in a file',
    ),
    ...findingUnless(isNamed(getPath(clientAuth, 'clientId')), `${field}.clientAuth.clientId`, 'is missing'),
  ];
}
