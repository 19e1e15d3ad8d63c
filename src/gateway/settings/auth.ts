import { createHash } from 'crypto';
import { GatewayAuthKind, OAuthOptions, ResourceMetadata, ServiceAccountOptions } from './auth-options';
import { GatewayAuthRule } from './auth-rules';
import { isGuessable } from './guessable-keys';
import { Jwks } from './jwks';
import { Issues } from '../../foundation/issues';
import { isPlainText } from '../../foundation/names';
import { PropNames, Reader, compare, isInstance } from '../../foundation/reader';
import { checkReason } from '../../foundation/reasons';

const ISSUER = /^https:\/\/[A-Za-z0-9.-]+(:\d{1,5})?(\/[A-Za-z0-9._~!$&'()*+,;=:@%/-]*)?$/;
/** RFC 6749, section 3.3. */
const SCOPE = /^[\x21\x23-\x5b\x5d-\x7e]{1,128}$/;
const OAUTH_OPTIONS: PropNames<OAuthOptions> = {
  issuer: true,
  jwks: true,
  audience: true,
  requiredScopes: true,
  resourceMetadata: true,
};
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
    const reader = new Reader(issues);
    const { issuer, jwks, audience, requiredScopes, resourceMetadata } = reader.struct(options, OAUTH_OPTIONS);
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
    return new GatewayAuth({
      kind: GatewayAuthKind.OAUTH,
      issuer,
      jwks,
      audience,
      requiredScopes: scopes,
      scopesSupported,
      documentation,
    });
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
    return 'issuer' in this._rule ? this._rule.issuer : undefined;
  }

  /** The public keys of the issuer; undefined where callers show no token. */
  public get jwks(): Jwks | undefined {
    return 'jwks' in this._rule ? this._rule.jwks : undefined;
  }

  /** The audience of tokens; undefined for each route's own public URL, and where callers show no token. */
  public get audience(): string | undefined {
    return 'audience' in this._rule ? this._rule.audience : undefined;
  }

  /** The scopes that a token must have, in the order of names. */
  public get requiredScopes(): string[] {
    return 'requiredScopes' in this._rule ? [...this._rule.requiredScopes] : [];
  }

  /** What clients are told, for OAuth; undefined for the others. */
  public get resourceMetadata(): ResourceMetadata | undefined {
    const { _rule: rule } = this;
    return rule.kind === GatewayAuthKind.OAUTH
      ? { scopesSupported: [...rule.scopesSupported], documentation: rule.documentation }
      : undefined;
  }

  /** The SHA-256 hashes of API keys by the names of clients; undefined for the others. */
  public get keyHashes(): { readonly [client: string]: string } | undefined {
    return 'hashes' in this._rule ? Object.fromEntries(this._rule.hashes) : undefined;
  }

  /** The service accounts that may call, in the order of names; empty for every one, and for the others. */
  public get subjects(): string[] {
    return 'subjects' in this._rule ? [...this._rule.subjects] : [];
  }

  /** Why callers show nothing; undefined where they show something. */
  public get reason(): string | undefined {
    return 'reason' in this._rule ? this._rule.reason : undefined;
  }
}

function checkIssuer(issues: Issues, issuer: unknown): void {
  issues.check(
    isPlainText(issuer) && ISSUER.test(issuer),
    'issuer',
    'an https URL without query, exactly as in the claim iss',
    issuer,
  );
}

function checkJwks(issues: Issues, jwks: unknown): void {
  issues.check(isInstance(jwks, Jwks), 'jwks', 'made by Jwks', jwks);
}

function isAudience(audience: unknown): boolean {
  return isPlainText(audience) && /^[A-Za-z0-9._~:/?#[\]@!&'()*+,;=%-]{1,512}$/.test(audience);
}

function checkScopes(issues: Issues, reader: Reader, prop: string, input: string[] | undefined): string[] {
  const scopes = reader.textList(input, prop);
  scopes.forEach((scope, i) =>
    issues.check(
      SCOPE.test(scope) && !scope.includes('$'),
      `${prop}[${i}]`,
      'a scope: printable ASCII without space, quote, backslash and $',
      scope,
    ),
  );
  return [...new Set(scopes)].sort();
}
