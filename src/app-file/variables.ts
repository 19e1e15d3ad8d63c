import { below } from './parsed-value';
import { credentialShape, secretLikeName } from '../foundation/credentials/credentials';
import { Issues } from '../foundation/issues';
import { isPlainText } from '../foundation/names';

/** Values by the names of variables. */
export type Environment = Readonly<Record<string, string | undefined>>;

type Json = Readonly<Record<string, unknown>>;

/** Stands for a value with a variable that has none: the mistake is recorded, and what reads it says nothing more. */
export const UNRESOLVED = Symbol('unresolved');

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
const MARK = '${';
/** `$${`, `${NAME}`, and `${` before anything else. */
const USE = /\$\$\{|\$\{(?:([A-Za-z_][A-Za-z0-9_]*)\})?/g;
const EACH_MARK = /\$\{/g;
const ALONE = /^\$\{[A-Za-z_][A-Za-z0-9_]*\}$/;
const KEYS = ['default', 'description', 'pattern'];
const SECRETS = 'secrets come from secrets: fromPlatformStore, fromStore or fromSecretName';

/** A file without variables. */
export interface ResolvedFile {
  readonly file: Json;
  /** The places of values that are one variable and nothing else: numbers and booleans may be written like this. */
  readonly alone: ReadonlySet<string>;
}

/** Puts values in the place of the variables that a file declares in its `variables`. Mistakes become issues. */
export function resolveVariables(issues: Issues, file: Json, environment: Environment): ResolvedFile {
  const { variables, ...rest } = file;
  const resolver = new Resolver(issues, declared(issues, variables, environment));
  return { file: resolver.map(rest, ''), alone: resolver.alone };
}

/** The same value for a file: its texts are taken as they are. */
export function escapedForFile(value: unknown): unknown {
  if (typeof value === 'string') {
    return value.replace(EACH_MARK, '$$$&');
  }
  if (Array.isArray(value)) {
    return value.map(escapedForFile);
  }
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, escapedForFile(item)]))
    : value;
}

/** The values of the declared variables; undefined after an issue. */
function declared(issues: Issues, section: unknown, environment: Environment): ReadonlyMap<string, string | undefined> {
  if (section === undefined || !issues.check(isMap(section), 'variables', 'a map with names as keys', section)) {
    return new Map();
  }
  return new Map(
    Object.entries(section as Json).map(([name, input]) => [name, valueOf(issues, name, input, environment)]),
  );
}

function valueOf(issues: Issues, name: string, input: unknown, environment: Environment): string | undefined {
  const at = `variables.${name}`;
  const before = issues.count;
  issues.check(NAME.test(name), at, 'a name of letters, digits and _, not starting with a digit', name);
  if (secretLikeName(name)) {
    issues.add(at, 'has the name of a secret, which no variable may be', SECRETS);
  }
  if (!issues.check(isMap(input), at, `a map of ${KEYS.join(', ')}; {} for none of them`, input)) {
    return undefined;
  }
  const { default: fallback, pattern } = input as Json;
  checkKeys(issues, at, input as Json);
  const expression = pattern === undefined ? undefined : expressionOf(issues, below(at, 'pattern'), pattern);
  if (issues.count > before) {
    return undefined;
  }
  const given = Object.hasOwn(environment, name) ? environment[name] : undefined;
  const value = given ?? fallback;
  if (value === undefined) {
    issues.add(at, 'has no value', `set ${name} in the environment, or a default here`);
    return undefined;
  }
  // a default was checked above
  return checked(issues, { at, value: value as string, isGiven: given !== undefined }, expression);
}

function checkKeys(issues: Issues, at: string, input: Json): void {
  for (const [key, text] of Object.entries(input)) {
    if (KEYS.includes(key)) {
      issues.check(isPlainText(text), below(at, key), 'a string (in quotes)', text);
    } else {
      issues.add(below(at, key), 'is not known here', `known: ${KEYS.join(', ')}`);
    }
  }
}

function expressionOf(issues: Issues, at: string, pattern: unknown): RegExp | undefined {
  try {
    return new RegExp(`^(?:${String(pattern)})$`, 'u');
  } catch {
    issues.check(false, at, 'a regular expression of JavaScript', pattern);
    return undefined;
  }
}

interface VariableValue {
  readonly at: string;
  readonly value: string;
  /** By the environment. */
  readonly isGiven: boolean;
}

function checked(
  issues: Issues,
  { at, value, isGiven }: VariableValue,
  expression: RegExp | undefined,
): string | undefined {
  const source = isGiven ? 'its value of the environment' : 'its default';
  const shape = credentialShape(value);
  if (shape !== undefined) {
    issues.add(at, `must not be a secret: ${source} looks like ${shape} (hidden)`, SECRETS);
    return undefined;
  }
  const isText = isPlainText(value);
  if (!isText) {
    issues.add(at, `must be a string without characters that YAML readers change: ${source} has some`);
  }
  const fits = expression?.test(value) ?? true;
  if (!fits) {
    issues.add(at, `must match its pattern as a whole, which ${source} does not (hidden)`);
  }
  return isText && fits ? value : undefined;
}

function isMap(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

class Resolver {
  public readonly alone = new Set<string>();

  public constructor(
    private readonly issues: Issues,
    private readonly values: ReadonlyMap<string, string | undefined>,
  ) {}

  public map(map: Json, at: string): Json {
    return Object.fromEntries(
      Object.entries(map).map(([key, value]) => {
        const place = below(at, key);
        if (key.includes(MARK)) {
          this.issues.addText(
            `${at === '' ? 'the file' : at} has a key with ${MARK}: keys have no variables (write it as it is)`,
            place,
          );
          return [key, UNRESOLVED];
        }
        return [key, this.value(value, place)];
      }),
    );
  }

  private value(value: unknown, at: string): unknown {
    if (typeof value === 'string') {
      return value.includes(MARK) ? this.text(value, at) : value;
    }
    if (Array.isArray(value)) {
      return value.map((item: unknown, i) => this.value(item, `${at}[${i}]`));
    }
    return isMap(value) ? this.map(value, at) : value;
  }

  private text(text: string, at: string): string | typeof UNRESOLVED {
    if (ALONE.test(text)) {
      this.alone.add(at);
    }
    let isResolved = true;
    const resolved = text.replace(USE, (use, name: string | undefined) => {
      if (use === `$${MARK}`) {
        return MARK;
      }
      const value = this.use(name, at);
      isResolved &&= value !== undefined;
      return value ?? '';
    });
    return isResolved ? resolved : UNRESOLVED;
  }

  private use(name: string | undefined, at: string): string | undefined {
    if (name === undefined) {
      this.issues.add(at, `has ${MARK} without a variable`, `$${MARK} is the text ${MARK}`);
      return undefined;
    }
    if (!this.values.has(name)) {
      this.issues.add(
        at,
        `uses ${MARK}${name}}, which is not declared`,
        `declare it: variables: { ${name}: {} }; or write $${MARK}${name}} for this text`,
      );
    }
    return this.values.get(name);
  }
}
