import { celList, celText } from '../../../foundation/cel';
import { definedItems } from '../../../foundation/defined';
import { compare } from '../../../foundation/reader';
import { ToolPolicy } from '../../../workload/tool-policy';
import { ClaimMatch, GrantRule, ToolRule } from '../../settings/tool-rule';
import { GatewayTarget } from '../engine';

/** One rule of agentgateway: an expression that must hold, or one of which one must hold when there are any. */
export type CelRule = { readonly require: string } | { readonly allow: string };

const KINDS = ['tool', 'prompt', 'resource'] as const;
/** A name that may follow a dot in CEL. */
const SELECTOR = /^(?!(?:false|in|null|true)$)[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * What callers may use, as CEL over `mcp` and `jwt`. Every rule fails closed: one that cannot be decided allows
 * nothing. There is no `deny`, because one that cannot be decided does not deny. Rules see the names of tools without
 * prefix.
 */
export function celRules(
  targets: readonly GatewayTarget[],
  rules: readonly ToolRule[],
  scopes: readonly string[],
): CelRule[] {
  const prefixes = new Map(targets.map(({ endpoint, prefix }) => [endpoint, prefix]));
  const granted = rules.flatMap(({ _rule }) => (_rule.kind === 'allow' ? [_rule] : []));
  return [
    ...scopes.map(scope => ({ require: hasScope(scope) })),
    ...targets.flatMap(({ prefix, tools }) => tools.map(policy => ({ require: policyCondition(prefix, policy) }))),
    ...rules.flatMap(({ _rule }) => (_rule.kind === 'require' ? [{ require: _rule.expression }] : [])),
    ...granted.map(grant => ({
      allow: grantOf(grant, (grant.servers ?? []).flatMap(server => prefixes.get(server) ?? []).sort(compare)),
    })),
  ];
}

/** A policy restricts the tools of its server only. */
function policyCondition(prefix: string, { allowed, denied }: ToolPolicy): string {
  const conditions = definedItems([
    allowed && inBrackets(matchesAny(allowed)),
    denied && `!${inBrackets(matchesAny(denied))}`,
  ]);
  return `!has(mcp.tool) || mcp.tool.target != ${celText(prefix)} || ${inBrackets(conditions.join(' && '))}`;
}

/** Whether the name of a tool matches one of the patterns. */
function matchesAny(patterns: readonly string[]): string {
  const names = patterns.filter(pattern => !pattern.endsWith('*'));
  const prefixes = patterns.filter(pattern => pattern.endsWith('*')).map(pattern => pattern.slice(0, -1));
  return definedItems([
    names.length === 0 ? undefined : `mcp.tool.name in ${celList(names)}`,
    ...prefixes.map(prefix => `mcp.tool.name.startsWith(${celText(prefix)})`),
  ]).join(' || ');
}

function grantOf({ servers, tools, claims, clients }: GrantRule, prefixes: readonly string[]): string {
  const ofServers = (kind: string): string | undefined => servers && `mcp.${kind}.target in ${celList(prefixes)}`;
  const uses =
    tools === undefined
      ? KINDS.map(kind => inBrackets(allOf([`has(mcp.${kind})`, ofServers(kind)]))).join(' || ')
      : allOf(['has(mcp.tool)', ofServers('tool'), inBrackets(matchesAny(tools))]);
  const conditions = allOf([
    tools === undefined && servers === undefined ? undefined : inBrackets(uses),
    ...claims.map(match => inBrackets(claimOf(match))),
    clients && `apiKey.client in ${celList(clients)}`,
  ]);
  return conditions === '' ? 'true' : conditions;
}

function allOf(conditions: readonly (string | undefined)[]): string {
  return definedItems(conditions).join(' && ');
}

/**
 * A claim may be a text or a list of texts; the half that does not fit gives an error, which `||` passes over. `in` is
 * not used on claims: on a text some implementations of CEL look for a part of it. `exists` alone
 * would look at the keys of an object.
 */
function claimOf({ claim, anyOf }: ClaimMatch): string {
  const value = SELECTOR.test(claim) ? `jwt.${claim}` : `jwt[${celText(claim)}]`;
  const values = celList(anyOf);
  return `${value} in ${values} || (type(${value}) == list && ${value}.exists(item, item in ${values}))`;
}

/** RFC 8693, section 4.2: `scope` is a text of words. Some issuers write `scp`, a text or a list. */
function hasScope(scope: string): string {
  const word = celText(` ${scope} `);
  return ['scope', 'scp']
    .map(claim => `(" " + jwt.${claim} + " ").contains(${word})`)
    .concat(`(type(jwt.scp) == list && jwt.scp.exists(item, item == ${celText(scope)}))`)
    .join(' || ');
}

function inBrackets(expression: string): string {
  return `(${expression})`;
}
