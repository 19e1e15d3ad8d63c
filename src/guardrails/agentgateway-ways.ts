import { asArray, describe, getPath } from './json';
import { Finding, findingUnless } from './rule';

/** Any value: one that is empty is no key. */
const ANY_VALUE = '.+';

/** The address at which a route answers, and the header that sets it apart from another route there. */
interface Address {
  readonly address: string;
  readonly header: string | undefined;
}

/** The addresses of a route; two routes may have one address only when a header sets them apart. */
export function addressesOf(route: unknown): Address[] {
  const hosts = asArray(getPath(route, 'hostnames')).map(describe);
  return (hosts.length === 0 ? [''] : hosts).flatMap(host =>
    asArray(getPath(route, 'matches')).map(match => ({
      address: `${host}${describe(getPath(match, 'path', 'exact'))}`,
      header: headerOf(match),
    })),
  );
}

/**
 * Routes for API keys in a header of their own, beside routes for tokens. Only a request with the header may come
 * there, the key must be read from it, and no server may see it.
 */
export function wayFindings(routes: readonly unknown[]): Finding[] {
  const headers = new Map<string, string>();
  for (const route of routes) {
    for (const { address, header } of addressesOf(route)) {
      if (header !== undefined) {
        headers.set(address, header);
      }
    }
  }
  return routes.flatMap((route, i) => [
    ...keyRouteFindings(`routes[${i}]`, route),
    ...tokenRouteFindings(`routes[${i}]`, route, headers),
  ]);
}

function keyRouteFindings(field: string, route: unknown): Finding[] {
  const matches = asArray(getPath(route, 'matches'));
  const location = getPath(route, 'policies', 'apiKey', 'location');
  const located = getPath(location, 'header', 'name');
  if (location === undefined && matches.every(match => getPath(match, 'headers') === undefined)) {
    return [];
  }
  const name = located === undefined ? undefined : describe(located).toLowerCase();
  return [
    ...findingUnless(
      name !== undefined && matches.every(match => headerOf(match) === name),
      `${field}.policies.apiKey.location`,
      'must be the header by which requests come to this route: without it callers with keys and tokens are mixed',
    ),
    ...matches.flatMap((match, i) =>
      findingUnless(
        name !== undefined && headerOf(match) === name && asArray(getPath(match, 'headers')).length === 1,
        `${field}.matches[${i}].headers`,
        'must be the header of the API key alone, with any value: requests without it belong to another route',
      ),
    ),
    ...matches.flatMap((match, i) =>
      findingUnless(
        getPath(asArray(getPath(match, 'headers'))[0], 'value', 'regex') === ANY_VALUE,
        `${field}.matches[${i}].headers`,
        `must match ${ANY_VALUE}: other keys would be refused as missing tokens`,
      ),
    ),
    ...['authorization', name ?? ''].flatMap(header => removalOf(field, route, header)),
  ];
}

function tokenRouteFindings(field: string, route: unknown, headers: ReadonlyMap<string, string>): Finding[] {
  const beside = new Set(
    addressesOf(route).flatMap(({ address, header }) => (header === undefined ? (headers.get(address) ?? []) : [])),
  );
  return [...beside].flatMap(header => removalOf(field, route, header));
}

function removalOf(field: string, route: unknown, header: string): Finding[] {
  const removed = asArray(getPath(route, 'policies', 'requestHeaderModifier', 'remove')).map(name =>
    describe(name).toLowerCase(),
  );
  return findingUnless(
    header === '' || removed.includes(header),
    `${field}.policies.requestHeaderModifier.remove`,
    `must have ${header}: servers would get it from callers`,
  );
}

function headerOf(match: unknown): string | undefined {
  const [header] = asArray(getPath(match, 'headers'));
  return header === undefined ? undefined : describe(getPath(header, 'name')).toLowerCase();
}
