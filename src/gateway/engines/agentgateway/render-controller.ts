import { exactly, parentRef, RouteParent } from '../render-exposure';
import { celRules } from './cel-rules';
import {
  AgentgatewayBackendBody,
  AgentgatewayPolicyBody,
  AgentgatewayTarget,
  BackendCredential,
  PolicyAuthorization,
  TrafficPolicy,
} from './crds';
import { ControllerJwks, ControllerRoute, ControllerSpec, ControllerTarget, RATE_UNITS } from './resolve-controller';
import { celList, celText } from '../../../foundation/cel';
import { definedItems } from '../../../foundation/defined';
import { HttpTransport } from '../../../protocol/http-transport';
import { GatewayAuthKind } from '../../settings/auth-options';
import { ApiKeysRule, OAuthRule, ServiceAccountsRule } from '../../settings/auth-rules';
import { LocalLimit } from '../../settings/rate-limit';
import { HttpRouteBody } from '../crds-gateway-api';
import { GatewayTimings } from '../engine';
import { METADATA_PATH, REQUIRED_CLAIMS, answeredPaths, corsBody, removedHeaders, resourceMetadata } from '../terms';
import { requestSeconds } from '../timings';

type Gateway = Pick<ControllerSpec, 'auth' | 'jwks' | 'keysLabel' | 'rules' | 'limit' | 'timings' | 'cors'>;

/** The servers of one address. */
export function renderBackend(route: ControllerRoute, timings: GatewayTimings): AgentgatewayBackendBody {
  const { federated, stateful, targets } = route;
  const times = { request: requestSeconds(timings, route), connect: timings.connect };
  return {
    mcp: {
      sessionRouting: stateful ? 'Stateful' : 'Stateless',
      // a server alone keeps the names of its tools
      prefixMode: federated ? 'Always' : undefined,
      failureMode: federated ? failureModeOf(timings) : undefined,
      targets: targets.map(target => renderTarget(target, times)),
    },
  };
}

function failureModeOf({ failClosed }: GatewayTimings): 'FailClosed' | 'FailOpen' {
  return failClosed ? 'FailClosed' : 'FailOpen';
}

/** The address itself and that of its metadata, in both spellings. */
export function renderControllerRoute(
  { objectName, hostname, path }: ControllerRoute,
  { auth }: Gateway,
  parent: RouteParent,
): HttpRouteBody {
  return {
    parentRefs: [parentRef(parent)],
    hostnames: [hostname],
    rules: [
      {
        matches: exactly(answeredPaths(path, auth)),
        backendRefs: [{ group: 'agentgateway.dev', kind: 'AgentgatewayBackend', name: objectName, weight: 1 }],
      },
    ],
  };
}

/** What callers must show, and what must hold for all that they use. */
export function renderPolicy(route: ControllerRoute, gateway: Gateway): AgentgatewayPolicyBody {
  const { auth, cors, limit } = gateway;
  const required = rulesOf(route, gateway).flatMap(rule => ('require' in rule ? [rule.require] : []));
  return {
    targetRefs: targetRefs(route),
    traffic: {
      headerModifiers: { request: { remove: removedHeaders(auth) } },
      cors: cors && corsBody(cors, seconds => seconds),
      ...renderAuth(route, gateway),
      rateLimit: limit && renderLimit(limit),
    },
    backend: required.length === 0 ? undefined : renderAuthorization('Require', required),
  };
}

/** The burst comes on top of the rate here. */
function renderLimit({ requests, seconds, burst }: LocalLimit): TrafficPolicy['rateLimit'] {
  const unit = RATE_UNITS.get(seconds) ?? 'Minutes';
  return { local: [{ requests, unit, burst: burst === requests ? undefined : burst - requests }] };
}

function renderAuthorization(
  action: PolicyAuthorization['action'],
  matchExpressions: string[],
): AgentgatewayPolicyBody['backend'] {
  return { mcp: { authorization: { action, policy: { matchExpressions } } } };
}

/** Who may use what; one policy has one action, and those of a route hold together. */
export function renderGrants(route: ControllerRoute, gateway: Gateway): AgentgatewayPolicyBody {
  const allowed = rulesOf(route, gateway).flatMap(rule => ('allow' in rule ? [rule.allow] : []));
  return {
    targetRefs: targetRefs(route),
    backend: renderAuthorization('Allow', allowed),
  };
}

