/** The fields of a gateway.networking.k8s.io/v1 HTTPRoute that the library writes. */
export interface HttpRouteBody {
  readonly parentRefs: readonly ParentRef[];
  readonly hostnames: readonly string[];
  readonly rules: readonly HttpRouteRule[];
}

/**
 * With the defaults of the API server: Argo CD owns lists whole, and what the server adds inside of one would be a
 * difference for ever.
 */
export interface ParentRef {
  readonly group: 'gateway.networking.k8s.io';
  readonly kind: 'Gateway';
  readonly name: string;
  readonly namespace?: string;
  readonly sectionName?: string;
}

/** Always one path and nothing below it. */
export interface PathMatch {
  readonly path: { readonly type: 'Exact'; readonly value: string };
}

export interface HttpRouteRule {
  readonly matches: readonly PathMatch[];
  readonly filters?: readonly HttpRouteFilter[];
  readonly backendRefs: readonly BackendRef[];
  readonly timeouts?: { readonly request: string };
}

export interface HttpRouteFilter {
  readonly type: 'URLRewrite' | 'RequestHeaderModifier';
  readonly urlRewrite?: {
    readonly hostname?: string;
    readonly path?: { readonly type: 'ReplaceFullPath'; readonly replaceFullPath: string };
  };
  readonly requestHeaderModifier?: { readonly remove: readonly string[] };
}

/** With the defaults of the API server, as in a ParentRef. */
export interface BackendRef {
  readonly group: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
  readonly port?: number;
  readonly weight: number;
}

/** The fields of a gateway.networking.k8s.io/v1beta1 ReferenceGrant that the library writes. */
export interface ReferenceGrantBody {
  readonly from: readonly { readonly group: string; readonly kind: string; readonly namespace: string }[];
  readonly to: readonly { readonly group: string; readonly kind: string; readonly name?: string }[];
}
