import { createHash } from 'crypto';
import { definedItems } from '../../foundation/defined';
import { Issues } from '../../foundation/issues';
import { AUTHORITIES_PATH, CREDENTIALS_PATH, INSTALL_PATH, INSTALL_VOLUME, TOKEN_PATH } from '../../foundation/labels';
import { PROGRAM_TREES, hidesPrograms } from '../../foundation/program-paths';
import { Reader, compare } from '../../foundation/reader';
import { Storage, StorageRule } from '../../workload/storage';
import { VolumeSpec } from '../spec';

export const STORAGE_PROPS = { storage: true } as const;

const TMP: VolumeSpec = { name: 'tmp', path: '/tmp', kind: 'scratch', bytes: 64 * 1024 * 1024, readOnly: false };

// a volume there would hide what the image, the kernel or the library provides
const SYSTEM_TREES = [...PROGRAM_TREES, TOKEN_PATH, CREDENTIALS_PATH, AUTHORITIES_PATH];
// kubelet writes these itself
const KUBELET_FILES = ['/etc/hosts', '/etc/hostname', '/etc/resolv.conf'];
const SYSTEM_FOLDERS = ['/var', '/var/run', '/var/run/secrets', '/run', ...KUBELET_FILES];

/** A file, and the prop that puts it there. */
export interface FileAt {
  readonly path: string;
  readonly prop: string;
}

/** What is in the container besides the user's storage. */
export interface Contents {
  readonly files: readonly FileAt[];
  /** The paths of those that are the library's own. */
  readonly ours: readonly string[];
  readonly installBytes?: number;
  /** Directories of the image that a bridge or a package of the library needs. */
  readonly needed: readonly string[];
}

/** The writable directories of a server: those of the prop, and /tmp. */
export function resolveStorage(
  issues: Issues,
  input: readonly Storage[] | undefined,
  server: string,
  { files: placed, ours: own, installBytes, needed }: Contents,
): VolumeSpec[] {
  const storage = new Reader(issues).instances(input, Storage, 'storage');
  const filePaths = placed.map(({ path }) => path);
  const taken = new Set(filePaths);
  const install = installBytes === undefined ? undefined : installVolume(installBytes);
  const reserved = definedItems([install?.path, ...needed]);
  const files = new Set(filePaths);
  checkFiles(issues, placed, new Set(own), reserved);
  const volumes = storage.map(({ _rule: rule }, i): VolumeSpec => {
    const prop = `storage[${i}].path`;
    checkPath(issues, prop, rule.path, { reserved, needed });
    if (taken.has(rule.path)) {
      issues.add(prop, `${rule.path} is mounted twice`, 'one directory, one volume');
    }
    const file = pathAbove(rule.path, files);
    if (file !== undefined) {
      issues.add(prop, `lies below ${file}, which is a file`, 'rename one of them');
    }
    taken.add(rule.path);
    if (rule.kind === 'persistent' && rule.accessMode === 'ReadOnlyMany') {
      checkReadOnly(issues, prop, rule.path, filePaths);
    }
    return resolveVolume(rule, server);
  });
  return definedItems([...volumes, install, taken.has(TMP.path) ? undefined : TMP]).sort((a, b) =>
    compare(a.path, b.path),
  );
}

/** Files are in folders of the server, each at a path of its own. */
function checkFiles(
  issues: Issues,
  placed: readonly FileAt[],
  ours: ReadonlySet<string>,
  reserved: readonly string[],
): void {
  const props = new Map<string, string>();
  const paths = new Set(placed.map(({ path }) => path));
  for (const { path, prop } of placed) {
    if (!ours.has(path)) {
      checkPath(issues, prop, path, { reserved });
    }
    if (path === TMP.path) {
      issues.add(prop, 'is a directory of the server', 'name a file below it');
    }
    const folder = pathAbove(path, paths);
    if (folder !== undefined) {
      issues.add(prop, `lies below ${folder}, which is a file`, 'rename one of them');
    }
    const other = props.get(path);
    if (other !== undefined) {
      issues.add(prop, `is the file of ${other}`, 'one path, one file');
    }
    props.set(path, prop);
  }
}

