import { isDnsLabel, isDnsSubdomain, isPlainText } from '../foundation/names';

/**
 * A path of a route with one spelling: lower case, no slash at its end, nothing that a proxy might decode or collapse.
 */
export function isMcpPath(path: unknown): path is string {
  return isPlainText(path) && path.length <= 256 && /^(\/[a-z0-9]([a-z0-9._-]*[a-z0-9])?)+$/.test(path);
}

/**
 * A host name under which clients come from outside: at least two labels, lower case, no wildcard, no address, no port.
 */
export function isExposedHost(host: unknown): host is string {
  return (
    isPlainText(host) &&
    isDnsSubdomain(host) &&
    host.includes('.') &&
    host.split('.').every(isDnsLabel) &&
    !/(^|\.)\d+$/.test(host)
  );
}
