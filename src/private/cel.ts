/** What agentgateway gives to expressions in rules of MCP routes, and its functions beyond the standard ones. */
const VARIABLES = ['apiKey', 'jwt', 'mcp', 'request', 'source'];
const FUNCTIONS = ['default(dyn, dyn): dyn'];

interface Checked { readonly valid: boolean; readonly type?: string; readonly error?: Error }

/** The part of @marcbachmann/cel-js that is used. */
interface CelEnvironment {
  registerVariable(name: string, type: string): void;
  registerFunction(signature: string, handler: () => unknown): void;
  check(expression: string): Checked;
}

interface CelLibrary { readonly Environment: new (options: { readonly unlistedVariablesAreDyn: boolean }) => CelEnvironment }

let environment: CelEnvironment | undefined;

/**
 * What is wrong with a CEL expression, as a phrase that follows it; undefined if nothing is. agentgateway itself takes an unknown name, function or type
 * without a word and evaluates it to an error: an allow then matches nothing and a deny denies nothing.
 *
 * @param expected `bool` for a condition, `any` for a value.
 */
export function celProblem(expression: string, expected: 'bool' | 'any' = 'bool'): string | undefined {
  if (expression.length > 4096) { return 'is longer than 4096 characters'; }
  if (/\bmcp\s*\.\s*tool\s*\.\s*arguments\b/.test(expression)) { return 'uses mcp.tool.arguments, which no rule is ever given'; }
  const { valid, type, error } = load().check(expression);
  if (!valid) { return `does not pass the CEL checker: ${(error?.message ?? '').split('\n')[0]}`; }
  return expected === 'any' || type === 'bool' || type === 'dyn' ? undefined : `gives ${type ?? 'something else'}, not true or false`;
}

/** A text as a CEL literal. JSON's escapes are among those of CEL. */
export function celText(text: string): string { return JSON.stringify(text); }

/** A list of texts as a CEL literal. */
export function celList(texts: readonly string[]): string { return `[${texts.map(celText).join(', ')}]`; }

/** Loaded when an expression is checked: most apps have none. */
function load(): CelEnvironment {
  if (environment === undefined) {
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const { Environment } = require('@marcbachmann/cel-js') as CelLibrary;
    environment = new Environment({ unlistedVariablesAreDyn: false });
    for (const name of VARIABLES) { environment.registerVariable(name, 'dyn'); }
    for (const signature of FUNCTIONS) { environment.registerFunction(signature, () => undefined); }
  }
  return environment;
}
