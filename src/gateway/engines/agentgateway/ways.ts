import { KEY_HEADER } from '../../settings/any-of';
import { GatewayAuthKind } from '../../settings/auth-options';
import { AnyOfRule, GatewayAuthRule } from '../../settings/auth-rules';
import { answeredPaths, removedHeaders } from '../terms';

export type SingleAuthRule = Exclude<GatewayAuthRule, AnyOfRule>;

/** One way in which callers of an address show who they are. Each has a route of its own. */
export interface Way {
  readonly auth: SingleAuthRule;
  /** What the name of its route has at the end. No prefix of a server has a dot. */
  readonly suffix: string;
  /** The header by which requests are told from those of other ways, and which holds the API key. */
  readonly keyHeader?: string;
  /** Headers that no server gets. */
  readonly removed: readonly string[];
}

/**
 * Keys and tokens are two routes of one path: one policy that accepts either could not send clients without both to the
 * issuer. Of two routes with the same path that with the header is chosen, so each request has to pass one of them.
 */
export function waysOf(auth: GatewayAuthRule): Way[] {
  if (auth.kind !== GatewayAuthKind.ANY_OF) {
    return [{ auth, suffix: '', removed: removedHeaders(auth) }];
  }
  const { keys, tokens } = auth;
  return [
    // a token beside the key is verified by nobody
    { auth: keys, suffix: '.keys', keyHeader: KEY_HEADER, removed: ['cookie', 'authorization', KEY_HEADER] },
    { auth: tokens, suffix: '', removed: ['cookie', KEY_HEADER] },
  ];
}

/** The requests of an address that come this way. */
export function matchesOf(path: string, { auth, keyHeader }: Way): Readonly<Record<string, unknown>>[] {
  const headers = keyHeader === undefined ? undefined : [{ name: keyHeader, value: { regex: '.+' } }];
  return answeredPaths(path, auth).map(exact => ({ path: { exact }, headers }));
}

/** Who calls, as an expression; undefined for those without a name. */
export function callerOf({ auth: { kind }, keyHeader }: Way): string | undefined {
  switch (kind) {
    case GatewayAuthKind.ANONYMOUS:
    case GatewayAuthKind.EXTERNAL:
      return undefined;
    case GatewayAuthKind.API_KEYS:
      // the subject of a token may be the name of a client
      return keyHeader === undefined ? 'apiKey.client' : '"client/" + apiKey.client';
    default:
      return 'jwt.sub';
  }
}

/** Who calls, as fields of the access log. Those without a value are left out of a line. */
export function loggedCaller({ kind }: GatewayAuthRule): Readonly<Record<string, string | undefined>> {
  switch (kind) {
    case GatewayAuthKind.ANONYMOUS:
    case GatewayAuthKind.EXTERNAL:
      return { user: undefined };
    case GatewayAuthKind.ANY_OF:
      return { user: 'jwt.sub', client: 'apiKey.client' };
    default:
      return { user: kind === GatewayAuthKind.API_KEYS ? 'apiKey.client' : 'jwt.sub' };
  }
}
