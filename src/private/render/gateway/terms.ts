import { GatewayAuthKind, GatewayAuthRule, OAuthRule } from '../../../gateway/auth';

// what agentgateway is told in the same words by a file and by its controller's objects

/** Claims without which a token does not pass, whatever the version: before 1.5 a token without issuer or audience passed the check of either. */
export const REQUIRED_CLAIMS: readonly string[] = ['exp', 'iss', 'aud', 'sub'];

export const METADATA_PATH = '/.well-known/oauth-protected-resource';

/** What a client of MCP 2026-07-28 or older sends and reads across origins. */
export const CORS_HEADERS: readonly string[] = ['accept', 'authorization', 'content-type', 'last-event-id', 'mcp-method', 'mcp-name', 'mcp-protocol-version', 'mcp-session-id'];
export const CORS_EXPOSED: readonly string[] = ['mcp-session-id', 'www-authenticate'];
export const CORS_METHODS: readonly string[] = ['GET', 'POST', 'DELETE', 'OPTIONS'];

/** Methods of MCP that change nothing. A call of a tool is never repeated. */
const REPEATABLE = ['server/discover', 'tools/list', 'prompts/list', 'prompts/get', 'resources/list', 'resources/read', 'resources/templates/list', 'completion/complete', 'ping'];
export const RETRY_CODES: readonly number[] = [502, 503, 504];
export const RETRY_PRECONDITION = `request.method == "POST" && request.headers["mcp-method"] in ${JSON.stringify(REPEATABLE)}`;

/** Credentials of callers are for the gateway alone; what it has verified it takes away itself. */
export function removedHeaders({ kind }: GatewayAuthRule): string[] {
  return ['cookie', ...kind === GatewayAuthKind.ANONYMOUS ? ['authorization'] : []];
}

/** The protected resource metadata of one address. */
export function resourceMetadata({ scopesSupported, documentation }: OAuthRule, url: string): Readonly<Record<string, unknown>> {
  return {
    resource: url,
    ...scopesSupported.length === 0 ? {} : { scopesSupported: [...scopesSupported] },
    bearerMethodsSupported: ['header'],
    ...documentation === undefined ? {} : { resourceDocumentation: documentation },
  };
}
