import { functionProblem } from './cel-functions';

/** Variables that agentgateway defines for rules of MCP routes, and its functions beyond the standard ones. */
const VARIABLES = ['apiKey', 'jwt', 'mcp', 'request', 'source'];
const FUNCTIONS = ['default(dyn, dyn): dyn'];
/**
 * Members of the variables that have a fixed set; those of `jwt` are the claims of the token. `mcp.tool` also has
 * `arguments`, which agentgateway does not pass to rules.
 */
const MEMBERS: Readonly<Record<string, readonly string[]>> = {
  'apiKey': ['client'],
  'mcp': ['tool', 'prompt', 'resource'],
  'mcp.tool': ['name', 'target'],
  'mcp.prompt': ['name', 'target'],
  'mcp.resource': ['name', 'target', 'uri'],
};
/** High, because rules of the library name every tool and server. */
const LIMITS = { maxAstNodes: 1_000_000, maxListElements: 100_000, maxDepth: 10_000 };

interface Checked {
  readonly valid: boolean;
  readonly type?: string;
  readonly error?: Error;
}

/** A node of the syntax tree: an operator and its operands, which are nodes, strings and lists of either. */
export interface CelNode {
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
 * What is wrong with a CEL expression, as a phrase that follows it; undefined if it is valid. agentgateway itself
 * accepts unknown names, members, functions and types silently and evaluates them to an error: an allow rule then
 * matches nothing, and `!has(…)` of a misspelt member is always true.
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

/** A string as a CEL literal. JSON's escapes are a subset of CEL's. */
export function celText(text: string): string {
  return JSON.stringify(text);
}

/** A list of strings as a CEL literal. */
export function celList(texts: readonly string[]): string {
  return `[${texts.map(celText).join(', ')}]`;
}

/** Visits every node, without recursion: rules of the library are long chains. */
function memberProblem(root: CelNode): string | undefined {
  const pending: unknown[] = [root];
  while (pending.length > 0) {
    const part = pending.pop();
    if (Array.isArray(part)) {
      pending.push(...(part as unknown[]));
    }
    if (!isNode(part)) {
      continue;
    }
    const problem = unknownMember(part) ?? functionProblem(part.op, part.args);
    if (problem !== undefined) {
      return problem;
    }
    pending.push(part.args);
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
  const paths = known.map(name => `${path}.${name}`).join(', ');
  if (op === '[]' || op === '[?]') {
    return `uses ${path}[…]: write ${paths}`;
  }
  if ((op !== '.' && op !== '.?') || known.includes(String(member))) {
    return undefined;
  }
  return `uses ${path}.${String(member)}, which no rule is ever given: known are ${paths}`;
}

/** The syntax tree of an expression that `celProblem` has nothing against. */
export function parseCel(expression: string): CelNode {
  return load().parse(expression).ast;
}

/** The dotted path of a chain of members, such as `mcp.tool`; undefined for anything else. */
function pathOf({ op, args }: CelNode): string | undefined {
  if (op === 'id') {
    return String(args);
  }
  const [object, member] = Array.isArray(args) ? (args as unknown[]) : [];
  const before = op === '.' && isNode(object) ? pathOf(object) : undefined;
  return before === undefined ? undefined : `${before}.${String(member)}`;
}

export function isNode(value: unknown): value is CelNode {
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
