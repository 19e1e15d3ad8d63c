import { Issues } from '../foundation/issues';
import { isEnvName, isPlainText } from '../foundation/names';
import { Reader } from '../foundation/reader';

/** Where a server reads a list of names from: an argument or a variable. */
export interface HostListTarget {
  readonly flag?: string;
  readonly variable?: string;
  readonly separator: string;
}

/** The name of the argument, or of the variable. */
export interface HostListPlace {
  readonly flag?: string;
  readonly variable?: string;
}

function hostListTarget(issues: Issues, target: HostListPlace, separator: string = ','): HostListTarget {
  if ('flag' in target) {
    issues.check(
      isPlainText(target.flag) && /^--?[A-Za-z0-9][A-Za-z0-9_.-]*$/.test(target.flag),
      'flag',
      'an argument such as --allowed-hosts',
      target.flag,
    );
  } else {
    issues.check(
      isPlainText(target.variable) && isEnvName(target.variable),
      'name',
      'the name of an environment variable',
      target.variable,
    );
  }
  issues.check(isPlainText(separator) && /^[,; |]$/.test(separator), 'separator', 'one of , ; | or a space', separator);
  return { ...target, separator };
}

/** A user's options for a list: the separator, and further entries. */
export interface HostListOptions {
  readonly separator?: string;
  readonly additional?: string[];
}

/** The form of the entries of a list. */
export interface HostListEntries {
  readonly isValid: (entry: string) => boolean;
  readonly expected: string;
  readonly fix: string;
}

/** A list of hosts or origins that a server is given. */
export interface HostList {
  readonly target: HostListTarget;
  readonly additional: readonly string[];
}

/** Checks the arguments of a factory of AllowedHosts or AllowedOrigins. */
export function hostList(
  where: string,
  place: HostListPlace,
  options: HostListOptions,
  entries: HostListEntries,
): HostList {
  const issues = new Issues(where);
  const reader = new Reader(issues);
  const { separator, additional: listed } = reader.struct(options, { separator: true, additional: true });
  const target = hostListTarget(issues, place, separator);
  const additional = reader.textList(listed, 'additional');
  additional.forEach((entry, i) => {
    issues.check(entries.isValid(entry), `additional[${i}]`, { allowed: entries.expected, fix: entries.fix }, entry);
  });
  issues.throwIfAny();
  return { target, additional };
}

/** Every Host header under which a Service is reached: its four names and loopback, each with and without port. */
export function serviceHosts(name: string, namespace: string, clusterDomain: string, port: number): string[] {
  const names = [
    name,
    `${name}.${namespace}`,
    `${name}.${namespace}.svc`,
    `${name}.${namespace}.svc.${clusterDomain}`,
    'localhost',
    '127.0.0.1',
    '[::1]',
  ];
  return names.flatMap(host => [host, `${host}:${port}`]);
}
