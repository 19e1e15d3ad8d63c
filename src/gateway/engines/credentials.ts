import { IMcpEndpoint } from '../../endpoint/endpoint';
import { definedItems } from '../../foundation/defined';
import { Issues } from '../../foundation/issues';
import { CREDENTIALS_PATH } from '../../foundation/labels';
import { ListMap } from '../../foundation/list-map';
import { compare } from '../../foundation/reader';
import { PlatformSpec } from '../../platform/resolve';
import { tokenEndpointsOf } from '../../secrets/delegation';
import { SecretSource } from '../../secrets/secret-source';
import { SecretKey } from '../../server/resolve/registry-credential';
import { Stores } from '../../server/resolve/secrets';
import { CredentialsSpec, ExternalSecretSpec } from '../../server/spec';

/** A credential that a gateway presents to a server. */
export interface PresentedCredential {
  readonly header: string;
  readonly prefix: string;
  readonly file: string;
}

/** A credential that a server requires, under a name that is unique in the gateway. */
export interface RequestedCredential {
  readonly header: string;
  readonly prefix: string;
  readonly name: string;
  readonly located: SecretKey;
}

/** The file name for a header; two headers never have the same. */
function fileNameOf(header: string): string {
  return header.replace(/[^a-z0-9-]/g, character => `_${character.charCodeAt(0).toString(16)}`);
}

/** The file with the secret of the client at the first or second token endpoint of a server. */
function clientFileName(prefix: string, index: number): string {
  // no header's file has a dot behind the prefix
  return `${prefix}.oauth.${index + 1}`;
}

export function clientFile(prefix: string, index: number): string {
  return `${CREDENTIALS_PATH}/${clientFileName(prefix, index)}`;
}

/** The secrets of a gateway, which grow with its servers. They live in its namespace and are read from files. */
export class GatewayCredentials {
  private readonly stores: Stores;
  private readonly files = new Map<string, SecretKey>();

  public constructor(
    name: string,
    private readonly namespace: string,
    private readonly platform: PlatformSpec,
  ) {
    this.stores = new Stores(name, namespace, platform);
  }

  /** The Secret that holds a secret of the gateway itself. */
  public locate(issues: Issues, prop: string, source: SecretSource, key: string): SecretKey {
    return this.stores.locate(issues, source._ref, key, prop);
  }

  /** A file with a secret of the gateway itself. */
  public file(issues: Issues, prop: string, source: SecretSource, name: string): string {
    this.files.set(name, this.locate(issues, prop, source, name));
    return `${CREDENTIALS_PATH}/${name}`;
  }

  /** The credentials that a server requires, as files. */
  public present(issues: Issues, prefix: string, endpoint: IMcpEndpoint): PresentedCredential[] {
    issues.throwIfAny();
    const clients = this.locateClients(issues, prefix, endpoint);
    const requested = this.locateRequested(issues, prefix, endpoint);
    this.keepOrForget(issues, [...clients, ...requested]);
    clients.forEach(({ name, located }) => this.files.set(name, located));
    return requested.map(({ header, prefix: valuePrefix, name, located }) => {
      this.files.set(name, located);
      return { header, prefix: valuePrefix, file: `${CREDENTIALS_PATH}/${name}` };
    });
  }

  /**
   * The credentials that a server requires, and their Secrets. Throws when there are problems, and keeps none of them.
   */
  public request(issues: Issues, prefix: string, endpoint: IMcpEndpoint): RequestedCredential[] {
    issues.throwIfAny();
    const requested = this.locateRequested(issues, prefix, endpoint);
    this.keepOrForget(issues, requested);
    return requested;
  }

  private keepOrForget(issues: Issues, located: readonly Pick<RequestedCredential, 'name'>[]): void {
    if (!issues.isEmpty) {
      this.stores.forget(located.map(({ name }) => name));
    }
    issues.throwIfAny();
  }

  /** What a gateway shows at the token endpoints of a server. */
  private locateClients(
    issues: Issues,
    prefix: string,
    endpoint: IMcpEndpoint,
  ): Pick<RequestedCredential, 'name' | 'located'>[] {
    return tokenEndpointsOf(endpoint.serverAuth?._delegation).map((tokenEndpoint, i) => {
      const path = `${endpoint.node.path} serverAuth.${tokenEndpoint.prop.replace(/egress$/, 'clientAuth')}`;
      const { secret } = tokenEndpoint.clientAuth._client;
      this.checkReachable(issues, path, endpoint, secret);
      const name = clientFileName(prefix, i);
      return { name, located: this.locate(issues, path, secret, name) };
    });
  }

  private locateRequested(issues: Issues, prefix: string, endpoint: IMcpEndpoint): RequestedCredential[] {
    const { serverAuth, headers = {} } = endpoint;
    if (serverAuth !== undefined && headers[serverAuth._header] !== undefined) {
      issues.add(
        `${endpoint.node.path} headers.${serverAuth._header}`,
        'is the header that serverAuth sends',
        'one header, one value',
      );
    }
    const sources = Object.entries(headers)
      .sort(([a], [b]) => compare(a, b))
      .map(([header, source]) => ({ prop: `headers.${header}`, header, prefix: '', source }));
    const requested = definedItems([
      serverAuth?._secret && {
        prop: 'serverAuth',
        header: serverAuth._header,
        prefix: serverAuth._prefix,
        source: serverAuth._secret,
      },
      ...sources,
    ]);
    return requested.map(({ prop, header, prefix: valuePrefix, source }) => {
      const path = `${endpoint.node.path} ${prop}`;
      this.checkReachable(issues, path, endpoint, source);
      const name = `${prefix}.${fileNameOf(header)}`;
      return { header, prefix: valuePrefix, name, located: this.locate(issues, path, source, name) };
    });
  }

  /** The Secrets that stores deliver, in the order of their names. */
  public get secretNames(): string[] {
    return this.stores.secretNames;
  }

  /** One of these Secrets, with what it holds by now. */
  public externalSecret(name: string): ExternalSecretSpec {
    return this.stores.externalSecret(name);
  }

  /** The files by the Secrets that hold them. */
  public get mounted(): CredentialsSpec['files'] {
    const bySecret = new ListMap<string, { key: string; path: string }>();
    for (const [path, { secret, key }] of [...this.files].sort(([a], [b]) => compare(a, b))) {
      bySecret.add(secret, { key, path });
    }
    return [...bySecret].sort(([a], [b]) => compare(a, b)).map(([secret, items]) => ({ secret, items }));
  }

  /** A Secret that exists, and a store of one namespace, deliver to the namespace of the server only. */
  private checkReachable(issues: Issues, path: string, { pods }: IMcpEndpoint, { _ref: ref }: SecretSource): void {
    if (pods === undefined || pods.namespace === this.namespace) {
      return;
    }
    const storeKind = ref.kind === 'store' ? (ref.store ?? this.platform.secretStore)?.kind : undefined;
    if (ref.kind === 'secret' || storeKind === 'SecretStore') {
      issues.add(
        path,
        `is a secret of namespace ${pods.namespace} alone, and the gateway, which presents it,` +
          ` lives in ${this.namespace}`,
        'SecretSource.fromStore with a SecretStore.clusterStore(…), which works in both namespaces',
      );
    }
  }
}
