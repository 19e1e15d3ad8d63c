import { McpGatewayProps } from './mcp-gateway-props';
import { GatewayAuth } from './settings/auth';
import { GatewayAuthKind } from './settings/auth-options';
import { keysOf, oauthOf } from './settings/auth-parts';
import { GatewayAuthRule } from './settings/auth-rules';
import { GrantRule, ToolRule } from './settings/tool-rule';
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

/** The variables that hold what callers have shown. */
const CREDENTIALS: { readonly [kind in GatewayAuthKind]: readonly ('jwt' | 'apiKey')[] } = {
  [GatewayAuthKind.OAUTH]: ['jwt'],
  [GatewayAuthKind.SERVICE_ACCOUNTS]: ['jwt'],
  [GatewayAuthKind.API_KEYS]: ['apiKey'],
  [GatewayAuthKind.ANY_OF]: ['apiKey', 'jwt'],
  [GatewayAuthKind.EXTERNAL]: [],
  [GatewayAuthKind.ANONYMOUS]: [],
};

/** Where no caller has what is counted, all would be counted as one. */
function checkKey(issues: Issues, key: string | undefined, kind: GatewayAuthKind): void {
  const shown = CREDENTIALS[kind];
  const byAddress = "key: 'source.address' counts by address";
  if (key === undefined) {
    if (shown.length === 0) {
      const callers = kind === GatewayAuthKind.ANONYMOUS ? 'anonymous callers' : `callers with auth ${kind}`;
      issues.add('rateLimit.key', `is missing: ${callers} cannot be counted by name`, byAddress);
    }
    return;
  }
  const read = variablesOf(key).filter(name => name === 'jwt' || name === 'apiKey');
  if (read.length > 0 && !read.some(name => shown.includes(name))) {
    issues.add(
      'rateLimit.key',
      `uses ${read.join(' and ')}, which no caller has with auth ${kind}`,
      shown.length === 0 ? byAddress : `leave it out to count each caller; ${byAddress}`,
    );
  }
}

/** A condition on a credential that callers do not present would refuse everyone. */
function checkRule(issues: Issues, prop: string, { _rule: rule }: ToolRule, { kind, _rule: auth }: GatewayAuth): void {
  if (rule.kind !== 'allow') {
    return;
  }
  const shown = CREDENTIALS[kind];
  if (rule.claims.length > 0 && !shown.includes('jwt')) {
    issues.add(
      `${prop}.claims`,
      `can never match: callers have no token with auth ${kind}`,
      'GatewayAuth.oauth(…), or clients for API keys',
    );
  }
  if (rule.clients !== undefined && !shown.includes('apiKey')) {
    issues.add(
      `${prop}.clients`,
      `can never match: callers have no API key with auth ${kind}`,
      'GatewayAuth.apiKeys(…), or claims for tokens',
    );
  }
  if (rule.clients !== undefined && rule.claims.length > 0 && shown.length > 1) {
    issues.add(prop, 'can never match: no caller has both a token and an API key', 'a rule for each');
  }
  checkClients(issues, prop, rule, auth);
  checkClaims(issues, prop, rule, auth);
}

function checkClients(issues: Issues, prop: string, { clients }: GrantRule, auth: GatewayAuthRule): void {
  const known = keysOf(auth)?.hashes.map(([client]) => client);
  clients?.forEach((client, i) => {
    if (known?.includes(client) === false) {
      issues.check(false, `${prop}.clients[${i}]`, `a client with a key (${known.join(', ')})`, client);
    }
  });
}

function checkClaims(issues: Issues, prop: string, { claims }: GrantRule, auth: GatewayAuthRule): void {
  const unreliable = oauthOf(auth)?.unreliableClaims ?? [];
  claims.forEach(({ claim }, i) => {
    const known = unreliable.find(each => each.claim === claim);
    if (known !== undefined) {
      issues.add(`${prop}.claims[${i}]`, `${claim} ${known.problem}`, known.fix);
    }
  });
}
