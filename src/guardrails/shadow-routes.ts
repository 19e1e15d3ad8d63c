import { AppIndex } from './app-index';
import { asArray, asObject, asString, getPath } from './json';
import { backendsOf } from './route-backends';
import { Finding } from './rule';
import { Subject } from './subject';
import { takenHosts } from './taken-hosts';

/** The paths that gateways serve at a host, as they are matched. */
interface Served {
  readonly exact: ReadonlySet<string>;
  readonly prefixes: ReadonlySet<string>;
}

const SERVED = new WeakMap<AppIndex, Map<string, Served>>();

/** Rules that take calls for a path of a gateway and lead them elsewhere, in any route of the same host. */
export function shadowFindings(subject: Subject, app: AppIndex): Finding[] {
  return subject.kind === 'HTTPRoute' ? pathFindings(subject, app) : hostFindings(subject, app);
}

/** Routes that are not told apart by the path of a request. */
function hostFindings(subject: Subject, app: AppIndex): Finding[] {
  const isServed = (host: string): boolean => {
    const { exact, prefixes } = servedAt(host, app);
    return exact.size + prefixes.size > 0;
  };
  const [taken] = takenHosts(subject, isServed, app);
  const kept = rulesToGateways(subject, app);
  return asArray(getPath(subject.manifest, 'spec', 'rules')).flatMap((_, i) =>
    taken === undefined || kept.has(i)
      ? []
      : [{ field: `spec.rules[${i}]`, problem: `takes calls for ${taken}, which a gateway serves` }],
  );
}

function pathFindings(subject: Subject, app: AppIndex): Finding[] {
  const hosts = hostsOf(subject);
  const kept = rulesToGateways(subject, app);
  return asArray(getPath(subject.manifest, 'spec', 'rules')).flatMap((rule, i) => {
    if (kept.has(i) || isUpgrade(rule)) {
      return [];
    }
    const taken = hosts.flatMap(host =>
      matchesOf(rule)
        .filter(match => shadows(match, servedAt(host, app)))
        .map(({ path }) => `${host}${path}`),
    );
    return taken.length === 0
      ? []
      : [{ field: `spec.rules[${i}]`, problem: `takes calls for ${taken[0]}, which a gateway serves` }];
  });
}

function servedAt(host: string, app: AppIndex): Served {
  const known = SERVED.get(app) ?? new Map<string, Served>();
  SERVED.set(app, known);
  const before = known.get(host);
  if (before !== undefined) {
    return before;
  }
  const matches = app.routesOfHost(host).flatMap(route => {
    const rules = asArray(getPath(route.manifest, 'spec', 'rules'));
    return [...rulesToGateways(route, app)].flatMap(i => matchesOf(rules[i]));
  });
  const paths = (wanted: string): Set<string> =>
    new Set(matches.filter(({ type }) => type === wanted).map(({ path }) => path));
  const served = { exact: paths('Exact'), prefixes: paths('PathPrefix') };
  known.set(host, served);
  return served;
}

function rulesToGateways(route: Subject, app: AppIndex): Set<number> {
  return new Set(
    backendsOf(route, app)
      .filter(({ leadsTo }) => leadsTo !== 'other')
      .map(({ rule }) => rule),
  );
}

function hostsOf({ manifest }: Subject): string[] {
  return asArray(getPath(manifest, 'spec', 'hostnames')).flatMap(host => asString(host) ?? []);
}

function matchesOf(rule: unknown): { readonly type: string; readonly path: string }[] {
  const matches = asArray(getPath(rule, 'matches'));
  return (matches.length === 0 ? [{}] : matches).map(match => {
    const path = asString(getPath(match, 'path', 'value')) ?? '/';
    return {
      type: asString(getPath(match, 'path', 'type')) ?? 'PathPrefix',
      path: path.length > 1 ? path.replace(/\/$/, '') : path,
    };
  });
}

/** The longest path wins, and an exact one before a prefix. What is below `/` may belong to others. */
function shadows({ type, path }: { readonly type: string; readonly path: string }, served: Served): boolean {
  if (type === 'Exact' && served.exact.has(path)) {
    return true;
  }
  if (served.prefixes.has(path)) {
    return true;
  }
  for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
    if (served.prefixes.has(path.slice(0, end))) {
      return true;
    }
  }
  return false;
}

/** Whether all a rule does is to send callers to the same address with TLS. */
function isUpgrade(rule: unknown): boolean {
  const redirects = asArray(getPath(rule, 'filters')).map(filter => asObject(getPath(filter, 'requestRedirect')));
  return redirects.length === 1 && redirects[0].scheme === 'https' && redirects[0].hostname === undefined;
}
