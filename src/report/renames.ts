import { Change } from './change';
import { sortedJson, withoutEffect } from './field-differences';
import { Found, groupRenames } from './group-renames';
import { NewNames, TakenNames, ownerIn } from './names';
import { keyOf } from './object-changes';
import { Judged } from './objects';
import { AdmissionWords, contentsOf, renamedChange } from './rename-surroundings';
import { renamed, takenBy } from './renamed-manifests';
import { groupOf, groupsOf, keyOfGroup, onlyPairs } from './workload-groups';
import { ListMap } from '../foundation/list-map';
import { compare } from '../foundation/reader';
import { asObject } from '../guardrails/json';

type All = readonly Judged[];

/** What is compared with the new manifests, and what is called otherwise in them. */
export interface Renamed {
  /** The old manifests with the names that things have now. */
  readonly before: All;
  readonly changes: readonly Change[];
  /** What the objects among them were called, by what they are called. */
  readonly called: ReadonlyMap<string, string>;
}

/**
 * Finds what only has another name, and gives the old manifests the new names: whatever else differs is a difference
 * of what has the name now. A name that the old manifests have somewhere already is not given: what was said of it
 * would hold for something else.
 */
export function withRenames(before: All, after: All): Renamed {
  const taken = takenBy(before);
  const spaces = namespaceRenames(before, after, taken);
  const moved = renamed(before, after, spaces.names);
  const groups = groupRenames(moved, after, taken);
  const placed = renamed(moved, after, groups.names);
  const singles = singleRenames(placed, after);
  const final = renamed(placed, after, singles.names);
  return {
    before: final,
    changes: [...spaces.changes, ...groups.changes, ...singles.changes].sort((a, b) => compare(a.subject, b.subject)),
    called: new Map(final.map(({ subject }, i) => [keyOf(subject.manifest), keyOf(before[i].subject.manifest)])),
  };
}

/** Namespaces that are gone, and new ones with objects of the same kinds and names. */
function namespaceRenames(before: All, after: All, taken: TakenNames): Found {
  const [old, now] = [before, after].map(contentsOf);
  const isGone = (name: string): boolean => !now.has(name);
  const isNew = (name: string): boolean => !taken.namespaces.has(name);
  const pairs = onlyPairs(placesIn(old, isGone), placesIn(now, isNew), ({ content }) => content);
  const names = new NewNames();
  pairs.forEach(([was, is]) => names.namespaces.set(was.name, is.name));
  const admission = new AdmissionWords(after);
  return {
    names: pairs.length === 0 ? undefined : names,
    changes: pairs.map(([{ name: was }, { name: is }]) =>
      renamedChange(
        `namespace ${was}`,
        [`is now called ${is}`, ...admission.about(was)],
        'a plain apply keeps the old one',
      ),
    ),
  };
}

/** A namespace that is gone or new, with the kinds and names in it; without its own object they are unknown. */
interface NamespaceContent {
  readonly name: string;
  readonly content?: string;
}

function placesIn(all: ListMap<string, string>, isOne: (name: string) => boolean): NamespaceContent[] {
  return [...all]
    .filter(([name]) => isOne(name))
    .map(([name, objects]) => ({
      name,
      content: objects.includes(`Namespace ${name}`) ? namesIn(name, objects, isOne) : undefined,
    }));
}

/** Rights of servers whose namespaces have other names too are alike. */
function namesIn(namespace: string, objects: readonly string[], isRenamed: (name: string) => boolean): string {
  return objects
    .filter(object => object !== `Namespace ${namespace}`)
    .map(object => {
      const [kind, name] = object.split(' ');
      const owner = ownerIn(name);
      return owner !== undefined && isRenamed(owner.namespace) ? `${kind} :${owner.name}` : object;
    })
    .sort(compare)
    .join('\n');
}

/** Objects of which nothing but the name differs. */
function singleRenames(before: All, after: All): Found {
  const [old, now] = [before, after].map(all => new Map(all.map(judged => [keyOf(judged.subject.manifest), judged])));
  const [oldGroups, newGroups] = [before, after].map(all => new Set(groupsOf(all).map(keyOfGroup)));
  const isFree = (judged: Judged): boolean => {
    const group = groupOf(judged);
    return group === undefined || (oldGroups.has(keyOfGroup(group)) && newGroups.has(keyOfGroup(group)));
  };
  const gone = [...old].flatMap(([key, judged]) => (now.has(key) || !isFree(judged) ? [] : [judged]));
  const added = [...now].flatMap(([key, judged]) => (old.has(key) || !isFree(judged) ? [] : [judged]));
  if (gone.length === 0 || added.length === 0) {
    return { changes: [] };
  }
  const [taken, count] = [takenBy(before), countsOf(before)];
  const names = new NewNames();
  const pairs = onlyPairs(gone, added, contentOf).filter(
    ([{ subject: was }, { subject: is }]) =>
      count.get(placeOf(was))?.length === 1 && !taken.objects.has(placeOf(is)) && was.kind !== 'Namespace',
  );
  pairs.forEach(([{ subject: was }, { subject: is }]) =>
    names.objects.set(placeOf(was), { namespace: is.namespace ?? '', name: is.name }),
  );
  return {
    names: pairs.length === 0 ? undefined : names,
    changes: pairs.map(([{ subject: was }, { subject: is }]) =>
      renamedChange(keyOf(was.manifest), [`is now called ${is.name}`], 'prune the old one, a plain apply keeps it'),
    ),
  };
}

function placeOf({ namespace = '', name }: { readonly namespace?: string; readonly name: string }): string {
  return `${namespace}/${name}`;
}

function countsOf(all: All): ListMap<string, Judged> {
  const counts = new ListMap<string, Judged>();
  all.forEach(judged => counts.add(placeOf(judged.subject), judged));
  return counts;
}

function contentOf({ subject: { manifest } }: Judged): string {
  return sortedJson(withoutEffect({ ...manifest, metadata: { ...asObject(manifest.metadata), name: '' } }));
}
