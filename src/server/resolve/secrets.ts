import { Resolution } from './resolution';
import { Issues, show } from '../../foundation/issues';
import { CREDENTIALS_PATH } from '../../foundation/labels';
import { ListMap } from '../../foundation/list-map';
import { keyOfPath } from '../../foundation/mounted-files';
import { isDataKey, isEnvName } from '../../foundation/names';
import { Reader, compare, isInstance } from '../../foundation/reader';
import { PlatformSpec } from '../../platform/resolve';
import { SecretRef, SecretSource, StoreRef } from '../../secrets/secret-source';
import { CredentialsSpec, EnvVarSpec, ExternalSecretSpec } from '../spec';
import { PlacedFile, checkFilePath, secretFile } from './mounted-keys';
import { RegistryCredential, SecretKey } from './registry-credential';

export const SECRET_PROPS = { secrets: true, secretFiles: true } as const;

export interface ResolvedSecrets extends Omit<CredentialsSpec, 'inEnvironment'> {
  readonly variables: readonly EnvVarSpec[];
  /** The files at paths of their own. */
  readonly placed: readonly PlacedFile[];
  /** The Secrets with the credentials of registries, by the key of the credential. */
  readonly registries: ReadonlyMap<string, SecretKey>;
}

/** Secrets as variables and files, and one ExternalSecret for each store that they come from. */
export function resolveSecrets(
  { issues, props, platform, name, namespace }: Resolution,
  registries: readonly RegistryCredential[],
): ResolvedSecrets {
  const stores = new Stores(name, namespace, platform);
  const variables = sources(issues, 'secrets', props.secrets)
    .filter(([variable, prop]) =>
      issues.check(isEnvName(variable), prop, 'the name of an environment variable', variable),
    )
    .map(([variable, prop, ref]): EnvVarSpec => {
      const { secret, key } = stores.locate(issues, ref, variable, prop);
      return { name: variable, valueFrom: { secretKeyRef: { name: secret, key } } };
    });
  const files = new ListMap<string, { key: string; path: string }>();
  const placed: PlacedFile[] = [];
  for (const [file, prop, ref] of sources(issues, 'secretFiles', props.secretFiles)) {
    if (file.startsWith('/')) {
      placed.push(...placedFile(issues, stores, [file, prop, ref]));
      continue;
    }
    if (!issues.check(isDataKey(file), prop, `a file name under ${CREDENTIALS_PATH}: letters, digits, - _ .`, file)) {
      continue;
    }
    const { secret, key } = stores.locate(issues, ref, file, prop);
    files.add(secret, { key, path: file });
  }
  const located = new Map(registries.map(({ key, prop, ref }) => [key, stores.locate(issues, ref, key, prop)]));
  return {
    variables,
    placed,
    registries: located,
    externalSecrets: stores.externalSecrets(),
    files: [...files].sort(([a], [b]) => compare(a, b)).map(([secret, items]) => ({ secret, items })),
  };
}

/** The entry of a store gets the key that the file would have in a ConfigMap. */
function placedFile(issues: Issues, stores: Stores, [path, prop, ref]: [string, string, SecretRef]): PlacedFile[] {
  if (!checkFilePath(issues, prop, path)) {
    return [];
  }
  const ownKey = keyOfPath(path);
  if (ref.kind === 'store' && !isDataKey(ownKey)) {
    issues.check(false, prop, 'a path of letters, digits, - _ . for an entry of a store', path);
    return [];
  }
  const { secret, key } = stores.locate(issues, ref, ownKey, prop);
  return [secretFile(secret, { prop, path, key })];
}

function sources(issues: Issues, prop: string, value: unknown): [string, string, SecretRef][] {
  return new Reader(issues).entries(value, prop).flatMap(([key, source]): [string, string, SecretRef][] => {
    const sourceProp = `${prop}.${key}`;
    if (isSecretSource(source)) {
      return [[key, sourceProp, source._ref]];
    }
    if (typeof source === 'string') {
      issues.add(
        sourceProp,
        'must be a SecretSource, got a literal (hidden)',
        'secrets must not be literals in a manifest: SecretSource.fromStore(…) or SecretSource.fromSecretName(…)',
      );
    } else {
      issues.check(false, sourceProp, 'a SecretSource', source);
    }
    return [];
  });
}

function isSecretSource(source: unknown): source is SecretSource {
  return isInstance(source, SecretSource);
}

/** The Secret that one store delivers: the entries of the store by the keys of the Secret. */
interface Delivery {
  readonly store: { kind: string; name: string };
  readonly entries: Map<string, StoreRef>;
}

/** The secrets that stores deliver to one server or gateway: one Secret for each store. */
export class Stores {
  private readonly byName = new Map<string, Delivery>();

  public constructor(
    private readonly server: string,
    private readonly namespace: string,
    private readonly platform: PlatformSpec,
  ) {}

  /**
   * The Secret and key that will hold a secret.
   *
   * @param key The key that it gets when a store delivers it.
   */
  public locate(issues: Issues, ref: SecretRef, key: string, prop: string): SecretKey {
    if (ref.kind === 'secret') {
      if (ref.namespace !== undefined && ref.namespace !== this.namespace) {
        issues.add(
          prop,
          `is in a Secret of namespace ${show(ref.namespace)}, the pods run in ${show(this.namespace)}`,
          'pods can only read Secrets in the same namespace',
        );
      }
      return { secret: ref.name, key: ref.key };
    }
    const store = ref.store ?? this.platform.secretStore;
    if (store === undefined) {
      issues.add(
        prop,
        "comes from the platform's store, but there is none",
        'set secretStore in McpPlatform.configure',
      );
      return { secret: '', key };
    }
    const secret = `${this.server}-${store.name}`;
    const group = this.byName.get(secret) ?? { store, entries: new Map<string, StoreRef>() };
    this.byName.set(secret, group);
    if (group.store.kind !== store.kind) {
      issues.add(
        prop,
        `comes from a ${store.kind} and another secret from a ${group.store.kind} of the same name ${show(store.name)}`,
        'rename one of the stores',
      );
    }
    const before = group.entries.get(key);
    if (before !== undefined && !sameEntry(before, ref)) {
      issues.add(
        prop,
        'has the same name as another secret of the server with another entry of the store',
        'rename the file',
      );
    }
    group.entries.set(key, ref);
    return { secret, key };
  }

  /** Removes entries by their keys, which nothing else uses. */
  public forget(keys: readonly string[]): void {
    for (const [secret, { entries }] of this.byName) {
      keys.forEach(key => entries.delete(key));
      if (entries.size === 0) {
        this.byName.delete(secret);
      }
    }
  }

  /** The Secrets, in the order of their names. */
  public get secretNames(): string[] {
    return [...this.byName.keys()].sort(compare);
  }

  public externalSecret(name: string): ExternalSecretSpec {
    const { store, entries } = this.byName.get(name) as Delivery;
    return {
      name,
      store,
      entries: [...entries]
        .sort(([a], [b]) => compare(a, b))
        .map(([secretKey, { key, property, version }]) => ({ secretKey, key, property, version })),
    };
  }

  public externalSecrets(): ExternalSecretSpec[] {
    return this.secretNames.map(name => this.externalSecret(name));
  }
}

function sameEntry(a: StoreRef, b: StoreRef): boolean {
  return a.key === b.key && a.property === b.property && a.version === b.version;
}
