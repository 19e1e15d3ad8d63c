import { GatewayAuthKind } from './auth-options';
import { Jwks } from './jwks';

/** @internal */
export type GatewayAuthRule = OAuthRule | ApiKeysRule | ServiceAccountsRule | AnonymousRule;

/** @internal */
export interface OAuthRule {
  readonly kind: GatewayAuthKind.OAUTH;
  readonly issuer: string;
  readonly jwks: Jwks;
  readonly audience?: string;
  readonly requiredScopes: readonly string[];
  readonly scopesSupported: readonly string[];
  readonly documentation?: string;
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

/** @internal */
export interface AnonymousRule {
  readonly kind: GatewayAuthKind.ANONYMOUS;
  readonly reason: string;
}
