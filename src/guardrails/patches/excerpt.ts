import { isMap } from './differences';
import { credentialNamed, credentialShape } from '../../foundation/credentials/credentials';
import { credentialInArguments } from '../../foundation/credentials/literals';
import { Json } from '../json';

const MAX_SHOWN = 120;
const HIDDEN = '<hidden>';

/** A value for a message, as JSON: credentials are hidden, and a long one is cut. */
export function excerpt(value: unknown): string {
  const text = JSON.stringify(masked('', value)) ?? 'nothing';
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}… (${text.length} characters)` : text;
}

function masked(name: string, value: unknown): unknown {
  if (typeof value === 'string') {
    return credentialNamed(name, value) === undefined && credentialShape(value) === undefined ? value : HIDDEN;
  }
  if (Array.isArray(value)) {
    const words = value.map(word => (typeof word === 'string' ? word : ''));
    return credentialInArguments(words) === undefined ? value.map(item => masked(name, item)) : HIDDEN;
  }
  if (isMap(value)) {
    return maskedMap(name, value);
  }
  return ['number', 'boolean', 'undefined'].includes(typeof value) ? value : String(value);
}

/** Variables and headers have their names beside their values, or above them. */
function maskedMap(above: string, map: Json): Json {
  const { name = above } = map;
  return Object.fromEntries(
    Object.entries(map).map(([key, item]) => [
      credentialShape(key) === undefined ? key : HIDDEN,
      masked(key === 'value' && typeof name === 'string' ? name : key, item),
    ]),
  );
}
