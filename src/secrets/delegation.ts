import { OAuthClientAuth, isWord } from './oauth-client-auth';
import { Issues, show } from '../foundation/issues';
import { isPlainText } from '../foundation/names';
import { hostProblem } from '../foundation/net/addresses';
import { isHeaderName, isProtocolHeader } from '../foundation/net/headers';
import { isPort } from '../foundation/net/ports';
import { Reader, isInstance } from '../foundation/reader';
import { Egress } from '../network/egress';

/** A token endpoint of an authorization server. */
export interface OAuthTokenEndpoint {
  /** The https URL, without query. */
  readonly url: string;

  /** Which client the gateway is there. */
  readonly clientAuth: OAuthClientAuth;

  /**
   * The way to it. Without Cilium, which knows hosts by name, it must be given.
   *
   * @default - by the host name of the URL, under `NetworkPolicyEngine.CILIUM`
   */
  readonly egress?: Egress;
}

/** Options of `ServerAuth.tokenExchange()`. */
export interface TokenExchangeOptions {
  /** The https URL of the token endpoint, without query. */
  readonly tokenEndpoint: string;

  /** The server, as the authorization server knows it: for whom the new token is. */
  readonly audience: string;

  /**
   * What the new token may be used for.
   *
   * @default - what the authorization server gives
   */
  readonly scopes?: string[];

  /** Which client the gateway is at the token endpoint. */
  readonly clientAuth: OAuthClientAuth;

  /**
   * The way to the token endpoint. Without Cilium, which knows hosts by name, it must be given.
   *
   * @default - by the host name of the URL, under `NetworkPolicyEngine.CILIUM`
   */
  readonly egress?: Egress;
}

/** Options of `ServerAuth.crossAppAccess()`. */
export interface CrossAppAccessOptions {
  /**
   * The header in which clients send the user's OpenID Connect ID token, besides the access token for the gateway. No
   * server gets it. A header with a meaning of its own, such as `authorization`, is an error.
   */
  readonly idTokenHeader: string;

  /** The identity provider of the user, which gives the grant (ID-JAG) for the ID token. */
  readonly identityProvider: OAuthTokenEndpoint;

  /** The authorization server of the MCP server, which gives the access token for the grant. */
  readonly authorizationServer: OAuthTokenEndpoint;

  /** The exact identifier of that authorization server, with a slash at its end if it has one. */
  readonly audience: string;

  /**
   * The URLs of the protected resources (RFC 8707).
   *
   * @default - none
   */
  readonly resources?: string[];

  /**
   * What the access token may be used for.
   *
   * @default - what the authorization server gives
   */
  readonly scopes?: string[];
}

/** A checked token endpoint. */
export interface TokenEndpoint {
  /** The prop that names it. */
  readonly prop: string;
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly clientAuth: OAuthClientAuth;
  readonly egress?: Egress;
}

interface Wanted {
  readonly audience: string;
  readonly scopes: readonly string[];
}

/** How a gateway gets a token for a server in the name of the calling user. */
export type Delegation =
  | (Wanted & { readonly kind: 'tokenExchange'; readonly endpoint: TokenEndpoint })
  | (Wanted & {
      readonly kind: 'crossAppAccess';
      readonly idTokenHeader: string;
      readonly identityProvider: TokenEndpoint;
      readonly authorizationServer: TokenEndpoint;
      readonly resources: readonly string[];
    });

/** The token endpoints that a gateway connects to. */
export function tokenEndpointsOf(delegation: Delegation | undefined): TokenEndpoint[] {
  switch (delegation?.kind) {
    case undefined:
      return [];
    case 'tokenExchange':
      return [delegation.endpoint];
    case 'crossAppAccess':
      return [delegation.identityProvider, delegation.authorizationServer];
  }
}

export function tokenExchange(options: TokenExchangeOptions): Delegation {
  const issues = new Issues('ServerAuth.tokenExchange');
  const reader = new Reader(issues);
  const known = { tokenEndpoint: true, audience: true, scopes: true, clientAuth: true, egress: true } as const;
  const { tokenEndpoint: url, clientAuth, egress, audience, scopes } = reader.struct(options, known);
  const endpoint = checkEndpoint(issues, { url, clientAuth, egress }, 'tokenEndpoint', '');
  const wanted = checkWanted(issues, reader, { audience, scopes });
  issues.throwIfAny();
  return { kind: 'tokenExchange', endpoint, ...wanted };
}

