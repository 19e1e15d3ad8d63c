/** What agentgateway gives to expressions in rules of MCP routes, and its functions beyond the standard ones. */
const VARIABLES = ['apiKey', 'jwt', 'mcp', 'request', 'source'];
const FUNCTIONS = ['default(dyn, dyn): dyn'];
/** Members of the variables whose members are known; `jwt` has those of the token. `mcp.tool` also has `arguments`, which no rule is ever given. */
const MEMBERS: Readonly<Record<string, readonly string[]>> = {
  'apiKey': ['client'],
  'mcp': ['tool', 'prompt', 'resource'],
  'mcp.tool': ['name', 'target'],
  'mcp.prompt': ['name', 'target'],
  'mcp.resource': ['name', 'target', 'uri'],
};
/** Rules of the library name every tool and server. */
const LIMITS = { maxAstNodes: 1_000_000, maxListElements: 100_000, maxDepth: 10_000 };

interface Checked {
  readonly valid: boolean;
  readonly type?: string;
  readonly error?: Error;
}

/** A node of the syntax tree: an operator and what it is applied to, which are nodes, texts and lists of either. */
interface CelNode {
  readonly op: string;
  readonly args: unknown;
}

/** The part of @marcbachmann/cel-js that is used. */
interface CelEnvironment {
  registerVariable(name: string, type: string): void;
  registerFunction(signature: string, handler: () => unknown): void;
  check(expression: string): Checked;
  parse(expression: string): { readonly ast: CelNode };
}

interface CelLibrary {
  readonly Environment: new (options: {
    readonly unlistedVariablesAreDyn: boolean;
    readonly limits: typeof LIMITS;
  }) => CelEnvironment;
}

let environment: CelEnvironment | undefined;

/**
 * What is wrong with a CEL expression, as a phrase that follows it; undefined if nothing is. agentgateway itself takes an unknown name, member, function or type
 * without a word and evaluates it to an error: an allow then matches nothing, and `!has(…)` of a member that is misspelt is always true.
 *
 * @param expected `bool` for a condition, `any` for a value.
 */
export function celProblem(expression: string, expected: 'bool' | 'any' = 'bool'): string | undefined {
  const cel = load();
  const { valid, type, error } = cel.check(expression);
  if (!valid) {
    return `does not pass the CEL checker: ${(error?.message ?? '').split('\n')[0]}`;
  }
  if (expected === 'bool' && type !== 'bool' && type !== 'dyn') {
    return `gives ${type ?? 'something else'}, not true or false`;
  }
  return memberProblem(cel.parse(expression).ast);
}

/** A text as a CEL literal. JSON's escapes are among those of CEL. */
export function celText(text: string): string {
  return JSON.stringify(text);
}

/** A list of texts as a CEL literal. */
export function celList(texts: readonly string[]): string {
  return `[${texts.map(celText).join(', ')}]`;
}

/** Looks at every node, without recursion: rules of the library are chains of many. */
function memberProblem(root: CelNode): string | undefined {
  const waiting: unknown[] = [root];
  while (waiting.length > 0) {
    const part = waiting.pop();
    if (Array.isArray(part)) {
      waiting.push(...(part as unknown[]));
    }
    if (!isNode(part)) {
      continue;
    }
    const problem = unknownMember(part);
    if (problem !== undefined) {
      return problem;
    }
    waiting.push(part.args);
  }
  return undefined;
}

function unknownMember({ op, args }: CelNode): string | undefined {
  const [object, member] = Array.isArray(args) ? (args as unknown[]) : [];
  const path = isNode(object) ? pathOf(object) : undefined;
  const known = path === undefined ? undefined : MEMBERS[path];
  if (known === undefined) {
    return undefined;
  }
  if (op === '[]' || op === '[?]') {
    return `uses ${path}[…]: write ${known.map(name => `${path}.${name}`).join(', ')}`;
  }
  if (op !== '.' && op !== '.?') {
    return undefined;
  }
  return known.includes(String(member))
    ? undefined
    : `uses ${path}.${String(member)}, which no rule is ever given: known are ${known.map(name => `${path}.${name}`).join(', ')}`;
}

/** `mcp.tool` for the nodes that stand for it. */
function pathOf({ op, args }: CelNode): string | undefined {
  if (op === 'id') {
    return String(args);
  }
  const [object, member] = Array.isArray(args) ? (args as unknown[]) : [];
  const before = op === '.' && isNode(object) ? pathOf(object) : undefined;
  return before === undefined ? undefined : `${before}.${String(member)}`;
}

function isNode(value: unknown): value is CelNode {
  return typeof value === 'object' && value !== null && 'op' in value && 'args' in value;
}

/** Loaded when an expression is checked: most apps have none. */
function load(): CelEnvironment {
  if (environment === undefined) {
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const { Environment } = require('@marcbachmann/cel-js') as CelLibrary;
    environment = new Environment({ unlistedVariablesAreDyn: false, limits: LIMITS });
    for (const name of VARIABLES) {
      environment.registerVariable(name, 'dyn');
    }
    for (const signature of FUNCTIONS) {
      environment.registerFunction(signature, () => undefined);
    }
  }
  return environment;
}
