import { Change, Weight } from './change';
import { CoveringRights } from './covering-rights';
import { GatewayRights, Right, RouteRights, ToolLimit } from './gateway-rights';
import { ListMap } from '../foundation/list-map';
import { compare } from '../foundation/reader';

/** The rights of one gateway or route, before and after. */
interface Pair<T> {
  readonly before: T;
  readonly after: T;
  /** How callers without names are called. */
  readonly everyone: string;
}

type Told = Omit<Change, 'subject'>;

/** Settings that restrict callers: without one more is possible. */
const RESTRICTING =
  /^(?:apiKey|basicAuth|jwt|mcpAuth|ext(?:ernal)?Auth|localRateLimit|remoteRateLimit|rateLimit|oidc|csrf)/i;
/** Numbers of requests: more are wider. */
const AMOUNT = /(?:^|\.)(?:maxTokens|tokensPerFill|requests|burst)$/;
/** What clients are told that they may ask for: who gets in is decided by what is required. */
const TOLD_TO_CLIENTS = /^resourceMetadata\.scopesSupported$/;
const LONGEST = 160;

/** Who may use what, in words. What is the same on all routes is told once. */
export function rightsChanges({ before, after, everyone }: Pair<GatewayRights>, subject: string): Change[] {
  const routes = [...new Set([...before.keys(), ...after.keys()])].sort(compare);
  const told = new ListMap<string, string>();
  const changes = new Map<string, Told>();
  for (const route of routes) {
    for (const change of routeChanges(route, { before: before.get(route), after: after.get(route), everyone })) {
      const key = `${change.weight} ${change.text}`;
      changes.set(key, change);
      told.add(key, route);
    }
  }
  return [...changes].map(([key, { text, ...change }]) => {
    const on = told.get(key) ?? [];
    const where = on.length === routes.length || text.startsWith('route ') ? '' : ` (route ${on.join(', ')})`;
    return { ...change, subject, text: `${text}${where}` };
  });
}

function routeChanges(route: string, pair: Pair<RouteRights | undefined>): Told[] {
  const { before, after, everyone } = pair;
  if (before === undefined || after === undefined) {
    return before === undefined
      ? [{ weight: 'widened', kind: 'route-added', text: `route ${route} is new` }]
      : [{ weight: 'narrowed', kind: 'route-removed', text: `route ${route} is removed, and its policies with it` }];
  }
  const known = { before, after, everyone };
  return [
    ...rightChanges(known),
    ...limitChanges(known),
    ...clientChanges(known),
    ...accountChanges(known),
    ...listChanges(before.conditions, after.conditions, {
      added: condition => narrowed(`callers must now have ${conditionText(condition)}`),
      removed: condition => widened(`callers need no longer have ${conditionText(condition)}`),
    }),
    ...listChanges(before.refusals, after.refusals, {
      added: expression => narrowed(`what ${expression} matches is now refused`),
      removed: expression => widened(`what ${expression} matches is no longer refused`),
    }),
    ...settingChanges(known),
  ];
}

function conditionText(condition: string): string {
  return condition.startsWith('a token with') ? condition : `what ${condition} asks for`;
}

function rightChanges({ before, after, everyone }: Pair<RouteRights>): Told[] {
  const [was, is] = [new CoveringRights(before.rights), new CoveringRights(after.rights)];
  const added = after.rights.filter(right => !was.has(right));
  const gone = before.rights.filter(right => !is.has(right) && !is.covers(right));
  const lost = new CoveringRights(gone);
  return [
    ...sentences(
      added.filter(right => !was.covers(right)),
      'may now',
      everyone,
    ).map(widened),
    ...sentences(gone, 'may no longer', everyone).map(narrowed),
    ...sentences(
      added.filter(right => was.covers(right) && lost.covers(right)),
      'may still',
      everyone,
    ).map(narrowed),
  ];
}

/** One sentence for each caller. */
function sentences(rights: readonly Right[], may: string, everyone: string): string[] {
  const uses = new ListMap<string, string>();
  for (const { caller, server, tool } of rights) {
    const verb = tool === '*' ? 'use' : 'call';
    uses.add(`${caller === '*' ? everyone : caller} ${may} ${verb}`, useText(server, tool));
  }
  return [...uses].map(([start, what]) => `${start} ${what.join(', ')}`);
}

function useText(server: string, tool: string): string {
  if (tool === '*') {
    return server === '*' ? 'everything' : `everything of ${server}`;
  }
  return server === '*' ? `${tool} of every server` : `${server}/${tool}`;
}

/** What passes of the tools of a server, whoever calls. */
function limitChanges({ before, after, everyone }: Pair<RouteRights>): Told[] {
  const servers = [...new Set([...before.limits.keys(), ...after.limits.keys()])];
  return servers.flatMap(server => {
    const [was, is]: ToolLimit[] = [before.limits.get(server) ?? {}, after.limits.get(server) ?? {}];
    const may = (tools: readonly string[], words: string, told: (text: string) => Told): Told[] =>
      tools.length === 0 ? [] : [told(`${everyone} ${words} ${namesOf(server, tools)}`)];
    return [
      ...allowedChanges(server, was.allowed, is.allowed, may),
      ...may(minus(was.denied, is.denied), 'may now call', widened),
      ...may(minus(is.denied, was.denied), 'may no longer call', narrowed),
    ];
  });
}

