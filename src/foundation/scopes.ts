import { IConstruct } from 'constructs';

/** The path of a construct as errors write it. */
export function pathOf(scope: IConstruct): string {
  return scope.node.path === '' ? 'app' : scope.node.path;
}

/** Values attached to scopes and looked up upwards, nearest first. */
export class ScopeMap<T> {
  private readonly values = new WeakMap<IConstruct, T>();

  public set(scope: IConstruct, value: T): void {
    this.values.set(scope, value);
  }

  public get(scope: IConstruct): T | undefined {
    return this.values.get(scope);
  }

  /** The values from the scope itself up to the root. */
  public upwards(scope: IConstruct): T[] {
    const found: T[] = [];
    for (let at: IConstruct | undefined = scope; at !== undefined; at = at.node.scope) {
      const value = this.values.get(at);
      if (value !== undefined) {
        found.push(value);
      }
    }
    return found;
  }
}

/** One value for each app, made when it is first asked for. */
export class AppWide<T> {
  private readonly values = new WeakMap<IConstruct, T>();

  public constructor(private readonly make: (root: IConstruct) => T) {}

  public of({ node: { root } }: IConstruct): T {
    const value = this.values.get(root) ?? this.make(root);
    this.values.set(root, value);
    return value;
  }
}

/** What a namespace construct gives to the servers in its scope. */
export interface NamespaceDefaults {
  readonly namespace: string;
  readonly owner?: string;
  readonly environment?: string;
}

export const namespaceDefaults = new ScopeMap<NamespaceDefaults>();

/** What rules need to know of McpPlatform. */
export interface PlatformFacts {
  readonly requireDigests: boolean;
  readonly allowedRegistries?: readonly string[];
  readonly allowedPackages?: readonly string[];
  readonly blockedPackages?: readonly string[];
  /** The platform gives users and groups itself. */
  readonly openshift: boolean;
  readonly clusterDomain: string;
  /** Domains whose annotations and labels are the platform's own. */
  readonly annotationDomains?: readonly string[];
}

export const platformFacts = new ScopeMap<Partial<PlatformFacts>>();
