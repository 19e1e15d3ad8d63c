import { isServiceHost } from '../../foundation/net/addresses';
import { corsFindings, isTrustedUrl, removalFindings } from '../agentgateway-policies';
import { LOCATION } from '../agentgateway-shape';
import { AppIndex } from '../app-index';
import { isOfGateway } from '../gateway-pods';
import { asArray, asString, describe, getPath } from '../json';
import { referredKind } from '../references';
import { ROUTES, backendsOf } from '../route-backends';
import { Finding, RelationRule, findingUnless } from '../rule';
import { listOf, mapOf, object, unknownFieldsOf } from '../shape';
import { Subject } from '../subject';

const AUTHORIZATION = object({ action: 'value', policy: object({ matchExpressions: listOf('value') }) });
const CREDENTIAL = { secretRef: object({ name: 'value', key: 'value' }), location: LOCATION } as const;

const POLICY = object({
  targetRefs: listOf('any'),
  traffic: object({
    headerModifiers: object({ request: object({ remove: listOf('value') }) }),
    cors: 'any',
    jwtAuthentication: object({
      mode: 'value',
      providers: listOf(object({ issuer: 'value', audiences: listOf('value'), jwks: 'any' })),
      mcp: object({ resourceMetadata: 'any' }),
    }),
    apiKeyAuthentication: object({
      mode: 'value',
      location: LOCATION,
      configMapSelector: object({ matchLabels: mapOf('value') }),
      secretRef: object({ name: 'value' }),
      secretSelector: object({ matchLabels: mapOf('value') }),
    }),
    authorization: AUTHORIZATION,
    rateLimit: object({ local: listOf(object({ requests: 'value', unit: 'value', burst: 'value' })) }),
  }),
  backend: object({
    mcp: object({
      authorization: AUTHORIZATION,
      authentication: object({
        mode: 'value',
        issuer: 'value',
        audiences: listOf('value'),
        jwks: 'any',
        provider: 'value',
        resourceMetadata: 'any',
      }),
    }),
  }),
});

const BACKEND = object({
  mcp: object({
    sessionRouting: 'value',
    prefixMode: 'value',
    failureMode: 'value',
    targets: listOf(
      object({
        name: 'value',
        static: object({
          host: 'value',
          port: 'value',
          path: 'value',
          protocol: 'value',
          policies: object({
            http: object({ requestTimeout: 'value' }),
            tcp: object({ connectTimeout: 'value', keepalive: 'any' }),
            tls: object({ sni: 'value', caCertificateRefs: listOf('any') }),
            auth: object({ ...CREDENTIAL, credentials: listOf(object(CREDENTIAL)) }),
          }),
        }),
      }),
    ),
  }),
});

export const GATEWAY_OBJECT_RULES: readonly RelationRule[] = [
  {
    id: 'gateway-objects',
    title: 'Objects of agentgateway have known fields with sound values',
    why:
      'Other fields copy credentials of callers, let web pages in, or have servers called without TLS; a policy that ' +
      'is not strict admits callers without a credential.',
    fix: 'Change the props of the gateway, not its objects.',
    severity: 'error',
    references: ['OWASP MCP07:2025 Insufficient Authentication & Authorization', 'MCP 2026-07-28: Authorization'],
    scanners: [],
    kinds: ['AgentgatewayPolicy', 'AgentgatewayBackend'],
    checkInApp: (subject, app) => {
      const isBackend = subject.kind === 'AgentgatewayBackend';
      if (isBackend) {
        return isOfMcp(subject) ? backendFindings(subject) : [];
      }
      return isOfGateway(subject) || leadsToMcp(subject, app) ? policyFindings(subject) : [];
    },
  },
];

function isOfMcp({ manifest }: Subject): boolean {
  return getPath(manifest, 'spec', 'mcp') !== undefined;
}

/** Whether a policy is for something that leads to tools. Those of models are judged by others. */
function leadsToMcp({ manifest, namespace }: Subject, app: AppIndex): boolean {
  const isMcpBackend = (name: string): boolean => {
    const backend = app.find(namespace, 'AgentgatewayBackend', name);
    return backend !== undefined && isOfMcp(backend);
  };
  return asArray(getPath(manifest, 'spec', 'targetRefs')).some(target => {
    const [kind, name] = [referredKind(target), describe(getPath(target, 'name'))];
    const route = ROUTES.includes(kind) ? app.find(namespace, kind, name) : undefined;
    return route === undefined
      ? kind === 'AgentgatewayBackend' && isMcpBackend(name)
      : backendsOf(route, app).some(backend => backend.leadsTo === 'agentgateway' && isMcpBackend(backend.name));
  });
}

