import { celRules } from './cel-rules';
import { DocumentRoute, DocumentTarget, GatewayDocument } from './document-spec';
import { HttpTransport } from '../../../protocol/http-transport';
import { OtlpProtocol } from '../../../workload/telemetry';
import { ApiKeysRule, GatewayAuthKind, GatewayAuthRule, OAuthRule, ServiceAccountsRule } from '../../settings/auth';
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

type Part = Readonly<Record<string, unknown>>;

const LARGEST_BODY = 2_097_152;

/** The configuration of agentgateway 1.4 to 1.6, standalone. */
export function renderGatewayDocument(input: GatewayDocument): Part {
  const { port, tls, routes, tracing } = input;
  return {
    config: renderRestartPart(input),
    frontendPolicies: {
      http: { maxBufferSize: LARGEST_BODY },
      accessLog: {
        add: {
          server: 'mcp.tool.target',
          tool: 'mcp.tool.name',
          ...(callerOf(input.auth) === undefined ? {} : { user: callerOf(input.auth) }),
        },
      },
      ...(tracing === undefined
        ? {}
        : {
            tracing: {
              host: tracing.host,
              protocol: tracing.protocol === OtlpProtocol.GRPC ? 'grpc' : 'http',
              ...(tracing.secure ? { policies: { backendTLS: {} } } : {}),
              ...(tracing.path === undefined ? {} : { path: tracing.path }),
              randomSampling: '0.1',
              clientSampling: true,
              resources: { 'service.name': JSON.stringify(input.name) },
            },
          }),
    },
    gateways: {
      default: {
        port,
        ...(tls === undefined
          ? {}
          : { tls: { cert: tls.certificate, key: tls.privateKey, minTLSVersion: 'TLS_V1_2' } }),
      },
    },
    routes: routes.map(route => renderRoute(route, input)),
  };
}

/** The part that a running gateway does not read again. */
function renderRestartPart({ logLevel, timings }: Pick<GatewayDocument, 'logLevel' | 'timings'>): Part {
  return { adminAddr: 'off', logging: { level: logLevel, format: 'json' }, mcp: { sessionTtl: `${timings.session}s` } };
}

function renderRoute(route: DocumentRoute, input: GatewayDocument): Part {
  const { name, hostname, path, federated, targets } = route;
  const { auth, stateful, timings } = input;
  return {
    name,
    gateways: 'default',
    ...(hostname === undefined ? {} : { hostnames: [hostname] }),
    matches: [path, ...(auth.kind === GatewayAuthKind.OAUTH ? [`${METADATA_PATH}${path}`] : [])].map(exact => ({
      path: { exact },
    })),
    policies: renderPolicies(route, input),
    backends: [
      {
        mcp: {
          statefulMode: stateful ? 'stateful' : 'stateless',
          // a server alone keeps the names of its tools
          ...(federated ? { prefixMode: 'always', failureMode: timings.failClosed ? 'failClosed' : 'failOpen' } : {}),
          targets: targets.map(target => renderTarget(target, timings)),
        },
      },
    ],
  };
}

function renderPolicies(
  { url, targets }: DocumentRoute,
  { auth, jwks, cors, limits, timings, rules: value }: GatewayDocument,
): Part {
  const rules = celRules(targets, value, auth.kind === GatewayAuthKind.OAUTH ? auth.requiredScopes : []);
  const local = limits.flatMap(limit => (limit.kind === 'local' ? [limit] : []));
  const remote = limits.flatMap(limit => (limit.kind === 'remote' ? [limit] : []));
  return {
    requestHeaderModifier: { remove: removedHeaders(auth) },
    ...(cors === undefined ? {} : { cors: corsBody(cors, seconds => `${seconds}s`) }),
    ...renderAuth(auth, url, jwks),
    ...(rules.length === 0 ? {} : { mcpAuthorization: { rules } }),
    ...(local.length === 0
      ? {}
      : {
          localRateLimit: local.map(({ requests, seconds, burst }) => ({
            maxTokens: burst,
            tokensPerFill: requests,
            fillInterval: `${seconds}s`,
            type: 'requests',
          })),
        }),
    ...(remote.length === 0
      ? {}
      : {
          remoteRateLimit: {
            domain: remote[0].domain,
            host: remote[0].host,
            failureMode: remote[0].failOpen ? 'failOpen' : 'failClosed',
            descriptors: [{ type: 'requests', entries: [{ key: 'caller', value: remote[0].key ?? callerOf(auth) }] }],
          },
        }),
    // it ends when an answer begins, so it cuts no stream; without it a server that hangs blocks every list
    timeout: { backendRequestTimeout: `${timings.request}s` },
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
  };
}

