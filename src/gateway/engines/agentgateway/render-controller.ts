import { parentRef, RouteParent } from '../render-exposure';
import { celRules } from './cel-rules';
import {
  AgentgatewayBackendBody,
  AgentgatewayPolicyBody,
  AgentgatewayTarget,
  BackendCredential,
  PolicyAuthorization,
  TrafficPolicy,
} from './crds';
import { ControllerRoute, ControllerSpec, ControllerTarget, RATE_UNITS } from './resolve-controller';
import { celList, celText } from '../../../foundation/cel';
import { HttpTransport } from '../../../protocol/http-transport';
import { ApiKeysRule, GatewayAuthKind } from '../../settings/auth';
import { HttpRouteBody } from '../crds-gateway-api';
import { GatewayTimings } from '../engine';
import {
  METADATA_PATH,
  REQUIRED_CLAIMS,
  RETRY_CODES,
  RETRY_PRECONDITION,
  corsBody,
  removedHeaders,
  resourceMetadata,
} from '../terms';

type Gateway = Pick<ControllerSpec, 'auth' | 'jwks' | 'keysLabel' | 'rules' | 'limit' | 'timings' | 'cors'>;

/** The servers of one address. */
export function renderBackend(
  { federated, stateful, targets }: ControllerRoute,
  timings: GatewayTimings,
): AgentgatewayBackendBody {
  return {
    mcp: {
      sessionRouting: stateful ? 'Stateful' : 'Stateless',
      // a server alone keeps the names of its tools
      ...(federated ? { prefixMode: 'Always', failureMode: timings.failClosed ? 'FailClosed' : 'FailOpen' } : {}),
      targets: targets.map(target => renderTarget(target, timings)),
    },
  };
}

/** The address itself, and that of its metadata. */
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
        matches: [path, ...(auth.kind === GatewayAuthKind.OAUTH ? [`${METADATA_PATH}${path}`] : [])].map(value => ({
          path: { type: 'Exact', value },
        })),
        backendRefs: [{ group: 'agentgateway.dev', kind: 'AgentgatewayBackend', name: objectName }],
      },
    ],
  };
}

/** What callers must show, and what must hold for all that they use. */
export function renderPolicy(route: ControllerRoute, gateway: Gateway): AgentgatewayPolicyBody {
  const { auth, cors, limit, timings } = gateway;
  const required = rulesOf(route, gateway).flatMap(rule => ('require' in rule ? [rule.require] : []));
  return {
    targetRefs: targetRefs(route),
    traffic: {
      headerModifiers: { request: { remove: removedHeaders(auth) } },
      ...(cors === undefined ? {} : { cors: corsBody(cors, seconds => seconds) }),
      ...renderAuth(route, gateway),
      ...(limit === undefined
        ? {}
        : {
            rateLimit: {
              // the burst comes on top of the rate here
              local: [
                {
                  requests: limit.requests,
                  unit: RATE_UNITS.get(limit.seconds) ?? 'Minutes',
                  ...(limit.burst === limit.requests ? {} : { burst: limit.burst - limit.requests }),
                },
              ],
            },
          }),
      ...(timings.retries === 0
        ? {}
        : {
            retry: {
              attempts: timings.retries,
              backoff: `${timings.backoff}s`,
              codes: [...RETRY_CODES],
              precondition: RETRY_PRECONDITION,
            },
          }),
    },
    ...(required.length === 0
      ? {}
      : { backend: { mcp: { authorization: { action: 'Require', policy: { matchExpressions: required } } } } }),
  };
}

/** Who may use what; one policy has one action, and those of a route hold together. */
export function renderGrants(route: ControllerRoute, gateway: Gateway): AgentgatewayPolicyBody {
  const allowed = rulesOf(route, gateway).flatMap(rule => ('allow' in rule ? [rule.allow] : []));
  return {
    targetRefs: targetRefs(route),
    backend: { mcp: { authorization: { action: 'Allow', policy: { matchExpressions: allowed } } } },
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

function renderAuth({ url, path }: ControllerRoute, { auth, jwks, keysLabel }: Gateway): Partial<TrafficPolicy> {
  switch (auth.kind) {
    case GatewayAuthKind.ANONYMOUS:
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
      return jwks === undefined
        ? {}
        : {
            jwtAuthentication: {
              mode: 'Strict',
              providers: [{ issuer: auth.issuer, audiences: [auth.audience ?? url], jwks }],
              mcp: { resourceMetadata: resourceMetadata(auth, url) },
            },
            // clients read the metadata without a token
            authorization: requireAll(`request.path == ${celText(`${METADATA_PATH}${path}`)} || (${CLAIMS})`),
          };
    case GatewayAuthKind.SERVICE_ACCOUNTS:
      return jwks === undefined
        ? {}
        : {
            jwtAuthentication: {
              mode: 'Strict',
              providers: [{ issuer: auth.issuer, audiences: [auth.audience], jwks }],
            },
            authorization: requireAll(
              CLAIMS,
              ...(auth.subjects.length === 0 ? [] : [`jwt.sub in ${celList(auth.subjects)}`]),
            ),
          };
  }
}

/** A policy names no required claims, and a token without issuer or audience passes the check of either. */
const CLAIMS = REQUIRED_CLAIMS.map(claim => `has(jwt.${claim})`).join(' && ');

function requireAll(...matchExpressions: string[]): PolicyAuthorization {
  return { action: 'Require', policy: { matchExpressions } };
}

function renderTarget(target: ControllerTarget, { request, connect }: GatewayTimings): AgentgatewayTarget {
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
        ...(secure
          ? {
              tls: {
                sni: host,
                ...(authorities === undefined ? {} : { caCertificateRefs: [{ kind: 'ConfigMap', name: authorities }] }),
              },
            }
          : {}),
        ...(credentials.length === 0 ? {} : { auth: renderCredentials(credentials) }),
      },
    },
  };
}

function renderCredentials(
  credentials: ControllerTarget['credentials'],
): AgentgatewayTarget['static']['policies']['auth'] {
  const all = credentials.map(({ header, prefix, located: { secret, key } }): BackendCredential => ({
    secretRef: { name: secret, key },
    location: { header: { name: header, ...(prefix === '' ? {} : { prefix }) } },
  }));
  return all.length === 1 ? all[0] : { credentials: all };
}
