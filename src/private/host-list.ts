import { Issues } from './issues';
import { isEnvName, isPlainText } from './names';

/** Where a server reads a list of names from: an argument or a variable. */
export interface HostListTarget {
  readonly flag?: string;
  readonly variable?: string;
  readonly separator: string;
}

export function hostListTarget(issues: Issues, target: { flag?: string; variable?: string }, separator: string = ','): HostListTarget {
  if ('flag' in target) {
    issues.check(isPlainText(target.flag) && /^--?[A-Za-z0-9][A-Za-z0-9_.-]*$/.test(target.flag), 'flag', 'an argument such as --allowed-hosts', target.flag);
  } else {
    issues.check(isPlainText(target.variable) && isEnvName(target.variable), 'name', 'the name of an environment variable', target.variable);
  }
  issues.check(isPlainText(separator) && /^[,; |]$/.test(separator), 'separator', 'one of , ; | or a space', separator);
  return { ...target, separator };
}

/** Every Host header under which a Service is reached: its four names and loopback, each with and without port. */
export function serviceHosts(name: string, namespace: string, clusterDomain: string, port: number): string[] {
  const names = [name, `${name}.${namespace}`, `${name}.${namespace}.svc`, `${name}.${namespace}.svc.${clusterDomain}`, 'localhost', '127.0.0.1', '[::1]'];
  return names.flatMap(host => [host, `${host}:${port}`]);
}
