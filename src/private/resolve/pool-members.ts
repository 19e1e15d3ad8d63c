import { Construct, IConstruct } from 'constructs';
import { ServerSpec } from './server-spec';
import { ServerDefaults } from '../../mcp-pool-props';
import { IMcpEndpoint } from '../../network/endpoint';
import { ScopeMap } from '../scopes';

/** A server or gateway that runs in a pool. */
export interface PoolMember {
  /** The path of its construct. */
  readonly path: string;
  readonly spec: ServerSpec;
  /** The server, for gateways; undefined for a gateway itself. */
  readonly endpoint?: IMcpEndpoint;
  /** How many ConfigMaps and Secrets it has, those that come later included. */
  readonly configMaps: () => number;
  readonly secrets: () => number;
}

/** What a pool gives to what is created in its scope. */
export interface PoolScope {
  readonly name: string;
  readonly path: string;
  readonly defaults: ServerDefaults;
  readonly environment?: string;
  readonly join: (member: PoolMember) => void;
}

export const poolScopes = new ScopeMap<PoolScope>();

/** The paths of servers and gateways that are in no pool, for each namespace of an app. */
const outsiders = new WeakMap<IConstruct, Map<string, string[]>>();

/** Makes it a member of the pool whose scope it is in, if there is one. */
export function joinPool(scope: Construct, member: PoolMember): void {
  const [pool] = poolScopes.upwards(scope);
  if (pool !== undefined) {
    pool.join(member);
    return;
  }
  const { root } = scope.node;
  const namespaces = outsiders.get(root) ?? new Map<string, string[]>();
  outsiders.set(root, namespaces);
  const paths = namespaces.get(member.spec.namespace) ?? [];
  paths.push(member.path);
  namespaces.set(member.spec.namespace, paths);
}

/** The paths of what runs in a namespace without being in a pool. */
export function outsidersOf({ node: { root } }: IConstruct, namespace: string): readonly string[] {
  return outsiders.get(root)?.get(namespace) ?? [];
}
