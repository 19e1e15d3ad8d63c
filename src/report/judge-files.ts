import { isBlankYaml } from './blank-yaml';
import { nameOf } from './duplicate-objects';
import { resolveFacts } from './facts';
import { judgeObjects, withoutRepeated } from './judge-manifests';
import { ManifestFacts } from './manifest-facts';
import { Judged, ManifestFile } from './objects';
import { readManifests } from './read-manifests';
import { Issues } from '../foundation/issues';

/**
 * Checks the manifests of files against all rules. What a user gave and what has no manifest is an error: the program
 * that should have written it has probably failed.
 */
export function judgeFiles(files: readonly ManifestFile[], input: ManifestFacts): Judged[] {
  const issues = new Issues('manifests');
  const facts = resolveFacts(issues, input);
  const read = files.map(file => ({ file, manifests: readManifests(issues, [file.text], [file.name]) }));
  issues.throwIfAny();
  const filled = new Set(read.flatMap(({ file, manifests }) => (manifests.length > 0 ? [file.from] : [])));
  const empty = files.find(({ from }) => !filled.has(from));
  if (empty !== undefined) {
    throw new Error(`${empty.from}: ${emptiness(files.filter(({ from }) => from === empty.from))}. Fix: ${FIX}`);
  }
  const places = read.flatMap(({ file, manifests }) => manifests.map((_, nth) => ({ file, nth })));
  const judged = judgeObjects(
    read.flatMap(({ manifests }) => manifests),
    facts,
  );
  return withoutRepeated(judged.map((one, i) => ({ ...one, place: places[i] })));
}

const FIX = 'see whether the program that should write the manifests has failed (in a pipeline: set -o pipefail)';

function emptiness(files: readonly ManifestFile[]): string {
  const what = files.length === 1 ? '' : `${files.length} files were read, and `;
  const texts = files.map(({ text }) => text);
  if (texts.every(text => text.trim() === '')) {
    return `has no manifest: ${what}there is nothing in ${files.length === 1 ? 'it' : 'them'}`;
  }
  return texts.every(isBlankYaml)
    ? `has no manifest: ${what}there is nothing but comments`
    : `has no manifest: ${what}there is no object, such as in an empty List`;
}

/** An object that several of the files or folders have that a user gave, and two of these. */
export function sharedObject(
  all: readonly Judged[],
): readonly [object: string, first: string, second: string] | undefined {
  const seen = new Map<string, string>();
  for (const { subject, place } of all) {
    const object = nameOf(subject);
    const from = place?.file.from ?? '';
    const other = seen.get(object) ?? from;
    if (other !== from) {
      return [object, other, from];
    }
    seen.set(object, from);
  }
  return undefined;
}
