import { isTrustedUrl } from '../agentgateway-policies';
import { AppIndex } from '../app-index';
import { asArray, asString, describe, getPath } from '../json';
import { Finding, RelationRule, findingUnless } from '../rule';
import { listOf, object, unknownFieldsOf } from '../shape';
import { Subject, notesOf } from '../subject';

const SPEC = object({
  parentRefs: 'any',
  hostnames: listOf('value'),
  path: 'value',
  backendRefs: listOf(
    object({
      group: 'value',
      kind: 'value',
      name: 'value',
      namespace: 'value',
      port: 'value',
      path: 'value',
      toolSelector: 'any',
      securityPolicy: object({
        apiKey: object({ secretRef: 'any', header: 'value', queryParam: 'value', inline: 'value' }),
      }),
    }),
  ),
  securityPolicy: object({
    oauth: object({
      issuer: 'value',
      audiences: listOf('value'),
      jwks: object({
        remoteJWKS: object({ uri: 'value', backendRefs: 'any', backendSettings: 'any', cacheDuration: 'value' }),
        localJWKS: object({ type: 'value', inline: 'value', valueRef: 'any' }),
      }),
      protectedResourceMetadata: 'any',
    }),
    apiKeyAuth: 'any',
    extAuth: 'any',
    authorization: object({
      defaultAction: 'value',
      rules: listOf(object({ action: 'value', cel: 'value', source: 'any', target: 'any' })),
    }),
  }),
});

export const MCP_ROUTE_RULES: readonly RelationRule[] = [
  {
    id: 'mcp-route',
    title: 'Routes of Envoy AI Gateway are valid and complete',
    why:
      'Without issuer, audiences and a default of Deny, tokens that were made for others, or that never end, pass; ' +
      'without its selector a server shows every tool.',
    fix: 'Change the props of the gateway, not its MCPRoute.',
    severity: 'error',
    references: ['OWASP MCP07:2025 Insufficient Authentication & Authorization', 'MCP 2026-07-28: Authorization'],
    scanners: [],
    kinds: ['MCPRoute'],
    checkInApp: (subject, app) => [
      ...unknownFieldsOf('spec', subject.manifest.spec ?? {}, SPEC),
      ...policyFindings(getPath(subject.manifest, 'spec', 'securityPolicy'), subject.facts.clusterDomain),
      ...asArray(getPath(subject.manifest, 'spec', 'backendRefs')).flatMap((reference, i) =>
        backendFindings(`spec.backendRefs[${i}]`, reference, subject, app),
      ),
    ],
  },
];

function policyFindings(policy: unknown, clusterDomain: string): Finding[] {
  const [oauth, field] = [getPath(policy, 'oauth'), 'spec.securityPolicy'];
  if (oauth === undefined) {
    return [];
  }
  const [jwks, uri] = [getPath(oauth, 'jwks'), getPath(oauth, 'jwks', 'remoteJWKS', 'uri')];
  return [
    ...findingUnless(
      (asString(getPath(oauth, 'issuer')) ?? '').startsWith('https://'),
      `${field}.oauth.issuer`,
      'must be an https URL',
    ),
    ...findingUnless(
      asArray(getPath(oauth, 'audiences')).length > 0,
      `${field}.oauth.audiences`,
      'is empty: a token for any audience would be accepted',
    ),
    ...findingUnless(
      jwks === undefined || uri === undefined || isTrustedUrl(describe(uri), clusterDomain),
      `${field}.oauth.jwks.remoteJWKS.uri`,
      'must be an https URL: an attacker who changes the keys in transit can sign tokens',
    ),
    ...authorizationFindings(`${field}.authorization`, getPath(policy, 'authorization')),
  ];
}

function authorizationFindings(field: string, authorization: unknown): Finding[] {
  if (authorization === undefined) {
    return [{ field, problem: 'is missing: tokens that never end would be accepted' }];
  }
  return [
    ...findingUnless(
      getPath(authorization, 'defaultAction') === 'Deny',
      `${field}.defaultAction`,
      'must be Deny: calls that no rule names would pass',
    ),
    ...asArray(getPath(authorization, 'rules')).flatMap((rule, i) =>
      findingUnless(
        getPath(rule, 'action') !== 'Allow' ||
          ['cel', 'source'].some(condition => getPath(rule, condition) !== undefined),
        `${field}.rules[${i}]`,
        'allows every caller',
      ),
    ),
  ];
}

function backendFindings(field: string, reference: unknown, { namespace }: Subject, app: AppIndex): Finding[] {
  const at = asString(getPath(reference, 'namespace')) ?? namespace;
  const service = app.find(at, 'Service', describe(getPath(reference, 'name')));
  const selects = app
    .selectedBy(at, { matchLabels: getPath(service?.manifest, 'spec', 'selector') })
    .some(server =>
      ['cdk8s-mcp/tools-allowed', 'cdk8s-mcp/tools-denied'].some(name => notesOf(server)[name] !== undefined),
    );
  return [
    ...findingUnless(
      getPath(reference, 'securityPolicy', 'apiKey', 'inline') === undefined,
      `${field}.securityPolicy.apiKey.inline`,
      'is a credential in the manifest: use secretRef',
    ),
    ...findingUnless(
      !selects || getPath(reference, 'toolSelector') !== undefined,
      `${field}.toolSelector`,
      'is missing, and the tools of its server are restricted',
    ),
  ];
}
