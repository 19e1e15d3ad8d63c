import { ObjectRule, RelationRule, RuleInfo } from './rule';
import { AVAILABILITY_RULES } from './rules/availability';
import { CONTAINER_RULES } from './rules/containers';
import { GATEWAY_RULES } from './rules/gateway';
import { IDENTITY_RULES } from './rules/identity';
import { INSTALL_RULES } from './rules/installs';
import { NETWORK_RULES } from './rules/network';
import { DUPLICATE_RULE, OBJECT_RULES } from './rules/objects';
import { PACKAGE_RULES } from './rules/packages';
import { POD_SECURITY_RULES } from './rules/pod-security';
import { QUARANTINE_RULES } from './rules/quarantine';

/** Every rule that compares or reads manifests. */
export const RULES: readonly (ObjectRule | RelationRule)[] = [
  ...POD_SECURITY_RULES, ...CONTAINER_RULES, ...INSTALL_RULES, ...PACKAGE_RULES, ...IDENTITY_RULES, ...NETWORK_RULES, ...AVAILABILITY_RULES,
  ...GATEWAY_RULES, ...QUARANTINE_RULES, ...OBJECT_RULES,
];

/** Every rule that can be acknowledged, in the order of docs/rules.md. */
export const CATALOG: readonly RuleInfo[] = [...RULES, DUPLICATE_RULE];
