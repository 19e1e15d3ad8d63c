import type * as kplus from 'cdk8s-plus-28';
import { ISecretStore, checkStore } from './secret-store';
import { Issues } from '../foundation/issues';
import { isDataKey, isDnsSubdomain, isPlainText } from '../foundation/names';
import { namespaceOf } from '../foundation/plus';
import { Reader } from '../foundation/reader';

/** Which entry of a store is meant. */
export interface SecretStoreEntry {
  /** The entry's key in the store, for example `mcp/grafana`. */
  readonly key: string;

  /**
   * One field of the entry.
   *
   * @default - the whole entry
   */
  readonly property?: string;

  /**
   * One version of the entry.
   *
   * @default - the newest
   */
  readonly version?: string;
}

/** Where the value of a secret comes from. Values themselves never appear in manifests. */
export class SecretSource {
  /**
   * An entry of a store, brought into the cluster by an ExternalSecret.
   *
   * @param store The store, for example `SecretStore.clusterStore('vault')`.
   * @param entry The entry in it.
   */
  public static fromStore(store: ISecretStore, entry: SecretStoreEntry): SecretSource {
    const issues = new Issues('SecretSource.fromStore');
    const checked = checkStore(issues, 'store', store);
    const entryRef = checkEntry(issues, entry);
    return new SecretSource({ kind: 'store', store: checked, ...entryRef });
  }

  /**
   * An entry of the store that McpPlatform names in `secretStore`.
   *
   * @param entry The entry in it.
   */
  public static fromPlatformStore(entry: SecretStoreEntry): SecretSource {
    return new SecretSource({ kind: 'store', ...checkEntry(new Issues('SecretSource.fromPlatformStore'), entry) });
  }

  /**
   * A Secret that exists in the server's namespace.
   *
   * @param name The name of the Secret.
   * @param key The key in its data.
   */
  public static fromSecretName(name: string, key: string): SecretSource {
    return SecretSource.existing('fromSecretName', name, undefined, key);
  }

  /**
   * A Secret made or imported with cdk8s-plus. It must be in the server's namespace.
   *
   * @param secret The Secret.
   * @param key The key in its data.
   */
  public static fromSecret(secret: kplus.ISecret, key: string): SecretSource {
    return SecretSource.ofSecret('fromSecret', secret, key);
  }

  /**
   * One value of a Secret made or imported with cdk8s-plus.
   *
   * @param value The Secret and the key in its data.
   */
  public static fromSecretValue(value: kplus.SecretValue): SecretSource {
    const { secret, key } = value ?? {};
    return SecretSource.ofSecret('fromSecretValue', secret, key);
  }

  private static ofSecret(factory: string, secret: kplus.ISecret | undefined, key: string | undefined): SecretSource {
    // what is missing is refused there: plain JavaScript may pass anything
    return SecretSource.existing(factory, secret?.name as string, namespaceOf(secret), key as string);
  }

  private static existing(factory: string, name: string, namespace: string | undefined, key: string): SecretSource {
    const issues = new Issues(`SecretSource.${factory}`);
    issues.check(isPlainText(name) && isDnsSubdomain(name), 'name', 'the name of a Secret', name);
    issues.check(isPlainText(key) && isDataKey(key), 'key', 'a key of the Secret: letters, digits, - _ .', key);
    issues.throwIfAny();
    return new SecretSource({ kind: 'secret', name, namespace, key });
  }

  private constructor(/** @internal */ public readonly _ref: SecretRef) {}

  /** The entry of the store; undefined for a Secret that exists. */
  public get storeEntry(): SecretStoreEntry | undefined {
    if (this._ref.kind !== 'store') {
      return undefined;
    }
    const { key, property, version } = this._ref;
    return { key, property, version };
  }

  /** The kind of the store; undefined for the store that McpPlatform names and for a Secret that exists. */
  public get storeKind(): string | undefined {
    return this._ref.kind === 'store' ? this._ref.store?.kind : undefined;
  }

  /** The name of the store; undefined for the store that McpPlatform names and for a Secret that exists. */
  public get storeName(): string | undefined {
    return this._ref.kind === 'store' ? this._ref.store?.name : undefined;
  }

  /** The name of the Secret that exists; undefined for an entry of a store. */
  public get secretName(): string | undefined {
    return this._ref.kind === 'secret' ? this._ref.name : undefined;
  }

  /** The namespace of the Secret that exists; undefined when only its name is known, and for an entry of a store. */
  public get secretNamespace(): string | undefined {
    return this._ref.kind === 'secret' ? this._ref.namespace : undefined;
  }

  /** The key in the data of the Secret that exists; undefined for an entry of a store. */
  public get secretKey(): string | undefined {
    return this._ref.kind === 'secret' ? this._ref.key : undefined;
  }
}

/** @internal */
export type SecretRef = StoreRef | ExistingRef;

/** @internal */
export interface StoreRef extends SecretStoreEntry {
  readonly kind: 'store';
  /** undefined: the platform's. */
  readonly store?: { readonly kind: string; readonly name: string };
}

/** @internal */
export interface ExistingRef {
  readonly kind: 'secret';
  readonly name: string;
  /** Where the Secret is known to live; undefined when only its name is known. */
  readonly namespace?: string;
  readonly key: string;
}

function checkEntry(issues: Issues, entry: SecretStoreEntry): SecretStoreEntry {
  const { key, property, version } = new Reader(issues).struct(entry, { key: true, property: true, version: true });
  issues.check(isPlainText(key) && key.trim() !== '', 'key', 'the key of an entry in the store', key);
  issues.check(
    property === undefined || (isPlainText(property) && property.trim() !== ''),
    'property',
    'a field of the entry',
    property,
  );
  issues.check(
    version === undefined || (isPlainText(version) && version.trim() !== ''),
    'version',
    'a version of the entry',
    version,
  );
  issues.throwIfAny();
  return { key, property, version };
}
