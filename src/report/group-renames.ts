import { Change } from './change';
import { NewNames, TakenNames } from './names';
import { keyOf } from './object-changes';
import { Judged } from './objects';
import { idOf } from './posture-text';
import { prefixesOf } from './prefixes';
import { Surroundings, renamedChange } from './rename-surroundings';
import {
  Group,
  Likeness,
  anyVersion,
  everything,
  groupsOf,
  keyOfGroup,
  manifestsIn,
  onlyPairs,
  program,
  renamedFrom,
} from './workload-groups';
import { ListMap } from '../foundation/list-map';
import { asObject } from '../guardrails/json';

type All = readonly Judged[];
type Pair = readonly [Group, Group];

/** New names, and what there is to say of them. */
export interface Found {
  /** undefined: nothing is renamed. */
  readonly names?: NewNames;
  readonly changes: readonly Change[];
}

/** How alike two servers or gateways must be, the most first; those of one namespace before those of two. */
const STAGES: readonly Likeness[] = [
  ...[everything, program, anyVersion].map(
    (likeness): Likeness =>
      group =>
        within(group.namespace, likeness(group)),
  ),
  ...[everything, program, anyVersion].map(
    (likeness): Likeness =>
      group =>
        within(group.name, likeness(group)),
  ),
  everything,
];

function within(place: string, text: string | undefined): string | undefined {
  return text === undefined ? undefined : `${place}\n${text}`;
}

/** Servers and gateways with other names, or in other namespaces. */
export function groupRenames(before: All, after: All, taken: TakenNames): Found {
  const names = new NewNames();
  const pairs = groupPairs(before, after).filter(pair => giveNames(pair, names, taken));
  if (pairs.length === 0) {
    return { changes: [] };
  }
  givePrefixes(pairs, before, after, names);
  const surroundings = new Surroundings(before, after, taken);
  return { names, changes: pairs.map(pair => groupChange(pair, surroundings)) };
}

function groupPairs(before: All, after: All): Pair[] {
  const [old, now] = [before, after].map(all => new Map(groupsOf(all).map(group => [keyOfGroup(group), group])));
  let gone = [...old].flatMap(([key, group]) => (now.has(key) ? [] : [group]));
  let added = [...now].flatMap(([key, group]) => (old.has(key) ? [] : [group]));
  const pairs: Pair[] = [];
  for (const likeness of STAGES) {
    if (gone.length === 0 || added.length === 0) {
      break;
    }
    const found = onlyPairs(gone, added, likeness);
    const known = new Set(found.flat());
    [gone, added] = [gone, added].map(groups => groups.filter(group => !known.has(group)));
    pairs.push(...found);
  }
  return pairs;
}

/** Gives the objects of a server or gateway their new names, unless one of them is taken. */
function giveNames([was, is]: Pair, names: NewNames, taken: TakenNames): boolean {
  const own = new Set(manifestsIn(is).map(keyOf));
  const given = [was, ...was.members.map(({ subject }) => subject)]
    .map(({ name }) => ({ name, now: renamedFrom(name, was.name, is.name) }))
    .filter(({ now }, i) => now !== undefined && (i === 0 || isThere(was.members[i - 1], { own, is, name: now })));
  const isTaken = given.some(({ now = '' }) => taken.objects.has(`${is.namespace}/${now}`));
  if (!isTaken) {
    given.forEach(({ name, now = name }) =>
      names.objects.set(`${was.namespace}/${name}`, { namespace: is.namespace, name: now }),
    );
  }
  return !isTaken;
}

function isThere(
  { subject: { manifest } }: Judged,
  { own, is, name }: { readonly own: ReadonlySet<string>; readonly is: Group; readonly name: string },
): boolean {
  const metadata = { ...asObject(manifest.metadata), namespace: is.namespace, name };
  return own.has(keyOf({ ...manifest, metadata }));
}

function givePrefixes(pairs: readonly Pair[], before: All, after: All, names: NewNames): void {
  const [old, now] = [before, after].map(prefixesOf);
  const taken = new ListMap<string, string>();
  old.forEach((prefix, server) => taken.add(prefix, server));
  for (const [was, is] of pairs) {
    const [prefix, next] = [old.get(idOf(was)), now.get(idOf(is))];
    const isOwn = prefix !== undefined && taken.get(prefix)?.length === 1;
    if (isOwn && next !== undefined && !taken.has(next)) {
      names.prefixes.set(prefix, next);
    }
  }
}

function groupChange([was, is]: Pair, surroundings: Surroundings): Change {
  const isMoved = was.namespace !== is.namespace;
  const moves = isMoved ? [`moved from namespace ${was.namespace} to ${is.namespace}`] : [];
  const calls = was.name === is.name ? [] : [`is now called ${is.name}`];
  const places = isMoved ? [...surroundings.lost(was.namespace), ...surroundings.gained(is.namespace)] : [];
  const named = calls.length === 0 ? [] : surroundings.admission.about(was.name);
  return renamedChange(
    `${was.type} ${idOf(was)}`,
    [[...moves, ...calls].join(' and '), ...places, ...named],
    'a plain apply keeps its old objects',
  );
}
