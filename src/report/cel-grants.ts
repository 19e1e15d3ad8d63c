/** A rule that lets callers use something, as the library writes it in CEL. */
export interface CelGrant {
  /** Clients by name, or what claims must hold; undefined: every caller. */
  readonly callers?: readonly string[];
  /** Prefixes of servers; undefined: every server. */
  readonly servers?: readonly string[];
  /** Tools, with a final `*` for any; undefined: tools, prompts and resources. */
  readonly tools?: readonly string[];
}

/** Which tools of a server pass, as the library writes it in CEL. */
export interface CelToolLimit {
  readonly server: string;
  readonly allowed?: readonly string[];
  readonly denied?: readonly string[];
}

const LIST = String.raw`(\[[^\]]*\])`;
const CLAIM = String.raw`jwt(?:\.([A-Za-z0-9_]+)|\["([^"\\]+)"\])`;
const CLIENTS = new RegExp(`^apiKey\\.client in ${LIST}$`);
const SERVERS = new RegExp(`^mcp\\.tool\\.target in ${LIST}$`);
const NAMES = new RegExp(`^mcp\\.tool\\.name in ${LIST}$`);
const BEGINNING = /^mcp\.tool\.name\.startsWith\(("[^"\\]*")\)$/;
const CLAIM_IN = new RegExp(`^${CLAIM} in ${LIST}$`);
const OTHER_TARGET = /^mcp\.tool\.target != ("[^"\\]*")$/;
const SCOPE = /^\(" " \+ jwt\.scope \+ " "\)\.contains\((" [^"\\]* ")\)$/;
const USES = ['tool', 'prompt', 'resource'];

/** The grant that an expression is; undefined for one that says anything else. */
export function readGrant(expression: string): CelGrant | undefined {
  const all = split(expression, '&&').flatMap(condition => {
    const inner = split(withoutBrackets(condition), '&&');
    return inner.length > 1 ? inner : [condition];
  });
  const isAboutTools = all.includes('has(mcp.tool)');
  const parts = all
    .filter(condition => condition !== 'true' && condition !== 'has(mcp.tool)')
    .map(condition => conditionOf(withoutBrackets(condition)));
  const kinds = parts.map(part => Object.keys(part ?? {})[0]);
  // two conditions of one kind must both hold, which a list cannot say
  const isWhole = parts.every(part => part !== undefined) && new Set(kinds).size === kinds.length;
  return isWhole && isAboutTools === kinds.includes('tools') ? Object.assign({}, ...parts) : undefined;
}

function conditionOf(condition: string): CelGrant | undefined {
  const clients = listIn(CLIENTS, condition);
  if (clients !== undefined) {
    return { callers: clients };
  }
  const servers = listIn(SERVERS, condition) ?? usedServers(condition);
  if (servers !== undefined) {
    return { servers };
  }
  const tools = toolsIn(condition);
  return tools === undefined ? claimsIn(condition) : { tools };
}

/** The servers of which tools, prompts and resources may be used. */
function usedServers(condition: string): readonly string[] | undefined {
  const uses = split(condition, '||').map(use => split(withoutBrackets(use), '&&'));
  const lists = USES.map((kind, i) => {
    const [has, target] = uses[i] ?? [];
    return has === `has(mcp.${kind})` ? target?.replace(`mcp.${kind}.`, 'mcp.tool.') : undefined;
  });
  const [first] = lists;
  return first !== undefined && uses.length === USES.length && lists.every(list => list === first)
    ? listIn(SERVERS, first)
    : undefined;
}

/** The patterns of tools that an expression lists; undefined for another one. */
function toolsIn(condition: string): readonly string[] | undefined {
  const lists = split(condition, '||').map(part => {
    const [, beginning] = BEGINNING.exec(part) ?? [];
    const text = beginning === undefined ? undefined : textsOf(`[${beginning}]`);
    return text?.map(start => `${start}*`) ?? listIn(NAMES, part);
  });
  return lists.every(list => list !== undefined) ? lists.flat() : undefined;
}

function claimsIn(condition: string): CelGrant | undefined {
  const [inText, inList, ...others] = split(condition, '||');
  const [, dotted, quoted, list] = CLAIM_IN.exec(inText) ?? [];
  const claim = dotted ?? quoted;
  const value = inText.slice(0, inText.indexOf(' in '));
  const values = list === undefined ? undefined : textsOf(list);
  return values !== undefined && others.length === 0 && isInList(inList, value, list)
    ? { callers: values.map(one => `callers with ${claim} ${one}`) }
    : undefined;
}

/** Manifests of older versions look at the keys of objects, too. */
function isInList(condition: string | undefined, value: string, list: string): boolean {
  const exists = `${value}.exists(item, item in ${list})`;
  return condition === `(type(${value}) == list && ${exists})` || condition === exists;
}

/** The limit of the tools of one server that an expression is; undefined for one that says anything else. */
export function readToolLimit(expression: string): CelToolLimit | undefined {
  const [about, other, limits, ...more] = split(expression, '||');
  const [, target = ''] = OTHER_TARGET.exec(other ?? '') ?? [];
  const [server] = textsOf(`[${target}]`) ?? [];
  if (about !== '!has(mcp.tool)' || server === undefined || limits === undefined || more.length > 0) {
    return undefined;
  }
  const lists = split(withoutBrackets(limits), '&&').map((limit): Partial<CelToolLimit> | undefined => {
    const isDenial = limit.startsWith('!');
    const tools = toolsIn(withoutBrackets(limit.slice(isDenial ? 1 : 0)));
    return tools && (isDenial ? { denied: tools } : { allowed: tools });
  });
  return lists.every(list => list !== undefined) ? Object.assign({ server }, ...lists) : undefined;
}

/** The scope of the token that an expression asks for; undefined for one that says anything else. */
export function readScope(expression: string): string | undefined {
  const [, word] = SCOPE.exec(split(expression, '||')[0]) ?? [];
  return word === undefined ? undefined : textsOf(`[${word}]`)?.[0].trim();
}

/** The subjects of tokens that an expression lets in; undefined for one that says anything else. */
export function readSubjects(expression: string): readonly string[] | undefined {
  return listIn(new RegExp(`^jwt\\.sub in ${LIST}$`), expression);
}

function listIn(pattern: RegExp, text: string): readonly string[] | undefined {
  const [, list] = pattern.exec(text) ?? [];
  return list === undefined ? undefined : textsOf(list);
}

function textsOf(list: string): readonly string[] | undefined {
  try {
    const texts: unknown = JSON.parse(list);
    return Array.isArray(texts) && texts.every(text => typeof text === 'string') ? texts : undefined;
  } catch {
    return undefined;
  }
}

/** The parts between an operator that stands outside of brackets and texts. */
function split(expression: string, operator: '&&' | '||'): string[] {
  const parts: string[] = [];
  let [depth, start, inText] = [0, 0, false];
  for (let i = 0; i < expression.length; i += 1) {
    const character = expression[i];
    if (inText) {
      i += character === '\\' ? 1 : 0;
      inText = character !== '"';
      continue;
    }
    inText = character === '"';
    depth += depthOf(character);
    if (depth === 0 && expression.startsWith(operator, i)) {
      parts.push(expression.slice(start, i).trim());
      start = i + operator.length;
    }
  }
  return [...parts, expression.slice(start).trim()];
}

function depthOf(character: string): number {
  if ('([{'.includes(character)) {
    return 1;
  }
  return ')]}'.includes(character) ? -1 : 0;
}

/** Without the brackets around the whole. */
function withoutBrackets(expression: string): string {
  if (!expression.startsWith('(') || !expression.endsWith(')')) {
    return expression;
  }
  let depth = 0;
  for (const [i, character] of [...expression].entries()) {
    depth += depthOf(character);
    if (depth === 0 && i < expression.length - 1) {
      return expression;
    }
  }
  return expression.slice(1, -1);
}
