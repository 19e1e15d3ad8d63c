import { PATCHED_RULE } from './patches/patched';
import { ObjectRule, RelationRule, RuleInfo } from './rule';
import { ADMISSION_OBJECT_RULES } from './rules/admission-objects';
import { ADVISORY_RULES } from './rules/advisories';
import { ANNOTATION_RULES } from './rules/annotations';
import { AUTH_POLICY_RULES } from './rules/auth-policies';
import { AVAILABILITY_RULES } from './rules/availability';
import { BORROWED_OBJECT_RULES } from './rules/borrowed-objects';
import { BRIDGE_FILE_RULES } from './rules/bridge-files';
import { BRIDGE_RULES } from './rules/bridges';
import { CERTIFICATE_RULES } from './rules/certificates';
import { CONTAINER_RULES } from './rules/containers';
import { CREDENTIAL_RULES } from './rules/credentials';
import { EXTERNAL_SECRET_RULES } from './rules/external-secrets';
import { FOREIGN_RULES } from './rules/foreign';
import { GATEWAY_RULES } from './rules/gateway';
import { GATEWAY_CALLER_RULES } from './rules/gateway-callers';
import { GATEWAY_OBJECT_RULES } from './rules/gateway-objects';
import { IDENTITY_RULES } from './rules/identity';
import { INGRESS_RULES } from './rules/ingress';
import { INSTALL_RULES } from './rules/installs';
import { MCP_ROUTE_RULES } from './rules/mcp-routes';
import { NETWORK_RULES } from './rules/network';
import { DUPLICATE_RULE, OBJECT_RULES } from './rules/objects';
import { PACKAGE_LIST_RULES } from './rules/package-lists';
import { PACKAGE_RULES } from './rules/packages';
import { POD_SECURITY_RULES } from './rules/pod-security';
import { POOL_OBJECT_RULES } from './rules/pool-objects';
import { PROTOCOL_RULES } from './rules/protocol';
import { QUARANTINE_RULES } from './rules/quarantine';
import { ROUTE_RULES } from './rules/routes';
import { SMOKE_TEST_RULES } from './rules/smoke-tests';
import { TOKEN_RULES } from './rules/tokens';
import { TOOL_RULES } from './rules/tools';

/** Every rule that compares or reads manifests. */
export const RULES: readonly (ObjectRule | RelationRule)[] = [
  ...POD_SECURITY_RULES,
  ...CONTAINER_RULES,
  ...INSTALL_RULES,
  ...PACKAGE_RULES,
  ...ADVISORY_RULES,
  ...BRIDGE_RULES,
  ...BRIDGE_FILE_RULES,
  ...SMOKE_TEST_RULES,
  ...IDENTITY_RULES,
  ...TOOL_RULES,
  ...CREDENTIAL_RULES,
  ...EXTERNAL_SECRET_RULES,
  ...NETWORK_RULES,
  ...INGRESS_RULES,
  ...CERTIFICATE_RULES,
  ...ANNOTATION_RULES,
  ...AVAILABILITY_RULES,
  ...PROTOCOL_RULES,
  ...GATEWAY_RULES,
  ...GATEWAY_CALLER_RULES,
  ...GATEWAY_OBJECT_RULES,
  ...MCP_ROUTE_RULES,
  ...AUTH_POLICY_RULES,
  ...ROUTE_RULES,
  ...TOKEN_RULES,
  ...QUARANTINE_RULES,
  ...FOREIGN_RULES,
  ...ADMISSION_OBJECT_RULES,
  ...POOL_OBJECT_RULES,
  ...BORROWED_OBJECT_RULES,
  ...OBJECT_RULES,
  ...PACKAGE_LIST_RULES,
];

/** Every rule that can be acknowledged, in the order of docs/rules.md. */
export const CATALOG: readonly RuleInfo[] = [PATCHED_RULE, ...RULES, DUPLICATE_RULE];

/** The id of a rule and those that it had before. */
export function idsOf(ruleId: string, catalog: readonly RuleInfo[] = CATALOG): string[] {
  return [ruleId, ...(catalog.find(({ id }) => id === ruleId)?.formerly ?? [])];
}

/** The id that a rule has now, by any that it has or had. */
export function currentId(ruleId: string, catalog: readonly RuleInfo[] = CATALOG): string {
  return catalog.find(({ id, formerly = [] }) => id === ruleId || formerly.includes(ruleId))?.id ?? ruleId;
}
