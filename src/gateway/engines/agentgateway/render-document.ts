import { celRules } from './cel-rules';
import { Collector } from './collector';
import { DocumentRoute, DocumentTarget, GatewayDocument } from './document-spec';
import { REFUSED_REVISION } from './mixed-revisions';
import { countedKey } from '../../../foundation/cel-key';
import { nonEmpty } from '../../../foundation/non-empty';
import { HttpTransport } from '../../../protocol/http-transport';
import { OtlpProtocol } from '../../../workload/telemetry';
import { GatewayAuthKind } from '../../settings/auth-options';
import { ApiKeysRule, GatewayAuthRule, OAuthRule, ServiceAccountsRule } from '../../settings/auth-rules';
import { LocalLimit, RemoteLimit } from '../../settings/rate-limit';
import { GatewayTimings } from '../engine';
import { REQUIRED_CLAIMS, answeredPaths, corsBody, removedHeaders, resourceMetadata } from '../terms';
import { requestSeconds } from '../timings';

type Part = Readonly<Record<string, unknown>>;

const MAX_BODY_BYTES = 2_097_152;

/** The configuration of agentgateway 1.4 to 1.6, standalone. */
export function renderGatewayDocument(document: GatewayDocument): Part {
  const { port, tls, routes, auth } = document;
  return {
    config: renderRestartPart(document),
    frontendPolicies: {
      http: { maxBufferSize: MAX_BODY_BYTES },
      accessLog: {
        add: {
          // instead of path and query, in which a credential may be sent by mistake
          'http.path': 'request.path',
          'server': 'mcp.tool.target',
          'tool': 'mcp.tool.name',
          'user': callerOf(auth),
          ...claimFields(document),
        },
        otlp: document.logCollector && renderCollector(document.logCollector),
      },
      tracing: renderTracing(document),
    },
    gateways: {
      default: {
        port,
        tls: tls && { cert: tls.certificate, key: tls.privateKey, minTLSVersion: 'TLS_V1_2' },
      },
    },
    routes: routes.map(route => renderRoute(route, document)),
  };
}

function claimFields({ loggedClaims }: GatewayDocument): Part {
  return Object.fromEntries(loggedClaims.map(claim => [`claims.${claim}`, `jwt.${claim}`]));
}

function renderTracing({ name, tracing }: GatewayDocument): Part | undefined {
  if (tracing === undefined) {
    return undefined;
  }
  const { sampling, clientSampling } = tracing;
  const rate = Number.isInteger(sampling) ? `${sampling}.0` : String(sampling);
  return {
    ...renderCollector(tracing),
    randomSampling: rate,
    // what clients ask for is no reason to trace more
    clientSampling: clientSampling ? true : rate,
    resources: { 'service.name': JSON.stringify(name) },
  };
}

function renderCollector({ host, protocol, secure, path }: Collector): Part {
  return {
    host,
    protocol: protocol === OtlpProtocol.GRPC ? 'grpc' : 'http',
    policies: secure ? { backendTLS: {} } : undefined,
    path,
  };
}

/** The part that a running gateway does not read again. */
function renderRestartPart({ logLevel, timings }: Pick<GatewayDocument, 'logLevel' | 'timings'>): Part {
  return { adminAddr: 'off', logging: { level: logLevel, format: 'json' }, mcp: { sessionTtl: `${timings.session}s` } };
}

function renderRoute(route: DocumentRoute, document: GatewayDocument): Part {
  const { name, hostname, path, federated, targets } = route;
  const { auth, stateful, timings } = document;
  const failureMode = timings.failClosed ? 'failClosed' : 'failOpen';
  return {
    name,
    gateways: 'default',
    hostnames: hostname === undefined ? undefined : [hostname],
    matches: answeredPaths(path, auth).map(exact => ({ path: { exact } })),
    policies: renderPolicies(route, document),
    backends: [
      {
        mcp: {
          statefulMode: stateful ? 'stateful' : 'stateless',
          // a server alone keeps the names of its tools
          prefixMode: federated ? 'always' : undefined,
          failureMode: federated ? failureMode : undefined,
          targets: targets.map(target => renderTarget(target, timings)),
        },
      },
    ],
  };
}

function renderPolicies(route: DocumentRoute, document: GatewayDocument): Part {
  const { url, targets, initializeOnly } = route;
  const { auth, jwks, cors, limits, timings } = document;
  const scopes = auth.kind === GatewayAuthKind.OAUTH ? auth.requiredScopes : [];
  const rules = celRules(targets, document.rules, scopes);
  const local = limits.flatMap(limit => (limit.kind === 'local' ? [limit] : []));
  const remote = limits.find(limit => limit.kind === 'remote');
  return {
    requestHeaderModifier: { remove: removedHeaders(auth) },
    cors: cors && corsBody(cors, seconds => `${seconds}s`),
    ...renderAuth(auth, url, jwks),
    mcpAuthorization: rules.length === 0 ? undefined : { rules },
    localRateLimit: nonEmpty(local.map(renderLocalLimit)),
    remoteRateLimit: remote && renderRemoteLimit(remote, auth),
    directResponse: initializeOnly ? REFUSED_REVISION : undefined,
    // it ends when an answer begins, so it cuts no stream; without it a server that hangs blocks every list
    timeout: { backendRequestTimeout: `${requestSeconds(timings, route)}s` },
  };
}

function renderLocalLimit({ requests, seconds, burst }: LocalLimit): Part {
  return { maxTokens: burst, tokensPerFill: requests, fillInterval: `${seconds}s`, type: 'requests' };
}

function renderRemoteLimit({ domain, host, failOpen, key }: RemoteLimit, auth: GatewayAuthRule): Part {
  const value = key === undefined ? callerOf(auth) : countedKey(key);
  return {
    domain,
    host,
    // a service that hangs counts as one that does not answer
    policies: { http: { requestTimeout: '1s' } },
    failureMode: failOpen ? 'failOpen' : 'failClosed',
    descriptors: [{ type: 'requests', entries: [{ key: 'caller', value }] }],
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
    authorization:
      subjects.length === 0 ? undefined : { rules: [{ require: `jwt.sub in ${JSON.stringify(subjects)}` }] },
  };
}

function renderApiKeys({ hashes }: ApiKeysRule): Part {
  return {
    mode: 'strict',
    keys: hashes.map(([client, hash]) => ({ keyHash: `sha256:${hash}`, metadata: { client } })),
  };
}

/** Who calls, as an expression; undefined for anonymous callers. */
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
      backendTLS: authorities === undefined ? undefined : { root: authorities },
      backendAuth: credentials.length === 0 ? undefined : renderCredentials(credentials),
    },
  };
}

/** One credential in the form that every version knows, several in the form for several. */
function renderCredentials(credentials: DocumentTarget['credentials']): Part {
  const located = credentials.map(({ header, prefix, file }) => ({
    location: { header: { name: header, prefix: prefix === '' ? undefined : prefix } },
    key: { file },
  }));
  const [{ key: value, location }] = located;
  return located.length === 1 ? { key: { value, location } } : { credentials: located };
}
