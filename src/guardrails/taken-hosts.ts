import { ClaimIndex, listenersOf } from './claim-index';
import { asArray, getPath } from './json';
import { normalHost } from './route-claims';
import { Subject } from './subject';

/** Hosts by a pattern that takes them in, and by the parent of the routes that serve them. */
type Hosts = ReadonlyMap<string, string>;

const HOSTS = new WeakMap<ClaimIndex, Hosts>();
/** What a route without host names takes. */
const EVERY = '*';

/**
 * The hosts of a route that a gateway serves, which the route would have to itself. A GRPCRoute and an HTTPRoute of one
 * listener whose hosts overlap are not both accepted: the older one is (Gateway API 1.4, GRPCRoute: hostnames). A
 * TLSRoute gets whole connections. The same host is found wherever it is; a pattern, or no host, where both routes have
 * one parent.
 */
export function takenHosts(subject: Subject, index: ClaimIndex): string[] {
  const own = asArray(getPath(subject.manifest, 'spec', 'hostnames')).map(normalHost);
  const patterns = own.length === 0 ? [EVERY] : own.filter(host => host.startsWith('*.'));
  const known = HOSTS.get(index) ?? hostsOf(index);
  HOSTS.set(index, known);
  return [
    ...own.filter(host => index.servedAt(host).length > 0),
    ...patterns.flatMap(pattern => parentsOf(subject).flatMap(parent => known.get(`${pattern} ${parent}`) ?? [])),
  ];
}

function hostsOf(index: ClaimIndex): Hosts {
  const hosts = new Map<string, string>();
  for (const host of index.servedHosts.filter(name => name !== '')) {
    const labels = host.split('.');
    const patterns = [EVERY, ...labels.slice(1).map((_, i) => `*.${labels.slice(i + 1).join('.')}`)];
    for (const parent of index.servedAt(host).flatMap(({ subject }) => parentsOf(subject))) {
      patterns.forEach(pattern => {
        hosts.set(`${pattern} ${parent}`, hosts.get(`${pattern} ${parent}`) ?? host);
      });
    }
  }
  return hosts;
}

function parentsOf(route: Subject): string[] {
  return listenersOf(route).map(({ gateway }) => gateway);
}
