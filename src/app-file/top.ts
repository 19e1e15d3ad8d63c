import { KINDS } from './entries';
import { Mistakes } from './mistakes';
import { UNRESOLVED } from './variables';
import { isPlainText, isServiceName } from '../foundation/names';

type Json = Readonly<Record<string, unknown>>;

const KEYS = ['version', 'name', 'namespace', 'variables', 'platform', ...Object.keys(KINDS)];

/** The map of a file. */
export function topOf(mistakes: Mistakes, value: unknown): Json {
  const { issues } = mistakes;
  const isMap = typeof value === 'object' && value !== null && !Array.isArray(value);
  issues.check(isMap, 'the file', 'a map', value);
  mistakes.throwIfAny();
  // a map by the check above
  const file = value as Json;
  issues.check(file.version === 1, 'version', '1', file.version);
  for (const key of Object.keys(file)) {
    if (!KEYS.includes(key)) {
      issues.add(key, 'is not known here', `known: ${KEYS.join(', ')}`);
    }
  }
  return file;
}

/** The name of the chart, and the namespace of what has none. */
export interface ChartNames {
  readonly name: string;
  readonly namespace?: string;
  /** Whether both are as the file says; after an issue they are the usual ones. */
  readonly isSound: boolean;
}

export function chartNames({ issues }: Mistakes, { name = 'mcp', namespace }: Json): ChartNames {
  const isName = isPlainText(name) && isServiceName(name);
  const isNamespace = namespace === undefined || isPlainText(namespace);
  issues.check(isName || name === UNRESOLVED, 'name', 'lower-case letters, digits and -, starting with a letter', name);
  issues.check(isNamespace || namespace === UNRESOLVED, 'namespace', 'a string', namespace);
  return {
    name: isName ? name : 'mcp',
    namespace: isNamespace ? namespace : undefined,
    isSound: isName && isNamespace,
  };
}
