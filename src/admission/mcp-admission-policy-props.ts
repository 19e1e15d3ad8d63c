import { AdmissionExemption, QuarantinedServer } from './admission-exemption';
import { AdmissionMode } from './admission-mode';
import { ImageSignatures } from './image-signatures';

/** Props of McpAdmissionPolicy. */
export interface McpAdmissionPolicyProps {
  /**
   * Where the ConfigMap with the parameters lives. Whoever may write there decides what the rules let pass: it must
   * exist, and no pool may own it.
   */
  readonly parametersNamespace: string;

  /**
   * The name that the objects start with.
   *
   * @default - the construct id in kebab-case
   */
  readonly name?: string;

  /**
   * Registries, or paths in them, that images may come from.
   *
   * @default - those of McpPlatform; without any it is an error
   */
  readonly allowedRegistries?: string[];

  /**
   * Packages and images that may run, in the form of McpPlatform.
   *
   * @default - those of McpPlatform, or all
   */
  readonly allowedPackages?: string[];

  /**
   * Packages and images that may not run, in the form of McpPlatform. Wins over `allowedPackages`.
   *
   * @default - those of McpPlatform, or none
   */
  readonly blockedPackages?: string[];

  /**
   * Whether what breaks a rule is refused.
   *
   * @default AdmissionMode.DENY
   */
  readonly mode?: AdmissionMode;

  /**
   * Labels of the namespaces that are held to the rules.
   *
   * @default - every namespace with the label `cdk8s-mcp/pool`
   */
  readonly namespaceSelector?: { readonly [name: string]: string };

  /**
   * Objects that one rule lets pass.
   *
   * @default - none
   */
  readonly exemptions?: AdmissionExemption[];

  /**
   * Servers that must stay at zero replicas, beside those of the app with `Trust.quarantined` and those that
   * `quarantine` adds.
   *
   * @default - none
   */
  readonly quarantined?: QuarantinedServer[];

  /**
   * Whose signatures the images must have, checked by Kyverno 1.13 or newer.
   *
   * @default - signatures are not checked
   */
  readonly signatures?: ImageSignatures;
}
