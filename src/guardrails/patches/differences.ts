import { isDeepStrictEqual } from 'node:util';
import { Json, asString, getPath } from '../json';

/** A place where two documents differ; undefined: there is nothing. */
export interface Difference {
  readonly keys: readonly string[];
  readonly before: unknown;
  readonly after: unknown;
}

/** What tells the entries of a list apart, in the order in which it is tried. */
const IDENTITIES = ['name', 'mountPath', 'devicePath'];

/** Where two JSON documents differ, each place as deep as it can be named. */
export function differences(before: unknown, after: unknown, keys: readonly string[] = []): Difference[] {
  if (isDeepStrictEqual(before, after)) {
    return [];
  }
  if (isMap(before) && isMap(after)) {
    return inMaps(before, after, keys);
  }
  return Array.isArray(before) && Array.isArray(after) ? inLists(before, after, keys) : [{ keys, before, after }];
}

/** The values below a difference on one side; an empty map or list is a value. */
export function leavesOf({ keys, before, after }: Difference): (readonly string[])[] {
  return before === undefined || after === undefined ? leaves(before ?? after, keys) : [keys];
}

export function isMap(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function leaves(value: unknown, keys: readonly string[]): (readonly string[])[] {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return entries.length === 0 ? [keys] : entries.flatMap(([key, item]) => leaves(item, [...keys, key]));
}

function inMaps(before: Json, after: Json, keys: readonly string[]): Difference[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap(key =>
    differences(before[key], after[key], [...keys, key]),
  );
}

function inLists(before: readonly unknown[], after: readonly unknown[], keys: readonly string[]): Difference[] {
  const identity = IDENTITIES.find(name => tellsApart(before, name) && tellsApart(after, name));
  return identity === undefined ? byPlace(before, after, keys) : byIdentity(before, after, { identity, keys });
}

function tellsApart(items: readonly unknown[], identity: string): boolean {
  const names = items.map(item => asString(getPath(item, identity)));
  return !names.includes(undefined) && new Set(names).size === names.length;
}

/** A changed order is a difference too: init containers run in it, and variables refer to those before them. */
function byIdentity(
  before: readonly unknown[],
  after: readonly unknown[],
  { identity, keys }: { readonly identity: string; readonly keys: readonly string[] },
): Difference[] {
  const nameOf = (item: unknown): string => asString(getPath(item, identity)) ?? '';
  const places = new Map(after.map((item, i) => [nameOf(item), i]));
  const known = new Set(before.map(nameOf));
  const kept = before.map(nameOf).filter(name => places.has(name));
  const order = after.map(nameOf).filter(name => known.has(name));
  return [
    ...before.flatMap((item, i) => {
      const place = places.get(nameOf(item));
      return place === undefined
        ? [{ keys: [...keys, String(i)], before: item, after: undefined }]
        : differences(item, after[place], [...keys, String(place)]);
    }),
    ...after.flatMap((item, i) =>
      known.has(nameOf(item)) ? [] : [{ keys: [...keys, String(i)], before: undefined, after: item }],
    ),
    ...orderDifference(kept, order, { keys, before, after }),
  ];
}

function orderDifference(kept: readonly string[], order: readonly string[], difference: Difference): Difference[] {
  return isDeepStrictEqual(kept, order) ? [] : [difference];
}

/** What is equal at both ends stays; the rest is compared one by one. */
function byPlace(before: readonly unknown[], after: readonly unknown[], keys: readonly string[]): Difference[] {
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && isDeepStrictEqual(before[head], after[head])) {
    head += 1;
  }
  let tail = 0;
  while (tail < shorter - head && isDeepStrictEqual(before.at(-1 - tail), after.at(-1 - tail))) {
    tail += 1;
  }
  const length = Math.max(before.length, after.length) - head - tail;
  return Array.from({ length }, (_, i) => head + i).flatMap(place =>
    differences(
      place < before.length - tail ? before[place] : undefined,
      place < after.length - tail ? after[place] : undefined,
      [...keys, String(place)],
    ),
  );
}
