import { asObject, getPath } from './json';
import { Finding } from './rule';

/** The shape of a value: a scalar; anything (it has its own checks); a list; a map; an object with known keys. */
export type Shape = 'value' | 'any' | ListShape | MapShape | ObjectShape;
export interface ListShape {
  readonly each: Shape;
  readonly in: 'list';
}
export interface MapShape {
  readonly each: Shape;
  readonly in: 'map';
}
export interface ObjectShape {
  readonly keys: { readonly [key: string]: Shape };
}

/** Fields of a value that its shape does not have. */
export function unknownFieldsOf(field: string, value: unknown, shape: Shape): Finding[] {
  if (shape === 'any') {
    return [];
  }
  const [isList, isObject] = [
    Array.isArray(value),
    typeof value === 'object' && value !== null && !Array.isArray(value),
  ];
  if (shape === 'value') {
    return isList || isObject ? [{ field, problem: 'must be one value' }] : [];
  }
  if ('in' in shape && shape.in === 'list') {
    return Array.isArray(value)
      ? value.flatMap((item, i) => unknownFieldsOf(`${field}[${i}]`, item, shape.each))
      : [{ field, problem: 'must be a list' }];
  }
  if (!isObject) {
    return [{ field, problem: 'must be an object' }];
  }
  return Object.keys(asObject(value)).flatMap(key => {
    const [path, inner] = [
      field === '' ? key : `${field}.${key}`,
      'in' in shape ? shape.each : Object.entries(shape.keys).find(([name]) => name === key)?.[1],
    ];
    return inner === undefined
      ? [{ field: path, problem: 'is not a field that this library writes' }]
      : unknownFieldsOf(path, getPath(value, key), inner);
  });
}

export function object(keys: ObjectShape['keys']): ObjectShape {
  return { keys };
}

export function listOf(each: Shape): ListShape {
  return { each, in: 'list' };
}

export function mapOf(each: Shape): MapShape {
  return { each, in: 'map' };
}
