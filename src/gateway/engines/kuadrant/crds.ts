/** The fields of a kuadrant.io/v1 AuthPolicy that the library writes. */
export interface AuthPolicyBody {
  readonly targetRef: RouteRef;
  readonly rules: {
    readonly authentication: Readonly<Record<string, Authentication>>;
    readonly authorization: Readonly<Record<string, PatternMatching>>;
    readonly response?: {
      readonly unauthenticated: { readonly headers: Readonly<Record<string, { readonly value: string }>> };
    };
  };
}

export interface RouteRef {
  readonly group: 'gateway.networking.k8s.io';
  readonly kind: 'HTTPRoute';
  readonly name: string;
}

/** Keys at a URL; Authorino compares neither issuer nor audience. */
export type Authentication =
  { readonly jwt: { readonly jwksUrl: string } } | { readonly anonymous: Readonly<Record<string, never>> };

/** Every predicate must hold; one that cannot be decided does not. */
export interface PatternMatching {
  readonly patternMatching: { readonly patterns: readonly { readonly predicate: string }[] };
}

/** The fields of an mcp.kuadrant.io/v1 MCPServerRegistration that the library writes. */
export interface ServerRegistrationBody {
  /** What stands in front of the names of tools, its underscore included. */
  readonly prefix: string;
  readonly path: string;
  readonly targetRef: RouteRef;
}