function policyFindings({ manifest, facts }: Subject): Finding[] {
  const traffic = getPath(manifest, 'spec', 'traffic');
  const [jwt, apiKey] = [getPath(traffic, 'jwtAuthentication'), getPath(traffic, 'apiKeyAuthentication')];
  const authenticates = jwt !== undefined || apiKey !== undefined;
  const field = 'spec.traffic';
  return [
    ...unknownFieldsOf('spec', manifest.spec ?? {}, POLICY),
    ...Object.entries({ jwtAuthentication: jwt, apiKeyAuthentication: apiKey }).flatMap(([name, policy]) =>
      findingUnless(
        policy === undefined || getPath(policy, 'mode') === 'Strict',
        `${field}.${name}.mode`,
        'must be Strict: other modes accept requests without credentials',
      ),
    ),
    ...providersFindings(`${field}.jwtAuthentication.providers`, jwt, facts.clusterDomain),
    ...mcpFindings(
      'spec.backend.mcp.authentication',
      getPath(manifest, 'spec', 'backend', 'mcp', 'authentication'),
      facts,
    ),
    ...corsFindings(`${field}.cors`, getPath(traffic, 'cors')),
    ...trafficFindings(traffic, authenticates),
    ...actionFindings(`${field}.authorization`, getPath(traffic, 'authorization')),
    ...actionFindings('spec.backend.mcp.authorization', getPath(manifest, 'spec', 'backend', 'mcp', 'authorization')),
  ];
}

function trafficFindings(traffic: unknown, authenticates: boolean): Finding[] {
  const [modifier, field] = [getPath(traffic, 'headerModifiers', 'request'), 'spec.traffic.headerModifiers.request'];
  return traffic === undefined ? [] : removalFindings(`${field}.remove`, modifier, authenticates);
}

function providersFindings(field: string, jwt: unknown, clusterDomain: string): Finding[] {
  const providers = asArray(getPath(jwt, 'providers'));
  return [
    ...findingUnless(jwt === undefined || providers.length > 0, field, 'is empty'),
    ...providers.flatMap((provider, i) => issuerFindings(`${field}[${i}]`, provider, clusterDomain)),
  ];
}

function mcpFindings(field: string, policy: unknown, { clusterDomain }: Subject['facts']): Finding[] {
  return policy === undefined
    ? []
    : [
        ...findingUnless(
          (getPath(policy, 'mode') ?? 'Strict') === 'Strict',
          `${field}.mode`,
          'must be Strict: other modes accept requests without credentials',
        ),
        ...issuerFindings(field, policy, clusterDomain),
      ];
}

/** Who signs tokens, for whom, and where the keys are. */
function issuerFindings(field: string, issuer: unknown, clusterDomain: string): Finding[] {
  const url = getPath(issuer, 'jwks', 'remote', 'url');
  return [
    ...findingUnless(
      (asString(getPath(issuer, 'issuer')) ?? '').startsWith('https://'),
      `${field}.issuer`,
      'must be an https URL',
    ),
    ...findingUnless(
      asArray(getPath(issuer, 'audiences')).length > 0,
      `${field}.audiences`,
      'is empty: a token for any audience would be accepted',
    ),
    ...findingUnless(
      url === undefined || isTrustedUrl(describe(url), clusterDomain),
      `${field}.jwks.remote.url`,
      'must be an https URL: an attacker who changes the keys in transit can sign tokens',
    ),
  ];
}

function actionFindings(field: string, authorization: unknown): Finding[] {
  return findingUnless(
    authorization === undefined || ['Allow', 'Require'].includes(describe(getPath(authorization, 'action'))),
    `${field}.action`,
    'must be Allow or Require: a rule of Deny that cannot be evaluated denies nothing',
  );
}

function backendFindings({ manifest, facts }: Subject): Finding[] {
  return [
    ...unknownFieldsOf('spec', manifest.spec, BACKEND),
    ...asArray(getPath(manifest, 'spec', 'mcp', 'targets')).flatMap((target, i) => {
      const host = getPath(target, 'static', 'host');
      return findingUnless(
        host === undefined ||
          isServiceHost(describe(host), facts.clusterDomain) ||
          getPath(target, 'static', 'policies', 'tls') !== undefined,
        `spec.mcp.targets[${i}].static.policies.tls`,
        'is missing, and the target is no Service of the cluster: calls could be read and changed in transit',
      );
    }),
  ];
}
