import { PodSecurityLevel } from './pod-security-level';

/** Props of McpNamespace. */
export interface McpNamespaceProps {
  /** The name of the namespace: at most 63 characters, not `default` or `kube-*`. */
  readonly name: string;

  /**
   * What Pod Security enforces, audits and warns about in the namespace.
   *
   * @default PodSecurityLevel.RESTRICTED
   */
  readonly podSecurity?: PodSecurityLevel;

  /**
   * Closes the namespace in both directions for pods without a policy of their own.
   *
   * @default true
   */
  readonly defaultDeny?: boolean;

  /**
   * The team that answers for the namespace and what lives in it, in the label `owner`.
   *
   * @default - none
   */
  readonly owner?: string;
}
