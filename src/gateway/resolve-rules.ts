import { McpGatewayProps } from './mcp-gateway-props';
import { GatewayAuth } from './settings/auth';
import { GatewayAuthKind } from './settings/auth-options';
import { ToolRule } from './settings/tool-rule';
import { Issues } from '../foundation/issues';
import { Reader } from '../foundation/reader';

/** Who may use which tools, checked against what callers present. */
export function resolveRules(issues: Issues, reader: Reader, props: McpGatewayProps): ToolRule[] {
  const { auth, rateLimit } = props;
  const rules = reader.instances(props.authorization, ToolRule, 'authorization');
  rules.forEach((rule, i) => checkRule(issues, `authorization[${i}]`, rule, auth));
  const limits = rateLimit?._rules ?? [];
  const countsCallers = limits.some(limit => limit.kind === 'remote' && limit.key === undefined);
  if (auth.kind === GatewayAuthKind.ANONYMOUS && countsCallers) {
    issues.add(
      'rateLimit.key',
      'is missing: anonymous callers cannot be counted by name',
      "key: 'source.address' counts by address",
    );
  }
  return rules;
}

/** A condition on a credential that callers do not present would refuse everyone. */
function checkRule(issues: Issues, prop: string, { _rule: rule }: ToolRule, { kind, _rule: auth }: GatewayAuth): void {
  if (rule.kind !== 'allow') {
    return;
  }
  const tokens = kind === GatewayAuthKind.OAUTH || kind === GatewayAuthKind.SERVICE_ACCOUNTS;
  if (rule.claims.length > 0 && !tokens) {
    issues.add(
      `${prop}.claims`,
      `can never match: callers have no token with auth ${kind}`,
      'GatewayAuth.oauth(…), or clients for API keys',
    );
  }
  if (rule.clients !== undefined && kind !== GatewayAuthKind.API_KEYS) {
    issues.add(
      `${prop}.clients`,
      `can never match: callers have no API key with auth ${kind}`,
      'GatewayAuth.apiKeys(…), or claims for tokens',
    );
  }
  const known = auth.kind === GatewayAuthKind.API_KEYS ? auth.hashes.map(([client]) => client) : undefined;
  rule.clients?.forEach((client, i) => {
    if (known?.includes(client) === false) {
      issues.check(false, `${prop}.clients[${i}]`, `a client with a key (${known.join(', ')})`, client);
    }
  });
}
