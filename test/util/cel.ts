/** The part of @marcbachmann/cel-js that is used. */
interface Cel {
  evaluate(expression: string, context: Readonly<Record<string, unknown>>): unknown;
}

// an ES module
// eslint-disable-next-line @typescript-eslint/no-require-imports
const { evaluate } = require('@marcbachmann/cel-js') as Cel;

/** What agentgateway makes of a condition: one that cannot be decided does not hold. */
export function holds(expression: string, context: Readonly<Record<string, unknown>>): boolean {
  try {
    return evaluate(expression, context) === true;
  } catch {
    return false;
  }
}

/** What agentgateway makes of rules: each requirement holds, and one of the grants where there are any. */
export function permits(
  required: readonly string[],
  granted: readonly string[],
  context: Readonly<Record<string, unknown>>,
): boolean {
  return (
    required.every(rule => holds(rule, context)) && (granted.length === 0 || granted.some(rule => holds(rule, context)))
  );
}
