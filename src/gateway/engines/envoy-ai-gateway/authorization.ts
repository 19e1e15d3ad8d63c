import { ClaimValues, McpAuthorizationRule, ToolTarget } from './crds';
import { Issues } from '../../../foundation/issues';
import { GatewayAuthKind } from '../../settings/auth-options';
import { ClaimMatch, GrantRule } from '../../settings/tool-rule';
import { GatewayTarget, IGatewayBinding } from '../engine';
import { refuseWhen } from '../external-data-plane';

const MAX_RULES = 32;
const MAX_TOOLS = 16;
/** Besides the issuer. */
const MAX_CLAIMS = 15;
const MAX_VALUES = 128;
/** What the controller takes out of the claims, because it compares scopes itself. */
const SCOPE_CLAIMS: readonly string[] = ['scope', 'scp'];
/** Envoy takes a token that never ends, and releases before 1.2 did not compare the issuer. */
const COMPLETE_TOKEN = 'has(request.auth.jwt.claims.exp) && has(request.auth.jwt.claims.sub)';

/** A grant whose tools are names, which is what a target of an MCPRoute can be. */
export interface ToolNameGrant extends GrantRule {
  readonly tools: readonly string[];
}

/** The grants of a gateway, and an issue for each rule that an MCPRoute cannot express. */
export function resolveGrants(
  issues: Issues,
  { rules, auth }: IGatewayBinding,
  uncheckedPrompts: string | undefined,
): ToolNameGrant[] {
  refuseWhen(issues, rules.length > 0 && auth.kind === GatewayAuthKind.ANONYMOUS, {
    prop: 'authorization',
    problem: 'cannot be enforced without a token: rules of an MCPRoute compare claims',
    fix: 'GatewayAuth.oauth(…); tools of a server, a ToolPolicy, limits all callers',
  });
  refuseWhen(issues, rules.length > 0 && uncheckedPrompts === undefined, {
    prop: 'authorization',
    problem: 'cannot be enforced for prompts and resources: an MCPRoute checks calls of tools alone',
    fix: 'uncheckedPrompts of EnvoyAiGatewayEngine accepts this, or AgentgatewayEngine.standalone()',
  });
  return rules.flatMap(({ _rule: rule }, i) => {
    const prop = `authorization[${i}]`;
    if (rule.kind === 'require') {
      refuseWhen(issues, true, {
        prop,
        problem: 'cannot be ToolRule.require: an MCPRoute does not have the variables of its expression',
        fix: 'ToolRule.allow({ tools, claims }), or AgentgatewayEngine.standalone()',
      });
      return [];
    }
    const { tools } = rule;
    if (tools === undefined) {
      issues.add(
        `${prop}.tools`,
        'is missing: a rule of an MCPRoute names tools, and neither prompts nor resources',
        'name the tools, or AgentgatewayEngine.standalone()',
      );
      return [];
    }
    checkTools(issues, `${prop}.tools`, tools);
    checkClaims(issues, `${prop}.claims`, rule.claims);
    return [{ ...rule, tools }];
  });
}

function checkTools(issues: Issues, prop: string, tools: readonly string[]): void {
  tools.forEach((tool, i) =>
    issues.check(
      !tool.endsWith('*'),
      `${prop}[${i}]`,
      {
        allowed: 'the whole name of a tool: a rule of an MCPRoute has no wildcards',
        fix: 'name each tool, or AgentgatewayEngine.standalone()',
      },
      tool,
    ),
  );
}

function checkClaims(issues: Issues, prop: string, claims: readonly ClaimMatch[]): void {
  if (claims.length > MAX_CLAIMS) {
    issues.add(
      prop,
      `are ${claims.length}, a rule of an MCPRoute holds ${MAX_CLAIMS} besides the issuer`,
      'AgentgatewayEngine.standalone()',
    );
  }
  claims.forEach(({ claim, anyOf }, i) => {
    issues.check(
      !claim.includes('.') && !SCOPE_CLAIMS.includes(claim),
      `${prop}[${i}].claim`,
      {
        allowed: 'a claim without a dot, which an MCPRoute takes for a path, and neither scope nor scp',
        fix: 'another claim, or AgentgatewayEngine.standalone()',
      },
      claim,
    );
    if (anyOf.length > MAX_VALUES) {
      issues.add(
        `${prop}[${i}].anyOf`,
        `are ${anyOf.length} values, an MCPRoute holds ${MAX_VALUES}`,
        'a claim with fewer values, such as a group',
      );
    }
  });
}

/** Reports more rules than a route holds; their number grows with the servers. */
export function checkRuleCount(issues: Issues, rules: readonly McpAuthorizationRule[]): void {
  if (rules.length > MAX_RULES) {
    issues.add(
      'authorization',
      `needs ${rules.length} rules with ${MAX_TOOLS} tools each, an MCPRoute holds ${MAX_RULES}`,
      'name servers in each ToolRule, use several gateways, or AgentgatewayEngine.standalone()',
    );
  }
}

/** Everybody with a complete token, or those whom a grant names; undefined grants are those of nobody. */
export function renderRules(
  issuer: string,
  grants: readonly ToolNameGrant[] | undefined,
  targets: readonly Pick<GatewayTarget, 'endpoint' | 'prefix'>[],
): McpAuthorizationRule[] {
  return grants === undefined
    ? [ruleOf(issuer, [])]
    : grants.flatMap(grant =>
        chunks(toolsOf(grant, targets)).map(tools => ({ ...ruleOf(issuer, grant.claims), target: { tools } })),
      );
}

function ruleOf(issuer: string, claims: readonly ClaimMatch[]): McpAuthorizationRule {
  return {
    action: 'Allow',
    cel: COMPLETE_TOKEN,
    source: {
      jwt: {
        claims: [
          { name: 'iss', valueType: 'String', values: [issuer] },
          // the type takes a text as well
          ...claims.map(({ claim, anyOf }): ClaimValues => ({
            name: claim,
            valueType: 'StringArray',
            values: [...anyOf],
          })),
        ],
      },
    },
  };
}

function toolsOf(
  { servers, tools }: ToolNameGrant,
  targets: readonly Pick<GatewayTarget, 'endpoint' | 'prefix'>[],
): ToolTarget[] {
  return targets
    .filter(({ endpoint }) => servers === undefined || servers.includes(endpoint))
    .flatMap(({ prefix: backend }) => [...new Set(tools)].map(tool => ({ backend, tool })));
}

function chunks(tools: readonly ToolTarget[]): ToolTarget[][] {
  return Array.from({ length: Math.ceil(tools.length / MAX_TOOLS) }, (_, i) =>
    tools.slice(i * MAX_TOOLS, (i + 1) * MAX_TOOLS),
  );
}
