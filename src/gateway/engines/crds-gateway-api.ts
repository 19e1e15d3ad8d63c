/** The fields of a gateway.networking.k8s.io/v1 HTTPRoute that the library writes. */
export interface HttpRouteBody {
  readonly parentRefs: readonly ParentRef[];
  readonly hostnames: readonly string[];
  readonly rules: readonly HttpRouteRule[];
}

export interface ParentRef {
  readonly name: string;
  readonly namespace?: string;
  readonly sectionName?: string;
}

export interface HttpRouteRule {
  readonly matches: readonly { readonly path: { readonly type: 'Exact' | 'PathPrefix'; readonly value: string } }[];
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

export interface BackendRef {
  readonly group?: string;
  readonly kind?: string;
  readonly name: string;
  readonly namespace?: string;
  readonly port?: number;
}

/** The fields of a gateway.networking.k8s.io/v1beta1 ReferenceGrant that the library writes. */
export interface ReferenceGrantBody {
  readonly from: readonly { readonly group: string; readonly kind: string; readonly namespace: string }[];
  readonly to: readonly { readonly group: string; readonly kind: string; readonly name?: string }[];
}
