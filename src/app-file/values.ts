import { listCode, mapCode } from './code';
import { FactoryForm, Form, Maker, ParameterForm, StructForm } from './forms';
import { Context, NOTHING, ParsedValue, below, fail, refuse } from './parsed-value';
import { readScalar } from './scalars';
import { UNRESOLVED } from './variables';
import { show } from '../foundation/issues';
import { compare } from '../foundation/reader';

/** A value of the file and its place. */
interface Argument {
  readonly value: unknown;
  readonly at: string;
}

/** What a misspelt name looks like: one word of letters, with capitals at the most at its humps. */
const NAME = /^[a-z]{1,24}(?:[A-Z][a-z]{1,24}){0,4}$/;

/** Reads one value of a file in its form. A value that does not fit becomes an issue. */
export function read(context: Context, form: Form, value: unknown, at: string): ParsedValue {
  if (value === UNRESOLVED) {
    context.unmade();
    return NOTHING;
  }
  switch (form.kind) {
    case 'reference':
      return typeof value === 'string'
        ? (context.named(form.to, value, at) ?? NOTHING)
        : fail(context, at, `the name of a ${form.to} of this file`, value);
    case 'list':
      return readList(context, form.of, value, at);
    case 'map':
      return readMap(context, form.of, value, at);
    case 'struct':
      return readStruct(context, form, value, at);
    case 'factory':
      return readFactory(context, form, value, at);
    default:
      return readScalar(context, form, value, at);
  }
}

function readList(context: Context, of: Form, input: unknown, at: string): ParsedValue {
  if (!Array.isArray(input)) {
    return fail(context, at, 'a list', input);
  }
  const items = input.map((item: unknown, i) => read(context, of, item, `${at}[${i}]`));
  return { value: items.map(({ value }) => value), code: listCode(items.map(({ code }) => code)) };
}

type Entries = readonly (readonly [string, unknown])[];

function entriesOf(context: Context, value: unknown, at: string, secret = false): Entries | undefined {
  if (value === UNRESOLVED) {
    context.unmade();
    return undefined;
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return Object.entries(value);
  }
  if (secret) {
    context.issues.add(
      at,
      'must be a map, got a literal (hidden)',
      'secrets must not be literals in an app file: fromPlatformStore, fromStore or fromSecretName',
    );
  } else {
    fail(context, at, 'a map', value);
  }
  return undefined;
}

function readMap(context: Context, of: Form, input: unknown, at: string): ParsedValue {
  const entries = entriesOf(context, input, at, isSecret(of));
  if (entries === undefined) {
    return NOTHING;
  }
  const parsed = entries.map(([key, value]) => [key, read(context, of, value, `${at}.${key}`)] as const);
  return {
    value: Object.fromEntries(parsed.map(([key, { value }]) => [key, value])),
    code: mapCode(parsed.map(([key, { code }]) => [key, code])),
  };
}

export function readStruct(context: Context, form: StructForm, input: unknown, at: string): ParsedValue {
  const entries = entriesOf(context, input, at);
  if (entries === undefined) {
    return NOTHING;
  }
  const parsed = entries.flatMap(([key, value]) => {
    const field = form.fields.find(({ name }) => name === key);
    if (field === undefined) {
      context.issues.add(
        below(at, key),
        'is not known here',
        `known: ${form.fields.map(({ name }) => name).join(', ')}`,
      );
    }
    return field === undefined ? [] : [[key, read(context, field.form(), value, below(at, key))] as const];
  });
  for (const { name, optional } of form.fields) {
    if (!optional && !entries.some(([key]) => key === name)) {
      context.issues.add(below(at, name), 'is missing');
    }
  }
  return {
    value: Object.fromEntries(parsed.map(([key, { value }]) => [key, value])),
    code: mapCode(parsed.map(([key, { code }]) => [key, code])),
  };
}

function isSecret(form: Form): boolean {
  return form.kind === 'factory' && form.name === 'SecretSource';
}

/** `anonymous: reason`, `toHosts: […]` with `onPorts: […]`, or the name alone if it needs no arguments. */
function readFactory(context: Context, form: FactoryForm, input: unknown, at: string): ParsedValue {
  const entries = typeof input === 'string' ? [[input, {}] as const] : entriesOf(context, input, at, isSecret(form));
  if (entries === undefined) {
    return NOTHING;
  }
  const made = entries.flatMap(([key, value]) =>
    form.makers.filter(maker => maker.key === key).map(maker => ({ maker, value })),
  );
  const areKnown = checkKeys(context, form, { value: input, at }, entries);
  if (made.length !== 1) {
    if (areKnown) {
      const names = made.map(({ maker }) => maker.key).join(' and ');
      const expected = `must have one of ${form.makers.map(({ key }) => key).join(', ')}`;
      context.issues.add(at, made.length > 1 ? `${expected}, got ${names}` : expected);
    }
    return NOTHING;
  }
  const [{ maker, value }] = made;
  context.uses('cdk8s-mcp', maker.type);
  const type = { value: context.load(maker.type), code: maker.type };
  const first = apply(context, maker, { value, at: below(at, maker.key) }, type);
  // in the order of their names, whatever the order of keys
  const changes = [...form.changes]
    .sort((a, b) => compare(a.key, b.key))
    .flatMap(change => entries.filter(([key]) => key === change.key).map(([, argument]) => ({ change, argument })));
  return changes.reduce(
    (parsed, { change, argument }) => apply(context, change, { value: argument, at: below(at, change.key) }, parsed),
    first,
  );
}

