// Expressions of rules, in another implementation of CEL than agentgateway's.
import { Environment } from '@marcbachmann/cel-js';

const environment = new Environment({ unlistedVariablesAreDyn: true });

/** Of texts bytes are counted there, not characters. */
const byteSize = value =>
  BigInt(typeof value === 'string' ? Buffer.byteLength(value) : (value.length ?? Object.keys(value).length));
environment.registerFunction('byteSize(dyn): int', byteSize).registerFunction('dyn.byteSize(): int', byteSize);

/** What agentgateway parses and cannot evaluate, outside of texts. */
const UNKNOWN = [
  /\b(?:bool|dyn)\s*\(/,
  /\bcel\.bind\b/,
  /\.(?:hex|base64|json|at)\s*\(/,
  /\bgoogle\.protobuf\.Timestamp\b/,
  /\.get\w+\s*\(\s*"/,
  // in the text of matches()
  /\(\?<?[=!]/,
];
const texts = /"(?:[^"\\]|\\.)*"/g;

/** The expression with another name for size(), outside of texts. */
function withByteSizes(expression) {
  return expression.replace(/"(?:[^"\\]|\\.)*"|\bsize(?=\s*\()/g, part => (part === 'size' ? 'byteSize' : part));
}

function isUnknown(expression) {
  const [lookahead, ...others] = [...UNKNOWN].reverse();
  const code = expression.replace(texts, '""');
  return lookahead.test(expression) || others.some(pattern => pattern.test(code));
}

/**
 * The value of an expression, or undefined when it cannot be evaluated. `default(value, other)` is agentgateway's own.
 */
export function valueOf(expression) {
  const [, first, other] = /^default\((.+), ("(?:[^"\\]|\\.)*")\)$/.exec(expression) ?? [];
  if (first !== undefined) {
    const value = valueOf(first);
    return context => value(context) ?? JSON.parse(other);
  }
  const evaluate = environment.parse(withByteSizes(expression));
  if (isUnknown(expression)) {
    return () => undefined;
  }
  return context => {
    try {
      return evaluate(context);
    } catch {
      return undefined;
    }
  };
}

/** An expression as a condition; what cannot be decided is false. */
export function condition(expression) {
  const value = valueOf(expression);
  return context => value(context) === true;
}

/**
 * @returns whether something may be seen and used: every `require` must hold and, when there is an `allow`, one of
 * them. Rules know `mcp.tool`, `mcp.prompt`, `mcp.resource` or `mcp.task` with `name` (without prefix) and `target`,
 * and the caller.
 */
export function authorizer(rules) {
  const required = rules.flatMap(({ require }) => (require === undefined ? [] : [condition(require)]));
  const allowed = rules.flatMap(({ allow }) => (allow === undefined ? [] : [condition(allow)]));
  return (kind, target, name, caller) => {
    const context = { ...caller, mcp: { [kind]: { target, name } } };
    return required.every(holds => holds(context)) && (allowed.length === 0 || allowed.some(holds => holds(context)));
  };
}
