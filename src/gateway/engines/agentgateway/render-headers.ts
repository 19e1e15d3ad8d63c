import { DocumentRoute, DocumentTarget, GatewayDocument } from './document-spec';
import { Way } from './ways';
import { compare } from '../../../foundation/reader';

interface HeaderModifier {
  readonly set?: { readonly host: string };
  readonly remove?: readonly string[];
}

/** Whether a server of a route gets a Host header of its own: the route then leaves the header to each target. */
function setsHosts(targets: readonly DocumentTarget[]): boolean {
  return targets.some(({ endpoint }) => endpoint.hostHeader !== undefined);
}

/** Headers with the ID tokens of callers, which some servers need and none gets. */
export function idTokenHeaders(targets: readonly DocumentTarget[]): string[] {
  const headers = targets.flatMap(({ endpoint: { serverAuth } }) =>
    serverAuth?._delegation?.kind === 'crossAppAccess' ? [serverAuth._delegation.idTokenHeader] : [],
  );
  return [...new Set(headers)].sort(compare);
}

/** Without a policy of the route every server gets its own host name, later than any header of a target is set. */
export function renderUrlRewrite(targets: readonly DocumentTarget[]): { readonly authority: string } | undefined {
  return setsHosts(targets) ? { authority: 'none' } : undefined;
}

/** What no server of a route gets. ID tokens that one of them needs are removed later, for each server. */
export function renderRouteHeaders(
  { targets }: DocumentRoute,
  { removed }: Way,
  { routes }: GatewayDocument,
): HeaderModifier {
  const needed = idTokenHeaders(targets);
  const others = idTokenHeaders(routes.flatMap(route => route.targets)).filter(header => !needed.includes(header));
  return { remove: [...removed, ...others] };
}

/** The headers of one server, after its credentials. Where the route leaves Host alone, each server needs its own. */
export function renderTargetHeaders(
  { endpoint, address, credentials }: DocumentTarget,
  targets: readonly DocumentTarget[],
): HeaderModifier | undefined {
  const remove = idTokenHeaders(targets).filter(header => credentials.every(one => one.header !== header));
  const host = setsHosts(targets) ? { host: endpoint.hostHeader ?? address.host } : undefined;
  return host === undefined && remove.length === 0
    ? undefined
    : { set: host, remove: remove.length === 0 ? undefined : remove };
}
