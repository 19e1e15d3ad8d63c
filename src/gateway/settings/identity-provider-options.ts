import { ResourceMetadata } from './auth-options';
import { Jwks } from './jwks';
import { Egress } from '../../network/egress';

/** A tenant of Microsoft Entra ID. */
export interface EntraIdOptions {
  /** The id of the tenant, a GUID. `common` and `organizations` are refused: they admit users of every tenant. */
  readonly tenantId: string;

  /**
   * The URI of the application, with which clients ask for scopes. Clients of MCP name the gateway's public URL as
   * resource, and Entra ID refuses one that is not the URI of the application: make it the URL of the route, such as
   * `https://mcp.example.com/mcp`.
   *
   * @default - `api://` and the audience
   */
  readonly applicationIdUri?: string;

  /**
   * The application is set to "Groups assigned to the application" (`groupMembershipClaims: ApplicationGroup`). Without
   * it a token of a person in more than 200 groups has no claim `groups`, and rules over that claim are an error.
   *
   * @default false
   */
  readonly groupsOfApplication?: boolean;
}

/** A realm of Keycloak. */
export interface KeycloakOptions {
  /** The URL of Keycloak that clients know, https, with the path when it has one: `https://sso.example.com`. */
  readonly url: string;

  /** The name of the realm. */
  readonly realm: string;
}

/** A custom authorization server of Okta. Tokens of the org authorization server can be verified by Okta alone. */
export interface OktaOptions {
  /** The domain: `acme.okta.com`, or one of your own. */
  readonly domain: string;

  /**
   * The id of the authorization server.
   *
   * @default 'default'
   */
  readonly authorizationServerId?: string;
}

/** A tenant of Auth0. */
export interface Auth0Options {
  /** The domain: `acme.eu.auth0.com`, or one of your own. */
  readonly domain: string;
}

/** Dex. */
export interface DexOptions {
  /** Its `issuer`, an https URL. */
  readonly issuer: string;
}

/** A user pool of Amazon Cognito. */
export interface CognitoOptions {
  /** The id of the user pool, which begins with its region: `eu-central-1_AbCdEf123`. */
  readonly userPoolId: string;
}

/** Options of OAuth with a known provider. */
export interface ProviderAuthOptions {
  /**
   * The audience of tokens, in their claim `aud`: for Entra ID and Dex the client id of the application, for Okta the
   * audience of the authorization server.
   *
   * @default - each route's own public URL (RFC 8707); required for Entra ID, Okta and Dex, which do not issue such
   * tokens
   */
  readonly audience?: string;

  /**
   * Scopes that a token must have, all of them, as the token has them: for Entra ID without the application's URI. Dex
   * puts none into tokens, so they are an error there.
   *
   * @default - none
   */
  readonly requiredScopes?: string[];

  /**
   * What clients are told.
   *
   * @default - the issuer and the required scopes, for Entra ID with the application's URI
   */
  readonly resourceMetadata?: ResourceMetadata;

  /**
   * The public keys.
   *
   * @default - at the provider's URL
   */
  readonly jwks?: Jwks;

  /**
   * The way to the provider's keys; not with `jwks`. Under Cilium it may be left out.
   *
   * @default - by host name, under Cilium; otherwise an error of the gateway
   */
  readonly egress?: Egress;
}
