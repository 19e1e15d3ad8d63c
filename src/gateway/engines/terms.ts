import { nonEmpty } from '../../foundation/non-empty';
import { GatewayAuthKind } from '../settings/auth-options';
import { GatewayAuthRule, OAuthRule } from '../settings/auth-rules';
import { Cors } from '../settings/cors';

// settings of agentgateway that its configuration file and the objects of its controller have in common

/**
 * Claims without which a token does not pass, whatever the version: before 1.5 a token without issuer or audience
 * passed the check of either.
 */
export const REQUIRED_CLAIMS: readonly string[] = ['exp', 'iss', 'aud', 'sub'];

export const METADATA_PATH = '/.well-known/oauth-protected-resource';

/**
 * Every path that a gateway answers for an address: its own and that of its protected resource metadata (RFC 9728).
 * Each with a slash at its end too, as many clients write it: both spellings are one resource.
 */
export function answeredPaths(path: string, { kind }: Pick<GatewayAuthRule, 'kind'>): string[] {
  const leadsToIssuer = kind === GatewayAuthKind.OAUTH || kind === GatewayAuthKind.ANY_OF;
  const paths = leadsToIssuer ? [path, `${METADATA_PATH}${path}`] : [path];
  return paths.flatMap(each => [each, `${each}/`]);
}

const MCP_HEADERS = 'mcp-';

/** What a client of MCP 2026-07-28 or older sends and reads across origins. */
const CORS_HEADERS: readonly string[] = [
  'accept',
  'authorization',
  'content-type',
  'last-event-id',
  'mcp-method',
  'mcp-name',
  'mcp-protocol-version',
  'mcp-session-id',
];
const CORS_EXPOSED: readonly string[] = ['mcp-session-id', 'www-authenticate'];
const CORS_METHODS: readonly string[] = ['GET', 'POST', 'DELETE', 'OPTIONS'];

export interface CorsBody<Age> {
  readonly allowOrigins: readonly string[];
  readonly allowMethods: readonly string[];
  readonly allowHeaders: readonly string[];
  readonly exposeHeaders: readonly string[];
  readonly allowCredentials?: boolean;
  readonly maxAge: Age;
}

/** Which web pages may call; the age is a number of seconds in one form and a text in the other. */
export function corsBody<Age>(cors: Cors, age: (seconds: number) => Age): CorsBody<Age> {
  return {
    allowOrigins: [...cors._origins],
    allowMethods: [...CORS_METHODS],
    allowHeaders: [...CORS_HEADERS],
    exposeHeaders: [...CORS_EXPOSED],
    allowCredentials: cors._allowCredentials ? true : undefined,
    maxAge: age(cors._maxAge),
  };
}

/** Headers that no server gets. A credential that the gateway has verified it removes itself. */
export function removedHeaders(auth: GatewayAuthRule): string[] {
  switch (auth.kind) {
    case GatewayAuthKind.ANONYMOUS:
      return ['cookie', 'authorization'];
    case GatewayAuthKind.EXTERNAL:
      // nobody removes what a service has verified; servers need what describes the request
      return [
        ...new Set(['cookie', 'authorization', ...auth.headers.filter(header => !header.startsWith(MCP_HEADERS))]),
      ];
    default:
      return ['cookie'];
  }
}

/** The protected resource metadata of one address. */
export function resourceMetadata(
  { scopesSupported, documentation }: OAuthRule,
  url: string,
): Readonly<Record<string, unknown>> {
  return {
    resource: url,
    scopesSupported: nonEmpty([...scopesSupported]),
    bearerMethodsSupported: ['header'],
    resourceDocumentation: documentation,
  };
}
