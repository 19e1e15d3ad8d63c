import { IMcpEndpoint } from '../../endpoint/endpoint';
import { Issues } from '../../foundation/issues';
import { CREDENTIALS_PATH } from '../../foundation/labels';
import { ListMap } from '../../foundation/list-map';
import { compare } from '../../foundation/reader';
import { PlatformSpec } from '../../platform/resolve';
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

/** A credential that a server asks for, under a name that is unique in the gateway. */
export interface AskedCredential {
  readonly header: string;
  readonly prefix: string;
  readonly name: string;
  readonly located: SecretKey;
}

/** The name of a header as that of a file; two headers never have one. */
function fileNameOf(header: string): string {
  return header.replace(/[^a-z0-9-]/g, character => `_${character.charCodeAt(0).toString(16)}`);
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

  /** Where a secret of the gateway's own is. */
  public locate(issues: Issues, prop: string, source: SecretSource, wanted: string): SecretKey {
    return this.stores.locate(issues, source._ref, wanted, prop);
  }

  /** A file with a secret of the gateway's own. */
  public file(issues: Issues, prop: string, source: SecretSource, name: string): string {
    this.files.set(name, this.locate(issues, prop, source, name));
    return `${CREDENTIALS_PATH}/${name}`;
  }

  /** What a server asks of its callers, as files. */
  public present(issues: Issues, prefix: string, endpoint: IMcpEndpoint): PresentedCredential[] {
    return this.asked(issues, prefix, endpoint).map(({ header, prefix: before, name, located }) => {
      this.files.set(name, located);
      return { header, prefix: before, file: `${CREDENTIALS_PATH}/${name}` };
    });
  }

  /** What a server asks of its callers, and where it is. Nothing is kept of a server that has problems: throws them. */
  public asked(issues: Issues, prefix: string, endpoint: IMcpEndpoint): AskedCredential[] {
    issues.throwIfAny();
    const asked = this.locateAsked(issues, prefix, endpoint);
    if (!issues.isEmpty) {
      this.stores.forget(asked.map(({ name }) => name));
    }
    issues.throwIfAny();
    return asked;
  }

  private locateAsked(issues: Issues, prefix: string, endpoint: IMcpEndpoint): AskedCredential[] {
    const { serverAuth, headers = {} } = endpoint;
    if (serverAuth !== undefined && headers[serverAuth._header] !== undefined) {
      issues.add(
        `${endpoint.node.path} headers.${serverAuth._header}`,
        'is the header that serverAuth sends',
        'one header, one value',
      );
    }
    const asked = [
      ...(serverAuth === undefined
        ? []
        : [{ prop: 'serverAuth', header: serverAuth._header, prefix: serverAuth._prefix, source: serverAuth._secret }]),
      ...Object.entries(headers)
        .sort(([a], [b]) => compare(a, b))
        .map(([header, source]) => ({ prop: `headers.${header}`, header, prefix: '', source })),
    ];
    return asked.map(({ prop, header, prefix: before, source }) => {
      const at = `${endpoint.node.path} ${prop}`;
      if (!this.isReachable(endpoint, source)) {
        issues.add(
          at,
          `is a secret of namespace ${endpoint.pods?.namespace ?? ''} alone, and the gateway, which presents it, lives in ${this.namespace}`,
          'SecretSource.fromStore with a SecretStore.clusterStore(…), which can deliver to both',
        );
      }
      const name = `${prefix}.${fileNameOf(header)}`;
      return { header, prefix: before, name, located: this.locate(issues, at, source, name) };
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

  /** A Secret that exists, and a store of one namespace, are where the server is. */
  private isReachable({ pods }: IMcpEndpoint, { _ref: ref }: SecretSource): boolean {
    if (pods === undefined || pods.namespace === this.namespace) {
      return true;
    }
    return ref.kind === 'store' && (ref.store ?? this.platform.secretStore)?.kind !== 'SecretStore';
  }
}