/** Whether all keys are names of factories and methods. Others become issues. */
function checkKeys(context: Context, form: FactoryForm, { value: input, at }: Argument, entries: Entries): boolean {
  const known = [...form.makers, ...form.changes].map(({ key }) => key);
  const unknown = entries.map(([key]) => key).filter(key => !known.includes(key));
  // a secret may stand where the name of a factory is expected
  const isName = (key: string): boolean => NAME.test(key) && !isSecret(form);
  for (const key of unknown) {
    const fix = `known: ${known.join(', ')}`;
    if (typeof input === 'string') {
      const got = isSecret(form) ? 'a literal (hidden)' : (isName(key) && show(input)) || '(hidden)';
      context.issues.add(at, `is not known here, got ${got}`, fix);
    } else if (isName(key)) {
      context.issues.add(below(at, key), 'is not known here', fix);
    } else {
      context.issues.add(at, 'has a key that is not known here (hidden)', fix);
    }
  }
  return unknown.length === 0;
}

/** Calls a factory, a constructor or a method of `target`. An error of the call becomes an issue. */
function apply(context: Context, maker: Maker, argument: Argument, target: ParsedValue): ParsedValue {
  const { method, type, parameters } = maker;
  const before = context.faults();
  const parsed = argumentsOf(context, parameters, argument.value, argument.at);
  const callee = method === undefined ? `new ${type}` : `${target.code}.${method}`;
  const code = `${callee}(${parsed.map(each => each.code).join(', ')})`;
  if (context.faults() > before || target.value === undefined) {
    return { value: undefined, code };
  }
  const values = parsed.map(({ value }) => value);
  try {
    // the class that the API names
    const owner = target.value as Readonly<Record<string, (...args: unknown[]) => unknown>> &
      (new (...args: unknown[]) => unknown);
    return { value: method === undefined ? new owner(...values) : owner[method](...values), code };
  } catch (error) {
    refuse(context, parameters, argument.at, error);
    return { value: undefined, code };
  }
}

/** The last struct is flat among the other arguments; one argument needs no name. */
function argumentsOf(
  context: Context,
  parameters: readonly ParameterForm[],
  value: unknown,
  at: string,
): ParsedValue[] {
  const [first, ...others] = parameters;
  if (first === undefined) {
    if (value !== true && !isEmptyMap(value)) {
      fail(context, at, 'true: it takes no arguments', value);
    }
    return [];
  }
  if (others.length === 0) {
    return onlyArgument(context, first, value, at);
  }
  return typeof value === 'object' && value !== null
    ? namedArguments(context, parameters, value, at)
    : firstArgument(context, parameters, value, at);
}

/** The argument of a function with one parameter. */
function onlyArgument(context: Context, parameter: ParameterForm, value: unknown, at: string): ParsedValue[] {
  const form = parameter.form();
  if (parameter.optional && (value === true || isEmptyMap(value))) {
    return [];
  }
  if (parameter.variadic && Array.isArray(value)) {
    return value.map((item: unknown, i) => read(context, form, item, `${at}[${i}]`));
  }
  return [read(context, form, value, at)];
}

/** A text or number is the first of several arguments. */
function firstArgument(
  context: Context,
  [first, ...others]: readonly ParameterForm[],
  value: unknown,
  at: string,
): ParsedValue[] {
  for (const parameter of others) {
    if (!parameter.optional && !isOptionalStruct(parameter)) {
      context.issues.add(below(at, parameter.name), 'is missing');
    }
  }
  return first.optional && value === true ? [] : [read(context, first.form(), value, at)];
}

function isOptionalStruct(parameter: ParameterForm): boolean {
  const form = parameter.form();
  return form.kind === 'struct' && form.fields.every(({ optional }) => optional);
}

function namedArguments(
  context: Context,
  parameters: readonly ParameterForm[],
  input: object,
  at: string,
): ParsedValue[] {
  const last = parameters[parameters.length - 1];
  const form = last.form();
  const flat = form.kind === 'struct' ? form : undefined;
  const named = flat === undefined ? parameters : parameters.slice(0, -1);
  const names = named.map(({ name }) => name);
  const namedEntries = Object.entries(input).filter(([key]) => names.includes(key));
  const rest = Object.entries(input).filter(([key]) => !names.includes(key));
  const parsed = named.map(parameter => {
    const entry = namedEntries.find(([key]) => key === parameter.name);
    if (entry === undefined && !parameter.optional) {
      context.issues.add(below(at, parameter.name), 'is missing');
    }
    return entry === undefined ? NOTHING : read(context, parameter.form(), entry[1], below(at, parameter.name));
  });
  if (flat === undefined) {
    for (const [key] of rest) {
      const fix = `known: ${names.join(', ')}`;
      if (NAME.test(key)) {
        context.issues.add(below(at, key), 'is not known here', fix);
      } else {
        context.issues.add(at, 'has a key that is not known here (hidden)', fix);
      }
    }
    return trimmed(parsed);
  }
  return rest.length === 0 && last.optional
    ? trimmed(parsed)
    : [...parsed, readStruct(context, flat, Object.fromEntries(rest), at)];
}

/** Without undefined arguments at the end. */
function trimmed(parsed: readonly ParsedValue[]): ParsedValue[] {
  const lastGiven = parsed.reduce((last, { value }, i) => (value === undefined ? last : i), -1);
  return parsed.slice(0, lastGiven + 1);
}

function isEmptyMap(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length === 0;
}
