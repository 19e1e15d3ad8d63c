import { Duration, Size } from 'cdk8s';
import { EnumForm, FactoryForm, Form, Maker, ParameterForm, StructForm } from './forms';
import { Issues, show } from '../foundation/issues';
import { isPlainText } from '../foundation/names';
import { compare } from '../foundation/reader';

/** A value that an app file says, and the TypeScript that says the same. */
export interface ParsedValue {
  readonly value: unknown;
  readonly code: string;
}

/** Where the values come from and where named constructs are. */
export interface Context {
  readonly issues: Issues;
  /** A class or enum of the package by its name. */
  readonly load: (name: string) => unknown;
  /** A construct of the file by its name; undefined after an issue. */
  readonly named: (kind: 'server' | 'pool' | 'gateway', name: string, at: string) => ParsedValue | undefined;
  /** Tells that the TypeScript uses a name: of this package, of cdk8s or of cdk8s-plus. */
  readonly uses: (module: 'cdk8s-mcp' | 'cdk8s' | 'cdk8s-plus-28', name: string) => void;
}

const NOTHING: ParsedValue = { value: undefined, code: 'undefined' };
const SIZE_UNITS: Readonly<Record<string, 'kibibytes' | 'mebibytes' | 'gibibytes' | 'tebibytes'>> = {
  Ki: 'kibibytes',
  Mi: 'mebibytes',
  Gi: 'gibibytes',
  Ti: 'tebibytes',
};
const TIME_UNITS: Readonly<Record<string, 'seconds' | 'minutes' | 'hours' | 'days'>> = {
  s: 'seconds',
  m: 'minutes',
  h: 'hours',
  d: 'days',
};

/** Reads one value of a file in its form. What does not fit becomes an issue. */
export function read(context: Context, form: Form, value: unknown, at: string): ParsedValue {
  switch (form.kind) {
    case 'text':
      return readText(context, value, at);
    case 'number':
      return context.issues.check(typeof value === 'number', at, 'a number', value)
        ? { value, code: String(value) }
        : NOTHING;
    case 'boolean':
      return context.issues.check(typeof value === 'boolean', at, 'true or false', value)
        ? { value, code: String(value) }
        : NOTHING;
    case 'size':
      return readSize(context, value, at);
    case 'duration':
      return readDuration(context, value, at);
    case 'cpu':
      return readCpu(context, value, at);
    case 'foreignEnum':
      return readForeignEnum(context, form.name, form.members, value, at);
    case 'enum':
      return readEnum(context, form, value, at);
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
  }
}

function fail({ issues }: Context, at: string, expected: string, value: unknown): ParsedValue {
  issues.check(false, at, expected, value);
  return NOTHING;
}

function readText({ issues }: Context, value: unknown, at: string): ParsedValue {
  const expected =
    typeof value === 'string'
      ? 'a text without characters that YAML readers change'
      : 'a text (between quotes where YAML would take it for something else)';
  return issues.check(isPlainText(value), at, expected, value) ? { value, code: textCode(String(value)) } : NOTHING;
}

