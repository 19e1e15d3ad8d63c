import { CorsBody } from '../terms';

/** The fields of an agentgateway.dev/v1alpha1 AgentgatewayBackend that the library writes. */
export interface AgentgatewayBackendBody {
  readonly mcp: {
    readonly sessionRouting: 'Stateful' | 'Stateless';
    readonly prefixMode?: 'Always';
    readonly failureMode?: 'FailClosed' | 'FailOpen';
    readonly targets: readonly AgentgatewayTarget[];
  };
}

export interface AgentgatewayTarget {
  readonly name: string;
  readonly static: {
    readonly host: string;
    readonly port: number;
    readonly path: string;
    readonly protocol: 'SSE' | 'StreamableHTTP';
    readonly policies: TargetPolicies;
  };
}

export interface TargetPolicies {
  readonly http: { readonly requestTimeout: string };
  readonly tcp: {
    readonly connectTimeout: string;
    readonly keepalive: { readonly time: string; readonly interval: string; readonly retries: number };
  };
  readonly tls?: {
    readonly sni: string;
    readonly caCertificateRefs?: readonly { readonly kind: 'ConfigMap'; readonly name: string }[];
  };
  readonly auth?: BackendCredential | { readonly credentials: readonly BackendCredential[] };
}

export interface BackendCredential {
  readonly secretRef: { readonly name: string; readonly key: string };
  readonly location: HeaderLocation;
}

export interface HeaderLocation {
  readonly header: { readonly name: string; readonly prefix?: string };
}

/** The fields of an agentgateway.dev/v1alpha1 AgentgatewayPolicy that the library writes. */
export interface AgentgatewayPolicyBody {
  readonly targetRefs: readonly {
    readonly group: 'gateway.networking.k8s.io';
    readonly kind: 'HTTPRoute';
    readonly name: string;
  }[];
  readonly traffic?: TrafficPolicy;
  readonly backend?: { readonly mcp: { readonly authorization: PolicyAuthorization } };
}

/** `Allow`: one expression must hold where there are any. `Require`: every one. */
export interface PolicyAuthorization {
  readonly action: 'Allow' | 'Require';
  readonly policy: { readonly matchExpressions: readonly string[] };
}

export interface TrafficPolicy {
  readonly headerModifiers: { readonly request: { readonly remove: readonly string[] } };
  readonly cors?: CorsBody<number>;
  readonly jwtAuthentication?: {
    readonly mode: 'Strict';
    readonly providers: readonly JwtProvider[];
    readonly mcp?: { readonly resourceMetadata: Readonly<Record<string, unknown>> };
  };
  readonly apiKeyAuthentication?: {
    readonly mode: 'Strict';
    readonly location: HeaderLocation;
    readonly configMapSelector: { readonly matchLabels: Readonly<Record<string, string>> };
  };
  readonly authorization?: PolicyAuthorization;
  readonly rateLimit?: {
    readonly local: readonly {
      readonly requests: number;
      readonly unit: 'Seconds' | 'Minutes' | 'Hours';
      readonly burst?: number;
    }[];
  };
}

export interface JwtProvider {
  readonly issuer: string;
  readonly audiences: readonly string[];
  readonly jwks: { readonly inline: string } | { readonly remote: { readonly url: string } };
}
