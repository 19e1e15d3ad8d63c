/** An object that one rule lets pass, by its name. */
export interface AdmissionExemption {
  /** The id of the rule, as in docs/rules.md. */
  readonly rule: string;

  /** The kind of the object. What a Deployment, ReplicaSet, Job or CronJob makes is exempt with it. */
  readonly kind: string;

  /** The namespace of the object. */
  readonly namespace: string;

  /** The name of the object. */
  readonly name: string;

  /** Why, in one line; it stands beside the name. */
  readonly reason: string;
}

/** A server that must not run. */
export interface QuarantinedServer {
  /** The namespace of its Deployment. */
  readonly namespace: string;

  /** The name of its Deployment. */
  readonly name: string;
}
