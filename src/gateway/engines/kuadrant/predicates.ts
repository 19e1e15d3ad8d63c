import { IMcpEndpoint } from '../../../endpoint/endpoint';
import { celList, celText } from '../../../foundation/cel';
import { definedItems } from '../../../foundation/defined';
import { ToolPolicy } from '../../../workload/tool-policy';
import { GatewayAuthKind } from '../../settings/auth-options';
import { GatewayAuthRule } from '../../settings/auth-rules';
import { ClaimMatch, GrantRule, ToolRule } from '../../settings/tool-rule';
import { REQUIRED_CLAIMS } from '../terms';

/** The router sets them from the body of each request, whatever a client has sent. */
const METHOD = 'request.headers["x-mcp-method"]';
const TOOL = 'request.headers["x-mcp-toolname"]';
/** How the router begins a session with a server on behalf of a caller. */
const OPENING: readonly string[] = ['initialize', 'notifications/initialized'];
const USES: readonly string[] = ['prompts/get', 'resources/read', 'tools/call'];
/** A name that may follow a dot in CEL. */
const SELECTOR = /^(?!(?:false|in|null|true)$)[A-Za-z_][A-Za-z0-9_]*$/;

/** A server as its AuthPolicy sees it. */
export interface PolicySubject {
  readonly endpoint: IMcpEndpoint;
  readonly tools: readonly ToolPolicy[];
}

/**
 * What must hold for a request to a server, as CEL over `request` and `auth`. One that cannot be decided refuses, so
 * there are no rules that deny.
 *
 * @param url The address of the gateway, the audience of tokens unless another was set.
 */
export function predicatesOf(
  { endpoint, tools }: PolicySubject,
  auth: GatewayAuthRule,
  rules: readonly ToolRule[],
  url: string,
): string[] {
  const granted = rules.flatMap(({ _rule: rule }) => (rule.kind === 'allow' ? [rule] : []));
  return definedItems([
    `request.method == "POST" && ${METHOD} in ${celList([...OPENING, ...USES])}`,
    ...tokenConditions(auth, url),
    ...tools.map(policyCondition),
    granted.length === 0 ? undefined : grantsOf(granted.filter(grant => isFor(grant, endpoint))),
  ]);
}

function isFor({ servers }: GrantRule, endpoint: IMcpEndpoint): boolean {
  return servers === undefined || servers.includes(endpoint);
}

function tokenConditions(auth: GatewayAuthRule, url: string): string[] {
  if (auth.kind !== GatewayAuthKind.OAUTH && auth.kind !== GatewayAuthKind.SERVICE_ACCOUNTS) {
    return [];
  }
  const audience = auth.audience ?? url;
  const scopes = auth.kind === GatewayAuthKind.OAUTH ? auth.requiredScopes : [];
  const isPart = auth.kind === GatewayAuthKind.SERVICE_ACCOUNTS && auth.subjects.length > 0;
  return definedItems([
    REQUIRED_CLAIMS.map(claim => `has(auth.identity.${claim})`).join(' && '),
    `auth.identity.iss == ${celText(auth.issuer)}`,
    claimOf({ claim: 'aud', anyOf: [audience] }),
    isPart ? `auth.identity.sub in ${celList(auth.subjects)}` : undefined,
    ...scopes.map(hasScope),
  ]);
}

function policyCondition({ allowed, denied }: ToolPolicy): string {
  const conditions = definedItems([
    allowed && inBrackets(matchesAny(allowed)),
    denied && `!${inBrackets(matchesAny(denied))}`,
  ]);
  return `${METHOD} != "tools/call" || ${inBrackets(conditions.join(' && '))}`;
}

function grantsOf(grants: readonly GrantRule[]): string {
  return [`${METHOD} in ${celList(OPENING)}`, ...grants.map(grant => inBrackets(grantOf(grant)))].join(' || ');
}

function grantOf({ tools, claims }: GrantRule): string {
  const conditions = definedItems([
    tools && `${METHOD} == "tools/call" && ${inBrackets(matchesAny(tools))}`,
    ...claims.map(match => inBrackets(claimOf(match))),
  ]);
  return conditions.length === 0 ? 'true' : conditions.join(' && ');
}

/** Whether the name of a tool matches one of the patterns. */
function matchesAny(patterns: readonly string[]): string {
  const names = patterns.filter(pattern => !pattern.endsWith('*'));
  const prefixes = patterns.filter(pattern => pattern.endsWith('*')).map(pattern => pattern.slice(0, -1));
  return definedItems([
    names.length === 0 ? undefined : `${TOOL} in ${celList(names)}`,
    ...prefixes.map(prefix => `${TOOL}.startsWith(${celText(prefix)})`),
  ]).join(' || ');
}

/**
 * A claim may be a text or a list of texts; the half that does not fit gives an error, which `||` passes over. `exists`
 * alone would look at the keys of an object.
 */
function claimOf({ claim, anyOf }: ClaimMatch): string {
  const value = SELECTOR.test(claim) ? `auth.identity.${claim}` : `auth.identity[${celText(claim)}]`;
  const values = celList(anyOf);
  return `${value} in ${values} || (type(${value}) == list && ${value}.exists(item, item in ${values}))`;
}

/** RFC 8693, section 4.2: `scope` is a text of words. Some issuers write `scp`, a text or a list. */
function hasScope(scope: string): string {
  const word = celText(` ${scope} `);
  return ['scope', 'scp']
    .map(claim => `(" " + auth.identity.${claim} + " ").contains(${word})`)
    .concat(`(type(auth.identity.scp) == list && auth.identity.scp.exists(item, item == ${celText(scope)}))`)
    .join(' || ');
}

function inBrackets(expression: string): string {
  return `(${expression})`;
}
