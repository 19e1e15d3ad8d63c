/**
 * The spec of a ValidatingAdmissionPolicy, as far as it is written here. kubernetes-types has no
 * admissionregistration/v1 with CEL.
 */
export interface PolicySpec {
  readonly failurePolicy: 'Fail' | 'Ignore';
  readonly paramKind: { readonly apiVersion: string; readonly kind: string };
  readonly matchConstraints: { readonly resourceRules: readonly ResourceRule[] };
  readonly matchConditions?: readonly Named[];
  readonly variables: readonly Named[];
  readonly validations: readonly Validation[];
}

export interface ResourceRule {
  readonly apiGroups: readonly string[];
  readonly apiVersions: readonly string[];
  readonly operations: readonly string[];
  readonly resources: readonly string[];
}

export interface Named {
  readonly name: string;
  readonly expression: string;
}

export interface Validation {
  readonly expression: string;
  readonly message: string;
  readonly messageExpression: string;
  readonly reason: 'Forbidden';
}

/** What becomes of an expression that fails; a policy that only warns lets the object in. */
export type FailurePolicy = PolicySpec['failurePolicy'];
