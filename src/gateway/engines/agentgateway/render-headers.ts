import { DocumentTarget } from './document-spec';

interface HeaderModifier {
  readonly set?: { readonly host: string };
  readonly remove?: readonly string[];
}

/** Whether a server of a route gets a Host header of its own: the route then leaves the header to each target. */
export function setsHosts(targets: readonly DocumentTarget[]): boolean {
  return targets.some(({ endpoint }) => endpoint.hostHeader !== undefined);
}

/** Without a policy of the route every server gets its own host name, later than any header of a target is set. */
export function renderUrlRewrite(targets: readonly DocumentTarget[]): { readonly authority: string } | undefined {
  return setsHosts(targets) ? { authority: 'none' } : undefined;
}

/** The headers of one server. Where the route leaves Host alone, a server without one would see that of clients. */
export function renderTargetHeaders(
  { endpoint, address }: DocumentTarget,
  targets: readonly DocumentTarget[],
): HeaderModifier | undefined {
  return setsHosts(targets) ? { set: { host: endpoint.hostHeader ?? address.host } } : undefined;
}
