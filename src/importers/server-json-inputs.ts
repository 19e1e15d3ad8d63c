import { Field, UNKNOWN } from './field';
import { credentialNamed, secretLikeName } from '../foundation/credentials/credentials';
import { isPlainText } from '../foundation/names';

/** The value of an input of server.json, which the user may have to give. */
export interface Value {
  /** undefined: the user has to give it. */
  readonly text?: string;
  readonly secret: boolean;
  readonly required: boolean;
  /** The field with the value, else that with the name. */
  readonly field: Field;
  /** Which values are allowed, for the user. */
  readonly hint: string;
}

const VARIABLE = /\{([A-Za-z_][\w-]*)\}/g;

/** Whether an input is required or secret: the spellings of all generations, and one that people write instead. */
const REQUIRED = ['isRequired', 'is_required', 'required'] as const;
const SECRET = ['isSecret', 'is_secret', 'secret'] as const;
const DOCUMENTATION = ['description', 'placeholder', 'valueHint', 'value_hint'];
/** Every field of an input, of a variable or an argument. */
const INPUT_KEYS: ReadonlySet<string> = new Set([
  ...['name', 'value', 'default', 'format', 'choices', 'variables', 'type', 'isRepeated', 'is_repeated'],
  ...DOCUMENTATION,
  ...REQUIRED,
  ...SECRET,
]);

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
  const required = input.either(...REQUIRED).flag;
  const text = value.text === undefined ? undefined : withVariables(value.text, input);
  const variables = variablesOf(value.text ?? '', input);
  const secret =
    [input, ...variables].some(each => each.either(...SECRET).flag) || hasSecretName(name, value.text ?? '', text);
  const isChecked = text !== undefined && !secret;
  if (isChecked) {
    checkInput(input, value, text);
  }
  settle(input, required, isChecked || required);
  return {
    text,
    secret,
    required: required || variables.some(variable => variable.either(...REQUIRED).flag),
    field: value.isGiven ? value : input.at('name'),
    hint: hintOf(input),
  };
}

function hasSecretName(name: string, text: string, filled: string | undefined): boolean {
  return (
    [name, ...variableNames(text)].some(secretLikeName) ||
    (filled !== undefined && credentialNamed(name, filled) !== undefined)
  );
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

/** Marks the fields that describe an input, and those that no generation has. */
function settle(input: Field, required: boolean, isChecked: boolean): void {
  dropUnknown(input);
  input.useEach(REQUIRED, required ? 'without a value it is a decision' : 'it may be left out');
  input.useEach(SECRET, 'secrets come from the store');
  const checks = ['format', 'choices'];
  if (isChecked) {
    input.useEach(checks, 'a value is checked against it');
  } else {
    input.dropEach(checks, 'there is no value to check');
  }
  input.dropEach(DOCUMENTATION, 'documentation');
  for (const [, variable] of input.at('variables').entries) {
    dropUnknown(variable);
    variable.dropEach([...DOCUMENTATION, ...REQUIRED, ...SECRET, ...checks], 'documentation of a variable');
  }
}

function dropUnknown(input: Field): void {
  for (const [key, field] of input.isMap ? input.entries : []) {
    if (!INPUT_KEYS.has(key)) {
      field.drop(UNKNOWN);
    }
  }
}