/** Without a list every tool may be called. */
function allowedChanges(
  server: string,
  was: readonly string[] | undefined,
  is: readonly string[] | undefined,
  may: (tools: readonly string[], words: string, told: (text: string) => Told) => Told[],
): Told[] {
  if (was === undefined) {
    return is === undefined ? [] : may(is, `may now call, of the tools of ${server}, only`, narrowed);
  }
  if (is === undefined) {
    return may(was, `may now call every tool of ${server}, not only`, widened);
  }
  return [...may(minus(is, was), 'may now call', widened), ...may(minus(was, is), 'may no longer call', narrowed)];
}

function namesOf(server: string, tools: readonly string[]): string {
  return tools.map(tool => `${server}/${tool}`).join(', ');
}

function minus(texts: readonly string[] = [], others: readonly string[] = []): string[] {
  const known = new Set(others);
  return texts.filter(text => !known.has(text));
}

/** Clients with keys. Where there were none, or are none any more, the change of `auth` says so. */
function clientChanges({ before, after }: Pair<RouteRights>): Told[] {
  if (before.clients.size === 0 || after.clients.size === 0) {
    return [];
  }
  const names = [[...after.clients.keys()], [...before.clients.keys()]] as const;
  const others = names[0].filter(name => ![undefined, after.clients.get(name)].includes(before.clients.get(name)));
  return [
    ...minus(names[0], names[1]).map(name => widened(`${name} may now call the gateway`)),
    ...minus(names[1], names[0]).map(name => narrowed(`${name} may no longer call the gateway`)),
    ...others.map((name): Told => ({
      weight: 'changed',
      kind: 'authorization-changed',
      text: `${name} has another key`,
    })),
  ];
}

/** Service accounts and other subjects of tokens. */
function accountChanges({ before: { accounts: was }, after: { accounts: is } }: Pair<RouteRights>): Told[] {
  if (was === undefined) {
    return is === undefined ? [] : [narrowed(`only ${is.join(', ')} may now call the gateway`)];
  }
  if (is === undefined) {
    return [widened(`every account with a token may now call the gateway, not only ${was.join(', ')}`)];
  }
  return listChanges(was, is, {
    added: account => widened(`${account} may now call the gateway`),
    removed: account => narrowed(`${account} may no longer call the gateway`),
  });
}

function listChanges(
  before: readonly string[],
  after: readonly string[],
  { added, removed }: { readonly added: (text: string) => Told; readonly removed: (text: string) => Told },
): Told[] {
  return [...minus(after, before).map(added), ...minus(before, after).map(removed)];
}

function settingChanges({ before, after }: Pair<RouteRights>): Told[] {
  const names = [...new Set([...before.settings.keys(), ...after.settings.keys()])].sort(compare);
  return names.flatMap(name => {
    const [was, is] = [before.settings.get(name), after.settings.get(name)];
    if (was === undefined || is === undefined) {
      const isRestriction = RESTRICTING.test(name);
      const weight = (was === undefined) === isRestriction ? 'narrowed' : 'widened';
      return [setting(weight, `${name} is ${was === undefined ? 'new' : 'removed'}: ${settingText(was ?? is)}`)];
    }
    return [...new Set([...was.keys(), ...is.keys()])]
      .filter(field => was.get(field) !== is.get(field))
      .map(field => {
        const path = field === '' ? name : `${name}.${field}`;
        const [old, now] = [was.get(field), is.get(field)];
        return setting(fieldWeight(field, old, now), `${path}: ${shown(old)} → ${shown(now)}`);
      });
  });
}

/** Which of two settings lets more through is mostly not decided here: somebody must look. */
function fieldWeight(field: string, before: string | undefined, after: string | undefined): Weight {
  if (TOLD_TO_CLIENTS.test(field)) {
    return 'changed';
  }
  const [was, is] = [Number(before), Number(after)];
  return AMOUNT.test(field) && is < was ? 'narrowed' : 'widened';
}

function settingText(fields: ReadonlyMap<string, string> = new Map()): string {
  return [...fields].map(([field, value]) => (field === '' ? shown(value) : `${field} ${shown(value)}`)).join('; ');
}

function shown(value: string | undefined): string {
  if (value === undefined) {
    return 'none';
  }
  return value.length > LONGEST ? `a text of ${value.length} characters` : value;
}

function widened(text: string): Told {
  return { weight: 'widened', kind: 'authorization-changed', text };
}

function narrowed(text: string): Told {
  return { weight: 'narrowed', kind: 'authorization-changed', text };
}

function setting(weight: Weight, text: string): Told {
  return { weight, kind: 'policy-changed', text };
}
