import { isPlainText } from './names';

/** A path of a route with one spelling: lower case, no slash at its end, nothing that a proxy might decode or collapse. */
export function isMcpPath(path: unknown): path is string {
  return isPlainText(path) && path.length <= 256 && /^(\/[a-z0-9]([a-z0-9._-]*[a-z0-9])?)+$/.test(path);
}
