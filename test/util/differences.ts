import { Manifest } from './app';

/** What stands for a field or an object that only the first side has. */
export const GONE = 'gone';

/** Fields that differ, such as `Deployment tool: pod.hostname`, with the value of the second side. */
export type Differences = Readonly<Record<string, unknown>>;

/**
 * How one list of manifests differs from another, so that a variant is tested by what is its own: a field that every
 * variant has changes none of these. Items with a name are compared by it, and texts of JSON by what they say.
 */
export function differences(before: readonly Manifest[], after: readonly Manifest[]): Differences {
  const [old, now] = [byIdentity(before), byIdentity(after)];
  const objects = [...new Set([...Object.keys(old), ...Object.keys(now)])];
  return Object.fromEntries(
    objects.flatMap(object =>
      [...between('', old[object], now[object])].map(each => [nameOf(object, each[0]), each[1]]),
    ),
  );
}

function nameOf(object: string, path: string): string {
  return path === '' ? object : `${object}: ${path.slice(1).replace('spec.template.spec.', 'pod.')}`;
}

function byIdentity(manifests: readonly Manifest[]): Manifest {
  return Object.fromEntries(manifests.map(manifest => [`${manifest.kind} ${manifest.metadata.name}`, manifest]));
}

function* between(path: string, before: Manifest, after: Manifest): Generator<[string, unknown]> {
  if (JSON.stringify(before) === JSON.stringify(after)) {
    return;
  }
  const [old, now] = [partsOf(before), partsOf(after)];
  if (old === undefined || now === undefined || isAnotherList(before, after)) {
    yield [path, after === undefined ? GONE : after];
    return;
  }
  for (const key of new Set([...Object.keys(old), ...Object.keys(now)])) {
    yield* between(`${path}.${key}`, old[key], now[key]);
  }
}

/** Lists without names are told whole, unless they are as long as each other. */
function isAnotherList(before: Manifest, after: Manifest): boolean {
  const isNamed = [before, after].every(list => Array.isArray(list) && list.every(item => item?.name !== undefined));
  return Array.isArray(before) && !isNamed && before.length !== after.length;
}

/** What a value is made of, by key; undefined for a value that is told whole. */
function partsOf(value: Manifest): Readonly<Record<string, Manifest>> | undefined {
  if (typeof value === 'string' && value.startsWith('{\n')) {
    return partsOf(JSON.parse(value));
  }
  if (typeof value !== 'object' || value === null) {
    return undefined;
  }
  if (!Array.isArray(value)) {
    return value;
  }
  const isOfTexts = value.every(item => typeof item !== 'object');
  return isOfTexts ? undefined : Object.fromEntries(value.map((item, index) => [item.name ?? index, item]));
}
