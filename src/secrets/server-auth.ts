import { CrossAppAccessOptions, Delegation, TokenExchangeOptions, crossAppAccess, tokenExchange } from './delegation';
import { SecretSource } from './secret-source';
import { Issues, show } from '../foundation/issues';
import { isPlainText } from '../foundation/names';
import { isHeaderName, isProtocolHeader } from '../foundation/net/headers';
import { isInstance } from '../foundation/reader';

/**
 * How callers must authenticate to a server. A gateway in front of it sends this; other callers must send it
 * themselves.
 */
export class ServerAuth {
  /**
   * A token in the header `Authorization: Bearer …`.
   *
   * @param token Where the token comes from.
   */
  public static bearer(token: SecretSource): ServerAuth {
    return new ServerAuth('authorization', 'Bearer ', checked('bearer', token));
  }

  /**
   * A value in a header of its own.
   *
   * @param name The header's name, for example `x-api-key`. A header with a meaning of its own, such as `host`,
   * `content-length` or `mcp-session-id`, is an error.
   * @param value Where the value comes from.
   */
  public static header(name: string, value: SecretSource): ServerAuth {
    const issues = new Issues('ServerAuth.header');
    issues.check(isPlainText(name) && isHeaderName(name), 'name', 'an HTTP header name', name);
    if (isPlainText(name) && isProtocolHeader(name)) {
      issues.add(
        'name',
        `must not be ${show(name)}, which HTTP, browsers, proxies or MCP set themselves`,
        'a header of its own, such as x-api-key, or ServerAuth.bearer',
      );
    }
    issues.throwIfAny();
    return new ServerAuth(name.toLowerCase(), '', checked('header', value));
  }

  /**
   * A token for the server in the name of the calling user, which the gateway gets for the user's own token (RFC 8693,
   * token exchange). The server learns who calls, and never sees the token that the user has for the gateway.
   *
   * Needs `GatewayAuth.oauth()` and `AgentgatewayEngine.standalone()`. The gateway reads the secrets of the client when
   * it starts: after a rotation it must be restarted. A token that cannot be exchanged ends the request.
   *
   * @param options The token endpoint, and for whom the token is.
   */
  public static tokenExchange(options: TokenExchangeOptions): ServerAuth {
    return new ServerAuth('authorization', 'Bearer ', undefined, tokenExchange(options));
  }

  /**
   * A token for a server of another authorization server in the name of the calling user, by an ID-JAG of the identity
   * provider of both (draft-ietf-oauth-identity-assertion-authz-grant; MCP: Enterprise-Managed Authorization). Clients
   * send the user's ID token in a header of its own, which no server gets.
   *
   * Needs what `tokenExchange` needs.
   *
   * @param options Both token endpoints, the header, and for whom the token is.
   */
  public static crossAppAccess(options: CrossAppAccessOptions): ServerAuth {
    return new ServerAuth('authorization', 'Bearer ', undefined, crossAppAccess(options));
  }

  /**
   * A token that clients get from the server itself, which is its own authorization server or names one
   * (MCP: Authorization). Gateways have no such token and refuse the server: expose it with `McpServerExposure`.
   */
  public static ownOAuth(): ServerAuth {
    return new ServerAuth('authorization', 'Bearer ', undefined);
  }

  private constructor(
    /** @internal */ public readonly _header: string,
    /** @internal */ public readonly _prefix: string,
    /** @internal The same for every caller; undefined for a token in the caller's name. */
    public readonly _secret: SecretSource | undefined,
    /** @internal How a token in the caller's name is got. */
    public readonly _delegation?: Delegation,
  ) {}

  /** The name of the header, in lower case. */
  public get headerName(): string {
    return this._header;
  }

  /** What stands before the secret in the header, such as `Bearer `; empty for nothing. */
  public get valuePrefix(): string {
    return this._prefix;
  }

  /** Whether the server gets a token in the name of the calling user instead of a secret for all. */
  public get isDelegated(): boolean {
    return this._delegation !== undefined;
  }

  /** Whether clients get the token from the server itself. */
  public get isOwnOAuth(): boolean {
    return this._secret === undefined && this._delegation === undefined;
  }

  /** The secret, the same for every caller. An error where there is none, so that no engine leaves it out silently. */
  public get secret(): SecretSource {
    if (this._secret === undefined) {
      throw new Error(
        'ServerAuth: has no secret: the server gets a token of the calling user. ' +
          'Fix: AgentgatewayEngine.standalone(), or a secret for all callers: ServerAuth.bearer(…)',
      );
    }
    return this._secret;
  }
}

function checked(factory: string, secret: SecretSource): SecretSource {
  const issues = new Issues(`ServerAuth.${factory}`);
  issues.check(isInstance(secret, SecretSource), 'secret', 'a SecretSource', secret);
  issues.throwIfAny();
  return secret;
}
