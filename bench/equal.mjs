/** Which objects of two sets of manifests differ, by kind; the order of objects does not count. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { isDeepStrictEqual } from 'node:util';

const { parseAllDocuments } = createRequire(import.meta.url)('yaml');

const objectsIn = file =>
  new Map(
    parseAllDocuments(readFileSync(file, 'utf8'), { version: '1.1' })
      .map(document => document.toJS())
      .filter(object => object !== null)
      .map(object => [`${object.kind} ${object.metadata.namespace}/${object.metadata.name}`, object]),
  );

export function differingKinds(file, other) {
  const [ours, theirs] = [objectsIn(file), objectsIn(other)];
  const different = [...new Set([...ours.keys(), ...theirs.keys()])].filter(
    key => !isDeepStrictEqual(ours.get(key), theirs.get(key)),
  );
  return [...new Set(different.map(key => key.split(' ')[0]))];
}
