import { Placement } from '../workload/placement';
import { ServerResources } from '../workload/resources';
import { Sandbox } from '../workload/sandbox';
import { Scaling } from '../workload/scaling';
import { Shutdown } from '../workload/shutdown';
import { Telemetry } from '../workload/telemetry';

/**
 * What the members of a pool have unless they say otherwise. A member's own prop replaces the pool's; labels and
 * annotations are put together.
 */
export interface ServerDefaults {
  /**
   * What a member may use.
   *
   * @default - that of McpServer
   */
  readonly resources?: ServerResources;

  /**
   * How many replicas a member has. It does not hold for members that allow one replica only, by sessions in memory or
   * storage of one node: they have one.
   *
   * @default - that of McpServer
   */
  readonly scaling?: Scaling;

  /**
   * On which nodes members run.
   *
   * @default - any Linux node
   */
  readonly placement?: Placement;

  /**
   * A stronger wall between members and the kernel.
   *
   * @default - the cluster's default runtime
   */
  readonly sandbox?: Sandbox;

  /**
   * How pods end.
   *
   * @default - that of McpServer
   */
  readonly shutdown?: Shutdown;

  /**
   * What members tell about themselves.
   *
   * @default - McpPlatform's
   */
  readonly telemetry?: Telemetry;

  /**
   * Names of Secrets with registry credentials.
   *
   * @default - McpPlatform's
   */
  readonly imagePullSecrets?: string[];

  /**
   * Labels for every object and pod of the members.
   *
   * @default - none
   */
  readonly labels?: { readonly [name: string]: string };

  /**
   * Annotations for every object of the members, and not for pods.
   *
   * @default - none
   */
  readonly annotations?: { readonly [name: string]: string };

  /**
   * Annotations for the pods of the members.
   *
   * @default - none
   */
  readonly podAnnotations?: { readonly [name: string]: string };

  /**
   * Annotations for the Services of the members.
   *
   * @default - none
   */
  readonly serviceAnnotations?: { readonly [name: string]: string };

  /**
   * Annotations for the PersistentVolumeClaims that the members make.
   *
   * @default - none
   */
  readonly claimAnnotations?: { readonly [name: string]: string };
}
