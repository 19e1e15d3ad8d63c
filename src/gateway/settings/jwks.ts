import { publicKeyProblem } from './public-keys';
import { Issues } from '../../foundation/issues';
import { isDataKey, isDnsSubdomain, isPlainText } from '../../foundation/names';
import { hostProblem } from '../../foundation/net/addresses';
import { isInstance } from '../../foundation/reader';
import { Egress } from '../../network/egress';
import { SecretSource } from '../../secrets/secret-source';

const MAX_INLINE_LENGTH = 65_536;
const URL_SHAPE =
  /^(https?):\/\/([A-Za-z0-9.-]+)(?::(\d{1,5}))?(\/[A-Za-z0-9._~!$&'()*+,;=:@%/-]*)?(\?[A-Za-z0-9._~=&%-]*)?$/;

/** Where the keys of an issuer are. */
export enum JwksKind {
  /** At a URL. */
  URL = 'url',
  /** In a Secret or a store. */
  SECRET = 'secret',
  /** In a ConfigMap. */
  CONFIG_MAP = 'config-map',
  /** In the app. */
  INLINE = 'inline',
}

/** @internal */
export type JwksRule =
  | JwksUrl
  | { readonly kind: 'secret'; readonly secret: SecretSource }
  | { readonly kind: 'configMap'; readonly name: string; readonly key: string }
  | { readonly kind: 'inline'; readonly json: string };

/** @internal */
export interface JwksUrl {
  readonly kind: 'url';
  readonly url: string;
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
  readonly egress?: Egress;
}

/**
 * The public keys of an issuer (RFC 7517), with which tokens are verified. They are always given: an identity provider
 * is never asked for where they are.
 *
 * Prefer keys from a ConfigMap or Secret: a gateway that cannot fetch them at its start does not start, so an outage of
 * the provider becomes one of the gateway.
 */
export class Jwks {
  /**
   * Keys that the gateway fetches when it starts and now and then afterwards. The way there is opened: by host name
   * under Cilium, else by `egress`.
   *
   * @param url An https URL; http only for a Service of the cluster: `….svc` or
   * `….svc.<McpPlatform.clusterDomain>`.
   * @param egress The way there. Under Cilium it may be left out for hosts outside the cluster.
   */
  public static fromUrl(url: string, egress?: Egress): Jwks {
    const issues = new Issues('Jwks.fromUrl');
    const { scheme, host, port } = parseUrl(issues, url);
    issues.check(egress === undefined || isInstance(egress, Egress), 'egress', 'made by Egress', egress);
    issues.throwIfAny();
    const secure = scheme === 'https';
    const defaultPort = secure ? 443 : 80;
    return new Jwks({ kind: 'url', url, host, port: Number(port ?? defaultPort), secure, egress });
  }

  /**
   * Keys in a Secret of the gateway's namespace, or in a store.
   *
   * @param source Where they are.
   */
  public static fromSecretSource(source: SecretSource): Jwks {
    const issues = new Issues('Jwks.fromSecretSource');
    issues.check(isInstance(source, SecretSource), 'source', 'a SecretSource', source);
    issues.throwIfAny();
    return new Jwks({ kind: 'secret', secret: source });
  }

  /**
   * Keys in a ConfigMap of the gateway's namespace. For service accounts: what `kubectl get --raw /openid/v1/jwks`
   * prints.
   *
   * @param name The name of the ConfigMap.
   * @param key The key in its data.
   */
  public static fromConfigMap(name: string, key: string): Jwks {
    const issues = new Issues('Jwks.fromConfigMap');
    issues.check(isPlainText(name) && isDnsSubdomain(name), 'name', 'the name of a ConfigMap', name);
    issues.check(isPlainText(key) && isDataKey(key), 'key', 'a key of the ConfigMap: letters, digits, - _ .', key);
    issues.throwIfAny();
    return new Jwks({ kind: 'configMap', name, key });
  }

  /**
   * Keys as JSON.
   *
   * @param json The key set: `{"keys": […]}`, each RSA of 2048 bits or more, EC on P-256, P-384 or P-521, or Ed25519.
   * Private, symmetric, incomplete and weak keys are an error.
   */
  public static inline(json: string): Jwks {
    const issues = new Issues('Jwks.inline');
    const keys = keysOf(json);
    if (keys === undefined) {
      issues.add('json', 'must be a JSON Web Key Set with at least one key: {"keys": […]}');
    }
    keys?.forEach((key, i) => {
      const problem = publicKeyProblem(key);
      if (problem !== undefined) {
        issues.add(`json.keys[${i}]`, problem, 'give only the public keys of the issuer, as it publishes them');
      }
    });
    issues.throwIfAny();
    // normalized: white space does not matter
    return new Jwks({ kind: 'inline', json: JSON.stringify(JSON.parse(json)) });
  }

  private constructor(/** @internal */ public readonly _rule: JwksRule) {}

  /** Where the keys are. */
  public get kind(): JwksKind {
    return KINDS[this._rule.kind];
  }

  /** The URL of the keys; undefined where they are elsewhere. */
  public get url(): string | undefined {
    return 'url' in this._rule ? this._rule.url : undefined;
  }

  /** The way to the URL; undefined when its host name says enough. */
  public get egress(): Egress | undefined {
    return 'egress' in this._rule ? this._rule.egress : undefined;
  }

  /** The ConfigMap with the keys, in the gateway's namespace; undefined where they are elsewhere. */
  public get configMapName(): string | undefined {
    return 'name' in this._rule ? this._rule.name : undefined;
  }

  /** The key in the ConfigMap; undefined where the keys are elsewhere. */
  public get configMapKey(): string | undefined {
    return 'key' in this._rule ? this._rule.key : undefined;
  }

  /** The Secret with the keys; undefined where they are elsewhere. */
  public get secret(): SecretSource | undefined {
    return 'secret' in this._rule ? this._rule.secret : undefined;
  }

  /** The keys themselves; undefined where they are elsewhere. */
  public get json(): string | undefined {
    return 'json' in this._rule ? this._rule.json : undefined;
  }
}

const KINDS: { readonly [K in JwksRule['kind']]: JwksKind } = {
  url: JwksKind.URL,
  secret: JwksKind.SECRET,
  configMap: JwksKind.CONFIG_MAP,
  inline: JwksKind.INLINE,
};

interface UrlParts {
  readonly scheme?: string;
  readonly host: string;
  readonly port?: string;
}

function parseUrl(issues: Issues, url: unknown): UrlParts {
  const [, scheme, host = '', port, path] = isPlainText(url) ? (URL_SHAPE.exec(url) ?? []) : [];
  issues.check(
    scheme !== undefined && path !== undefined,
    'url',
    'an https URL with a path and without credentials',
    isPlainText(url) && url.includes('@') ? '(hidden)' : url,
  );
  if (host !== host.toLowerCase()) {
    issues.check(false, 'url', `the URL with its host in lower case: ${host.toLowerCase()}`, url);
  }
  checkHost(issues, scheme, host);
  if (port !== undefined) {
    issues.check(Number(port) >= 1 && Number(port) <= 65535, 'url', 'with a port in 1-65535', Number(port));
  }
  return { scheme, host, port };
}

/** Whether a name that ends in `.svc` or `.svc.<domain>` is a Service is checked where the cluster domain is known. */
function checkHost(issues: Issues, scheme: string | undefined, host: string): void {
  if (scheme === undefined || /\.svc(\..+)?$/.test(host)) {
    return;
  }
  if (scheme === 'http') {
    issues.add(
      'url',
      'must be https: an attacker who changes the keys in transit can sign tokens',
      'or give the keys with Jwks.fromConfigMap',
    );
  }
  const problem = hostProblem(host.toLowerCase());
  if (problem !== undefined) {
    issues.check(false, 'url', `the URL of a host: its host ${problem}`, host);
  }
}

function keysOf(json: unknown): object[] | undefined {
  if (!isPlainText(json) || json.length > MAX_INLINE_LENGTH) {
    return undefined;
  }
  try {
    const parsed: unknown = JSON.parse(json);
    const keys: unknown = typeof parsed === 'object' && parsed !== null && 'keys' in parsed ? parsed.keys : undefined;
    if (!Array.isArray(keys) || keys.length === 0) {
      return undefined;
    }
    return keys.every((key): key is object => typeof key === 'object' && key !== null && 'kty' in key)
      ? keys
      : undefined;
  } catch {
    return undefined;
  }
}
