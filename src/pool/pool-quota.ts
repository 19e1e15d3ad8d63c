import type { Size } from 'cdk8s';
import type * as kplus from 'cdk8s-plus-28';

/**
 * What all pods of a pool may take together. A value that is left out is computed from the members: twice the most
 * replicas and the surge of each, because pods that are ending still count. A value below what the members need is an
 * error.
 */
export interface PoolQuota {
  /**
   * The most pods.
   *
   * @default - computed
   */
  readonly pods?: number;

  /**
   * The sum of CPU requests.
   *
   * @default - computed
   */
  readonly cpuRequests?: kplus.Cpu;

  /**
   * The sum of CPU limits. Pods without a CPU limit are then refused.
   *
   * @default - computed; not counted when a member has no CPU limit
   */
  readonly cpuLimits?: kplus.Cpu;

  /**
   * The sum of memory requests.
   *
   * @default - computed
   */
  readonly memoryRequests?: Size;

  /**
   * The sum of memory limits.
   *
   * @default - computed
   */
  readonly memoryLimits?: Size;

  /**
   * The sum of ephemeral storage, requests and limits alike.
   *
   * @default - computed
   */
  readonly ephemeralStorage?: Size;

  /**
   * The sum of persistent storage that is asked for.
   *
   * @default - computed, with room to restore the largest claim beside the one that it replaces
   */
  readonly storage?: Size;

  /**
   * How many objects there may be, by what a ResourceQuota calls them: `count/secrets`, `count/jobs.batch`,
   * `persistentvolumeclaims`. For what comes into the namespace without this app, such as certificates.
   *
   * @default - computed from what the app has in the namespace and what its members refer to, twice, and what every
   * namespace holds
   */
  readonly objects?: { readonly [resource: string]: number };
}

/** Bounds of one container in a pool's namespace. A bound that a member breaks is an error. */
export interface PoolLimits {
  /**
   * The most CPU that one container may have as its limit. Containers without a CPU limit are then refused.
   *
   * @default - that of the largest member, at least 1; none when a member has no CPU limit
   */
  readonly maxCpu?: kplus.Cpu;

  /**
   * The most memory that one container may have.
   *
   * @default - that of the largest member, at least 256Mi
   */
  readonly maxMemory?: Size;

  /**
   * The least CPU that one container must ask for.
   *
   * @default - 10m
   */
  readonly minCpu?: kplus.Cpu;

  /**
   * The least memory that one container must ask for.
   *
   * @default - 16Mi
   */
  readonly minMemory?: Size;
}

/** What a pool may take at most while nothing is being rolled out: all members at their most replicas. */
export interface PoolBudget {
  /** The sum of CPU requests. */
  readonly cpu: kplus.Cpu;

  /** The sum of memory requests. */
  readonly memory: Size;
}
