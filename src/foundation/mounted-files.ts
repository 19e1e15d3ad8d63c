import { createHash } from 'crypto';

/** The key in a ConfigMap of a file that is mounted by its path. */
export function keyOfPath(path: string): string {
  return path.slice(1).replace(/\//g, '.');
}

/** A hash of the data of a ConfigMap, in whatever order its keys are. */
export function dataHash(data: Readonly<Record<string, unknown>>): string {
  const entries = Object.entries(data).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(entries)).digest('hex').slice(0, 16);
}

/** The end of the name of the ConfigMap with a bridge's files. The server's name stands before it. */
export function bridgeFilesSuffix(data: Readonly<Record<string, unknown>>): string {
  return `-bridge-${dataHash(data)}`;
}
