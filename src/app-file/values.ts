import { Duration, Size } from 'cdk8s';
import { EnumForm, FactoryForm, Form, Maker, ParameterForm, StructForm } from './forms';
import { Issues, show } from '../foundation/issues';
import { isPlainText } from '../foundation/names';
import { compare } from '../foundation/reader';

/** A value that an app file says, and the TypeScript that says the same. */
export interface Said {
  readonly value: unknown;
  readonly code: string;
}

/** Where the values come from and where named constructs are. */
export interface Context {
  readonly issues: Issues;
  /** A class or enum of the package by its name. */
  readonly load: (name: string) => unknown;
  /** A construct of the file by its name; undefined after an issue. */
  readonly named: (kind: 'server' | 'pool' | 'gateway', name: string, at: string) => Said | undefined;
  /** Tells that the TypeScript uses a name: of this package, of cdk8s or of cdk8s-plus. */
  readonly uses: (module: 'cdk8s-mcp' | 'cdk8s' | 'cdk8s-plus-28', name: string) => void;
}

const NOTHING: Said = { value: undefined, code: 'undefined' };
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
export function read(context: Context, form: Form, given: unknown, at: string): Said {
  switch (form.kind) {
    case 'text':
      return readText(context, given, at);
    case 'number':
      return context.issues.check(typeof given === 'number', at, 'a number', given)
        ? { value: given, code: String(given) }
        : NOTHING;
    case 'boolean':
      return context.issues.check(typeof given === 'boolean', at, 'true or false', given)
        ? { value: given, code: String(given) }
        : NOTHING;
    case 'size':
      return readSize(context, given, at);
    case 'duration':
      return readDuration(context, given, at);
    case 'cpu':
      return readCpu(context, given, at);
    case 'foreignEnum':
      return readForeignEnum(context, form.name, form.members, given, at);
    case 'enum':
      return readEnum(context, form, given, at);
    case 'reference':
      return typeof given === 'string'
        ? (context.named(form.to, given, at) ?? NOTHING)
        : fail(context, at, `the name of a ${form.to} of this file`, given);
    case 'list':
      return readList(context, form.of, given, at);
    case 'map':
      return readMap(context, form.of, given, at);
    case 'struct':
      return readStruct(context, form, given, at);
    case 'factory':
      return readFactory(context, form, given, at);
  }
}

function fail({ issues }: Context, at: string, expected: string, given: unknown): Said {
  issues.check(false, at, expected, given);
  return NOTHING;
}

function readText({ issues }: Context, given: unknown, at: string): Said {
  const expected =
    typeof given === 'string'
      ? 'a text without characters that YAML readers change'
      : 'a text (between quotes where YAML would take it for something else)';
  return issues.check(isPlainText(given), at, expected, given)
    ? { value: given, code: textCode(String(given)) }
    : NOTHING;
}

