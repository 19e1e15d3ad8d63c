import { ISSUER, checkIssuer, checkJwks, checkScopes, isAudience } from './auth-checks';
import { GatewayAuthKind, OAuthOptions } from './auth-options';
import { OAuthRule } from './auth-rules';
import { Issues } from '../../foundation/issues';
import { isPlainText } from '../../foundation/names';
import { PropNames, Reader } from '../../foundation/reader';

const OPTIONS: PropNames<OAuthOptions> = {
  issuer: true,
  jwks: true,
  audience: true,
  requiredScopes: true,
  resourceMetadata: true,
};

/** @internal Access tokens of an issuer, or an error. */
export function oauthRule(issues: Issues, options: OAuthOptions): OAuthRule {
  const reader = new Reader(issues);
  const { issuer, jwks, audience, requiredScopes, resourceMetadata } = reader.struct(options, OPTIONS);
  checkIssuer(issues, issuer);
  checkJwks(issues, jwks);
  issues.check(
    audience === undefined || isAudience(audience),
    'audience',
    'an absolute URI such as https://mcp.example.com/mcp, or a name',
    audience,
  );
  const scopes = checkScopes(issues, reader, 'requiredScopes', requiredScopes);
  const metadata = reader.struct(
    resourceMetadata ?? {},
    { scopesSupported: true, documentation: true },
    'resourceMetadata.',
  );
  const supported = checkScopes(issues, reader, 'resourceMetadata.scopesSupported', metadata.scopesSupported);
  const { documentation } = metadata;
  issues.check(
    documentation === undefined || (isPlainText(documentation) && ISSUER.test(documentation)),
    'resourceMetadata.documentation',
    'an https URL',
    documentation,
  );
  issues.throwIfAny();
  const scopesSupported = metadata.scopesSupported === undefined ? scopes : supported;
  return {
    kind: GatewayAuthKind.OAUTH,
    issuer,
    jwks,
    audience,
    requiredScopes: scopes,
    scopesSupported,
    documentation,
  };
}
