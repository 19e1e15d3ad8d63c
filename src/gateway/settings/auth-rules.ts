import { GatewayAuthKind } from './auth-options';
import { ExternalAuthProtocol } from './external-auth-options';
import { Jwks } from './jwks';
import { Egress } from '../../network/egress';

/** @internal */
export type GatewayAuthRule = OAuthRule | ApiKeysRule | ServiceAccountsRule | AnyOfRule | ExternalRule | AnonymousRule;

/** @internal */
export interface OAuthRule {
  readonly kind: GatewayAuthKind.OAUTH;
  readonly issuer: string;
  readonly jwks: Jwks;
  readonly audience?: string;
  readonly requiredScopes: readonly string[];
  readonly scopesSupported: readonly string[];
  readonly documentation?: string;
  /** Claims on which rules cannot rely, because the issuer leaves them out now and then. */
  readonly unreliableClaims?: readonly UnreliableClaim[];
}

/** @internal */
export interface UnreliableClaim {
  readonly claim: string;
  readonly problem: string;
  readonly fix: string;
}

/** @internal */
export interface ApiKeysRule {
  readonly kind: GatewayAuthKind.API_KEYS;
  readonly hashes: ReadonlyArray<readonly [client: string, sha256: string]>;
}

/** @internal */
export interface ServiceAccountsRule {
  readonly kind: GatewayAuthKind.SERVICE_ACCOUNTS;
  readonly issuer: string;
  readonly audience: string;
  readonly jwks: Jwks;
  readonly subjects: readonly string[];
}

/** @internal Keys in a header of their own, and tokens in the usual one: each request is one or the other. */
export interface AnyOfRule {
  readonly kind: GatewayAuthKind.ANY_OF;
  readonly keys: ApiKeysRule;
  readonly tokens: OAuthRule;
}

/** @internal */
export interface ExternalRule {
  readonly kind: GatewayAuthKind.EXTERNAL;
  readonly protocol: ExternalAuthProtocol;
  /** `host:port`. */
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
  readonly path?: string;
  readonly headers: readonly string[];
  readonly egress: Egress;
  /** Why requests pass when the service does not answer; undefined: they do not. */
  readonly failOpenReason?: string;
}

/** @internal */
export interface AnonymousRule {
  readonly kind: GatewayAuthKind.ANONYMOUS;
  readonly reason: string;
}