/** A text as TypeScript writes it. */
export function textCode(text: string): string {
  return `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

function readSize(context: Context, given: unknown, at: string): Said {
  const [, amount, unit] = typeof given === 'string' ? (/^([1-9]\d*)([KMGT]i)$/.exec(given) ?? []) : [];
  if (unit === undefined) {
    return fail(context, at, 'a size such as 64Mi, in Ki, Mi, Gi or Ti', given);
  }
  context.uses('cdk8s', 'Size');
  return { value: Size[SIZE_UNITS[unit]](Number(amount)), code: `Size.${SIZE_UNITS[unit]}(${amount})` };
}

function readDuration(context: Context, given: unknown, at: string): Said {
  const [, amount, unit] = typeof given === 'string' ? (/^(0|[1-9]\d*)([smhd])$/.exec(given) ?? []) : [];
  if (unit === undefined) {
    return fail(context, at, 'a time such as 30s, in s, m, h or d', given);
  }
  context.uses('cdk8s', 'Duration');
  return { value: Duration[TIME_UNITS[unit]](Number(amount)), code: `Duration.${TIME_UNITS[unit]}(${amount})` };
}

/** cdk8s-plus itself is not loaded for it: its Cpu is an object with an amount. */
function readCpu(context: Context, given: unknown, at: string): Said {
  const amount = typeof given === 'number' ? String(given) : given;
  if (typeof amount !== 'string' || !/^(?:[1-9]\d*m|(?:0|[1-9]\d*)(?:\.\d+)?)$/.test(amount)) {
    return fail(context, at, 'an amount of CPU such as 250m or 2', given);
  }
  context.uses('cdk8s-plus-28', 'Cpu');
  const millis = /^(\d+)m$/.exec(amount)?.[1];
  return {
    value: { amount },
    code: millis === undefined ? `kplus.Cpu.units(${amount})` : `kplus.Cpu.millis(${millis})`,
  };
}

function readEnum(context: Context, { name, members }: EnumForm, given: unknown, at: string): Said {
  // enums of this package have texts as values
  const values = context.load(name) as Readonly<Record<string, string>>;
  const member = members.find(each => values[each.name] === given);
  if (member === undefined) {
    return fail(
      context,
      at,
      `one of ${members
        .map(each => values[each.name])
        .sort(compare)
        .join(', ')}`,
      given,
    );
  }
  context.uses('cdk8s-mcp', name);
  return { value: given, code: `${name}.${member.name}` };
}

function readForeignEnum(
  context: Context,
  name: string,
  members: Readonly<Record<string, string>>,
  given: unknown,
  at: string,
): Said {
  if (typeof given !== 'string' || !Object.hasOwn(members, given)) {
    return fail(context, at, `one of ${Object.keys(members).join(', ')}`, given);
  }
  context.uses('cdk8s-plus-28', name);
  return { value: given, code: `kplus.${name}.${members[given]}` };
}

function readList(context: Context, of: Form, given: unknown, at: string): Said {
  if (!Array.isArray(given)) {
    return fail(context, at, 'a list', given);
  }
  const items = given.map((item: unknown, i) => read(context, of, item, `${at}[${i}]`));
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

function entriesOf(context: Context, given: unknown, at: string, secret = false): Entries | undefined {
  if (typeof given === 'object' && given !== null && !Array.isArray(given)) {
    return Object.entries(given);
  }
  if (secret) {
    context.issues.add(
      at,
      'must be a map, got a literal (hidden)',
      'a secret never stands in a file: fromPlatformStore, fromStore or fromSecretName',
    );
  } else {
    fail(context, at, 'a map', given);
  }
  return undefined;
}

function readMap(context: Context, of: Form, given: unknown, at: string): Said {
  const entries = entriesOf(context, given, at, isSecret(of));
  if (entries === undefined) {
    return NOTHING;
  }
  const said = entries.map(([key, value]) => [key, read(context, of, value, `${at}.${key}`)] as const);
  return {
    value: Object.fromEntries(said.map(([key, { value }]) => [key, value])),
    code: mapCode(said.map(([key, { code }]) => [key, code])),
  };
}

export function readStruct(context: Context, form: StructForm, given: unknown, at: string): Said {
  const entries = entriesOf(context, given, at);
  if (entries === undefined) {
    return NOTHING;
  }
  const said = entries.flatMap(([key, value]) => {
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
    value: Object.fromEntries(said.map(([key, { value }]) => [key, value])),
    code: mapCode(said.map(([key, { code }]) => [key, code])),
  };
}

export function below(at: string, key: string): string {
  return at === '' ? key : `${at}.${key}`;
}

function isSecret(form: Form): boolean {
  return form.kind === 'factory' && form.name === 'SecretSource';
}

/** `anonymous: reason`, `toHosts: […]` with `onPorts: […]`, or the name alone where nothing must be given. */
function readFactory(context: Context, form: FactoryForm, given: unknown, at: string): Said {
  const entries = typeof given === 'string' ? [[given, {}] as const] : entriesOf(context, given, at, isSecret(form));
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
      typeof given === 'string' ? at : below(at, key),
      `is not known here${typeof given !== 'string' ? '' : `, got ${isSecret(form) ? 'a literal (hidden)' : show(given)}`}`,
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
    (said, { change, argument }) => apply(context, change, argument, below(at, change.key), said.value, said.code),
    first,
  );
}

/** Calls a factory, a constructor or a method. What it throws is told with the place in the file. */
function apply(
  context: Context,
  { method, type, parameters }: Maker,
  given: unknown,
  at: string,
  target: unknown,
  code: string,
): Said {
  const before = context.issues.isEmpty;
  const said = argumentsOf(context, parameters, given, at);
  const call = `${method === undefined ? `new ${type}` : `${code}.${method}`}(${said.map(argument => argument.code).join(', ')})`;
  if (!context.issues.isEmpty || !before || target === undefined) {
    return { value: undefined, code: call };
  }
  const values = said.map(({ value }) => value);
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
function argumentsOf(context: Context, parameters: readonly ParameterForm[], given: unknown, at: string): Said[] {
  if (parameters.length === 0) {
    if (given !== true && !isEmptyMap(given)) {
      fail(context, at, 'true: there is nothing to say', given);
    }
    return [];
  }
  const [first, ...others] = parameters;
  const form = first.form();
  if (others.length === 0) {
    if (first.optional && (given === true || isEmptyMap(given))) {
      return [];
    }
    if (!first.variadic) {
      return [read(context, form, given, at)];
    }
    const list = Array.isArray(given) ? given : [given];
    return list.map((item: unknown, i) => read(context, form, item, Array.isArray(given) ? `${at}[${i}]` : at));
  }
  // a lone text or number is the first of several
  if (typeof given !== 'object' || given === null) {
    for (const { name, optional } of others) {
      if (!optional && !isOptionalStruct(parameters, name)) {
        context.issues.add(below(at, name), 'is missing');
      }
    }
    return first.optional && given === true ? [] : [read(context, form, given, at)];
  }
  return namedArguments(context, parameters, given, at);
}

function isOptionalStruct(parameters: readonly ParameterForm[], name: string): boolean {
  const form = parameters.find(parameter => parameter.name === name)?.form();
  return form?.kind === 'struct' && form.fields.every(({ optional }) => optional);
}

function namedArguments(context: Context, parameters: readonly ParameterForm[], given: object, at: string): Said[] {
  const last = parameters[parameters.length - 1];
  const form = last.form();
  const flat = form.kind === 'struct' ? form : undefined;
  const named = flat === undefined ? parameters : parameters.slice(0, -1);
  const names = named.map(({ name }) => name);
  const own = Object.entries(given).filter(([key]) => names.includes(key));
  const rest = Object.entries(given).filter(([key]) => !names.includes(key));
  const said = named.map(parameter => {
    const entry = own.find(([key]) => key === parameter.name);
    if (entry === undefined && !parameter.optional) {
      context.issues.add(below(at, parameter.name), 'is missing');
    }
    return entry === undefined ? NOTHING : read(context, parameter.form(), entry[1], below(at, parameter.name));
  });
  if (flat === undefined) {
    for (const [key] of rest) {
      context.issues.add(below(at, key), 'is not known here', `known: ${names.join(', ')}`);
    }
    return trimmed(said);
  }
  return rest.length === 0 && last.optional
    ? trimmed(said)
    : [...said, readStruct(context, flat, Object.fromEntries(rest), at)];
}

function trimmed(said: readonly Said[]): Said[] {
  const lastGiven = said.reduce((last, { value }, i) => (value === undefined ? last : i), -1);
  return said.slice(0, lastGiven + 1);
}

function isEmptyMap(given: unknown): boolean {
  return typeof given === 'object' && given !== null && !Array.isArray(given) && Object.keys(given).length === 0;
}