/** The hashes of API keys in the form that the controller reads, by the names of the clients. */
export function renderApiKeys({ hashes }: ApiKeysRule): Readonly<Record<string, string>> {
  return Object.fromEntries(
    hashes.map(([client, hash]) => [client, JSON.stringify({ keyHash: `sha256:${hash}`, metadata: { client } })]),
  );
}

function targetRefs({ objectName: name }: ControllerRoute): AgentgatewayPolicyBody['targetRefs'] {
  return [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', name }];
}

function rulesOf({ targets }: ControllerRoute, { auth, rules }: Gateway): ReturnType<typeof celRules> {
  return celRules(targets, rules, auth.kind === GatewayAuthKind.OAUTH ? auth.requiredScopes : []);
}

function renderAuth(route: ControllerRoute, { auth, jwks, keysLabel }: Gateway): Partial<TrafficPolicy> {
  switch (auth.kind) {
    case GatewayAuthKind.ANONYMOUS:
    // refused when it was resolved
    case GatewayAuthKind.ANY_OF:
    case GatewayAuthKind.EXTERNAL:
      return {};
    case GatewayAuthKind.API_KEYS:
      return {
        apiKeyAuthentication: {
          mode: 'Strict',
          location: { header: { name: 'authorization', prefix: 'Bearer ' } },
          configMapSelector: { matchLabels: { ...keysLabel } },
        },
      };
    case GatewayAuthKind.OAUTH:
      return jwks === undefined ? {} : renderOAuth(route, auth, jwks);
    case GatewayAuthKind.SERVICE_ACCOUNTS:
      return jwks === undefined ? {} : renderServiceAccounts(auth, jwks);
  }
}

function renderOAuth({ url, path }: ControllerRoute, auth: OAuthRule, jwks: ControllerJwks): Partial<TrafficPolicy> {
  return {
    jwtAuthentication: {
      mode: 'Strict',
      providers: [{ issuer: auth.issuer, audiences: [auth.audience ?? url], jwks }],
      mcp: { resourceMetadata: resourceMetadata(auth, url) },
    },
    // clients read the metadata without a token
    authorization: requireAll([`request.path == ${celText(`${METADATA_PATH}${path}`)} || (${CLAIMS})`]),
  };
}

function renderServiceAccounts(
  { issuer, audience, subjects }: ServiceAccountsRule,
  jwks: ControllerJwks,
): Partial<TrafficPolicy> {
  const subjectCondition = subjects.length === 0 ? undefined : `jwt.sub in ${celList(subjects)}`;
  return {
    jwtAuthentication: { mode: 'Strict', providers: [{ issuer, audiences: [audience], jwks }] },
    authorization: requireAll(definedItems([CLAIMS, subjectCondition])),
  };
}

/** A policy names no required claims, and a token without issuer or audience passes the check of either. */
const CLAIMS = REQUIRED_CLAIMS.map(claim => `has(jwt.${claim})`).join(' && ');

function requireAll(matchExpressions: string[]): PolicyAuthorization {
  return { action: 'Require', policy: { matchExpressions } };
}

function renderTarget(
  target: ControllerTarget,
  { request, connect }: Pick<GatewayTimings, 'request' | 'connect'>,
): AgentgatewayTarget {
  const { prefix, address, secure, authorities, credentials } = target;
  const { host, port, path, transport } = address;
  return {
    name: prefix,
    static: {
      host,
      port,
      path,
      protocol: transport === HttpTransport.SSE ? 'SSE' : 'StreamableHTTP',
      policies: {
        // of the server and not of the route: a federated list goes on without a server that hangs
        http: { requestTimeout: `${request}s` },
        tcp: { connectTimeout: `${connect}s`, keepalive: { time: '60s', interval: '30s', retries: 3 } },
        tls: secure
          ? { sni: host, caCertificateRefs: authorities === undefined ? undefined : [configMapRef(authorities)] }
          : undefined,
        auth: credentials.length === 0 ? undefined : renderCredentials(credentials),
      },
    },
  };
}

function configMapRef(name: string): { readonly kind: 'ConfigMap'; readonly name: string } {
  return { kind: 'ConfigMap', name };
}

function renderCredentials(
  credentials: ControllerTarget['credentials'],
): AgentgatewayTarget['static']['policies']['auth'] {
  const all = credentials.map(({ header, prefix, located: { secret, key } }): BackendCredential => ({
    secretRef: { name: secret, key },
    location: { header: { name: header, prefix: prefix === '' ? undefined : prefix } },
  }));
  return all.length === 1 ? all[0] : { credentials: all };
}
