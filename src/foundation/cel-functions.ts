/** Functions and macros that agentgateway 1.4 gives their standard meaning; calls of others are always an error. */
const FUNCTIONS =
  'has all exists exists_one map filter default size type string int uint double bytes timestamp duration startsWith ' +
  'endsWith contains matches lowerAscii upperAscii trim indexOf lastIndexOf substring split join of none or orValue ' +
  'hasValue value getDate getDayOfMonth getDayOfWeek getDayOfYear getFullYear getHours getMilliseconds getMinutes ' +
  'getMonth getSeconds';
const KNOWN: ReadonlySet<string> = new Set(FUNCTIONS.split(' '));
/** What regular expressions of RE2 and of Rust do not have: a look ahead or behind, and references to groups. */
const UNKNOWN_PATTERN = /\(\?<?[=!]|\\[1-9]/;

/**
 * What agentgateway cannot evaluate in one node of a syntax tree, as a phrase that follows the expression. The checker
 * knows more functions than the program, and a condition with one of them never holds, silently.
 */
export function functionProblem(op: string, args: unknown): string | undefined {
  if (op === 'id' && args === 'google') {
    return 'uses google.protobuf, which agentgateway does not know';
  }
  if ((op !== 'call' && op !== 'rcall') || !Array.isArray(args)) {
    return undefined;
  }
  const [name, ...operands] = args as unknown[];
  const called = String(name);
  const values = operands.flat().slice(op === 'rcall' ? 1 : 0);
  if (!KNOWN.has(called)) {
    return `calls ${called}, which agentgateway does not know: known are ${[...KNOWN].join(', ')}`;
  }
  if (called.startsWith('get') && values.length > 0) {
    return `calls ${called} with a time zone, which agentgateway does not know: leave it out for UTC`;
  }
  return called === 'matches' ? patternProblem(values.at(-1)) : undefined;
}

function patternProblem(pattern: unknown): string | undefined {
  const text = typeof pattern === 'object' && pattern !== null && 'args' in pattern ? pattern.args : undefined;
  return typeof text === 'string' && UNKNOWN_PATTERN.test(text)
    ? 'has a pattern with a look ahead, a look behind or a reference, which regular expressions here do not have'
    : undefined;
}
