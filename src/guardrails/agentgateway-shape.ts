import { DELEGATION_SHAPES } from './agentgateway-delegation';
import { Finding } from './rule';
import { listOf, mapOf, object, unknownFieldsOf } from './shape';

export const LOCATION = object({ header: object({ name: 'value', prefix: 'value' }) });
const RULES = object({ rules: listOf('any') });
const TOKENS = {
  mode: 'value',
  issuer: 'value',
  audiences: listOf('value'),
  jwks: 'any',
  jwtValidationOptions: object({ requiredClaims: listOf('value') }),
} as const;

const POLICIES = object({
  requestHeaderModifier: object({ remove: listOf('value') }),
  urlRewrite: object({ authority: 'value' }),
  cors: object({
    allowOrigins: listOf('value'),
    allowMethods: listOf('value'),
    allowHeaders: listOf('value'),
    exposeHeaders: listOf('value'),
    allowCredentials: 'value',
    maxAge: 'value',
  }),
  mcpAuthentication: object({
    ...TOKENS,
    resourceMetadata: object({
      resource: 'value',
      scopesSupported: listOf('value'),
      bearerMethodsSupported: listOf('value'),
      resourceDocumentation: 'value',
    }),
  }),
  jwtAuth: object(TOKENS),
  // without a location: the header authorization
  apiKey: object({
    mode: 'value',
    location: LOCATION,
    keys: listOf(object({ keyHash: 'value', metadata: object({ client: 'value' }) })),
  }),
  extAuthz: object({
    host: 'value',
    protocol: object({ grpc: object({}), http: object({ path: 'value' }) }),
    failureMode: 'value',
    includeRequestHeaders: listOf('value'),
    policies: object({ http: object({ requestTimeout: 'value' }), backendTLS: object({}) }),
  }),
  mcpAuthorization: RULES,
  authorization: RULES,
  localRateLimit: listOf(object({ maxTokens: 'value', tokensPerFill: 'value', fillInterval: 'value', type: 'value' })),
  remoteRateLimit: object({
    domain: 'value',
    host: 'value',
    policies: object({ http: object({ requestTimeout: 'value' }) }),
    failureMode: 'value',
    descriptors: listOf(object({ type: 'value', entries: listOf(object({ key: 'value', value: 'value' })) })),
  }),
  directResponse: object({
    conditional: listOf(object({ condition: 'value', status: 'value', headers: mapOf('value'), body: 'value' })),
  }),
  timeout: object({ backendRequestTimeout: 'value' }),
});

const TARGET = object({
  name: 'value',
  mcp: 'any',
  sse: 'any',
  policies: object({
    tcp: object({
      connectTimeout: 'value',
      keepalives: object({ enabled: 'value', time: 'value', interval: 'value', retries: 'value' }),
    }),
    requestHeaderModifier: object({ set: object({ host: 'value' }), remove: listOf('value') }),
    backendTLS: object({ root: 'value' }),
    backendAuth: object({
      ...DELEGATION_SHAPES,
      key: object({ value: object({ file: 'value' }), location: LOCATION }),
      credentials: listOf(object({ key: object({ file: 'value' }), location: LOCATION })),
    }),
  }),
});

const COLLECTOR = {
  host: 'value',
  protocol: 'value',
  policies: object({ backendTLS: object({}) }),
  path: 'value',
} as const;

/** Everything that this library writes. */
const DOCUMENT = object({
  config: object({
    adminAddr: 'value',
    logging: object({ level: 'value', format: 'value' }),
    mcp: object({ sessionTtl: 'value' }),
  }),
  frontendPolicies: object({
    http: object({ maxBufferSize: 'value' }),
    accessLog: object({ filter: 'value', add: mapOf('value'), otlp: object(COLLECTOR) }),
    tracing: object({
      ...COLLECTOR,
      randomSampling: 'value',
      clientSampling: 'value',
      resources: mapOf('value'),
    }),
  }),
  gateways: mapOf(object({ port: 'value', tls: object({ cert: 'value', key: 'value', minTLSVersion: 'value' }) })),
  routes: listOf(
    object({
      name: 'value',
      gateways: 'value',
      hostnames: listOf('value'),
      matches: listOf(
        object({
          path: object({ exact: 'value' }),
          headers: listOf(object({ name: 'value', value: object({ regex: 'value' }) })),
        }),
      ),
      policies: POLICIES,
      backends: listOf(
        object({
          mcp: object({ statefulMode: 'value', prefixMode: 'value', failureMode: 'value', targets: listOf(TARGET) }),
        }),
      ),
    }),
  ),
});

/** Fields that this library does not write. Any other key of agentgateway may let callers in. */
export function unknownFields(document: unknown): Finding[] {
  return unknownFieldsOf('', document, DOCUMENT);
}
