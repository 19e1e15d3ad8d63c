import { createHash } from 'crypto';
import { isServiceName, isWritableKey } from '../foundation/names';

/** The longest name of a server, and of a remote server. */
export const SERVER_NAME_MAX = 46;
export const REMOTE_NAME_MAX = 40;
const HASH_LENGTH = 8;

/** A valid name of Kubernetes, derived from any name. The same name always gives the same result. */
export function foreignName(input: string, longest: number): string {
  if (isServiceName(input) && isWritableKey(input) && input.length <= longest) {
    return input;
  }
  const words = input
    .slice(0, 1024)
    .replace(/(?<=[a-z0-9])(?=[A-Z])/g, '-')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  const name = startingWithLetter(words);
  if (name.length <= longest) {
    return name;
  }
  const hash = createHash('sha256').update(input).digest('hex').slice(0, HASH_LENGTH);
  return `${name.slice(0, longest - HASH_LENGTH - 1).replace(/-+$/, '')}-${hash}`;
}

function startingWithLetter(words: string): string {
  if (words === '') {
    return 'server';
  }
  return /^[a-z]/.test(words) && isWritableKey(words) ? words : `mcp-${words}`;
}
