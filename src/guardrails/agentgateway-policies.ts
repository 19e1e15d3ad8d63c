import { externalFindings } from './agentgateway-external';
import { celFindings, fileFindings, isDuration } from './agentgateway-fields';
import { remoteLimitFindings } from './agentgateway-limits';
import { responseFindings } from './agentgateway-responses';
import { Json, getPath, asInteger, asArray, asObject, describe, asString } from './json';
import { Finding, findingUnless } from './rule';
import { isServiceHost } from '../foundation/net/addresses';

/** Policies with which the gateway authenticates callers. */
export const AUTHENTICATION = ['mcpAuthentication', 'jwtAuth', 'apiKey'];

const REQUIRED_CLAIMS = ['exp', 'iss', 'aud'];
const ORIGIN = /^(https:\/\/[a-z0-9]([a-z0-9.-]*[a-z0-9])?|http:\/\/(localhost|127\.0\.0\.1))(:\d{1,5})?$/;
const METADATA_PATH = '/.well-known/oauth-protected-resource';

/** What is wrong with the policies of a route. */
export function policyFindings(
  field: string,
  policies: Json,
  matches: readonly unknown[],
  clusterDomain: string,
): Finding[] {
  const present = AUTHENTICATION.filter(name => policies[name] !== undefined);
  const authenticates = present.length > 0 || policies.extAuthz !== undefined;
  const { mcpAuthentication: oauth, jwtAuth, apiKey, cors, timeout } = policies;
  return [
    ...findingUnless(present.length < 2, field, `has ${present.join(' and ')}: one of them disables the other`),
    ...present.flatMap(name =>
      findingUnless(
        getPath(policies[name], 'mode') === 'strict',
        `${field}.${name}.mode`,
        'must be strict: other modes accept requests without credentials',
      ),
    ),
    ...tokenFindings(`${field}.mcpAuthentication`, oauth, clusterDomain),
    ...tokenFindings(`${field}.jwtAuth`, jwtAuth, clusterDomain),
    ...findingUnless(
      oauth === undefined || matches.some(match => describe(getPath(match, 'path', 'exact')).startsWith(METADATA_PATH)),
      `${field}.mcpAuthentication`,
      `has no match for ${METADATA_PATH}, to which clients are sent`,
    ),
    ...findingUnless(
      present.length === 0 || policies.extAuthz === undefined,
      `${field}.extAuthz`,
      `stands beside ${present.join(' and ')}: a service that no prop names would get credentials of callers`,
    ),
    ...keyFindings(`${field}.apiKey`, apiKey),
    ...externalFindings(`${field}.extAuthz`, policies, clusterDomain),
    ...removalFindings(`${field}.requestHeaderModifier.remove`, policies.requestHeaderModifier, authenticates),
    ...corsFindings(`${field}.cors`, cors),
    ...['mcpAuthorization', 'authorization'].flatMap(name =>
      asArray(getPath(policies[name], 'rules')).flatMap((rule, i) =>
        ruleFindings(`${field}.${name}.rules[${i}]`, rule),
      ),
    ),
    ...limitFindings(`${field}.localRateLimit`, policies.localRateLimit),
    ...responseFindings(`${field}.directResponse`, policies.directResponse),
    ...remoteLimitFindings(`${field}.remoteRateLimit.descriptors`, policies),
    ...findingUnless(
      isDuration(getPath(timeout, 'backendRequestTimeout')),
      `${field}.timeout.backendRequestTimeout`,
      'must be whole seconds above zero: without it a server that hangs blocks every list',
    ),
    ...findingUnless(
      getPath(timeout, 'requestTimeout') === undefined,
      `${field}.timeout.requestTimeout`,
      'fails the whole list when one server hangs',
    ),
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
      'is empty: a token for any audience would be accepted',
    ),
    ...findingUnless(
      (asString(getPath(policy, 'issuer')) ?? '').startsWith('https://'),
      `${field}.issuer`,
      'must be an https URL',
    ),
    ...findingUnless(
      REQUIRED_CLAIMS.every(claim => claims.includes(claim)),
      `${field}.jwtValidationOptions.requiredClaims`,
      `must have ${REQUIRED_CLAIMS.join(', ')}: tokens without these claims would be accepted`,
    ),
    ...findingUnless(jwks !== undefined, `${field}.jwks`, 'is missing: keys must be configured'),
    ...jwksFindings(`${field}.jwks`, jwks, clusterDomain),
  ];
}

/** Anyone who can replace the keys can sign tokens. */
function jwksFindings(field: string, jwks: unknown, clusterDomain: string): Finding[] {
  if (jwks === undefined || typeof jwks === 'string') {
    return [];
  }
  const [[kind, value] = [], ...more] = Object.entries(asObject(jwks));
  if (more.length === 0 && typeof value === 'string' && kind === 'file') {
    return fileFindings(field, jwks);
  }
  if (more.length === 0 && typeof value === 'string' && kind === 'url') {
    return findingUnless(
      isTrustedUrl(value, clusterDomain),
      `${field}.url`,
      'must be an https URL: an attacker who changes the keys in transit can sign tokens',
    );
  }
  return [{ field, problem: 'must be a file, a URL or the keys themselves' }];
}

export function isTrustedUrl(url: string, clusterDomain: string): boolean {
  const [, scheme, host = ''] = /^(https?):\/\/([a-z0-9.-]+)(?::\d{1,5})?\//.exec(url) ?? [];
  return scheme === 'https' || (scheme === 'http' && isServiceHost(host, clusterDomain));
}

/** A credential that the gateway has verified it removes itself. */
export function removalFindings(field: string, modifier: unknown, authenticates: boolean): Finding[] {
  const removed = asArray(getPath(modifier, 'remove')).map(header => describe(header).toLowerCase());
  return (authenticates ? ['cookie'] : ['cookie', 'authorization']).flatMap(header =>
    findingUnless(removed.includes(header), field, `must have ${header}: servers would get it from callers`),
  );
}

export function corsFindings(field: string, cors: unknown): Finding[] {
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
        ...findingUnless(keys.length > 0, `${field}.keys`, 'is empty: all requests are denied'),
        ...keys.flatMap((key, i) =>
          findingUnless(
            /^sha256:[0-9a-f]{64}$/.test(describe(getPath(key, 'keyHash'))) && getPath(key, 'key') === undefined,
            `${field}.keys[${i}]`,
            'must be a hash: an empty key admits all callers',
          ),
        ),
      ];
}

function ruleFindings(field: string, rule: unknown): Finding[] {
  const kinds = Object.keys(asObject(rule));
  if (kinds.length !== 1 || !['allow', 'require'].includes(kinds[0])) {
    return [{ field, problem: 'must be one allow or require: a deny rule that cannot be evaluated denies nothing' }];
  }
  return celFindings(`${field}.${kinds[0]}`, getPath(rule, kinds[0]));
}

function limitFindings(field: string, limits: unknown): Finding[] {
  return asArray(limits).flatMap((limit, i) => {
    const max = asInteger(getPath(limit, 'maxTokens')) ?? 0;
    const fill = asInteger(getPath(limit, 'tokensPerFill')) ?? 0;
    return [
      ...findingUnless(
        isDuration(getPath(limit, 'fillInterval')),
        `${field}[${i}].fillInterval`,
        'must be whole seconds above zero: zero ends every request',
      ),
      ...findingUnless(
        fill > 0 && max >= fill,
        `${field}[${i}].tokensPerFill`,
        'must be above zero and at most maxTokens',
      ),
    ];
  });
}
