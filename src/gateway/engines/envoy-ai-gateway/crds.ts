/** The fields of an aigateway.envoyproxy.io/v1beta1 MCPRoute that the library writes. */
export interface McpRouteBody {
  readonly parentRefs: readonly {
    readonly group: 'gateway.networking.k8s.io';
    readonly kind: 'Gateway';
    readonly name: string;
  }[];
  readonly hostnames: readonly string[];
  readonly path: string;
  readonly backendRefs: readonly McpBackendRef[];
  readonly securityPolicy?: {
    readonly oauth: McpOAuth;
    readonly authorization: {
      readonly defaultAction: 'Deny';
      readonly rules: readonly McpAuthorizationRule[];
    };
  };
}

export interface McpBackendRef {
  readonly group: '';
  readonly kind: 'Service';
  readonly name: string;
  readonly port: number;
  readonly path: string;
  readonly toolSelector?: ToolSelector;
  readonly securityPolicy?: {
    readonly apiKey: {
      readonly secretRef: { readonly group: ''; readonly kind: 'Secret'; readonly name: string };
      readonly header?: string;
    };
  };
}

/** A list that is empty counts as none, and lets everything through. */
export interface ToolSelector {
  readonly include?: readonly string[];
  readonly includeRegex?: readonly string[];
  readonly exclude?: readonly string[];
  readonly excludeRegex?: readonly string[];
}

export interface McpOAuth {
  readonly issuer: string;
  readonly audiences: readonly string[];
  readonly jwks: McpJwks;
  readonly protectedResourceMetadata: {
    readonly resource: string;
    readonly scopesSupported?: readonly string[];
    readonly resourceDocumentation?: string;
  };
}

export type McpJwks =
  | { readonly remoteJWKS: { readonly uri: string } }
  | { readonly localJWKS: { readonly type: 'Inline'; readonly inline: string } }
  | {
      readonly localJWKS: {
        readonly type: 'ValueRef';
        readonly valueRef: { readonly group: ''; readonly kind: 'ConfigMap'; readonly name: string };
      };
    };

export interface ClaimValues {
  readonly name: string;
  /** `String` is a text alone, `StringArray` a list or a text. */
  readonly valueType: 'String' | 'StringArray';
  readonly values: readonly string[];
}

export interface McpAuthorizationRule {
  readonly action: 'Allow';
  readonly cel: string;
  readonly source: { readonly jwt: { readonly claims: readonly ClaimValues[] } };
  /** Every tool without it. */
  readonly target?: { readonly tools: readonly ToolTarget[] };
}

export interface ToolTarget {
  /** The name of the Service. */
  readonly backend: string;
  /** Without prefix. */
  readonly tool: string;
}
