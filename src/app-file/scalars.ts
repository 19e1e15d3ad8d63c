import { Duration, Size } from 'cdk8s';
import { textCode } from './code';
import { EnumForm, ForeignEnumForm, ScalarForm } from './forms';
import { Context, NOTHING, ParsedValue, fail } from './parsed-value';
import { isDnsSubdomain, isPlainText } from '../foundation/names';
import { compare } from '../foundation/reader';

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

/** What a variable may have where a number or boolean is expected. */
const NUMBER = /^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,9})?$/;
const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['false', false],
]);

/** Reads a value without parts. */
export function readScalar(context: Context, form: ScalarForm, value: unknown, at: string): ParsedValue {
  switch (form.kind) {
    case 'text':
      return readText(context, value, at);
    case 'number':
      return readNumber(context, value, at);
    case 'boolean':
      return readBoolean(context, value, at);
    case 'size':
      return readSize(context, value, at);
    case 'duration':
      return readDuration(context, value, at);
    case 'cpu':
      return readCpu(context, value, at);
    case 'account':
      return readAccount(context, value, at);
    case 'foreignEnum':
      return readForeignEnum(context, form, value, at);
    case 'enum':
      return readEnum(context, form, value, at);
  }
}

function readNumber(context: Context, given: unknown, at: string): ParsedValue {
  const value = typeof given === 'string' && context.isVariable(at) && NUMBER.test(given) ? Number(given) : given;
  return context.issues.check(typeof value === 'number', at, 'a number', value)
    ? { value, code: String(value) }
    : NOTHING;
}

function readBoolean(context: Context, given: unknown, at: string): ParsedValue {
  const value = typeof given === 'string' && context.isVariable(at) ? (BOOLEANS.get(given) ?? given) : given;
  return context.issues.check(typeof value === 'boolean', at, 'true or false', value)
    ? { value, code: String(value) }
    : NOTHING;
}

function readText({ issues }: Context, value: unknown, at: string): ParsedValue {
  const expected =
    typeof value === 'string'
      ? 'a string without characters that YAML readers change'
      : 'a string (in quotes where YAML would read it as something else)';
  return issues.check(isPlainText(value), at, expected, value) ? { value, code: textCode(String(value)) } : NOTHING;
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

/** cdk8s-plus is not loaded: its Cpu is an object with an amount. */
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

/** An account that exists, by its name. Of its construct only the name counts; its place is an id that is used once. */
function readAccount(context: Context, value: unknown, at: string): ParsedValue {
  if (!isPlainText(value) || !isDnsSubdomain(value)) {
    return fail(context, at, 'the name of a ServiceAccount that exists', value);
  }
  context.uses('cdk8s-plus-28', 'ServiceAccount');
  const words = ['chart', textCode(at), textCode(value)];
  return { value: { name: value }, code: `kplus.ServiceAccount.fromServiceAccountName(${words.join(', ')})` };
}

function readEnum(context: Context, { name, members }: EnumForm, value: unknown, at: string): ParsedValue {
  // enums of this package have texts as values
  const values = context.load(name) as Readonly<Record<string, string>>;
  const member = members.find(each => values[each.name] === value);
  if (member === undefined) {
    const names = members.map(each => values[each.name]).sort(compare);
    return fail(context, at, `one of ${names.join(', ')}`, value);
  }
  context.uses('cdk8s-mcp', name);
  return { value, code: `${name}.${member.name}` };
}

function readForeignEnum(
  context: Context,
  { name, members }: ForeignEnumForm,
  value: unknown,
  at: string,
): ParsedValue {
  if (typeof value !== 'string' || !Object.hasOwn(members, value)) {
    return fail(context, at, `one of ${Object.keys(members).join(', ')}`, value);
  }
  context.uses('cdk8s-plus-28', name);
  return { value, code: `kplus.${name}.${members[value]}` };
}