export function crossAppAccess(options: CrossAppAccessOptions): Delegation {
  const issues = new Issues('ServerAuth.crossAppAccess');
  const reader = new Reader(issues);
  const read = reader.struct(options, {
    idTokenHeader: true,
    identityProvider: true,
    authorizationServer: true,
    audience: true,
    resources: true,
    scopes: true,
  });
  const endpointOf = (prop: 'identityProvider' | 'authorizationServer'): TokenEndpoint => {
    const input = reader.struct(read[prop], { url: true, clientAuth: true, egress: true }, `${prop}.`);
    return checkEndpoint(issues, input, `${prop}.url`, `${prop}.`);
  };
  const identityProvider = endpointOf('identityProvider');
  const authorizationServer = endpointOf('authorizationServer');
  const resources = reader.textList(read.resources, 'resources');
  resources.forEach((resource, i) => {
    const isUrl = isWord(resource) && /^https:\/\/[^/?#@]+[^#]*$/.test(resource);
    issues.check(isUrl, `resources[${i}]`, 'an https URL without fragment', resource);
  });
  const wanted = checkWanted(issues, reader, read);
  checkIdTokenHeader(issues, read.idTokenHeader);
  issues.throwIfAny();
  const idTokenHeader = read.idTokenHeader.toLowerCase();
  return { kind: 'crossAppAccess', idTokenHeader, identityProvider, authorizationServer, resources, ...wanted };
}

function checkWanted(
  issues: Issues,
  reader: Reader,
  { audience, scopes: listed }: Pick<TokenExchangeOptions, 'audience' | 'scopes'>,
): Wanted {
  issues.check(isWord(audience), 'audience', 'the identifier of the server at its authorization server', audience);
  const scopes = reader.textList(listed, 'scopes');
  scopes.forEach((scope, i) =>
    issues.check(isWord(scope) && !/["\\]/.test(scope), `scopes[${i}]`, 'a scope of RFC 6749, without blanks', scope),
  );
  return { audience, scopes: [...new Set(scopes)] };
}

function checkIdTokenHeader(issues: Issues, header: unknown): void {
  if (!issues.check(isPlainText(header) && isHeaderName(header), 'idTokenHeader', 'an HTTP header name', header)) {
    return;
  }
  const name = String(header);
  if (isProtocolHeader(name) || ['authorization', 'cookie'].includes(name.toLowerCase())) {
    issues.add(
      'idTokenHeader',
      `must not be ${show(header)}, which has a meaning of its own`,
      'a header of its own, such as x-id-token: authorization has the access token for the gateway',
    );
  }
}

const URL_SHAPE = /^(https?):\/\/([a-z0-9.-]+)(?::(\d{1,5}))?(\/[A-Za-z0-9._~!&'()*+,;=:@%/-]*)$/;

function checkEndpoint(
  issues: Issues,
  { url, clientAuth, egress }: OAuthTokenEndpoint,
  prop: string,
  prefix: string,
): TokenEndpoint {
  const [, scheme, host = '', port = '443', path = '/'] = isPlainText(url) ? (URL_SHAPE.exec(url) ?? []) : [];
  const shown = isPlainText(url) && /[@?]/.test(url) ? '(hidden)' : url;
  if (issues.check(scheme !== undefined, prop, 'an https URL in lower case with a path and without query', shown)) {
    issues.check(scheme === 'https', prop, 'https: tokens of users and the secret of the client are sent there', shown);
    issues.check(isPort(Number(port)), prop, 'with a port in 1-65535', Number(port));
    const problem = host.endsWith('.svc') ? undefined : hostProblem(host);
    issues.check(problem === undefined, prop, `the URL of a host: its host ${problem}`, host);
  }
  const isClient = isInstance(clientAuth, OAuthClientAuth);
  issues.check(isClient, `${prefix}clientAuth`, 'made by OAuthClientAuth', clientAuth);
  issues.check(egress === undefined || isInstance(egress, Egress), `${prefix}egress`, 'made by Egress', egress);
  return { prop: prefix === '' ? 'egress' : `${prefix}egress`, host, port: Number(port), path, clientAuth, egress };
}
