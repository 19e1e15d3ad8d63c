import { Field } from './field';
import { credentialNamed, secretLikeName } from '../foundation/credentials/credentials';
import { isPlainText } from '../foundation/names';

/** A value of server.json that a user may have to give. */
export interface Value {
  /** undefined: nobody has said it. */
  readonly text?: string;
  readonly secret: boolean;
  readonly required: boolean;
  /** The field that says it, else the whole input. */
  readonly field: Field;
  /** What may be given. */
  readonly hint: string;
}

const VARIABLE = /\{([A-Za-z_][\w-]*)\}/g;

/** The older generations of the format wrote `is_required`. */
export function snake(field: Field, key: string): Field {
  return field.either(
    key,
    key.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`),
  );
}

/** An input: its value with its variables put in, and what is known of it. `name` is what it is called. */
export function readInput(input: Field, name: string): Value {
  const value = input.at('value').isGiven ? input.at('value') : input.at('default');
  const [required, flagged] = [snake(input, 'isRequired').flag, snake(input, 'isSecret').flag];
  const [format, choices] = [input.at('format'), input.at('choices')];
  const hint = [
    format.text === undefined || format.text === 'string' ? [] : [`a ${format.text}`],
    choices.isGiven
      ? [
          `one of ${choices.items
            .map(choice => choice.text ?? '')
            .filter(isPlainText)
            .join(', ')}`,
        ]
      : [],
  ]
    .flat()
    .join(', ');
  const text = value.text === undefined ? undefined : withVariables(value.text, input);
  const variables = value.text === undefined ? [] : variablesOf(value.text, input);
  const secret =
    flagged ||
    secretLikeName(name) ||
    variables.some(variable => snake(variable, 'isSecret').flag) ||
    [...(value.text ?? '').matchAll(VARIABLE)].some(([, variable]) => secretLikeName(variable)) ||
    (text !== undefined && credentialNamed(name, text) !== undefined);
  if (text !== undefined && !secret) {
    checkInput(value, text, format, choices);
  }
  settle(input, required);
  return {
    text,
    secret,
    required: required || variables.some(variable => snake(variable, 'isRequired').flag),
    field: value.isGiven ? value : input,
    hint,
  };
}

function variablesOf(text: string, input: Field): Field[] {
  return [...text.matchAll(VARIABLE)].map(([, name]) => input.at('variables', name)).filter(({ isGiven }) => isGiven);
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

function checkInput(field: Field, text: string, format: Field, choices: Field): void {
  const name = format.text;
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

/** What describes an input was looked at, and stands nowhere. */
function settle(input: Field, required: boolean): void {
  for (const key of ['isRequired', 'is_required']) {
    input.at(key).use(required ? 'without a value it is a decision' : 'it may be left out');
  }
  for (const key of ['isSecret', 'is_secret']) {
    input.at(key).use('secrets come from the store');
  }
  for (const key of ['format', 'choices']) {
    input.at(key).use('a value is checked against it');
  }
  for (const key of ['description', 'placeholder', 'valueHint', 'value_hint']) {
    input.at(key).drop('documentation');
  }
  for (const [, variable] of input.at('variables').entries) {
    for (const key of [
      'description',
      'placeholder',
      'format',
      'choices',
      'isRequired',
      'is_required',
      'isSecret',
      'is_secret',
    ]) {
      variable.at(key).drop('documentation of a variable');
    }
  }
}
