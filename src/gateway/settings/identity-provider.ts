import { ISSUER } from './auth-checks';
import { OAuthOptions } from './auth-options';
import { UnreliableClaim } from './auth-rules';
import {
  Auth0Options,
  CognitoOptions,
  DexOptions,
  EntraIdOptions,
  KeycloakOptions,
  OktaOptions,
  ProviderAuthOptions,
} from './identity-provider-options';
import { Jwks } from './jwks';
import { Issues } from '../../foundation/issues';
import { isPlainText } from '../../foundation/names';
import { PropNames, Reader, isInstance } from '../../foundation/reader';
import { Egress } from '../../network/egress';

const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const DOMAIN = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$/;
const OPTIONS: PropNames<ProviderAuthOptions> = {
  audience: true,
  requiredScopes: true,
  resourceMetadata: true,
  jwks: true,
  egress: true,
};

/** @internal What is particular of a provider's tokens. */
export interface ProviderRule {
  readonly name: string;
  readonly issuer: string;
  readonly jwksUrl: string;
  /** What the audience of its tokens is, when that can never be the URL of a route. */
  readonly audience?: { readonly allowed: string; readonly shape: RegExp };
  /** Why its tokens have no scopes; undefined: they have. */
  readonly noScopes?: string;
  /** The URI before a scope when clients ask for it, where it is not in tokens; a function of the audience. */
  readonly scopeUri?: (audience: string) => string;
  readonly unreliableClaims: readonly UnreliableClaim[];
}

/**
 * A provider of access tokens whose issuer, keys and claims are known. For `GatewayAuth.fromProvider`. Others are
 * described by `GatewayAuth.oauth`.
 */
export class IdentityProvider {
  /**
   * Microsoft Entra ID, with tokens of version 2 (`requestedAccessTokenVersion: 2` of the application). Their audience
   * is the client id of the application, their scopes are in `scp`.
   *
   * @param options The tenant.
   */
  public static entraId(options: EntraIdOptions): IdentityProvider {
    const issues = new Issues('IdentityProvider.entraId');
    const known: PropNames<EntraIdOptions> = { tenantId: true, applicationIdUri: true, groupsOfApplication: true };
    const { tenantId, applicationIdUri: uri, groupsOfApplication = false } = new Reader(issues).struct(options, known);
    checkShape(issues, 'tenantId', tenantId, { shape: GUID, allowed: 'the GUID of the tenant, in lower case' });
    if (uri !== undefined) {
      const shape = /^(api|https):\/\/[A-Za-z0-9._~/-]{1,240}[A-Za-z0-9_~-]$/;
      checkShape(issues, 'applicationIdUri', uri, { shape, allowed: 'a URI such as api://mcp, without / at its end' });
    }
    issues.check(typeof groupsOfApplication === 'boolean', 'groupsOfApplication', 'true or false', groupsOfApplication);
    issues.throwIfAny();
    const host = `https://login.microsoftonline.com/${tenantId}`;
    return new IdentityProvider({
      name: 'entra-id',
      issuer: `${host}/v2.0`,
      jwksUrl: `${host}/discovery/v2.0/keys`,
      audience: { allowed: 'the client id of the application, a GUID, as tokens of version 2 have it', shape: GUID },
      scopeUri: audience => uri ?? `api://${audience}`,
      unreliableClaims: groupsOfApplication ? [] : [GROUPS_OF_ENTRA],
    });
  }

  /**
   * Keycloak. Its tokens have an audience when a client scope with an audience mapper says so; give it the URL of the
   * route, or set `audience`.
   *
   * @param options The realm.
   */
  public static keycloak(options: KeycloakOptions): IdentityProvider {
    const issues = new Issues('IdentityProvider.keycloak');
    const { url, realm } = new Reader(issues).struct(options, { url: true, realm: true });
    checkUrl(issues, 'url', url);
    const shape = /^[A-Za-z0-9][A-Za-z0-9._-]{0,254}$/;
    checkShape(issues, 'realm', realm, { shape, allowed: 'the name of a realm: letters, digits, - _ .' });
    issues.throwIfAny();
    const issuer = `${url}/realms/${realm}`;
    const jwksUrl = `${issuer}/protocol/openid-connect/certs`;
    return new IdentityProvider({ name: 'keycloak', issuer, jwksUrl, unreliableClaims: [] });
  }

  /**
   * Okta, with a custom authorization server. Its scopes are in `scp`, a list.
   *
   * @param options The authorization server.
   */
  public static okta(options: OktaOptions): IdentityProvider {
    const issues = new Issues('IdentityProvider.okta');
    const known: PropNames<OktaOptions> = { domain: true, authorizationServerId: true };
    const { domain, authorizationServerId: id = 'default' } = new Reader(issues).struct(options, known);
    checkShape(issues, 'domain', domain, { shape: DOMAIN, allowed: 'a domain such as acme.okta.com' });
    const shape = /^[A-Za-z0-9]{1,64}$/;
    checkShape(issues, 'authorizationServerId', id, { shape, allowed: 'the id of a custom authorization server' });
    issues.throwIfAny();
    const issuer = `https://${domain}/oauth2/${id}`;
    return new IdentityProvider({
      name: 'okta',
      issuer,
      jwksUrl: `${issuer}/v1/keys`,
      audience: { allowed: 'the audience of the authorization server, such as api://default', shape: /./ },
      unreliableClaims: [],
    });
  }

