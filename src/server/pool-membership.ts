import { Construct } from 'constructs';
import { referencesOf } from './references';
import { ServerDefaults } from './server-defaults';
import { ServerSpec } from './spec';
import { IMcpEndpoint } from '../endpoint/endpoint';
import { references } from '../foundation/inventory';
import { ListMap } from '../foundation/list-map';
import { AppWide, ScopeMap } from '../foundation/scopes';

/** A server or gateway that runs in a pool. */
export interface PoolMember {
  /** The path of its construct. */
  readonly path: string;
  readonly spec: ServerSpec;
  /** The server, for gateways; undefined for a gateway itself. */
  readonly endpoint?: IMcpEndpoint;
  /** It is a Job. */
  readonly once?: boolean;
}

/** What a pool gives to what is created in its scope. */
export interface PoolScope {
  readonly name: string;
  readonly path: string;
  readonly defaults: ServerDefaults;
  readonly environment?: string;
  readonly join: (member: PoolMember) => void;
  /** Tells it of a server that runs elsewhere. */
  readonly joinRemote: (endpoint: IMcpEndpoint) => void;
}

/** What is no server says itself how it scales, what it may use and what it tells. */
export function withPodDefaults(pool: PoolScope): PoolScope {
  const { placement, sandbox, imagePullSecrets, labels } = pool.defaults;
  const { annotations, podAnnotations, serviceAnnotations, claimAnnotations } = pool.defaults;
  return {
    ...pool,
    defaults: {
      placement,
      sandbox,
      imagePullSecrets,
      labels,
      annotations,
      podAnnotations,
      serviceAnnotations,
      claimAnnotations,
    },
  };
}

export const poolScopes = new ScopeMap<PoolScope>();

/** The paths of what runs in a namespace without being in a pool, by namespace. */
export const nonMembers = new AppWide(() => new ListMap<string, string>());

/** Makes it a member of the pool whose scope it is in, if there is one. */
export function joinPool(scope: Construct, member: PoolMember): void {
  references.of(scope).add(member.spec.namespace, () => referencesOf(member.spec));
  const [pool] = poolScopes.upwards(scope);
  if (pool === undefined) {
    nonMembers.of(scope).add(member.spec.namespace, member.path);
  } else {
    pool.join(member);
  }
}
