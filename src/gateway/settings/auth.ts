import { createHash } from 'crypto';
import { KEY_HEADER, anyOfRule } from './any-of';
import { checkIssuer, checkJwks, isAudience } from './auth-checks';
import { GatewayAuthKind, OAuthOptions, ResourceMetadata, ServiceAccountOptions } from './auth-options';
import { keysOf, oauthOf, tokensOf } from './auth-parts';
import { AnyOfRule, GatewayAuthRule } from './auth-rules';
import { externalRule } from './external-auth';
import { ExternalAuthOptions } from './external-auth-options';
import { isGuessable } from './guessable-keys';
import { IdentityProvider, providerOptions } from './identity-provider';
import { ProviderAuthOptions } from './identity-provider-options';
import { Jwks } from './jwks';
import { oauthRule } from './oauth';
import { Issues } from '../../foundation/issues';
import { isPlainText } from '../../foundation/names';
import { Reader, compare, isInstance } from '../../foundation/reader';
import { checkReason } from '../../foundation/reasons';

const SUBJECT = /^system:serviceaccount:[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?:[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/;

/** What callers of a gateway must show. Always strict: a request without it is answered with 401. */
export class GatewayAuth {
  /**
   * Access tokens of an authorization server (MCP 2026-07-28, Authorization). The gateway verifies signature, issuer,
   * audience and expiry, serves the protected resource metadata, and never passes the token on to a server.
   *
   * @param options The issuer and its keys.
   */
  public static oauth(options: OAuthOptions): GatewayAuth {
    const issues = new Issues('GatewayAuth.oauth');
    return new GatewayAuth(oauthRule(issues, options));
  }

  /**
   * Access tokens of a well-known provider: `oauth` with its issuer, keys and claims.
   *
   * @param provider The provider.
   * @param options What is particular of your application there.
   */
  public static fromProvider(provider: IdentityProvider, options: ProviderAuthOptions = {}): GatewayAuth {
    const issues = new Issues('GatewayAuth.fromProvider');
    issues.check(isInstance(provider, IdentityProvider), 'provider', 'made by IdentityProvider', provider);
    issues.throwIfAny();
    const { _rule: known } = provider;
    const rule = oauthRule(issues, providerOptions(issues, known, options));
    return new GatewayAuth({ ...rule, unreliableClaims: known.unreliableClaims });
  }

  /**
   * API keys and access tokens at one address: a request with the header `X-Api-Key` must have a good key there, any
   * other request a good token in `Authorization`. A request without both gets the answer of `oauth`, which leads
   * clients to the issuer. No server gets either. Only for `AgentgatewayEngine.standalone()`.
   *
   * @param ways One `GatewayAuth.oauth` or `fromProvider`, and one `GatewayAuth.apiKeys`; anything else is an error.
   */
  public static anyOf(...ways: GatewayAuth[]): GatewayAuth {
    const issues = new Issues('GatewayAuth.anyOf');
    const rules = new Reader(issues).instances(ways, GatewayAuth, 'ways').map(({ _rule }) => _rule);
    const rule = anyOfRule(issues, rules);
    issues.throwIfAny();
    // without issues there is one
    return new GatewayAuth(rule as AnyOfRule);
  }

  /**
   * An authorization service, such as Authorino or Open Policy Agent, for what the gateway cannot verify itself: opaque
   * tokens, policies of a company. It is asked before every request and decides alone who gets in. Callers have neither
   * a token nor a key as far as rules and limits are concerned. Only for `AgentgatewayEngine.standalone()`.
   *
   * @param options The service.
   */
  public static external(options: ExternalAuthOptions): GatewayAuth {
    const issues = new Issues('GatewayAuth.external');
    const rule = externalRule(issues, options);
    issues.throwIfAny();
    return new GatewayAuth(rule);
  }

  /**
   * A key for each client, in the header `Authorization: Bearer …`. Manifests hold hashes only.
   *
   * @param sha256 The SHA-256 hash of each client's key, 64 hexadecimal digits, by the client's name:
   * `printf %s "$KEY" | sha256sum`.
   */
  public static apiKeys(sha256: { readonly [client: string]: string }): GatewayAuth {
    const issues = new Issues('GatewayAuth.apiKeys');
    const entries = new Reader(issues).texts(sha256, 'sha256');
    if (entries.length === 0) {
      issues.add('sha256', 'must have at least one client');
    }
    const hashes = new Set<string>();
    for (const [client, hash] of entries) {
      issues.check(
        /^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/.test(client),
        `sha256.${client}`,
        'a client name: letters, digits, - _ . and at most 63 characters',
        client,
      );
      // a key itself may have been given
      if (!/^[0-9a-f]{64}$/.test(hash)) {
        issues.add(
          `sha256.${client}`,
          'must be 64 hexadecimal digits in lower case, got something else (hidden)',
          'printf %s "$KEY" | sha256sum, or GatewayAuth.hashOf',
        );
      }
      if (isGuessable(hash, client)) {
        issues.add(
          `sha256.${client}`,
          'is the hash of a key that is easy to guess: nothing, a line break, a name, a word, an unset variable',
          'openssl rand -hex 32 makes a key',
        );
      }
      if (hashes.has(hash)) {
        issues.add(
          `sha256.${client}`,
          'is also the hash of another client',
          'use one key for each client, so that it can be revoked',
        );
      }
      hashes.add(hash);
    }
    issues.throwIfAny();
    return new GatewayAuth({ kind: GatewayAuthKind.API_KEYS, hashes: entries.sort(([a], [b]) => compare(a, b)) });
  }

  /**
   * Tokens of Kubernetes service accounts, which callers project into their pods with the gateway's audience.
   *
   * @param options The cluster's issuer and keys.
   */
  public static serviceAccounts(options: ServiceAccountOptions): GatewayAuth {
    const issues = new Issues('GatewayAuth.serviceAccounts');
    const reader = new Reader(issues);
    const {
      issuer,
      audience,
      jwks,
      subjects: value,
    } = reader.struct(options, { issuer: true, audience: true, jwks: true, subjects: true });
    checkIssuer(issues, issuer);
    checkJwks(issues, jwks);
    issues.check(
      isAudience(audience),
      'audience',
      'the audience that callers ask for in their projected token',
      audience,
    );
    const subjects = reader.textList(value, 'subjects');
    if (value !== undefined && subjects.length === 0) {
      issues.add('subjects', 'must have at least one account', 'leave it out for every account');
    }
    subjects.forEach((subject, i) =>
      issues.check(SUBJECT.test(subject), `subjects[${i}]`, 'system:serviceaccount:<namespace>:<name>', subject),
    );
    issues.throwIfAny();
    return new GatewayAuth({
      kind: GatewayAuthKind.SERVICE_ACCOUNTS,
      issuer,
      audience,
      jwks,
      subjects: [...new Set(subjects)].sort(),
    });
  }

  /**
   * Nothing. Exposes every tool to everyone who reaches the gateway.
   *
   * @param reason Why, for the reviewer.
   */
  public static anonymous(reason: string): GatewayAuth {
    const issues = new Issues('GatewayAuth.anonymous');
    checkReason(issues, reason);
    issues.throwIfAny();
    return new GatewayAuth({ kind: GatewayAuthKind.ANONYMOUS, reason });
  }

  /**
   * The hash of an API key, for `apiKeys`. For scripts: a key never belongs into a cdk8s app.
   *
   * @param key The key: at least 32 characters.
   */
  public static hashOf(key: string): string {
    if (!isPlainText(key) || key.length < 32) {
      throw new Error(
        'GatewayAuth.hashOf: key must have at least 32 characters (hidden) (openssl rand -hex 32 makes one)',
      );
    }
    return createHash('sha256').update(key).digest('hex');
  }

  private constructor(/** @internal */ public readonly _rule: GatewayAuthRule) {}

  /** What callers must show. */
  public get kind(): GatewayAuthKind {
    return this._rule.kind;
  }

  /** The issuer of tokens; undefined where callers show none. */
  public get issuer(): string | undefined {
    return tokensOf(this._rule)?.issuer;
  }

  /** The public keys of the issuer; undefined where callers show no token. */
  public get jwks(): Jwks | undefined {
    return tokensOf(this._rule)?.jwks;
  }

  /** The audience of tokens; undefined for each route's own public URL, and where callers show no token. */
  public get audience(): string | undefined {
    return tokensOf(this._rule)?.audience;
  }

  /** The scopes that a token must have, in the order of names. */
  public get requiredScopes(): string[] {
    return [...(oauthOf(this._rule)?.requiredScopes ?? [])];
  }

  /** What clients are told, for tokens of an issuer; undefined for the others. */
  public get resourceMetadata(): ResourceMetadata | undefined {
    const rule = oauthOf(this._rule);
    return rule && { scopesSupported: [...rule.scopesSupported], documentation: rule.documentation };
  }

  /** The SHA-256 hashes of API keys by the names of clients; undefined where callers show none. */
  public get keyHashes(): { readonly [client: string]: string } | undefined {
    const keys = keysOf(this._rule);
    return keys && Object.fromEntries(keys.hashes);
  }

  /** The header of API keys, in lower case; undefined where callers show none. In `authorization` after `Bearer `. */
  public get keyHeader(): string | undefined {
    const own = this.kind === GatewayAuthKind.ANY_OF ? KEY_HEADER : 'authorization';
    return keysOf(this._rule) && own;
  }

  /** The service accounts that may call, in the order of names; empty for every one, and for the others. */
  public get subjects(): string[] {
    return 'subjects' in this._rule ? [...this._rule.subjects] : [];
  }

  /** The authorization service, with every default applied; undefined for the others. */
  public get service(): ExternalAuthOptions | undefined {
    const { _rule: rule } = this;
    if (rule.kind !== GatewayAuthKind.EXTERNAL) {
      return undefined;
    }
    const { host, secure, path = '', egress, headers, protocol, failOpenReason } = rule;
    const service = `${secure ? 'https' : 'http'}://${host}${path}`;
    return { service, egress, headers: [...headers], protocol, failOpenReason };
  }

  /** Why callers show nothing; undefined where they show something. */
  public get reason(): string | undefined {
    return 'reason' in this._rule ? this._rule.reason : undefined;
  }
}
