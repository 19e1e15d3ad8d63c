import { celRules } from './cel-rules';
import { Collector } from './collector';
import { DocumentRoute, DocumentTarget, GatewayDocument } from './document-spec';
import { renderExternalAuth } from './external-auth';
import { REFUSED_REVISION } from './mixed-revisions';
import { renderDelegation } from './render-delegation';
import { idTokenHeaders, renderRouteHeaders, renderTargetHeaders, renderUrlRewrite } from './render-headers';
import { Way, callerOf, loggedCaller, matchesOf, waysOf } from './ways';
import { countedKey } from '../../../foundation/cel-key';
import { nonEmpty } from '../../../foundation/non-empty';
import { HttpTransport } from '../../../protocol/http-transport';
import { OtlpProtocol } from '../../../workload/telemetry';
import { GatewayAuthKind } from '../../settings/auth-options';
import { ApiKeysRule, OAuthRule, ServiceAccountsRule } from '../../settings/auth-rules';
import { Cors } from '../../settings/cors';
import { LocalLimit, RemoteLimit } from '../../settings/rate-limit';
import { GatewayTimings } from '../engine';
import { REQUIRED_CLAIMS, corsBody, resourceMetadata } from '../terms';
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
          ...loggedCaller(auth),
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
    routes: routes.flatMap(route => waysOf(auth).map(way => renderRoute(route, way, document))),
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

function renderRoute(route: DocumentRoute, way: Way, document: GatewayDocument): Part {
  const { name, hostname, path, federated, targets } = route;
  const { stateful, timings } = document;
  const failureMode = timings.failClosed ? 'failClosed' : 'failOpen';
  return {
    name: `${name}${way.suffix}`,
    gateways: 'default',
    hostnames: hostname === undefined ? undefined : [hostname],
    matches: matchesOf(path, way),
    policies: renderPolicies(route, way, document),
    backends: [
      {
        mcp: {
          statefulMode: stateful ? 'stateful' : 'stateless',
          // a server alone keeps the names of its tools
          prefixMode: federated ? 'always' : undefined,
          failureMode: federated ? failureMode : undefined,
          targets: targets.map(target => renderTarget(target, targets, timings)),
        },
      },
    ],
  };
}

function renderPolicies(route: DocumentRoute, way: Way, document: GatewayDocument): Part {
  const { url, targets, initializeOnly } = route;
  const { auth } = way;
  const { jwks, cors, limits, timings } = document;
  const scopes = auth.kind === GatewayAuthKind.OAUTH ? auth.requiredScopes : [];
  const rules = celRules(targets, document.rules, scopes);
  const local = limits.flatMap(limit => (limit.kind === 'local' ? [limit] : []));
  const remote = limits.find(limit => limit.kind === 'remote');
  return {
    requestHeaderModifier: renderRouteHeaders(route, way, document),
    urlRewrite: renderUrlRewrite(targets),
    cors: cors && renderCors(cors, targets),
    ...renderAuth(way, url, jwks),
    mcpAuthorization: rules.length === 0 ? undefined : { rules },
    localRateLimit: nonEmpty(local.map(renderLocalLimit)),
    remoteRateLimit: remote && renderRemoteLimit(remote, way),
    directResponse: initializeOnly ? REFUSED_REVISION : undefined,
    // it ends when an answer begins, so it cuts no stream; without it a server that hangs blocks every list
    timeout: { backendRequestTimeout: `${requestSeconds(timings, route)}s` },
  };
}

/** Web pages send the ID token too, where a server needs it. */
function renderCors(cors: Cors, targets: readonly DocumentTarget[]): Part {
  const body = corsBody(cors, seconds => `${seconds}s`);
  return { ...body, allowHeaders: [...body.allowHeaders, ...idTokenHeaders(targets)] };
}

function renderLocalLimit({ requests, seconds, burst }: LocalLimit): Part {
  return { maxTokens: burst, tokensPerFill: requests, fillInterval: `${seconds}s`, type: 'requests' };
}

function renderRemoteLimit({ domain, host, failOpen, key }: RemoteLimit, way: Way): Part {
  const value = key === undefined ? callerOf(way) : countedKey(key);
  return {
    domain,
    host,
    // a service that hangs counts as one that does not answer
    policies: { http: { requestTimeout: '1s' } },
    failureMode: failOpen ? 'failOpen' : 'failClosed',
    descriptors: [{ type: 'requests', entries: [{ key: 'caller', value }] }],
  };
}

function renderAuth({ auth, keyHeader }: Way, url: string, jwks: GatewayDocument['jwks']): Part {
  switch (auth.kind) {
    case GatewayAuthKind.OAUTH:
      return { mcpAuthentication: renderOAuth(auth, url, jwks) };
    case GatewayAuthKind.SERVICE_ACCOUNTS:
      return renderServiceAccounts(auth, jwks);
    case GatewayAuthKind.API_KEYS:
      return { apiKey: renderApiKeys(auth, keyHeader) };
    case GatewayAuthKind.EXTERNAL:
      return { extAuthz: renderExternalAuth(auth) };
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

function renderApiKeys({ hashes }: ApiKeysRule, header: string | undefined): Part {
  return {
    mode: 'strict',
    location: header === undefined ? undefined : { header: { name: header } },
    keys: hashes.map(([client, hash]) => ({ keyHash: `sha256:${hash}`, metadata: { client } })),
  };
}

function renderTarget(target: DocumentTarget, all: readonly DocumentTarget[], { connect }: GatewayTimings): Part {
  const { prefix, authorities } = target;
  const { transport, url } = target.address;
  return {
    name: prefix,
    [transport === HttpTransport.SSE ? 'sse' : 'mcp']: { host: url },
    policies: {
      tcp: { connectTimeout: `${connect}s`, keepalives: { enabled: true, time: '60s', interval: '30s', retries: 3 } },
      requestHeaderModifier: renderTargetHeaders(target, all),
      backendTLS: authorities === undefined ? undefined : { root: authorities },
      backendAuth: renderBackendAuth(target),
    },
  };
}

function renderBackendAuth({ prefix, credentials, endpoint: { serverAuth } }: DocumentTarget): Part | undefined {
  const delegation = serverAuth?._delegation;
  if (delegation !== undefined) {
    return { ...renderDelegation(prefix, delegation), credentials: nonEmpty(credentials.map(renderCredential)) };
  }
  return credentials.length === 0 ? undefined : renderCredentials(credentials);
}

function renderCredential({ header, prefix, file }: DocumentTarget['credentials'][number]): Part {
  return { location: { header: { name: header, prefix: prefix === '' ? undefined : prefix } }, key: { file } };
}

/** One credential in the form that every version knows, several in the form for several. */
function renderCredentials(credentials: DocumentTarget['credentials']): Part {
  const located = credentials.map(renderCredential);
  const [{ key: value, location }] = located;
  return located.length === 1 ? { key: { value, location } } : { credentials: located };
}
