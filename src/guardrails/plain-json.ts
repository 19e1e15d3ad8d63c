import {
  ApiObject,
  App,
  Chart,
  IResolver,
  ImplicitTokenResolver,
  Lazy,
  LazyResolver,
  NumberStringUnionResolver,
} from 'cdk8s';
import { Json, asObject } from './json';

const BUILT_IN: readonly unknown[] = [LazyResolver, ImplicitTokenResolver, NumberStringUnionResolver];

/** Up to this length an insertion sort is the fastest. */
const SHORT_LIST = 30;

/** The result for a value that cdk8s must turn into JSON itself. */
export const NOT_PLAIN = Symbol('not plain');

/** Whether an app has no other resolvers than those of cdk8s. */
export function hasOwnResolversOnly({ resolvers }: App): boolean {
  return (
    resolvers.length === BUILT_IN.length && resolvers.every(isBuiltIn) && process.env.CDK8S_DISABLE_SORT === undefined
  );
}

function isBuiltIn(resolver: IResolver, i: number): boolean {
  return resolver.constructor === BUILT_IN[i];
}

/**
 * The JSON that cdk8s makes of a value, in one walk instead of two and without a call of each resolver for each value:
 * lazy values are produced, keys are sorted, and undefined is left out.
 */
export function plainJson(value: unknown): unknown {
  if (typeof value !== 'object') {
    return typeof value === 'function' || typeof value === 'symbol' ? NOT_PLAIN : value;
  }
  if (value === null) {
    return undefined;
  }
  if (Array.isArray(value)) {
    return plainList(value);
  }
  if (value instanceof Lazy) {
    return plainJson(value.produce());
  }
  return value.constructor === Object ? plainMap(value) : NOT_PLAIN;
}

/** The JSON of an object by cdk8s, with its own resolvers alone. */
export function jsonByCdk8s(value: object, metadata: object): Json {
  const object = new ApiObject(new Chart(new App(), 'object'), 'object', {
    apiVersion: '',
    kind: '',
    ...value,
    metadata,
  });
  return asObject(object.toJson());
}

function plainList(items: readonly unknown[]): unknown {
  const made: unknown[] = [];
  for (const item of items) {
    const json = plainJson(item);
    if (json === NOT_PLAIN) {
      return NOT_PLAIN;
    }
    made.push(json);
  }
  return made;
}

/** By code units, as cdk8s does it; maps are short, and often in order. */
function sorted(keys: string[]): string[] {
  if (keys.length > SHORT_LIST) {
    return keys.sort();
  }
  for (let i = 1; i < keys.length; i += 1) {
    const key = keys[i];
    let k = i;
    for (; k > 0 && keys[k - 1] > key; k -= 1) {
      keys[k] = keys[k - 1];
    }
    keys[k] = key;
  }
  return keys;
}

function plainMap(map: object): unknown {
  const made: Record<string, unknown> = {};
  // the values of a plain object are unknown until they are read
  const values = map as Readonly<Record<string, unknown>>;
  for (const key of sorted(Object.keys(map))) {
    const json = key === '__proto__' ? NOT_PLAIN : plainJson(values[key]);
    if (json === NOT_PLAIN) {
      return NOT_PLAIN;
    }
    if (json !== undefined) {
      made[key] = json;
    }
  }
  return made;
}
