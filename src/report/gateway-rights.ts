import { readGrant, readScope, readSubjects, readToolLimit } from './cel-grants';
import { PolicyEntry } from '../gateway/engines/posture';
import { asArray, asObject, asString, describe, getPath } from '../guardrails/json';

/** Somebody may use something. `*` stands for every caller, every server, and for tools, prompts and resources. */
export interface Right {
  readonly caller: string;
  readonly server: string;
  readonly tool: string;
}

/** Which tools of a server pass, whoever calls. */
export interface ToolLimit {
  readonly allowed?: readonly string[];
  readonly denied?: readonly string[];
}

/** What the policies of one route say. */
export interface RouteRights {
  /** Without a rule that grants something everybody may use everything. */
  readonly rights: readonly Right[];
  readonly limits: ReadonlyMap<string, ToolLimit>;
  /** The clients with keys, with what shows another key. */
  readonly clients: ReadonlyMap<string, string>;
  /** The accounts that get in; undefined: every one with a token. */
  readonly accounts?: readonly string[];
  /** What must hold for all callers, such as a scope. */
  readonly conditions: readonly string[];
  /** What is refused, whoever calls. */
  readonly refusals: readonly string[];
  /** Other settings: their names, and their fields as text. */
  readonly settings: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

/** A gateway's routes, each with what its policies say. */
export type GatewayRights = ReadonlyMap<string, RouteRights>;

/** Rules of one kind, and what they do with those for whom they hold. */
interface Rules {
  readonly allow: readonly string[];
  readonly require: readonly string[];
  readonly deny: readonly string[];
}

type Effect = readonly [action: string, expression: unknown];

const EVERYTHING: Right = { caller: '*', server: '*', tool: '*' };
/** Shown by other changes. */
const TOLD = ['hostnames', 'mcpAuthorization', 'authorization', 'toolSelectors'];

export function routeRights(entries: readonly PolicyEntry[]): RouteRights {
  const all = entries.flatMap(unfolded);
  const use = rulesIn(all, 'mcpAuthorization');
  const entry = rulesIn(all, 'authorization');
  const grants = use.allow.map(expression => ({ expression, grant: readGrant(expression) }));
  const limits = use.require.flatMap(expression => readToolLimit(expression) ?? []);
  const subjects = entry.require.map(readSubjects);
  return {
    rights: grants.length === 0 ? [EVERYTHING] : grants.flatMap(rightsOf),
    limits: new Map([
      ...limits.map(({ server, ...limit }) => [server, limit] as const),
      ...all.filter(({ name }) => name === 'toolSelectors').flatMap(({ policy }) => asArray(policy).map(selectorLimit)),
    ]),
    clients: new Map([
      ...all.flatMap(({ name, policy }) => (name === 'apiKey' ? asArray(getPath(policy, 'keys')).map(clientOf) : [])),
      ...all.flatMap(({ name, policy }) => (name === 'clients' ? Object.entries(asObject(policy)).map(textOf) : [])),
    ]),
    accounts: subjects.some(list => list !== undefined) ? subjects.flatMap(list => list ?? []) : undefined,
    conditions: [
      ...use.require.filter(expression => readToolLimit(expression) === undefined).map(conditionText),
      ...entry.require.filter((_, i) => subjects[i] === undefined).map(conditionText),
    ],
    refusals: [...use.deny, ...entry.deny],
    settings: new Map(
      all
        .filter(({ name }) => !TOLD.includes(name) && name !== 'clients')
        .map(({ name, policy }) => [name, new Map(fieldsOf(name === 'apiKey' ? withoutKeys(policy) : policy))]),
    ),
  };
}

/** The policies that agentgateway's controller groups into those of the traffic and those of the servers. */
function unfolded(entry: PolicyEntry): PolicyEntry[] {
  if (entry.name === 'traffic') {
    return Object.entries(asObject(entry.policy)).map(([name, policy]) => ({ ...entry, name, policy }));
  }
  if (entry.name !== 'backend') {
    return [entry];
  }
  const { mcp, ...others } = asObject(entry.policy);
  const { authorization, ...more } = asObject(mcp);
  return Object.entries({ ...others, ...more, mcpAuthorization: authorization })
    .filter(([, policy]) => policy !== undefined)
    .map(([name, policy]) => ({ ...entry, name, policy }));
}

function rulesIn(entries: readonly PolicyEntry[], wanted: string): Rules {
  const rules: Record<keyof Rules, string[]> = { allow: [], require: [], deny: [] };
  for (const { name, policy } of entries) {
    if (name !== wanted) {
      continue;
    }
    const action = asString(getPath(policy, 'action'))?.toLowerCase() ?? 'allow';
    const expressions = asArray(getPath(policy, 'policy', 'matchExpressions')).map((rule): Effect => [action, rule]);
    const listed = asArray(getPath(policy, 'rules')).flatMap((rule): Effect[] =>
      typeof rule === 'string' ? [['allow', rule]] : Object.entries(asObject(rule)),
    );
    for (const [effect, expression] of [...expressions, ...listed]) {
      const known = effect === 'deny' || effect === 'require' ? effect : 'allow';
      rules[known].push(asString(expression) ?? JSON.stringify(expression));
    }
  }
  return rules;
}

function rightsOf({ expression, grant }: { expression: string; grant?: ReturnType<typeof readGrant> }): Right[] {
  if (grant === undefined) {
    return [{ caller: `callers for whom ${expression} holds`, server: '*', tool: '*' }];
  }
  const { callers = ['*'], servers = ['*'], tools = ['*'] } = grant;
  return callers.flatMap(caller => servers.flatMap(server => tools.map(tool => ({ caller, server, tool }))));
}

function conditionText(expression: string): string {
  const scope = readScope(expression);
  return scope === undefined ? expression : `a token with the scope ${scope}`;
}

function clientOf(key: unknown): readonly [string, string] {
  return [describe(getPath(key, 'metadata', 'client')), describe(getPath(key, 'keyHash') ?? getPath(key, 'key'))];
}

function textOf([client, key]: [string, unknown]): readonly [string, string] {
  return [client, describe(key)];
}

function withoutKeys(policy: unknown): unknown {
  const { keys, ...others } = asObject(policy);
  return others;
}

/** The filter of tools at a server of an MCPRoute. */
function selectorLimit(reference: unknown): readonly [string, ToolLimit] {
  const list = (names: string, expressions: string): readonly string[] | undefined => {
    const selector = getPath(reference, 'toolSelector');
    const [plain, patterns] = [names, expressions].map(key => getPath(selector, key));
    return plain === undefined && patterns === undefined
      ? undefined
      : [...asArray(plain).map(String), ...asArray(patterns).map(patternText)];
  };
  return [
    asString(getPath(reference, 'name')) ?? '',
    { allowed: list('include', 'includeRegex'), denied: list('exclude', 'excludeRegex') },
  ];
}

/** The form that ToolPolicy has, where an expression says no more. */
function patternText(expression: unknown): string {
  const [, start, end] = /^\^((?:[\w/-]|\\\.)*)(\$?)$/.exec(String(expression)) ?? [];
  return start === undefined ? `/${String(expression)}/` : `${start.replaceAll('\\.', '.')}${end === '$' ? '' : '*'}`;
}

/** The leaves of a value with their paths. Lists of texts are one leaf. */
function fieldsOf(value: unknown, path = ''): [string, string][] {
  if (Array.isArray(value) && value.every(item => typeof item !== 'object' || item === null)) {
    return [[path, value.map(String).join(', ')]];
  }
  if (typeof value !== 'object' || value === null) {
    return [[path, String(value)]];
  }
  return Object.entries(value).flatMap(([key, part]) => fieldsOf(part, path === '' ? key : `${path}.${key}`));
}
