import { Field } from './field';
import { credentialNamed, secretLikeName } from '../foundation/credentials/credentials';
import { isPlainText } from '../foundation/names';

/** The value of an input of server.json, which the user may have to give. */
export interface Value {
  /** undefined: the user has to give it. */
  readonly text?: string;
  readonly secret: boolean;
  readonly required: boolean;
  /** The field with the value, else the whole input. */
  readonly field: Field;
  /** Which values are allowed, for the user. */
  readonly hint: string;
}

const VARIABLE = /\{([A-Za-z_][\w-]*)\}/g;

/** Fields that describe a variable. */
const VARIABLE_KEYS = [
  'description',
  'placeholder',
  'format',
  'choices',
  'isRequired',
  'is_required',
  'isSecret',
  'is_secret',
];

/** The older generations of the format wrote `is_required`. */
export function snake(field: Field, key: string): Field {
  return field.either(
    key,
    key.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`),
  );
}

/** Reads an input: its value with variables replaced, and whether it is secret or required. `name` is its name. */
export function readInput(input: Field, name: string): Value {
  const value = input.at('value').isGiven ? input.at('value') : input.at('default');
  const required = snake(input, 'isRequired').flag;
  const text = value.text === undefined ? undefined : withVariables(value.text, input);
  const variables = variablesOf(value.text ?? '', input);
  const secret =
    [input, ...variables].some(each => snake(each, 'isSecret').flag) ||
    [name, ...variableNames(value.text ?? '')].some(secretLikeName) ||
    (text !== undefined && credentialNamed(name, text) !== undefined);
  if (text !== undefined && !secret) {
    checkInput(input, value, text);
  }
  settle(input, required);
  return {
    text,
    secret,
    required: required || variables.some(variable => snake(variable, 'isRequired').flag),
    field: value.isGiven ? value : input,
    hint: hintOf(input),
  };
}

function variableNames(text: string): string[] {
  return [...text.matchAll(VARIABLE)].map(([, name]) => name);
}

/** Which values an input takes. */
function hintOf(input: Field): string {
  const [format, choices] = [input.at('format').text ?? 'string', input.at('choices')];
  const hints: string[] = [];
  if (format !== 'string') {
    hints.push(`a ${format}`);
  }
  if (choices.isGiven) {
    const texts = choices.items.map(choice => choice.text ?? '').filter(isPlainText);
    hints.push(`one of ${texts.join(', ')}`);
  }
  return hints.join(', ');
}

function variablesOf(text: string, input: Field): Field[] {
  return variableNames(text)
    .map(name => input.at('variables', name))
    .filter(({ isGiven }) => isGiven);
}

/** undefined when a variable has neither value nor default. */
function withVariables(text: string, input: Field): string | undefined {
  let known = true;
  const result = text.replace(VARIABLE, (whole, name: string) => {
    const variable = input.at('variables', name);
    const value = (variable.at('value').isGiven ? variable.at('value') : variable.at('default')).use(
      `in ${input.path}`,
    );
    if (value.text !== undefined) {
      return value.text;
    }
    known = known && input.at('variables').isGiven && !variable.isGiven;
    return whole;
  });
  return known ? result : undefined;
}

function checkInput(input: Field, field: Field, text: string): void {
  const [name, choices] = [input.at('format').text, input.at('choices')];
  if (name === 'number' && (text.trim() === '' || !Number.isFinite(Number(text)))) {
    field.refuse('must be a number, as its format says');
  }
  if (name === 'boolean' && text !== 'true' && text !== 'false') {
    field.refuse('must be true or false, as its format says');
  }
  if (choices.isGiven && !choices.items.some(choice => choice.text === text)) {
    field.refuse('must be one of its choices', `allowed: ${choices.items.map(choice => choice.text ?? '').join(', ')}`);
  }
}

/** Marks the fields that describe an input. */
function settle(input: Field, required: boolean): void {
  input.useEach(['isRequired', 'is_required'], required ? 'without a value it is a decision' : 'it may be left out');
  input.useEach(['isSecret', 'is_secret'], 'secrets come from the store');
  input.useEach(['format', 'choices'], 'a value is checked against it');
  input.dropEach(['description', 'placeholder', 'valueHint', 'value_hint'], 'documentation');
  for (const [, variable] of input.at('variables').entries) {
    variable.dropEach(VARIABLE_KEYS, 'documentation of a variable');
  }
}
