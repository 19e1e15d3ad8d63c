import { Issues } from '../foundation/issues';
import { isDnsSubdomain, isPlainText } from '../foundation/names';

/** Where External Secrets Operator reads a secret from: a SecretStore of the namespace or a ClusterSecretStore. */
export interface ISecretStore {
  /** The kind of the store: `SecretStore` or `ClusterSecretStore`. */
  readonly storeKind: string;

  /** The name of the store's object. */
  readonly storeName: string;
}

/** @internal The kind and name of a store, which may be of a user's own class. */
export function checkStore(
  issues: Issues,
  prop: string,
  store: ISecretStore | undefined,
): { kind: string; name: string } {
  const { storeKind: kind, storeName: name } = store ?? {};
  const known = kind === 'SecretStore' || kind === 'ClusterSecretStore';
  const named = isPlainText(name) && isDnsSubdomain(name);
  if (!known || !named) {
    issues.check(false, prop, 'a secret store, such as SecretStore.clusterStore(name)', store);
  }
  return { kind: known ? kind : '', name: named ? name : '' };
}

/** Refers to secret stores that exist in the cluster (external-secrets.io/v1). */
export class SecretStore implements ISecretStore {
  /**
   * A ClusterSecretStore, which serves every namespace it admits.
   *
   * @param name The name of the ClusterSecretStore.
   */
  public static clusterStore(name: string): SecretStore {
    return new SecretStore('clusterStore', 'ClusterSecretStore', name);
  }

  /**
   * A SecretStore in the namespace of the server that uses it.
   *
   * @param name The name of the SecretStore.
   */
  public static namespaced(name: string): SecretStore {
    return new SecretStore('namespaced', 'SecretStore', name);
  }

  public readonly storeKind: string;
  public readonly storeName: string;

  private constructor(factory: string, kind: string, name: string) {
    const issues = new Issues(`SecretStore.${factory}`);
    issues.check(
      isPlainText(name) && isDnsSubdomain(name),
      'name',
      'a DNS subdomain name of at most 253 characters',
      name,
    );
    issues.throwIfAny();
    this.storeKind = kind;
    this.storeName = name;
  }
}
