import { userCelProblem } from './user-cel';
import { IMcpEndpoint } from '../../endpoint/endpoint';
import { Issues } from '../../foundation/issues';
import { isPlainText } from '../../foundation/names';
import { Reader } from '../../foundation/reader';
import { isEndpoint } from '../../network/peers';
import { checkToolPattern } from '../../workload/tool-names';

/** A claim of a token that must hold one of some values. */
export interface ClaimMatch {
  /** The claim, for example `groups` or `azp`. Its value is a text or a list of texts. */
  readonly claim: string;

  /** The values, of which one must be there. */
  readonly anyOf: string[];
}

/** Who may use what. Every condition that is given must hold. */
export interface ToolGrant {
  /**
   * The servers.
   *
   * @default - every server behind the gateway
   */
  readonly servers?: IMcpEndpoint[];

  /**
   * The tools, without prefix; a final `*` stands for anything. Prompts and resources are not among them.
   *
   * @default - everything the servers offer: tools, prompts and resources
   */
  readonly tools?: string[];

  /**
   * Claims that the caller's token must have. For OAuth and service accounts.
   *
   * @default - any token that was accepted
   */
  readonly claims?: ClaimMatch[];

  /**
   * Clients by the names of their API keys.
   *
   * @default - any client whose key was accepted
   */
  readonly clients?: string[];
}

/** @internal */
export interface GrantRule {
  readonly kind: 'allow';
  readonly servers?: readonly IMcpEndpoint[];
  readonly tools?: readonly string[];
  readonly claims: readonly ClaimMatch[];
  readonly clients?: readonly string[];
}

/** @internal */
export interface RequireRule {
  readonly kind: 'require';
  readonly expression: string;
}

/**
 * Who may use which tools of a gateway. With at least one `allow`, what no `allow` names is refused; every `require`
 * must hold as well. A condition that cannot be decided, because a claim is missing, refuses.
 */
export class ToolRule {
  /**
   * Grants the use of tools.
   *
   * @param grant Who may use what.
   */
  public static allow(grant: ToolGrant): ToolRule {
    const issues = new Issues('ToolRule.allow');
    const reader = new Reader(issues);
    const input = reader.struct(grant, { servers: true, tools: true, claims: true, clients: true });
    const servers = input.servers === undefined ? undefined : reader.list(input.servers, 'servers');
    servers?.forEach((server, i) => issues.check(isEndpoint(server), `servers[${i}]`, 'a server', server));
    const tools = input.tools === undefined ? undefined : reader.textList(input.tools, 'tools');
    tools?.forEach((tool, i) => checkToolPattern(issues, `tools[${i}]`, tool));
    const claims = reader
      .list(input.claims, 'claims')
      .map((match, i) => checkClaim(issues, reader, match, `claims[${i}].`));
    const clients = input.clients === undefined ? undefined : reader.textList(input.clients, 'clients');
    for (const [prop, list] of [
      ['servers', servers],
      ['tools', tools],
      ['claims', input.claims === undefined ? undefined : claims],
      ['clients', clients],
    ] as const) {
      if (list?.length === 0 && issues.isEmpty) {
        issues.add(prop, 'must have at least one entry', 'leave it out for no limit');
      }
    }
    issues.throwIfAny();
    return new ToolRule({ kind: 'allow', servers, tools, claims, clients });
  }

  /**
   * A condition in CEL that must hold for every tool, prompt and resource, for conditions that `allow` cannot express.
   * Only for engines of agentgateway.
   *
   * @param expression A CEL expression that gives true or false, over `mcp`, `jwt`, `apiKey`, `request` and `source`.
   * `mcp.tool.name` is the name without prefix, `mcp.tool.target` the prefix; guard with `!has(mcp.tool) ||` what is
   * about tools alone. `mcp.tool.arguments` is not known and is refused.
   */
  public static require(expression: string): ToolRule {
    const issues = new Issues('ToolRule.require');
    const problem = userCelProblem(expression, 'bool');
    if (problem !== undefined) {
      issues.check(false, 'expression', `CEL that gives true or false; it ${problem}`, expression);
    }
    issues.throwIfAny();
    return new ToolRule({ kind: 'require', expression });
  }

  private constructor(/** @internal */ public readonly _rule: GrantRule | RequireRule) {}

  /** Who may use what; undefined for a condition. */
  public get grant(): ToolGrant | undefined {
    if (this._rule.kind !== 'allow') {
      return undefined;
    }
    const { servers, tools, claims, clients } = this._rule;
    return {
      servers: servers && [...servers],
      tools: tools && [...tools],
      claims: claims.length === 0 ? undefined : claims.map(({ claim, anyOf }) => ({ claim, anyOf: [...anyOf] })),
      clients: clients && [...clients],
    };
  }

  /** The condition in CEL; undefined for a grant. */
  public get expression(): string | undefined {
    return this._rule.kind === 'require' ? this._rule.expression : undefined;
  }
}

function checkClaim(issues: Issues, reader: Reader, input: ClaimMatch, prefix: string): ClaimMatch {
  const { claim, anyOf } = reader.struct(input, { claim: true, anyOf: true }, prefix);
  issues.check(
    isPlainText(claim) && /^[A-Za-z_][A-Za-z0-9_.:/-]{0,127}$/.test(claim),
    `${prefix}claim`,
    'the name of a claim, such as groups',
    claim,
  );
  const values = reader.textList(anyOf, `${prefix}anyOf`);
  if (values.length === 0) {
    issues.add(`${prefix}anyOf`, 'must have at least one value');
  }
  values.forEach((value, i) => issues.check(value !== '', `${prefix}anyOf[${i}]`, 'a string that is not empty', value));
  return { claim, anyOf: values };
}
