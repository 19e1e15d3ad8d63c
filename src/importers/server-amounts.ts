import { ServerParts } from './server-parts';
import { Json } from './texts';
import { Ask } from './words-to-ask';
import { compareQuantities, parseQuantity } from '../foundation/quantities';

/** Amounts of CPU, memory and disk that do not fit together. */
export function* amountsToAsk({ props, storage }: ServerParts): Generator<Ask> {
  // set by importers alone
  const before = props.get('resources') as Amounts | undefined;
  if (before === undefined) {
    return;
  }
  const resources = new Map(Object.entries(before));
  yield* requestsToAsk(resources);
  yield* limitsToAsk(resources, storage);
  if (resources.size === 0) {
    props.delete('resources');
  } else {
    props.set('resources', Object.fromEntries(resources));
  }
}

interface Bounds {
  readonly request?: string;
  readonly limit?: string;
}

type Amounts = Readonly<Record<string, Bounds>>;

/** What a server has without a request of its own. */
const CPU_REQUEST = '100m';

/** Kubernetes refuses a request above the limit; with a limit alone that is the request. */
function* requestsToAsk(resources: Map<string, Bounds>): Generator<Ask> {
  for (const [resource, { request, limit }] of resources) {
    if (limit === undefined) {
      continue;
    }
    if (resource === 'cpu' && request === undefined && isMore(CPU_REQUEST, limit)) {
      resources.set(resource, { request: limit, limit });
    } else if (request !== undefined && isMore(request, limit)) {
      resources.set(resource, { limit });
      yield {
        at: `resources.${resource}.request`,
        what: 'request',
        how: `${request} is requested of a limit of ${limit}: write a request that is not above it`,
      };
    }
  }
}

const KINDS_OF_VOLUMES = [
  { resource: 'memory', kind: 'memory', beside: '1Mi' },
  { resource: 'ephemeralStorage', kind: 'scratch', beside: '64Mi' },
] as const;

/** What volumes hold counts against the limits: memory of the program and /tmp come on top. */
function* limitsToAsk(resources: Map<string, Bounds>, storage: readonly Json[]): Generator<Ask> {
  for (const { resource, kind, beside } of KINDS_OF_VOLUMES) {
    const { limit, request } = resources.get(resource) ?? {};
    const held = [beside, ...storage.flatMap(form => sizesIn(form, kind))];
    const most = limit ?? request;
    if (held.length > 1 && most !== undefined && bytesOf(held) > bytesOf([most])) {
      resources.delete(resource);
      yield {
        at: `resources.${resource}.limit`,
        what: 'limit',
        how: `${most} is not more than what its volumes hold (${held.slice(1).join(' + ')}): write a limit above that`,
        from: limit === undefined ? `resources.${resource}.request` : `resources.${resource}.limit`,
      };
    }
  }
}

function sizesIn(form: Json, kind: string): string[] {
  // made by importers
  const volume = form[kind] as { readonly size: string } | undefined;
  return volume === undefined ? [] : [volume.size];
}

function bytesOf(sizes: readonly string[]): bigint {
  return sizes.reduce((sum, size) => {
    const { numerator, denominator } = parseQuantity(size) ?? { numerator: 0n, denominator: 1n };
    return sum + numerator / denominator;
  }, 0n);
}

function isMore(a: string, b: string): boolean {
  const [left, right] = [parseQuantity(a), parseQuantity(b)];
  return left !== undefined && right !== undefined && compareQuantities(left, right) > 0;
}
