import { GatewayAuthKind } from './auth-options';
import { ApiKeysRule, GatewayAuthRule, OAuthRule, ServiceAccountsRule } from './auth-rules';

/** The tokens that callers may show; undefined where they show none. */
export function tokensOf(rule: GatewayAuthRule): OAuthRule | ServiceAccountsRule | undefined {
  switch (rule.kind) {
    case GatewayAuthKind.OAUTH:
    case GatewayAuthKind.SERVICE_ACCOUNTS:
      return rule;
    case GatewayAuthKind.ANY_OF:
      return rule.tokens;
    default:
      return undefined;
  }
}

/** The tokens of an issuer to which clients are led; undefined where they are led nowhere. */
export function oauthOf(rule: GatewayAuthRule): OAuthRule | undefined {
  const tokens = tokensOf(rule);
  return tokens?.kind === GatewayAuthKind.OAUTH ? tokens : undefined;
}

/** The API keys that callers may show; undefined where they show none. */
export function keysOf(rule: GatewayAuthRule): ApiKeysRule | undefined {
  if (rule.kind === GatewayAuthKind.ANY_OF) {
    return rule.keys;
  }
  return rule.kind === GatewayAuthKind.API_KEYS ? rule : undefined;
}