/** A text as TypeScript writes it. */
export function textCode(text: string): string {
  return `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

function readSize(context: Context, value: unknown, at: string): ParsedValue {
  const [, amount, unit] = typeof value === 'string' ? (/^([1-9]\d*)([KMGT]i)$/.exec(value) ?? []) : [];
  if (unit === undefined) {
    return fail(context, at, 'a size such as 64Mi, in Ki, Mi, Gi or Ti', value);
  }
  context.uses('cdk8s', 'Size');
  return { value: Size[SIZE_UNITS[unit]](Number(amount)), code: `Size.${SIZE_UNITS[unit]}(${amount})` };
}

function readDuration(context: Context, value: unknown, at: string): ParsedValue {
  const [, amount, unit] = typeof value === 'string' ? (/^(0|[1-9]\d*)([smhd])$/.exec(value) ?? []) : [];
  if (unit === undefined) {
    return fail(context, at, 'a time such as 30s, in s, m, h or d', value);
  }
  context.uses('cdk8s', 'Duration');
  return { value: Duration[TIME_UNITS[unit]](Number(amount)), code: `Duration.${TIME_UNITS[unit]}(${amount})` };
}

/** cdk8s-plus itself is not loaded for it: its Cpu is an object with an amount. */
function readCpu(context: Context, value: unknown, at: string): ParsedValue {
  const amount = typeof value === 'number' ? String(value) : value;
  if (typeof amount !== 'string' || !/^(?:[1-9]\d*m|(?:0|[1-9]\d*)(?:\.\d+)?)$/.test(amount)) {
    return fail(context, at, 'an amount of CPU such as 250m or 2', value);
  }
  context.uses('cdk8s-plus-28', 'Cpu');
  const millis = /^(\d+)m$/.exec(amount)?.[1];
  return {
    value: { amount },
    code: millis === undefined ? `kplus.Cpu.units(${amount})` : `kplus.Cpu.millis(${millis})`,
  };
}

function readEnum(context: Context, { name, members }: EnumForm, value: unknown, at: string): ParsedValue {
  // enums of this package have texts as values
  const values = context.load(name) as Readonly<Record<string, string>>;
  const member = members.find(each => values[each.name] === value);
  if (member === undefined) {
    return fail(
      context,
      at,
      `one of ${members
        .map(each => values[each.name])
        .sort(compare)
        .join(', ')}`,
      value,
    );
  }
  context.uses('cdk8s-mcp', name);
  return { value, code: `${name}.${member.name}` };
}

function readForeignEnum(
  context: Context,
  name: string,
  members: Readonly<Record<string, string>>,
  value: unknown,
  at: string,
): ParsedValue {
  if (typeof value !== 'string' || !Object.hasOwn(members, value)) {
    return fail(context, at, `one of ${Object.keys(members).join(', ')}`, value);
  }
  context.uses('cdk8s-plus-28', name);
  return { value, code: `kplus.${name}.${members[value]}` };
}

function readList(context: Context, of: Form, input: unknown, at: string): ParsedValue {
  if (!Array.isArray(input)) {
    return fail(context, at, 'a list', input);
  }
  const items = input.map((item: unknown, i) => read(context, of, item, `${at}[${i}]`));
  return { value: items.map(({ value }) => value), code: listCode(items.map(({ code }) => code)) };
}

/** On one line where it fits. */
export function listCode(items: readonly string[]): string {
  const line = `[${items.join(', ')}]`;
  return line.length <= 100 && !line.includes('\n')
    ? line
    : `[\n${items.map(item => `${indented(item)},\n`).join('')}]`;
}

export function mapCode(entries: readonly (readonly [key: string, code: string])[]): string {
  const items = entries.map(([key, code]) => `${keyCode(key)}: ${code}`);
  const line = items.length === 0 ? '{}' : `{ ${items.join(', ')} }`;
  return line.length <= 100 && !line.includes('\n')
    ? line
    : `{\n${items.map(item => `${indented(item)},\n`).join('')}}`;
}

/** `__proto__` would set the prototype. */
function keyCode(key: string): string {
  if (key === '__proto__') {
    return "['__proto__']";
  }
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : textCode(key);
}

function indented(code: string): string {
  return code.replace(/^/gm, '  ');
}

type Entries = readonly (readonly [string, unknown])[];

function entriesOf(context: Context, value: unknown, at: string, secret = false): Entries | undefined {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return Object.entries(value);
  }
  if (secret) {
    context.issues.add(
      at,
      'must be a map, got a literal (hidden)',
      'a secret never stands in a file: fromPlatformStore, fromStore or fromSecretName',
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

export function below(at: string, key: string): string {
  return at === '' ? key : `${at}.${key}`;
}

function isSecret(form: Form): boolean {
  return form.kind === 'factory' && form.name === 'SecretSource';
}

/** `anonymous: reason`, `toHosts: […]` with `onPorts: […]`, or the name alone where nothing must be given. */
function readFactory(context: Context, form: FactoryForm, input: unknown, at: string): ParsedValue {
  const entries = typeof input === 'string' ? [[input, {}] as const] : entriesOf(context, input, at, isSecret(form));
  if (entries === undefined) {
    return NOTHING;
  }
  const made = entries.flatMap(([key, value]) =>
    form.makers.filter(maker => maker.key === key).map(maker => ({ maker, value })),
  );
  const unknown = entries
    .map(([key]) => key)
    .filter(key => ![...form.makers, ...form.changes].some(maker => maker.key === key));
  for (const key of unknown) {
    context.issues.add(
      typeof input === 'string' ? at : below(at, key),
      `is not known here${typeof input !== 'string' ? '' : `, got ${isSecret(form) ? 'a literal (hidden)' : show(input)}`}`,
      `known: ${[...form.makers, ...form.changes].map(maker => maker.key).join(', ')}`,
    );
  }
  if (made.length !== 1) {
    if (unknown.length === 0) {
      context.issues.add(
        at,
        `must have one of ${form.makers.map(({ key }) => key).join(', ')}${made.length > 1 ? `, got ${made.map(({ maker }) => maker.key).join(' and ')}` : ''}`,
      );
    }
    return NOTHING;
  }
  const [{ maker, value }] = made;
  context.uses('cdk8s-mcp', maker.type);
  const first = apply(context, maker, value, below(at, maker.key), context.load(maker.type), maker.type);
  // in the order of their names, whatever the order of keys
  const changes = [...form.changes]
    .sort((a, b) => compare(a.key, b.key))
    .flatMap(change => entries.filter(([key]) => key === change.key).map(([, argument]) => ({ change, argument })));
  return changes.reduce(
    (parsed, { change, argument }) =>
      apply(context, change, argument, below(at, change.key), parsed.value, parsed.code),
    first,
  );
}

/** Calls a factory, a constructor or a method. What it throws is told with the place in the file. */
function apply(
  context: Context,
  { method, type, parameters }: Maker,
  input: unknown,
  at: string,
  target: unknown,
  code: string,
): ParsedValue {
  const before = context.issues.isEmpty;
  const parsed = argumentsOf(context, parameters, input, at);
  const call = `${method === undefined ? `new ${type}` : `${code}.${method}`}(${parsed.map(argument => argument.code).join(', ')})`;
  if (!context.issues.isEmpty || !before || target === undefined) {
    return { value: undefined, code: call };
  }
  const values = parsed.map(({ value }) => value);
  try {
    // the class that the API names
    const owner = target as Readonly<Record<string, (...args: unknown[]) => unknown>> &
      (new (...args: unknown[]) => unknown);
    return { value: method === undefined ? new owner(...values) : owner[method](...values), code: call };
  } catch (error) {
    context.issues.add(at, error instanceof Error ? error.message.replace(/^[\w.]+: /, '') : String(error));
    return { value: undefined, code: call };
  }
}

/** The last struct is flat among the other arguments; one argument needs no name. */
function argumentsOf(
  context: Context,
  parameters: readonly ParameterForm[],
  value: unknown,
  at: string,
): ParsedValue[] {
  if (parameters.length === 0) {
    if (value !== true && !isEmptyMap(value)) {
      fail(context, at, 'true: there is nothing to say', value);
    }
    return [];
  }
  const [first, ...others] = parameters;
  const form = first.form();
  if (others.length === 0) {
    if (first.optional && (value === true || isEmptyMap(value))) {
      return [];
    }
    if (!first.variadic) {
      return [read(context, form, value, at)];
    }
    const list = Array.isArray(value) ? value : [value];
    return list.map((item: unknown, i) => read(context, form, item, Array.isArray(value) ? `${at}[${i}]` : at));
  }
  // a lone text or number is the first of several
  if (typeof value !== 'object' || value === null) {
    for (const { name, optional } of others) {
      if (!optional && !isOptionalStruct(parameters, name)) {
        context.issues.add(below(at, name), 'is missing');
      }
    }
    return first.optional && value === true ? [] : [read(context, form, value, at)];
  }
  return namedArguments(context, parameters, value, at);
}

function isOptionalStruct(parameters: readonly ParameterForm[], name: string): boolean {
  const form = parameters.find(parameter => parameter.name === name)?.form();
  return form?.kind === 'struct' && form.fields.every(({ optional }) => optional);
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
      context.issues.add(below(at, key), 'is not known here', `known: ${names.join(', ')}`);
    }
    return trimmed(parsed);
  }
  return rest.length === 0 && last.optional
    ? trimmed(parsed)
    : [...parsed, readStruct(context, flat, Object.fromEntries(rest), at)];
}

function trimmed(parsed: readonly ParsedValue[]): ParsedValue[] {
  const lastGiven = parsed.reduce((last, { value }, i) => (value === undefined ? last : i), -1);
  return parsed.slice(0, lastGiven + 1);
}

function isEmptyMap(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length === 0;
}
