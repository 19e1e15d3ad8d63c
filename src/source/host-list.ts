import { ListFormat } from './list-format';
import { Issues } from '../foundation/issues';
import { isEnvName, isPlainText } from '../foundation/names';
import { Reader } from '../foundation/reader';

/** Where a server reads a list of names from: an argument or a variable. */
export interface HostListTarget {
  readonly flag?: string;
  readonly variable?: string;
  readonly format: ListFormat;
  readonly separator: string;
}

/** The name of the argument, or of the variable. */
export interface HostListPlace {
  readonly flag?: string;
  readonly variable?: string;
}

function hostListTarget(issues: Issues, target: HostListPlace, options: HostListOptions): HostListTarget {
  const { separator = ',', format = ListFormat.SEPARATED } = options;
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
  checkFormat(issues, target, options);
  return { ...target, format, separator };
}

function checkFormat(issues: Issues, target: HostListPlace, { format, separator }: HostListOptions): void {
  const allowed = Object.values(ListFormat).filter(one => 'flag' in target || one !== ListFormat.REPEATED);
  issues.check(
    format === undefined || allowed.includes(format),
    'format',
    'flag' in target ? `one of ${allowed.join(', ')}` : `one of ${allowed.join(', ')}: a variable is set once`,
    format,
  );
  if (separator !== undefined && format !== undefined && format !== ListFormat.SEPARATED) {
    issues.add('separator', `has no effect with the format ${format}`, 'drop separator, or ListFormat.SEPARATED');
  }
}

/** A user's options for a list: its form, and further entries. */
export interface HostListOptions {
  readonly format?: ListFormat;
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
  const { additional: listed, ...form } = reader.struct(options, { format: true, separator: true, additional: true });
  const target = hostListTarget(issues, place, form);
  const additional = reader.textList(listed, 'additional');
  additional.forEach((entry, i) => {
    issues.check(entries.isValid(entry), `additional[${i}]`, { allowed: entries.expected, fix: entries.fix }, entry);
  });
  issues.throwIfAny();
  return { target, additional };
}

/** The values that a list has in its place: one, or one for each name. */
export function hostListValues({ format, separator }: HostListTarget, names: readonly string[]): string[] {
  switch (format) {
    case ListFormat.SEPARATED:
      return [names.join(separator)];
    case ListFormat.JSON:
      return [JSON.stringify(names)];
    case ListFormat.REPEATED:
      return [...names];
  }
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
