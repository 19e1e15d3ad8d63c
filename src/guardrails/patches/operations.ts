import { isDeepStrictEqual } from 'node:util';
import { JsonPatch } from 'cdk8s';
import { excerpt } from './excerpt';
import { keysOf, pointerOf, valueAt } from './pointer';
import { Json, asObject, asString } from '../json';

const MAX_DEPTH = 100;

/**
 * Applies patches one by one. cdk8s writes to a path that does not exist, or fails without naming it.
 *
 * @throws an Error that names the patch, its path and what is missing
 */
export function applyPatches(document: Json, patches: readonly JsonPatch[]): Json {
  return patches.reduce<Json>((before, patch, i) => {
    const problem = problemWith(before, operationOf(patch));
    if (problem !== undefined) {
      throw new Error(`patch ${i + 1} of ${patches.length} ${problem}`);
    }
    return asObject(JsonPatch.apply(before, patch));
  }, document);
}

/**
 * What is wrong with the value of a patch, which cdk8s copies as JSON: anything else is lost, or fails without a name.
 */
export function valueProblem(patch: unknown): string | undefined {
  const { op, path, value } = operationOf(patch);
  return isJson(value, [])
    ? undefined
    : `the patch (${asString(op) ?? ''} ${asString(path) ?? ''}) has a value that is not plain JSON: lazy values, ` +
        'numbers that are not finite, functions, classes and circles are lost';
}

function isJson(value: unknown, above: readonly unknown[]): boolean {
  if (typeof value === 'number') {
    return Number.isFinite(value);
  }
  if (typeof value !== 'object' || value === null) {
    return value === undefined || value === null || typeof value === 'string' || typeof value === 'boolean';
  }
  return (
    (Array.isArray(value) || isPlainMap(value)) &&
    above.length < MAX_DEPTH &&
    !above.includes(value) &&
    Object.values(value).every(item => isJson(item, [...above, value]))
  );
}

/** A map of any realm: nothing but the root of prototypes is above it. */
function isPlainMap(value: object): boolean {
  // a prototype is an object or null
  const prototype = Object.getPrototypeOf(value) as object | null;
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** The operation that cdk8s keeps in a patch. */
function operationOf(patch: unknown): Json {
  return asObject(asObject(patch).operation);
}

function problemWith(document: Json, { op, path, from, value }: Json): string | undefined {
  const [name, target] = [asString(op) ?? '', asString(path) ?? ''];
  const title = `(${name} ${target})`;
  if (name === 'add') {
    return missingParent(document, target, title);
  }
  if (name === 'copy' || name === 'move') {
    return missing(document, asString(from) ?? '', title) ?? missingParent(document, target, title);
  }
  const found = missing(document, target, title);
  if (found !== undefined || name !== 'test') {
    return found;
  }
  const here = valueAt(document, keysOf(target));
  return isDeepStrictEqual(here, value)
    ? undefined
    : `${title} failed: ${target} is ${excerpt(here)}, not ${excerpt(value)}`;
}

function missing(document: Json, path: string, title: string): string | undefined {
  return valueAt(document, keysOf(path)) === undefined
    ? `${title} has no target: ${deepest(document, path)}`
    : undefined;
}

/** A value can be added to a map or list that exists; `-` and the length of a list are its end. */
function missingParent(document: Json, path: string, title: string): string | undefined {
  const keys = keysOf(path);
  const parent = valueAt(document, keys.slice(0, -1));
  const last = keys.at(-1) ?? '';
  const fits = Array.isArray(parent)
    ? last === '-' || (/^\d+$/.test(last) && Number(last) <= parent.length)
    : typeof parent === 'object' && parent !== null;
  return fits ? undefined : `${title} has no target: ${deepest(document, path)}`;
}

/** Where a path ends in the document. */
function deepest(document: Json, path: string): string {
  const keys = keysOf(path);
  const depth = keys.findIndex((_, i) => valueAt(document, keys.slice(0, i + 1)) === undefined);
  const at = depth === -1 ? keys.length - 1 : depth;
  const parent = pointerOf(keys.slice(0, at));
  return `the rendered object has no ${keys[at] ?? ''} at ${parent}. Fix: add it first, or correct the path`;
}