  /**
   * Auth0. Its tokens can be verified when clients ask for an API by its identifier: give the API the URL of the route,
   * or set `audience`.
   *
   * @param options The tenant.
   */
  public static auth0(options: Auth0Options): IdentityProvider {
    const issues = new Issues('IdentityProvider.auth0');
    const { domain } = new Reader(issues).struct(options, { domain: true });
    checkShape(issues, 'domain', domain, { shape: DOMAIN, allowed: 'a domain such as acme.eu.auth0.com' });
    issues.throwIfAny();
    return new IdentityProvider({
      name: 'auth0',
      // its issuer ends with a slash
      issuer: `https://${domain}/`,
      jwksUrl: `https://${domain}/.well-known/jwks.json`,
      unreliableClaims: [],
    });
  }

  /**
   * Dex. The audience of its tokens is the id of the client, and they have no scopes.
   *
   * @param options Its issuer.
   */
  public static dex(options: DexOptions): IdentityProvider {
    const issues = new Issues('IdentityProvider.dex');
    const { issuer } = new Reader(issues).struct(options, { issuer: true });
    checkUrl(issues, 'issuer', issuer);
    issues.throwIfAny();
    return new IdentityProvider({
      name: 'dex',
      issuer,
      jwksUrl: `${issuer}/keys`,
      audience: { allowed: "the id of a client in Dex's staticClients", shape: /^(?!https?:)/ },
      noScopes: 'tokens of Dex have no claim with scopes',
      unreliableClaims: [],
    });
  }

  /**
   * Amazon Cognito. Its access tokens have an audience when clients ask for the gateway's URL as a resource (RFC 8707);
   * others are refused.
   *
   * @param options The user pool.
   */
  public static cognito(options: CognitoOptions): IdentityProvider {
    const issues = new Issues('IdentityProvider.cognito');
    const { userPoolId } = new Reader(issues).struct(options, { userPoolId: true });
    const [, region] = isPlainText(userPoolId)
      ? (/^([a-z]{2}(?:-[a-z]+)+-\d{1,2})_[A-Za-z0-9]{1,50}$/.exec(userPoolId) ?? [])
      : [];
    issues.check(
      region !== undefined,
      'userPoolId',
      'the id of a user pool such as eu-central-1_AbCdEf123',
      userPoolId,
    );
    issues.throwIfAny();
    const issuer = `https://cognito-idp.${region}.amazonaws.com/${userPoolId}`;
    const jwksUrl = `${issuer}/.well-known/jwks.json`;
    return new IdentityProvider({ name: 'cognito', issuer, jwksUrl, unreliableClaims: [] });
  }

  private constructor(/** @internal */ public readonly _rule: ProviderRule) {}

  /** The issuer, exactly as in the claim `iss`. */
  public get issuer(): string {
    return this._rule.issuer;
  }

  /** The URL of the public keys. */
  public get jwksUrl(): string {
    return this._rule.jwksUrl;
  }
}

/** A claim that Entra ID replaces by a link for people in many groups. */
const GROUPS_OF_ENTRA: UnreliableClaim = {
  claim: 'groups',
  problem: 'is missing in tokens of people in more than 200 groups, whom the rule would refuse',
  fix: 'app roles (claim roles), or groups of the application alone: IdentityProvider.entraId({ groupsOfApplication })',
};

/** @internal The options of OAuth for a provider, or issues. */
export function providerOptions(issues: Issues, provider: ProviderRule, options: ProviderAuthOptions): OAuthOptions {
  const reader = new Reader(issues);
  const { audience, requiredScopes, resourceMetadata, jwks, egress } = reader.struct(options, OPTIONS);
  if (provider.audience !== undefined) {
    checkShape(issues, 'audience', audience, provider.audience);
  }
  const scopes = reader.textList(requiredScopes, 'requiredScopes');
  if (provider.noScopes !== undefined && scopes.length > 0) {
    issues.add('requiredScopes', `can never be met: ${provider.noScopes}`, 'ToolRule.allow with claims such as groups');
  }
  if (jwks !== undefined && egress !== undefined) {
    issues.add('egress', 'is the way to the keys of the provider, but jwks says where they are', 'one of them');
  }
  issues.check(egress === undefined || isInstance(egress, Egress), 'egress', 'made by Egress', egress);
  issues.throwIfAny();
  const uri = audience === undefined ? undefined : provider.scopeUri?.(audience);
  const metadata = resourceMetadata ?? {};
  return {
    issuer: provider.issuer,
    jwks: jwks ?? Jwks.fromUrl(provider.jwksUrl, egress),
    audience,
    requiredScopes,
    resourceMetadata:
      uri === undefined ? resourceMetadata : { scopesSupported: scopes.map(scope => `${uri}/${scope}`), ...metadata },
  };
}

interface Shaped {
  readonly shape: RegExp;
  readonly allowed: string;
}

function checkShape(issues: Issues, prop: string, value: unknown, { shape, allowed }: Shaped): void {
  issues.check(isPlainText(value) && shape.test(value), prop, allowed, value);
}

function checkUrl(issues: Issues, prop: string, url: unknown): void {
  issues.check(
    isPlainText(url) && ISSUER.test(url) && !url.endsWith('/'),
    prop,
    'an https URL without / at its end',
    url,
  );
}
