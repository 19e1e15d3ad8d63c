import { asArray, asString, getPath } from './json';
import { Finding, findingUnless } from './rule';
import { isHostAndPort } from '../foundation/net/host-names';

/**
 * What is wrong with the Host headers that the servers of a route get. By default each gets its own host name, after
 * the headers of its target are set.
 */
export function hostFindings(field: string, policies: unknown, targets: readonly unknown[]): Finding[] {
  const authority = getPath(policies, 'urlRewrite', 'authority');
  return [
    ...findingUnless(
      authority === undefined || authority === 'none',
      `${field}.policies.urlRewrite.authority`,
      'must be none: servers would get the host name of another',
    ),
    ...targets.flatMap((target, i) =>
      targetFindings(`${field}.backends[0].mcp.targets[${i}]`, target, authority !== undefined),
    ),
  ];
}

function targetFindings(field: string, target: unknown, isOwn: boolean): Finding[] {
  const host = getPath(target, 'policies', 'requestHeaderModifier', 'set', 'host');
  const path = `${field}.policies.requestHeaderModifier.set.host`;
  return [
    ...findingUnless(
      isOwn || host === undefined,
      path,
      'has no effect without urlRewrite.authority: none of the route',
    ),
    ...findingUnless(!isOwn || host !== undefined, path, 'is missing: the server would see the host name of clients'),
    ...findingUnless(
      host === undefined || isHostAndPort(asString(host) ?? ''),
      path,
      'must be a host name or an address, with or without port',
    ),
  ];
}

/** The servers of a route. */
export function targetsOf(route: unknown): readonly unknown[] {
  return asArray(getPath(route, 'backends')).flatMap(backend => asArray(getPath(backend, 'mcp', 'targets')));
}
