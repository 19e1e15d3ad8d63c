// Rules of mcpAuthorization, in another implementation of CEL than agentgateway's.
import { Environment } from '@marcbachmann/cel-js';

const environment = new Environment({ unlistedVariablesAreDyn: true });

/** An expression; what cannot be decided is false. */
function condition(expression) {
  const evaluate = environment.parse(expression);
  return context => {
    try {
      return evaluate(context) === true;
    } catch {
      return false;
    }
  };
}

/**
 * @returns whether something may be seen and used: every `require` must hold and, when there is an `allow`, one of
 * them. Rules know `mcp.tool`, `mcp.prompt` or `mcp.resource` with `name` (without prefix) and `target`, and the
 * caller.
 */
export function authorizer(rules) {
  const required = rules.flatMap(({ require }) => (require === undefined ? [] : [condition(require)]));
  const allowed = rules.flatMap(({ allow }) => (allow === undefined ? [] : [condition(allow)]));
  return (kind, target, name, caller) => {
    const context = { ...caller, mcp: { [kind]: { target, name } } };
    return required.every(holds => holds(context)) && (allowed.length === 0 || allowed.some(holds => holds(context)));
  };
}
