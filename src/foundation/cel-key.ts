import { CelNode, celText, isNode, parseCel } from './cel';

/** What a request counts as that has no value of its own. */
const NO_VALUE = 'unknown';
/** Variables that agentgateway knows when it counts. Those of `mcp` come later. */
const VARIABLES = ['apiKey', 'jwt', 'request', 'source'];
/** Every request has one. */
const ALWAYS_THERE = 'source.address';
/** Claims that are lists or objects in RFC 7519, 7800, 8693, 9068, OpenID Connect or by custom. */
const LIST_CLAIMS = ['act', 'address', 'amr', 'aud', 'cnf', 'entitlements', 'groups', 'may_act', 'roles', 'scp'];

/**
 * What may leave a request uncounted although `countedKey` covers names without a value, as a phrase that follows the
 * expression. agentgateway leaves out a descriptor whose expression fails or gives a list or an object, and asks nobody
 * when none is left.
 */
export function keyProblem(expression: string): string | undefined {
  return valueProblem(parseCel(expression));
}

/** The expression with a value for requests for which it has none, so that they are counted together. */
export function countedKey(expression: string): string {
  return isAlwaysCounted(expression) ? expression : `default(${expression}, ${celText(NO_VALUE)})`;
}

/** Whether an expression has a value for every request. */
export function isAlwaysCounted(expression: string): boolean {
  const node = parseCel(expression);
  const [called, [value, fallback]] = callOf(node);
  const isCovered = called === 'default' && isTextLiteral(fallback) && value !== undefined;
  return (
    valueProblem(node) === undefined && (isCovered || isTextLiteral(node) || chainOf(node)?.join('.') === ALWAYS_THERE)
  );
}

/** The variables of an expression, each once. */
export function variablesOf(expression: string): string[] {
  const found = new Set<string>();
  const pending: unknown[] = [parseCel(expression)];
  while (pending.length > 0) {
    const part = pending.pop();
    if (Array.isArray(part)) {
      pending.push(...(part as unknown[]));
    } else if (isNode(part) && part.op === 'id') {
      found.add(String(part.args));
    } else if (isNode(part)) {
      pending.push(part.args);
    }
  }
  return [...found].sort();
}

function valueProblem(node: CelNode): string | undefined {
  switch (node.op) {
    case 'value':
      return isTextLiteral(node) ? undefined : `has the value ${String(node.args)}, which is no text`;
    case '+':
      return firstProblem(operandsOf(node), partProblem);
    case '?:': {
      const [condition, ...values] = operandsOf(node);
      return conditionProblem(condition) ?? firstProblem(values, valueProblem);
    }
    case 'call': {
      const [called, values] = callOf(node);
      return ['default', 'string'].includes(called)
        ? firstProblem(values, valueProblem)
        : `calls ${called}, which can fail`;
    }
    default:
      return chainProblem(node);
  }
}

/** A number and a text cannot be joined, and a claim may be either. */
function partProblem(node: CelNode): string | undefined {
  const isText = isTextLiteral(node) || node.op === '+' || callOf(node)[0] === 'string';
  return isText ? valueProblem(node) : 'joins with + what may be no text: write string(…) around it';
}

function conditionProblem(node: CelNode): string | undefined {
  if (callOf(node)[0] === 'has') {
    return undefined;
  }
  return ['==', '!='].includes(node.op)
    ? firstProblem(operandsOf(node), valueProblem)
    : 'has a condition other than has(…), == and !=';
}

function chainProblem(node: CelNode): string | undefined {
  const chain = chainOf(node);
  if (chain === undefined) {
    return `uses ${node.op === 'rcall' ? `.${callOf(node)[0]}(…)` : node.op}, which can fail`;
  }
  const [variable, member, ...more] = chain;
  if (!VARIABLES.includes(variable)) {
    return `uses ${variable}, which is not known yet when requests are counted`;
  }
  const isWhole = member === undefined || (variable === 'request' && member === 'headers' && more.length === 0);
  const isList = variable === 'jwt' && LIST_CLAIMS.includes(member) && more.length === 0;
  return isWhole || isList ? `is ${chain.join('.')}, which is no text` : undefined;
}

/** The words of a chain of members such as `jwt.sub` and `request.headers["x"]`; undefined for anything else. */
function chainOf({ op, args }: CelNode): string[] | undefined {
  if (op === 'id') {
    return [String(args)];
  }
  const [object, member] = Array.isArray(args) ? (args as unknown[]) : [];
  const before = ['.', '[]'].includes(op) && isNode(object) ? chainOf(object) : undefined;
  const word = isNode(member) && isTextLiteral(member) ? member.args : member;
  return before === undefined || typeof word !== 'string' ? undefined : [...before, word];
}

/** What a node calls and with what; an empty name for anything else. */
function callOf({ op, args }: CelNode): [called: string, values: CelNode[]] {
  const [called, ...values] = Array.isArray(args) ? (args as unknown[]) : [];
  return ['call', 'rcall'].includes(op) ? [String(called), values.flat().filter(isNode)] : ['', []];
}

function operandsOf({ args }: CelNode): CelNode[] {
  return Array.isArray(args) ? (args as unknown[]).filter(isNode) : [];
}

function isTextLiteral(node: CelNode | undefined): boolean {
  return node?.op === 'value' && typeof node.args === 'string';
}

function firstProblem(nodes: readonly CelNode[], problemOf: (node: CelNode) => string | undefined): string | undefined {
  return nodes.map(problemOf).find(problem => problem !== undefined);
}
