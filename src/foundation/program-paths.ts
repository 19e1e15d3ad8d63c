/** Folders of an image and the kernel that its programs are in, and what steers how they are loaded. */
export const PROGRAM_TREES: readonly string[] = [
  '/proc',
  '/sys',
  '/dev',
  '/bin',
  '/boot',
  '/lib',
  '/lib32',
  '/lib64',
  '/libx32',
  '/sbin',
  '/usr/bin',
  '/usr/lib',
  '/usr/lib32',
  '/usr/lib64',
  '/usr/libexec',
  '/usr/sbin',
  '/etc/ssl',
  '/etc/ld.so.cache',
  '/etc/ld.so.conf',
  '/etc/ld.so.conf.d',
  '/etc/ld.so.preload',
  '/etc/ld-musl-aarch64.path',
  '/etc/ld-musl-x86_64.path',
];

/** Where Node.js looks for the modules of a bridge and its image has them, and the files of a bridge. */
export const BRIDGE_TREES: readonly string[] = ['/etc/mcp-bridge', '/node_modules', '/nodejs', '/opt/node_modules'];

/** Folders that hold such folders, and others that a volume would hide. */
export const PROGRAM_FOLDERS: readonly string[] = [
  '/',
  '/etc',
  '/usr',
  '/usr/local',
  '/usr/local/bin',
  '/usr/local/lib',
];

/** Memory of the pod, which is no device. */
const SHARED_MEMORY = '/dev/shm';

/** Whether what is mounted at a path, without a slash at its end, hides programs or how they are loaded. */
export function hidesPrograms(path: string, trees: readonly string[] = PROGRAM_TREES): boolean {
  return (
    path !== SHARED_MEMORY &&
    (PROGRAM_FOLDERS.includes(path) || trees.some(tree => path === tree || path.startsWith(`${tree}/`)))
  );
}
