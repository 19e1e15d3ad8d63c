/** The prefix of annotations for what is less strict than the default. Their values are the reasons. */
export const RELAXED = 'cdk8s-mcp/relaxed-';

/** The rules that props relax, by the names of the annotations. Other relaxations break no rule. */
export const RELAXED_RULES: Readonly<Record<string, string>> = {
  'writable-root': 'read-only-root',
  'user': 'user-range',
  'net-bind-service': 'net-bind-service',
  'kubernetes-access': 'rbac-sensitive',
  'shell': 'shell-start',
  'anonymous': 'gateway-anonymous',
  'external-fail-open': 'gateway-anonymous',
  'shared-suffix': 'shared-suffix',
};

/** The prefix of annotations for acknowledged rules. Their values are the reasons. */
export const ACKNOWLEDGED = 'cdk8s-mcp/acknowledged-';

/** The annotations by which a prop has relaxed a rule. */
export function relaxationsOf(ruleId: string): string[] {
  return Object.entries(RELAXED_RULES).flatMap(([name, rule]) => (rule === ruleId ? [`${RELAXED}${name}`] : []));
}

/** The annotations with reasons for which an object may break a rule, by a prop or an acknowledgement. */
export function reasonsFor(ruleId: string): string[] {
  const access = ruleId === 'token-grant' ? [`${RELAXED}kubernetes-access`] : [];
  return [...relaxationsOf(ruleId), ...access, `${ACKNOWLEDGED}${ruleId}`];
}
