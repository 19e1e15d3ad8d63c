import { McpGatewayProps } from './mcp-gateway-props';
import { GatewayAuth } from './settings/auth';
import { GatewayAuthKind } from './settings/auth-options';
import { ToolRule } from './settings/tool-rule';
import { variablesOf } from '../foundation/cel-key';
import { Issues } from '../foundation/issues';
import { Reader } from '../foundation/reader';

/** Who may use which tools, checked against what callers present. */
export function resolveRules(issues: Issues, reader: Reader, props: McpGatewayProps): ToolRule[] {
  const { auth, rateLimit } = props;
  const rules = reader.instances(props.authorization, ToolRule, 'authorization');
  rules.forEach((rule, i) => checkRule(issues, `authorization[${i}]`, rule, auth));
  rateLimit?._rules.forEach(limit => {
    if (limit.kind === 'remote') {
      checkKey(issues, limit.key, auth.kind);
    }
  });
  return rules;
}

/** The variable that holds what callers have shown. */
const CREDENTIALS: { readonly [kind in GatewayAuthKind]: 'jwt' | 'apiKey' | undefined } = {
  [GatewayAuthKind.OAUTH]: 'jwt',
  [GatewayAuthKind.SERVICE_ACCOUNTS]: 'jwt',
  [GatewayAuthKind.API_KEYS]: 'apiKey',
  [GatewayAuthKind.ANONYMOUS]: undefined,
};

/** Where no caller has what is counted, all would be counted as one. */
function checkKey(issues: Issues, key: string | undefined, kind: GatewayAuthKind): void {
  const shown = CREDENTIALS[kind];
  const byAddress = "key: 'source.address' counts by address";
  if (key === undefined) {
    if (shown === undefined) {
      issues.add('rateLimit.key', 'is missing: anonymous callers cannot be counted by name', byAddress);
    }
    return;
  }
  const read = variablesOf(key).filter(name => name === 'jwt' || name === 'apiKey');
  if (read.length > 0 && !read.some(name => name === shown)) {
    issues.add(
      'rateLimit.key',
      `uses ${read.join(' and ')}, which no caller has with auth ${kind}`,
      shown === undefined ? byAddress : `leave it out to count each caller; ${byAddress}`,
    );
  }
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
