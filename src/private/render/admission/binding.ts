import { AdmissionMode } from '../../../admission/admission-mode';
import { POOL_LABEL } from '../../labels';
import { AdmissionPolicySpec } from '../../resolve/admission-policy';

const ACTIONS: Readonly<Record<AdmissionMode, readonly string[]>> = { [AdmissionMode.DENY]: ['Deny'], [AdmissionMode.WARN]: ['Warn', 'Audit'] };

/** Which namespaces are held to the rules. */
export function renderSelector({ namespaceSelector }: AdmissionPolicySpec): object {
  return namespaceSelector === undefined ? { matchExpressions: [{ key: POOL_LABEL, operator: 'Exists' }] } : { matchLabels: { ...namespaceSelector } };
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
