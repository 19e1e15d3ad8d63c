import { AdmissionMode } from './admission-mode';
import { AdmissionPolicySpec } from './resolve';
import { POOL_LABEL } from '../foundation/labels';

const ACTIONS: Readonly<Record<AdmissionMode, readonly string[]>> = {
  [AdmissionMode.DENY]: ['Deny'],
  [AdmissionMode.WARN]: ['Warn', 'Audit'],
};

/** Which namespaces are held to the rules. */
export function renderSelector({ namespaceSelector }: AdmissionPolicySpec): object {
  return namespaceSelector === undefined
    ? { matchExpressions: [{ key: POOL_LABEL, operator: 'Exists' }] }
    : { matchLabels: { ...namespaceSelector } };
}

/** Binds a policy to its namespaces and parameters. */
export function renderBinding(policyName: string, spec: AdmissionPolicySpec): object {
  return {
    policyName,
    validationActions: [...ACTIONS[spec.mode]],
    paramRef: { name: spec.name, namespace: spec.parametersNamespace, parameterNotFoundAction: 'Deny' },
    matchResources: { namespaceSelector: renderSelector(spec) },
  };
}
