import { PoolBudget, PoolLimits, PoolQuota } from './pool-quota';
import { PoolSubject } from './pool-subject';
import { PodSecurityLevel } from '../namespace/pod-security-level';
import { ServerDefaults } from '../server/server-defaults';

/** Props of McpPool. */
export interface McpPoolProps {
  /** The namespace of the pool and of all its members: no other pool may have it. */
  readonly namespace: string;

  /**
   * Makes the namespace. Without, it is owned elsewhere: its labels, Pod Security's and `cdk8s-mcp/pool`, are up to
   * whoever makes it.
   *
   * @default true
   */
  readonly createNamespace?: boolean;

  /**
   * What Pod Security enforces, audits and warns about.
   *
   * @default PodSecurityLevel.RESTRICTED
   */
  readonly podSecurity?: PodSecurityLevel;

  /**
   * The version of the Pod Security Standards: `v1.30` and the like, or `latest`, with which an upgrade of the cluster
   * may refuse what ran before.
   *
   * @default 'latest'
   */
  readonly podSecurityVersion?: string;

  /**
   * Closes the namespace in both directions for pods without a policy of their own.
   *
   * @default true
   */
  readonly defaultDeny?: boolean;

  /**
   * What all pods may take together.
   *
   * @default - computed from the members
   */
  readonly quota?: PoolQuota;

  /**
   * Bounds of one container.
   *
   * @default - computed from the members
   */
  readonly limits?: PoolLimits;

  /**
   * What the pool may take at most while nothing is being rolled out. Members that can take more are an error.
   *
   * @default - no bound
   */
  readonly budget?: PoolBudget;

  /**
   * What members have unless they say otherwise.
   *
   * @default - that of McpServer
   */
  readonly defaults?: ServerDefaults;

  /**
   * Who may look at everything in the namespace but Secrets.
   *
   * @default - nobody
   */
  readonly viewers?: PoolSubject[];

  /**
   * Who may also restart, scale and change workloads. Not Secrets, network policies, quotas and rights.
   *
   * @default - nobody
   */
  readonly editors?: PoolSubject[];

  /**
   * The team that answers for the pool, in the label `owner` of the namespace and the members.
   *
   * @default - none
   */
  readonly owner?: string;

  /**
   * The environment, in the label `environment` of the namespace and the members.
   *
   * @default - none
   */
  readonly environment?: string;
}
