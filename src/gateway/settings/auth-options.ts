import { Jwks } from './jwks';

/** What callers of a gateway must show. */
export enum GatewayAuthKind {
  /** Access tokens of an authorization server, as the MCP specification describes. */
  OAUTH = 'oauth',
  /** A key for each client. */
  API_KEYS = 'api-keys',
  /** Tokens of Kubernetes service accounts. */
  SERVICE_ACCOUNTS = 'service-accounts',
  /** An API key in the header `X-Api-Key`, or else an access token. */
  ANY_OF = 'any-of',
  /** Whatever an authorization service asks for. */
  EXTERNAL = 'external',
  /** Nothing. */
  ANONYMOUS = 'anonymous',
}

/** What clients are told about the gateway as a protected resource (RFC 9728). */
export interface ResourceMetadata {
  /**
   * The scopes that clients may ask for.
   *
   * @default - the required scopes
   */
  readonly scopesSupported?: string[];

  /**
   * A page for people who develop clients.
   *
   * @default - none
   */
  readonly documentation?: string;
}

/** Options of OAuth. */
export interface OAuthOptions {
  /** The issuer of the tokens, an https URL, exactly as in the claim `iss`. */
  readonly issuer: string;

  /** The issuer's public keys. */
  readonly jwks: Jwks;

  /**
   * The audience that a token must be for, in its claim `aud`.
   *
   * @default - each route's own public URL (RFC 8707)
   */
  readonly audience?: string;

  /**
   * Scopes that a token must have, all of them, in its claim `scope`. Without one of them nothing is listed and no call
   * succeeds.
   *
   * @default - none
   */
  readonly requiredScopes?: string[];

  /**
   * What clients are told.
   *
   * @default - the issuer and the required scopes
   */
  readonly resourceMetadata?: ResourceMetadata;
}

/** Options of service account tokens. */
export interface ServiceAccountOptions {
  /** The issuer of the cluster: `kubectl get --raw /.well-known/openid-configuration` prints it. */
  readonly issuer: string;

  /** The audience for which callers ask in their projected token. */
  readonly audience: string;

  /**
   * The cluster's public keys, for example from a ConfigMap with what `kubectl get --raw /openid/v1/jwks` prints.
   * Anonymous requests for them are refused.
   */
  readonly jwks: Jwks;

  /**
   * The accounts that may call, `system:serviceaccount:<namespace>:<name>`.
   *
   * @default - every account with a token for the audience
   */
  readonly subjects?: string[];
}
