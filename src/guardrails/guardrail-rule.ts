/** For authors of rules: one object of the app as it will be written. */
export interface GuardrailManifest {
  /** The path of the construct that makes it. */
  readonly constructPath: string;

  /** For example `apps/v1`. */
  readonly apiVersion: string;

  /** For example `Deployment`. */
  readonly kind: string;

  /** The name of the object. */
  readonly name: string;

  /**
   * The namespace of the object.
   *
   * @default - the object belongs to the cluster
   */
  readonly namespace?: string;

  /** The whole object. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- JSON of any kind
  readonly json: { readonly [key: string]: any };
}

/** For authors of rules: what a rule found. */
export interface GuardrailFinding {
  /** The field that is wrong, for example `spec.replicas`. */
  readonly field: string;

  /** What is wrong with it, as the rest of a sentence that starts with the field. */
  readonly problem: string;
}

/**
 * For authors of rules: a custom rule, added with `Guardrails.of(scope).add(rule)`.
 *
 * @subclassable
 */
export interface IGuardrailRule {
  /** Stable and unique: lower-case letters, digits and -. Acknowledgements name it. */
  readonly id: string;

  /** What the rule asks for, one sentence. */
  readonly title: string;

  /** How to satisfy it. */
  readonly fix: string;

  /**
   * Checks one object. Called at validation for every object below the scope, possibly more than once. It must not
   * change anything, and must return the same for the same manifest: an unchanged object is not checked again.
   *
   * @param manifest The object as it will be written.
   */
  check(manifest: GuardrailManifest): GuardrailFinding[];
}
