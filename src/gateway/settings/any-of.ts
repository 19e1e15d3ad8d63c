import { GatewayAuthKind } from './auth-options';
import { AnyOfRule, ApiKeysRule, GatewayAuthRule, OAuthRule } from './auth-rules';
import { Issues } from '../../foundation/issues';

/** The header of API keys beside tokens, which are in `Authorization`. */
export const KEY_HEADER = 'x-api-key';

const ALLOWED = 'GatewayAuth.anyOf(GatewayAuth.oauth(…), GatewayAuth.apiKeys(…))';

/** Why a way cannot be one of several. */
const REFUSED: { readonly [kind in GatewayAuthKind]?: string } = {
  [GatewayAuthKind.ANONYMOUS]: 'asks for nothing, so the others would ask for nothing either',
  [GatewayAuthKind.SERVICE_ACCOUNTS]:
    'reads tokens from the header Authorization, where those of people are: a gateway of its own can serve pods',
  [GatewayAuthKind.EXTERNAL]: 'is an authorization service, which can accept several credentials itself',
  [GatewayAuthKind.ANY_OF]: 'is made by GatewayAuth.anyOf already',
};
const FIX: { readonly [kind in GatewayAuthKind]?: string } = {
  [GatewayAuthKind.ANONYMOUS]: 'GatewayAuth.anonymous(reason) alone',
};

/** @internal API keys and tokens at one address; undefined, with issues, for any other combination. */
export function anyOfRule(issues: Issues, ways: readonly GatewayAuthRule[]): AnyOfRule | undefined {
  ways.forEach(({ kind }, i) => {
    const problem = REFUSED[kind];
    if (problem !== undefined) {
      issues.add(`ways[${i}]`, problem, FIX[kind] ?? ALLOWED);
    }
  });
  const tokens = ways.filter((way): way is OAuthRule => way.kind === GatewayAuthKind.OAUTH);
  const keys = ways.filter((way): way is ApiKeysRule => way.kind === GatewayAuthKind.API_KEYS);
  if (tokens.length > 1) {
    issues.add(
      'ways',
      'must have one GatewayAuth.oauth: clients are told of one issuer, and agentgateway verifies tokens of one',
      'a gateway for each issuer, or one issuer that trusts the other',
    );
  }
  if (keys.length > 1) {
    issues.add('ways', 'must have one GatewayAuth.apiKeys', 'give it the clients of all of them');
  }
  if (issues.isEmpty && (tokens.length === 0 || keys.length === 0)) {
    issues.add('ways', 'must be GatewayAuth.oauth and GatewayAuth.apiKeys, one of each', ALLOWED);
  }
  return issues.isEmpty ? { kind: GatewayAuthKind.ANY_OF, keys: keys[0], tokens: tokens[0] } : undefined;
}
