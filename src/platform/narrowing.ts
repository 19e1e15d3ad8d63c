import { isDeepStrictEqual } from 'node:util';
import { McpPlatformProps } from './mcp-platform-props';
import { definedItems, definedProps } from '../foundation/defined';
import { Issues } from '../foundation/issues';
import { registryPrefixes } from '../foundation/packages/image-reference';
import { isWithinPattern } from '../foundation/packages/package-patterns';
import { compare } from '../foundation/reader';
import { NpmScope } from '../source/npm-scope';

/** Lists of what is not allowed: a scope adds to those above it. */
const BLOCKING = ['blockedPackages', 'privateCidrs'] as const;
/** What pods may reach, and where packages come from: a scope leaves it as it is given above. */
const FIXED = ['npmRegistry', 'pypiIndex', 'proxy', 'apiServer', 'networkPolicyEngine', 'openshift'] as const;

/** What two scopes say together: the inner one first, lists of what is not allowed added up. */
export function narrowed(above: McpPlatformProps, props: McpPlatformProps): McpPlatformProps {
  const npmScopes = joinedScopes(above, props);
  const merged = { ...above, ...definedProps(props), ...definedProps({ npmScopes }) };
  if (props.loosens !== undefined) {
    return { ...merged, loosens: [...new Set(definedItems([above.loosens, props.loosens]))].join('; ') };
  }
  const [blockedPackages, privateCidrs] = BLOCKING.map(list => joined(above, props, list));
  return { ...merged, ...definedProps({ blockedPackages, privateCidrs }) };
}

/**
 * Records each prop of a scope that allows more than the scopes above it. With the reason `loosens` none is recorded; a
 * reason for nothing is.
 */
export function checkNarrowing(issues: Issues, above: McpPlatformProps, props: McpPlatformProps): void {
  const found = new Issues('');
  checkLists(found, above, props);
  if (props.loosens === undefined) {
    issues.addAll(found);
  } else {
    issues.check(
      !found.isEmpty,
      'loosens',
      { allowed: 'left out where no prop allows more than the scope above', fix: 'remove it' },
      props.loosens,
    );
  }
}

function checkLists(issues: Issues, above: McpPlatformProps, props: McpPlatformProps): void {
  const { allowedRegistries, allowedSources, allowedPackages } = above;
  checkEach(issues, 'allowedRegistries', isWithinRegistry, [allowedRegistries, props.allowedRegistries]);
  checkEach(issues, 'allowedSources', (inner, outer) => inner === outer, [allowedSources, props.allowedSources]);
  checkEach(issues, 'allowedPackages', isWithinPattern, [allowedPackages, props.allowedPackages]);
  checkEach(issues, 'annotationDomains', isWithinDomain, [above.annotationDomains ?? [], props.annotationDomains]);
  BLOCKING.forEach(list => checkBlocking(issues, list, above[list] ?? [], props[list]));
  checkScopes(issues, above, props);
  issues.check(
    props.requireDigests !== false || above.requireDigests === false,
    'requireDigests',
    limit('true, as in the scope above'),
    props.requireDigests,
  );
  for (const fact of FIXED) {
    issues.check(
      above[fact] === undefined || props[fact] === undefined || isDeepStrictEqual(above[fact], props[fact]),
      fact,
      limit('left out, or the same as in the scope above'),
      props[fact],
    );
  }
}

/** An empty list would look as if nothing were blocked. */
function checkBlocking(
  issues: Issues,
  list: string,
  outer: readonly string[],
  inner: readonly string[] | undefined,
): void {
  issues.check(
    inner?.length !== 0 || outer.length === 0,
    list,
    limit(`left out, or a list of more entries: those of the scope above hold, ${outer.join(', ')}`),
    inner,
  );
}

/** Every entry of an inner list must be within one of the outer list, where there is one. */
function checkEach(
  issues: Issues,
  list: string,
  isWithin: (entry: string, limit: string) => boolean,
  [outer, inner = []]: readonly (readonly string[] | undefined)[],
): void {
  inner.forEach((entry, i) =>
    issues.check(
      outer === undefined || outer.some(above => isWithin(entry, above)),
      `${list}[${i}]`,
      limit(`within the list of the scope above (${(outer ?? []).join(', ')})`),
      entry,
    ),
  );
}

/**
 * A scope of npm stays at the registry that is given above. One that is not given above comes from `npmRegistry` there,
 * if there is one.
 */
function checkScopes(issues: Issues, above: McpPlatformProps, { npmScopes = [] }: McpPlatformProps): void {
  npmScopes.forEach(({ scope, registry }) => {
    const before = above.npmScopes?.find(outer => outer.scope === scope)?.registry ?? above.npmRegistry;
    issues.check(
      before === undefined || isDeepStrictEqual(before, registry),
      `npmScopes[${scope}].registry`,
      limit(`the registry of the scope above (${before?.url ?? ''}), with the same egress and credentials`),
      registry.url,
    );
  });
}

function limit(allowed: string): { readonly allowed: string; readonly fix: string } {
  return { allowed, fix: 'or give the reason in loosens, which reports show' };
}

/** A longer path is narrower. */
function isWithinRegistry(inner: string, outer: string): boolean {
  const limits = registryPrefixes(outer);
  return registryPrefixes(inner).every(prefix =>
    limits.some(above => prefix === above || prefix.startsWith(`${above}/`)),
  );
}

function isWithinDomain(inner: string, outer: string): boolean {
  return inner === outer || inner.endsWith(`.${outer}`);
}

/** Each scope of npm once, the inner registry first. */
function joinedScopes(above: McpPlatformProps, props: McpPlatformProps): NpmScope[] | undefined {
  const byScope = new Map([...(above.npmScopes ?? []), ...(props.npmScopes ?? [])].map(entry => [entry.scope, entry]));
  return byScope.size === 0 ? undefined : [...byScope.values()].sort((a, b) => compare(a.scope, b.scope));
}

function joined(
  above: McpPlatformProps,
  props: McpPlatformProps,
  list: (typeof BLOCKING)[number],
): string[] | undefined {
  const entries = [...(above[list] ?? []), ...(props[list] ?? [])];
  return entries.length === 0 ? undefined : [...new Set(entries)];
}
