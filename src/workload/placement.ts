/** Processor architectures of nodes, as in the label `kubernetes.io/arch`. */
export enum Architecture {
  /** 64-bit x86. */
  AMD64 = 'amd64',
  /** 64-bit ARM. */
  ARM64 = 'arm64',
}

/** What a toleration does about a taint. */
export enum TaintEffect {
  /** The taint keeps new pods away. */
  NO_SCHEDULE = 'NoSchedule',
  /** The taint makes new pods go elsewhere if they can. */
  PREFER_NO_SCHEDULE = 'PreferNoSchedule',
  /** The taint also removes pods that run. */
  NO_EXECUTE = 'NoExecute',
}

/** Lets pods run on nodes with a taint. */
export interface Toleration {
  /** The key of the taint. */
  readonly key: string;

  /**
   * The value of the taint.
   *
   * @default - any value
   */
  readonly value?: string;

  /**
   * The effect of the taint.
   *
   * @default - any effect
   */
  readonly effect?: TaintEffect;
}

/** On which nodes the pods run. They are spread over zones and hosts in any case. */
export interface Placement {
  /**
   * Labels that the node must have.
   *
   * @default - any Linux node
   */
  readonly nodeSelector?: { readonly [name: string]: string };

  /**
   * Taints that the pods tolerate.
   *
   * @default - none
   */
  readonly tolerations?: Toleration[];

  /**
   * Taints that the pods do not tolerate although their pool does, by key, each with the reason. A key that the pool
   * does not tolerate is an error.
   *
   * @default - none
   */
  readonly droppedTolerations?: { readonly [key: string]: string };

  /**
   * The PriorityClass of the pods.
   *
   * @default - the cluster's default
   */
  readonly priorityClassName?: string;

  /**
   * Architectures for which the image is built.
   *
   * @default - any
   */
  readonly architectures?: Architecture[];
}
