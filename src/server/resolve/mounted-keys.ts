import { createHash } from 'crypto';
import { Issues } from '../../foundation/issues';
import { isCleanAbsolutePath } from '../../foundation/names';
import { Reader, compare } from '../../foundation/reader';
import { ConfigMapKey } from '../../workload/config-map-key';
import { checkConfigMapKey } from '../../workload/variable-source';
import { MountedFileSpec } from '../spec';

export const CONFIG_MAP_FILE_PROPS = { configMapFiles: true } as const;

const MAX_NAME_LENGTH = 40;

/** A file at a path, and the prop that asks for it. */
export interface PlacedFile extends MountedFileSpec {
  readonly prop: string;
}

/** A key of a ConfigMap or Secret, and where it is mounted. */
interface Wanted {
  readonly prop: string;
  readonly path: string;
  readonly key: string;
}

/** Files that are keys of ConfigMaps which exist. */
export function resolveConfigMapFiles(issues: Issues, value: unknown): PlacedFile[] {
  const reader = new Reader(issues);
  return reader.entries(value, 'configMapFiles').map(([path, entry]) => {
    const prop = `configMapFiles.${path}`;
    checkFilePath(issues, prop, path);
    // struct reads any value
    const { name, key } = reader.struct(entry as ConfigMapKey, { name: true, key: true }, `${prop}.`);
    checkConfigMapKey(issues, `${prop}.`, name, key);
    return configMapFile(name, { prop, path, key });
  });
}

export function checkFilePath(issues: Issues, prop: string, path: string): boolean {
  return issues.check(
    isCleanAbsolutePath(path),
    prop,
    'an absolute path without : and \\ and without . or .. segments',
    path,
  );
}

function configMapFile(name: string, wanted: Wanted): PlacedFile {
  return { ...wanted, volume: volumeName('configmap', name), source: { configMap: name } };
}

export function secretFile(secret: string, wanted: Wanted): PlacedFile {
  return { ...wanted, volume: volumeName('secret', secret), source: { secret } };
}

/** A DNS label; a hash stands for what does not fit into one. */
function volumeName(kind: string, name: unknown): string {
  const text = String(name);
  if (text.length <= MAX_NAME_LENGTH && !text.includes('.')) {
    return `${kind}-${text}`;
  }
  const start = text.slice(0, MAX_NAME_LENGTH).replace(/\./g, '-').replace(/-+$/, '');
  return `${kind}-${start}-${createHash('sha256').update(text).digest('hex').slice(0, 8)}`;
}

/** Files in the order of their paths, as they are mounted. */
export function mountedFiles(files: readonly PlacedFile[]): MountedFileSpec[] {
  return files
    .map(({ volume, source, path, key }) => ({ volume, source, path, key }))
    .sort((a, b) => compare(a.path, b.path));
}
