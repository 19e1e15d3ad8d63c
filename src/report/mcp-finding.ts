/** A rule that an object breaks, as `McpTesting` gives it. */
export interface McpFinding {
  /** The rule, such as `read-only-root`: docs/rules.md lists them. */
  readonly rule: string;

  /** `error`, which fails synth, or `warning`. */
  readonly severity: string;

  /** The kind, namespace and name of the object, such as `Deployment mcp-tools/notes`. */
  readonly object: string;

  /**
   * The path of the construct that made it.
   *
   * @default - undefined for manifests
   */
  readonly path?: string;

  /** The field, such as `spec.template.spec.containers[0].image`. */
  readonly field: string;

  /** What is wrong with it. Values that look like credentials are hidden. */
  readonly message: string;

  /** How to mend it. */
  readonly fix: string;

  /**
   * The reason for which the rule may be broken.
   *
   * @default - undefined: nobody gave one
   */
  readonly acknowledged?: string;
}
