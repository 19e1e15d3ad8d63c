import { createHash } from 'crypto';
import { credentialInText } from '../../foundation/credentials/literals';
import { Issues } from '../../foundation/issues';
import { keyOfPath } from '../../foundation/mounted-files';
import { isCleanAbsolutePath, isDataKey, isWritableKey } from '../../foundation/names';
import { Reader, compare } from '../../foundation/reader';
import { FilesSpec, Texts } from '../spec';

export const FILE_PROPS = { files: true } as const;

// the API server's bound for a ConfigMap is 1 MiB with everything around the data
const MAX_DATA_BYTES = 1000 * 1024;

/** Files of the library, by path: certificates, which are mounted with the user's files, and those of the bridge. */
export interface LibraryFiles {
  readonly authorities: Texts;
  readonly bridge: Texts;
}

/** Files that are mounted: a ConfigMap key for each path. */
export function resolveFiles(
  issues: Issues,
  value: unknown,
  { authorities, bridge }: LibraryFiles,
): { readonly files: FilesSpec; readonly bridgeFiles: FilesSpec } {
  const users = new Reader(issues).texts(value, 'files');
  const isOurs = (path: string): boolean => Object.hasOwn(authorities, path) || Object.hasOwn(bridge, path);
  [
    ...users.map(([path]) => path).filter(isOurs),
    ...Object.keys(bridge).filter(path => Object.hasOwn(authorities, path)),
  ].forEach(path => issues.add(`files.${path}`, 'is written by the library', 'choose another path'));
  return {
    files: filesOf(issues, [...users.filter(([path]) => !isOurs(path)), ...Object.entries(authorities)]),
    bridgeFiles: filesOf(issues, Object.entries(bridge)),
  };
}

/** The files of one ConfigMap, and a hash that rolls the pods when one of them changes. */
function filesOf(issues: Issues, files: readonly (readonly [path: string, content: string])[]): FilesSpec {
  const keys = new Map<string, string>();
  const entries = [...files]
    .sort(([a], [b]) => compare(a, b))
    .flatMap(([path, content]) => {
      const prop = `files.${path}`;
      const key = keyOfPath(path);
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
        issues.add(prop, `contains what looks like ${shape}`, 'a ConfigMap must not contain secrets: use secretFiles');
      }
      return [{ path, key, content }];
    });
  const bytes = entries.reduce((sum, { content }) => sum + Buffer.byteLength(content), 0);
  issues.check(
    bytes <= MAX_DATA_BYTES,
    'files',
    { allowed: `at most ${MAX_DATA_BYTES} bytes together`, fix: 'use a volume' },
    bytes,
  );
  return {
    entries,
    hash: entries.length === 0 ? '' : createHash('sha256').update(JSON.stringify(entries)).digest('hex').slice(0, 16),
  };
}
