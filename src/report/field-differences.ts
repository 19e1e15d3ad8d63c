import { isDeepStrictEqual } from 'util';
import { compare } from '../foundation/reader';
import { Json, asArray, asObject, getPath } from '../guardrails/json';

/** Labels and annotations without effect, or whose effect other fields show. */
const WITHOUT_EFFECT = [
  /^cdk8s-mcp\//,
  /^app\.kubernetes\.io\//,
  /^ignore-check\.kube-linter\.io\//,
  /^polaris\.fairwinds\.com\//,
  /^kube-score\//,
  /^checkov\.io\//,
  /^helm\.sh\/chart$/,
  /^kubectl\.kubernetes\.io\//,
  /^(?:owner|environment)$/,
];

/** The paths of fields that differ, such as `spec.replicas`. Items of a list are matched by their names. */
export function fieldDifferences(before: unknown, after: unknown, path = ''): string[] {
  if (isDeepStrictEqual(before, after) || sortedJson(before) === sortedJson(after)) {
    return [];
  }
  const isMap = /(?:^|\.)(?:labels|annotations)$/.test(path);
  const [old, now] = [before, after].map(value => partsOf(value ?? (isMap ? {} : value)));
  if (old === undefined || now === undefined) {
    return [path];
  }
  return [...new Set([...old.keys(), ...now.keys()])]
    .filter(key => !isMap || !WITHOUT_EFFECT.some(pattern => pattern.test(key)))
    .sort(compare)
    .flatMap(key => fieldDifferences(old.get(key), now.get(key), pathOf(path, key, isMap)));
}

/** The manifest without labels and annotations that have no effect. */
export function withoutEffect(manifest: Json): Json {
  const metadata = asObject(manifest.metadata);
  const kept = (map: unknown): Json =>
    Object.fromEntries(
      Object.entries(asObject(map)).filter(([key]) => !WITHOUT_EFFECT.some(pattern => pattern.test(key))),
    );
  const { labels, annotations, ...others } = metadata;
  return { ...manifest, metadata: { ...others, labels: kept(labels), annotations: kept(annotations) } };
}

function pathOf(path: string, key: string, isMap: boolean): string {
  if (isMap) {
    return `${path}[${key}]`;
  }
  return key.startsWith('[') || path === '' ? `${path}${key}` : `${path}.${key}`;
}

/** The parts of a map, or of a list whose items all have names; undefined for anything else. */
function partsOf(value: unknown): Map<string, unknown> | undefined {
  if (Array.isArray(value)) {
    const names = asArray(value).map(item => getPath(item, 'name'));
    const areUnique =
      names.every(name => typeof name === 'string') && new Set(names).size === names.length && names.length > 0;
    return areUnique ? new Map(asArray(value).map((item, i) => [`[${String(names[i])}]`, item])) : undefined;
  }
  return typeof value === 'object' && value !== null ? new Map(Object.entries(value)) : undefined;
}

/** JSON that does not depend on the order of members. */
export function sortedJson(value: unknown): string {
  return (
    JSON.stringify(value, (_, part: unknown) =>
      typeof part === 'object' && part !== null && !Array.isArray(part)
        ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => compare(a, b)))
        : part,
    ) ?? ''
  );
}