/** The first of some paths that a path lies below. */
function pathAbove(path: string, paths: ReadonlySet<string>): string | undefined {
  for (let end = path.indexOf('/', 1); end !== -1; end = path.indexOf('/', end + 1)) {
    const above = path.slice(0, end);
    if (paths.has(above)) {
      return above;
    }
  }
  return undefined;
}

function resolveVolume(rule: StorageRule, server: string): VolumeSpec {
  const { path, kind, bytes } = rule;
  const slug = slugOf(path);
  const name = path === TMP.path && kind !== 'persistent' ? TMP.name : `storage-${slug}`;
  if (kind !== 'persistent') {
    return { name, path, kind, bytes, readOnly: false };
  }
  const { existingClaim, accessMode, storageClass } = rule;
  return {
    name,
    path,
    kind: 'claim',
    bytes,
    readOnly: accessMode === 'ReadOnlyMany',
    claim: {
      name: existingClaim ?? `${server}-${slug}`,
      create: existingClaim === undefined,
      accessMode,
      storageClass,
    },
  };
}

/** Bridge and packages, written by the init containers. */
function installVolume(bytes: number): VolumeSpec {
  return { name: INSTALL_VOLUME, path: INSTALL_PATH, kind: 'scratch', bytes, readOnly: true };
}

function checkReadOnly(issues: Issues, prop: string, path: string, files: readonly string[]): void {
  if (path === TMP.path) {
    issues.add(prop, 'cannot be /tmp: the server writes there', 'mount it elsewhere');
  }
  const below = files.find(file => file.startsWith(`${path}/`));
  if (below !== undefined) {
    issues.add(prop, `contains the file ${below}, which cannot be mounted into a read-only volume`, 'move the file');
  }
}

/** Whether one of the volumes is mounted by one node at a time, so that there can be one replica only. */
export function tiesToOneReplica(volumes: readonly VolumeSpec[]): boolean {
  return volumes.some(({ claim }) => claim?.accessMode === 'ReadWriteOnce');
}

/** Directories of the library and of the image. */
interface Directories {
  /** Nothing may be mounted here or below. */
  readonly reserved: readonly string[];
  /** Nothing may be mounted above these. */
  readonly needed?: readonly string[];
}

function checkPath(issues: Issues, prop: string, path: string, directories: Directories): void {
  if (isSystemPath(path, directories)) {
    issues.check(
      false,
      prop,
      {
        allowed: 'a directory of the server',
        fix: 'it would hide files of the image, the kernel or the library',
      },
      path,
    );
  }
}

/** Whether what is mounted at a path would hide files of the image, the kernel or the library. */
export function isSystemPath(path: string, { reserved, needed = [] }: Directories = { reserved: [] }): boolean {
  // /var/run leads to /run in most images
  const real = path.replace(/^\/run(?=\/|$)/, '/var/run');
  const hides = SYSTEM_FOLDERS.includes(real) || needed.some(root => root.startsWith(`${real}/`));
  return hides || hidesPrograms(real, [...SYSTEM_TREES, ...reserved]);
}

const MAX_SLUG_LENGTH = 40;

/** A name for the volume of a path. It ends with a hash where two paths could get the same name. */
function slugOf(path: string): string {
  const slug = path
    .slice(1)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  if (/^[a-z0-9/]+$/.test(path) && slug.length <= MAX_SLUG_LENGTH) {
    return slug;
  }
  const hash = createHash('sha256').update(path).digest('hex').slice(0, 8);
  const start = slug.slice(0, MAX_SLUG_LENGTH).replace(/-+$/, '');
  return start === '' ? hash : `${start}-${hash}`;
}
