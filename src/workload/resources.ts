import type * as kplus from 'cdk8s-plus-28';

/** The quality of service class that Kubernetes derives from requests and limits. */
export enum Qos {
  /** CPU may be used beyond the request; memory may not. */
  BURSTABLE = 'Burstable',
  /** CPU and memory requests equal their limits: the last to be evicted. */
  GUARANTEED = 'Guaranteed',
}

/** What a server's container may use. */
export interface ServerResources {
  /**
   * CPU. With only a request the limit is ten times as much; with only a limit the request stays at 100m.
   *
   * @default - request 100m, limit 1
   */
  readonly cpu?: kplus.CpuResources;

  /**
   * Leaves the CPU limit out, so that idle CPU of the node can be used. A quota that counts CPU limits refuses such
   * pods.
   *
   * @default false
   */
  readonly unlimitedCpu?: boolean;

  /**
   * Memory. With only one of the two the other is equal.
   *
   * @default - request = limit = 256Mi and the size of every `Storage.memory`
   */
  readonly memory?: kplus.MemoryResources;

  /**
   * Logs, the container's writable layer and every disk-backed scratch volume, `/tmp` (64Mi) included.
   *
   * @default - request = limit = 256Mi and the size of every such volume
   */
  readonly ephemeralStorage?: kplus.EphemeralStorageResources;

  /**
   * The quality of service class to aim for.
   *
   * @default Qos.BURSTABLE
   */
  readonly qos?: Qos;
}
