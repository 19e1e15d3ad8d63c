import { Issues } from '../foundation/issues';
import { Reader } from '../foundation/reader';
import { manifestDocuments } from '../foundation/yaml/manifest-documents';
import { withoutValues } from '../foundation/yaml/yaml-problems';
import { Json, asObject, asString } from '../guardrails/json';

/** The API server takes no larger request. */
const MAX_OBJECT = 3_145_728;
const LIST = /^kind: *["']?List\b|"kind":\s*"List"/m;

/** The objects in texts of YAML or JSON, in their order. A List stands for its items. Anything else is an issue. */
export function readManifests(issues: Issues, texts: readonly string[], names: readonly string[] = []): Json[] {
  return new Reader(issues).list(texts, 'yaml').flatMap((source, i) => {
    const prop = names[i] ?? `yaml[${i}]`;
    if (!issues.check(typeof source === 'string', prop, 'a string', source)) {
      return [];
    }
    if (!checkSizes(issues, prop, source)) {
      return [];
    }
    try {
      return manifestDocuments(source).flatMap(({ value }, k) => objectsIn(issues, `${prop} document ${k + 1}`, value));
    } catch (error) {
      issues.add(prop, `is not valid YAML: ${withoutValues(error)}`);
      return [];
    }
  });
}

/** A document of one object is bounded; a List may hold any number of them. */
function checkSizes(issues: Issues, prop: string, source: string): boolean {
  if (source.length <= MAX_OBJECT) {
    return true;
  }
  const long = source.split(/^---(?=\s|$)/m).find(text => text.length > MAX_OBJECT && !LIST.test(text));
  return issues.check(
    long === undefined,
    prop,
    `documents of at most ${MAX_OBJECT} characters, which is the limit of the API server for one object`,
    `one of ${long?.length ?? 0} characters`,
  );
}

function objectsIn(issues: Issues, prop: string, document: unknown): Json[] {
  const manifest = asObject(document);
  if (asString(manifest.kind) === undefined || asString(manifest.apiVersion) === undefined) {
    issues.add(prop, 'is not a Kubernetes object: it has no apiVersion and kind');
    return [];
  }
  return manifest.kind === 'List' && Array.isArray(manifest.items)
    ? manifest.items.flatMap((item, i) => objectsIn(issues, `${prop}.items[${i}]`, item))
    : [manifest];
}
