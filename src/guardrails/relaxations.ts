/** The prefix of annotations that say what is less strict than the default, and why. */
export const RELAXED = 'cdk8s-mcp/relaxed-';

/** The rules that props relax, by what the annotation calls them. Others break no rule. */
export const RELAXED_RULES: Readonly<Record<string, string>> = {
  'writable-root': 'read-only-root',
  'user': 'user-range',
  'net-bind-service': 'net-bind-service',
  'kubernetes-access': 'rbac-sensitive',
  'shell': 'shell-start',
  'anonymous': 'gateway-anonymous',
};

/** The prefix of annotations that say why an object may break a rule. */
export const ACKNOWLEDGED = 'cdk8s-mcp/acknowledged-';

/** The annotations by which a prop has relaxed a rule. */
export function relaxationsOf(ruleId: string): string[] {
  return Object.entries(RELAXED_RULES).flatMap(([name, rule]) => (rule === ruleId ? [`${RELAXED}${name}`] : []));
}
