import { Field } from './field';
import { secretLikeName } from '../foundation/credentials/credentials';

const TEMPLATE = /\{\{([^{}]*)\}\}/g;

/** The forms in which a client asks the user for values: one of a `server.yaml`, or a list of them in a catalog. */
export interface Forms {
  readonly server: string;
  readonly schemas: readonly Field[];
}

/** A template of a text, and what is known of it. */
export interface Parameter {
  /** Its name, such as `notes.level`. */
  readonly name: string;
  /** Its default, or that of its filter `or`; a list has several. undefined: the user has to give it. */
  readonly values?: readonly string[];
  readonly required: boolean;
  readonly secret: boolean;
  /** Which values are allowed, for the user. */
  readonly hint: string;
}

export function hasTemplate(text: string): boolean {
  return text.includes('{{');
}

/** The templates of a text. */
export function parametersIn(text: string, forms: Forms): Parameter[] {
  return [...text.matchAll(TEMPLATE)].map(([, inside]) => parameterOf(inside, forms));
}

/** The text with defaults for its templates: several texts for a list; undefined if one has no default. */
export function filled(text: string, forms: Forms): readonly string[] | undefined {
  const parameters = parametersIn(text, forms);
  const [only] = parameters;
  if (parameters.length === 1 && /^\{\{[^{}]*\}\}$/.test(text)) {
    return only.values;
  }
  const values = parameters.map(each => (each.values?.length === 1 ? each.values[0] : undefined));
  if (values.includes(undefined)) {
    return undefined;
  }
  const queue = [...values];
  return [text.replace(TEMPLATE, () => queue.shift() ?? '')];
}

/** Why a default does not fit its form. Each form is checked once. */
export function checkForms({ schemas }: Forms): void {
  for (const schema of schemas) {
    checkSchema(schema);
  }
}

function checkSchema(schema: Field): void {
  for (const [, property] of schema.at('properties').entries) {
    checkSchema(property);
  }
  const [given, choices] = [schema.at('default'), schema.at('enum')];
  if (!given.isGiven) {
    return;
  }
  if (choices.isList && !choices.words.some(({ text }) => text === (given.text ?? ''))) {
    given.refuse('must be one of the values of its enum');
  }
  checkType(given, schema.at('type').text ?? '');
}

function checkType(given: Field, type: string): void {
  const { text = '' } = given;
  if (['number', 'integer'].includes(type) && (text.trim() === '' || !Number.isFinite(Number(text)))) {
    given.refuse('must be a number, as its type says');
  }
  if (type === 'boolean' && !['true', 'false'].includes(text)) {
    given.refuse('must be true or false, as its type says');
  }
}

function parameterOf(inside: string, forms: Forms): Parameter {
  const [name, ...filters] = inside.split('|').map(part => part.trim());
  const keys = name.split('.').slice(1);
  const schema = schemaOf(name, forms);
  const before = valuesOf(schema?.property.at('default')) ?? filters.map(alternative).find(Array.isArray);
  const isKnown = filters.every(filter => /^(?:into|volume-target|or:.*)$/s.test(filter));
  return {
    name,
    values: isKnown ? before : undefined,
    required: schema?.required ?? false,
    secret: secretLikeName(keys.at(-1) ?? name) || schema?.property.at('format').text === 'password',
    hint: hintOf(schema?.property),
  };
}

/** The value of the filter `or`. */
function alternative(filter: string): string[] | undefined {
  const [, text] = /^or:(.*)$/s.exec(filter) ?? [];
  if (text === undefined) {
    return undefined;
  }
  return text === '[]' ? [] : [text.replace(/^(["'])(.*)\1$/s, '$2')];
}

function valuesOf(field: Field | undefined): string[] | undefined {
  if (field?.isGiven !== true) {
    return undefined;
  }
  if (field.isList) {
    return field.words.map(({ text }) => text);
  }
  return field.text === undefined ? undefined : [field.text];
}

const NAMES = new WeakMap<readonly Field[], ReadonlyMap<string, Field>>();

/** Forms by their names; the first of a name counts. */
function namesOf(schemas: readonly Field[]): ReadonlyMap<string, Field> {
  const known = NAMES.get(schemas);
  if (known !== undefined) {
    return known;
  }
  const named = new Map([...schemas].reverse().map(schema => [schema.at('name').text ?? '', schema] as const));
  NAMES.set(schemas, named);
  return named;
}

interface Property {
  readonly property: Field;
  readonly required: boolean;
}

/** `server.a.b` is the property b of the property a of the form. */
function schemaOf(name: string, { server, schemas }: Forms): Property | undefined {
  const [first, ...rest] = name.split('.');
  const schema = namesOf(schemas).get(first) ?? schemas.at(0);
  const keys = rest.length === 0 || (first !== server && schemas.length !== 1) ? name.split('.') : rest;
  let [here, required] = [schema, true];
  for (const key of keys) {
    const parent = here;
    here = parent?.at('properties', key);
    required &&= parent?.at('required').isList === true && parent.at('required').words.some(({ text }) => text === key);
  }
  return here?.isGiven === true ? { property: here, required } : undefined;
}

function hintOf(property: Field | undefined): string {
  const [type, choices] = [property?.at('type').text ?? 'string', property?.at('enum')];
  if (choices?.isList === true) {
    return `one of ${choices.words.map(({ text }) => text).join(', ')}`;
  }
  return type === 'string' ? '' : `of the type ${type}`;
}
