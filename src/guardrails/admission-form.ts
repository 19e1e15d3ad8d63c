/**
 * The condition of a rule in CEL, for the API server. Either `container` or `expression` must be true.
 *
 * `variables` of pods: `pod` (the spec), `context` (its security context), `containers` (of every kind), `sized`
 * (containers with their own resources), `openshift`, `domain` (of the cluster), and the lists of the parameters.
 * `variables` of other objects: `spec`.
 */
export interface AdmissionForm {
  /** Which objects it reads. */
  readonly of: 'Pods' | 'Service' | 'NetworkPolicy';
  /** True for a valid container `c`. The message names the containers for which it is false. */
  readonly container?: string;
  /** The containers that `container` is evaluated for. */
  readonly among?: 'containers' | 'sized';
  /** True for a valid object. */
  readonly expression?: string;
  /** What is wrong otherwise, as the rest of a sentence that starts with the object or container. */
  readonly problem: string;
  /** The prop that breaks the rule on purpose. The message then says that admission needs an exemption too. */
  readonly relaxedBy?: string;
}

/** A rule that admission enforces, with the texts of its message. */
export interface AdmissionRule {
  readonly id: string;
  readonly fix: string;
  readonly admission: AdmissionForm;
}

/** A pattern for RE2 as a raw string of CEL. */
export function celPattern(pattern: string): string {
  return pattern.includes("'") ? `r"${pattern}"` : `r'${pattern}'`;
}
