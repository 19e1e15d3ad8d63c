/**
 * What a rule asks for as the API server evaluates it, in CEL. One of `container` and `expression` says what must be true.
 *
 * `variables` of pods: `pod` (the spec), `context` (its security context), `containers` (of every kind), `sized` (those with resources of
 * their own), `openshift`, `domain` (of the cluster), and the lists of the parameters. Of other objects: `spec`.
 */
export interface AdmissionForm {
  /** Which objects it reads. */
  readonly of: 'Pods' | 'Service' | 'NetworkPolicy';
  /** True for a sound container `c`; the message then names those that are not. */
  readonly container?: string;
  /** The containers it is asked of. */
  readonly among?: 'containers' | 'sized';
  /** True for a sound object. */
  readonly expression?: string;
  /** What is wrong otherwise, as the rest of a sentence that starts with the object or container. */
  readonly problem: string;
}

/** A rule that admission enforces, with what its message says. */
export interface AdmissionRule {
  readonly id: string;
  readonly fix: string;
  readonly admission: AdmissionForm;
}

/** A pattern as a raw text of CEL. RE2 reads what it says. */
export function celPattern(pattern: string): string {
  return pattern.includes("'") ? `r"${pattern}"` : `r'${pattern}'`;
}
