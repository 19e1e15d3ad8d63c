import { Named, Validation } from './policy-spec';
import { celList, celText } from '../foundation/cel';
import { celPattern } from '../guardrails/admission-form';

interface ListForm {
  /** For RE2. What people type by hand must not fail open: a line of another form would match nothing. */
  readonly pattern: string;
  /** An entry for the message. */
  readonly example: string;
  /** Lines end with a text for people, behind a colon. */
  readonly hasReason?: boolean;
}

const LABEL = '[a-z0-9](?:[a-z0-9-]*[a-z0-9])?';
const OBJECT = `${LABEL}/${LABEL}(?:[.]${LABEL})*`;
const HOST = '[a-z0-9][a-z0-9.-]*(?::[0-9]+)?';
const PART = '[^\\s*/@,:;=]+';
const PATH = '(?:/[a-z0-9][^\\s*/,;]*)';
const PACKAGE: ListForm = {
  pattern:
    `^(?:oci:${HOST}(?:${PATH}*/[*]|${PATH}+)|npm:@${PART}/[*]` +
    `|(?:npm:(?:@${PART}/)?|pypi:)${PART}(?:(?:@|==)${PART})?)$`,
  example: 'npm:name, npm:@scope/*, pypi:name or oci:registry/path/*',
};

/** The lists in the parameters, each with the form of its lines. */
const LISTS = {
  allowedPackages: PACKAGE,
  allowedRegistries: { pattern: `^${HOST}(?:/[a-z0-9][a-z0-9._-]*)*$`, example: 'ghcr.io/acme' },
  blockedPackages: PACKAGE,
  exemptions: {
    pattern: `^[a-z][a-z0-9-]+ [A-Z][A-Za-z]+ ${OBJECT}$`,
    example: 'rule Kind namespace/name: reason',
    hasReason: true,
  },
  quarantined: { pattern: `^${OBJECT}$`, example: 'namespace/name' },
} as const satisfies Readonly<Record<string, ListForm>>;
const SCALARS = ['clusterDomain', 'openshift', 'requireDigests'];
const KEYS = [...Object.keys(LISTS), ...SCALARS];

export type ListName = keyof typeof LISTS;

/** The entries of a list: its lines without space around them, but for empty ones and comments. */
export function lines(list: ListName): string {
  return (
    `params.data.?${list}.orValue('').split('\\n').map(line, line.trim())` +
    ".filter(line, line != '' && !line.startsWith('#'))"
  );
}

/** A text of the parameters that is no list. */
export function scalar(name: string, otherwise: string): string {
  return `params.data.?${name}.orValue(${celText(otherwise)}).trim()`;
}

/** The names of lists with a line of another form, and of keys that nothing reads. */
export function unreadable(lists: readonly ListName[]): Named {
  const missing = `${celList(lists)}.filter(list, !(list in params.data))`;
  const unknown = `params.data.filter(key, !(key in ${celList(KEYS)}))`;
  const wrong = lists.map(list => `(${lines(list)}.all(line, ${isReadable(LISTS[list])}) ? [] : [${celText(list)}])`);
  return { name: 'unreadable', expression: [missing, unknown, ...wrong].join(' + ') };
}

/** Refuses everything while a list cannot be read: it could name the object. */
export function readableLists(lists: readonly ListName[]): Validation {
  const forms = lists.map(list => `${list}: ${LISTS[list].example}`).join('; ');
  const fix = `. Fix: write one entry on each line of the ConfigMap (${forms}); # starts a comment`;
  return {
    expression: 'variables.unreadable.size() == 0',
    message: `parameters: a list of the policy has a line that cannot be read, or is missing${fix}`,
    messageExpression:
      `'parameters: ' + variables.unreadable.join(', ') + ${celText(' in ConfigMap ')}` +
      ` + params.metadata.namespace + '/' + params.metadata.name + ${celText(` cannot be read${fix}`)}`,
    reason: 'Forbidden',
  };
}

function isReadable({ pattern, hasReason = false }: ListForm): string {
  const matches = (text: string): string => `${text}.matches(${celPattern(pattern)})`;
  return hasReason ? `[line.split(': ')].all(parts, parts.size() > 1 && ${matches('parts[0]')})` : matches('line');
}