function renderAuth(auth: GatewayAuthRule, url: string, jwks: GatewayDocument['jwks']): Part {
  switch (auth.kind) {
    case GatewayAuthKind.OAUTH:
      return { mcpAuthentication: renderOAuth(auth, url, jwks) };
    case GatewayAuthKind.SERVICE_ACCOUNTS:
      return renderServiceAccounts(auth, jwks);
    case GatewayAuthKind.API_KEYS:
      return { apiKey: renderApiKeys(auth) };
    case GatewayAuthKind.ANONYMOUS:
      return {};
  }
}

function renderOAuth(auth: OAuthRule, url: string, jwks: GatewayDocument['jwks']): Part {
  const { issuer, audience } = auth;
  return {
    mode: 'strict',
    issuer,
    audiences: [audience ?? url],
    jwks,
    jwtValidationOptions: { requiredClaims: [...REQUIRED_CLAIMS] },
    resourceMetadata: resourceMetadata(auth, url),
  };
}

function renderServiceAccounts(
  { issuer, audience, subjects }: ServiceAccountsRule,
  jwks: GatewayDocument['jwks'],
): Part {
  return {
    jwtAuth: {
      mode: 'strict',
      issuer,
      audiences: [audience],
      jwks,
      jwtValidationOptions: { requiredClaims: [...REQUIRED_CLAIMS] },
    },
    ...(subjects.length === 0
      ? {}
      : { authorization: { rules: [{ require: `jwt.sub in ${JSON.stringify(subjects)}` }] } }),
  };
}

function renderApiKeys({ hashes }: ApiKeysRule): Part {
  return {
    mode: 'strict',
    keys: hashes.map(([client, hash]) => ({ keyHash: `sha256:${hash}`, metadata: { client } })),
  };
}

/** Who calls, as an expression; undefined when nobody says so. */
function callerOf({ kind }: GatewayAuthRule): string | undefined {
  if (kind === GatewayAuthKind.ANONYMOUS) {
    return undefined;
  }
  return kind === GatewayAuthKind.API_KEYS ? 'apiKey.client' : 'jwt.sub';
}

function renderTarget(
  { prefix, address: { transport, url }, credentials, authorities }: DocumentTarget,
  { connect }: GatewayTimings,
): Part {
  return {
    name: prefix,
    [transport === HttpTransport.SSE ? 'sse' : 'mcp']: { host: url },
    policies: {
      tcp: { connectTimeout: `${connect}s`, keepalives: { enabled: true, time: '60s', interval: '30s', retries: 3 } },
      ...(authorities === undefined ? {} : { backendTLS: { root: authorities } }),
      ...(credentials.length === 0 ? {} : { backendAuth: renderCredentials(credentials) }),
    },
  };
}

/** One credential in the form that every version knows, several in the form for several. */
function renderCredentials(credentials: DocumentTarget['credentials']): Part {
  const located = credentials.map(({ header, prefix, file }) => ({
    location: { header: { name: header, ...(prefix === '' ? {} : { prefix }) } },
    key: { file },
  }));
  const [{ key: value, location }] = located;
  return located.length === 1 ? { key: { value, location } } : { credentials: located };
}
