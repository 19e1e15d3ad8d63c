import { createHash } from 'crypto';
import { credentialInText } from '../../foundation/credentials/literals';
import { Issues } from '../../foundation/issues';
import { isCleanAbsolutePath, isDataKey, isWritableKey } from '../../foundation/names';
import { Reader, compare } from '../../foundation/reader';
import { FilesSpec, Texts } from '../spec';

// the API server's bound for a ConfigMap is 1 MiB with everything around the data
const LARGEST = 1000 * 1024;

/**
 * Configuration files: a ConfigMap key for each path, and a hash that rolls the pods when a file changes.
 *
 * @param libraryFiles Files of the library, by path.
 */
export function resolveFiles(issues: Issues, value: unknown, libraryFiles: Texts): FilesSpec {
  const keys = new Map<string, string>();
  const users = new Reader(issues).texts(value, 'files');
  const ours = Object.entries(libraryFiles);
  const taken = users.filter(([path]) => ours.some(([other]) => other === path));
  taken.forEach(([path]) => issues.add(`files.${path}`, 'is written by the library', 'choose another path'));
  const all = [...users.filter(entry => !taken.includes(entry)), ...ours].sort(([a], [b]) => compare(a, b));
  const entries = all.flatMap(([path, content]) => {
    const prop = `files.${path}`;
    const key = path.slice(1).replace(/\//g, '.');
    if (
      !issues.check(
        isCleanAbsolutePath(path) && isDataKey(key) && isWritableKey(key),
        prop,
        'an absolute path of letters, digits and - _ . without . or .. segments',
        path,
      )
    ) {
      return [];
    }
    const other = keys.get(key);
    if (other !== undefined) {
      issues.add(prop, `shares the ConfigMap key ${key} with ${other}`, 'rename one of them');
    }
    keys.set(key, path);
    const shape = credentialInText(content);
    if (shape !== undefined) {
      issues.add(prop, `contains what looks like ${shape}`, 'a ConfigMap is no place for secrets: use secretFiles');
    }
    return [{ path, key, content }];
  });
  const bytes = entries.reduce((sum, { content }) => sum + Buffer.byteLength(content), 0);
  issues.check(bytes <= LARGEST, 'files', `at most ${LARGEST} bytes together`, bytes, 'use a volume');
  return {
    entries,
    hash: entries.length === 0 ? '' : createHash('sha256').update(JSON.stringify(entries)).digest('hex').slice(0, 16),
  };
}
