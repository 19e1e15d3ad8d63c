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

  private constructor(
    /** @internal */ public readonly _header: string,
    /** @internal */ public readonly _prefix: string,
    /** @internal */ public readonly _secret: SecretSource,
  ) {}

  /** The name of the header, in lower case. */
  public get headerName(): string {
    return this._header;
  }

  /** What stands before the secret in the header, such as `Bearer `; empty for nothing. */
  public get valuePrefix(): string {
    return this._prefix;
  }

  /** The secret. */
  public get secret(): SecretSource {
    return this._secret;
  }
}

function checked(factory: string, secret: SecretSource): SecretSource {
  const issues = new Issues(`ServerAuth.${factory}`);
  issues.check(isInstance(secret, SecretSource), 'secret', 'a SecretSource', secret);
  issues.throwIfAny();
  return secret;
}
