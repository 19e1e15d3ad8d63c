import type { NetworkPolicySpec } from 'kubernetes-types/networking/v1';
import { NamespaceSpec } from './resolve';

/** The labels by which Pod Security admission judges the pods of the namespace. */
export function renderNamespaceLabels({
  labels,
  podSecurity,
  podSecurityVersion,
}: NamespaceSpec): Record<string, string> {
  return {
    ...labels,
    ...Object.fromEntries(
      ['enforce', 'audit', 'warn'].flatMap(mode => [
        [`pod-security.kubernetes.io/${mode}`, podSecurity],
        [`pod-security.kubernetes.io/${mode}-version`, podSecurityVersion],
      ]),
    ),
  };
}

/** Selects every pod and admits nothing; what is allowed stands in the policies of the servers. */
export function renderDefaultDeny(): NetworkPolicySpec {
  return { podSelector: {}, policyTypes: ['Ingress', 'Egress'] };
}
