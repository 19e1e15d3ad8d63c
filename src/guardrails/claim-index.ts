import { AppIndex } from './app-index';
import { asArray, asString, getPath } from './json';
import { referredKind } from './references';
import { Claim, claimsOf } from './route-claims';
import { Subject } from './subject';
import { ListMap } from '../foundation/list-map';

const INDEXES = new WeakMap<AppIndex, ClaimIndex>();

/** What all routes and Ingresses of an app take for gateways and servers of the library. */
export class ClaimIndex {
  public static of(app: AppIndex): ClaimIndex {
    const known = INDEXES.get(app) ?? new ClaimIndex(app);
    INDEXES.set(app, known);
    return known;
  }

  private readonly byAddress = new ListMap<string, Claim>();
  private readonly byHost = new ListMap<string, Claim>();
  private readonly bySubject = new Map<Subject, readonly Claim[]>();

  private constructor(private readonly app: AppIndex) {
    for (const subject of app.routes) {
      const claims = claimsOf(subject, app);
      this.bySubject.set(subject, claims);
      for (const claim of claims.filter(({ destination }) => destination !== undefined)) {
        this.byAddress.add(addressOf(claim.type, claim.host, claim.path), claim);
        this.byHost.add(claim.host, claim);
      }
    }
  }

  public ofSubject(subject: Subject): readonly Claim[] {
    return this.bySubject.get(subject) ?? claimsOf(subject, this.app);
  }

  /** Claims for gateways at the same host name that take the path of a claim: exactly, or with all that is below it. */
  public covering({ type, host, path }: Pick<Claim, 'type' | 'host' | 'path'>): Claim[] {
    const exact = type === 'exact' ? this.at('exact', host, path) : [];
    return [...exact, ...aboveOf(path).flatMap(each => this.at('prefix', host, each))];
  }

  /** The host names for which there are claims for gateways and servers. */
  public get servedHosts(): string[] {
    return [...this.byHost.keys()];
  }

  /** Claims for gateways and servers with exactly this host name. */
  public servedAt(host: string): readonly Claim[] {
    return this.byHost.get(host) ?? [];
  }

  private at(type: Claim['type'], host: string, path: string): readonly Claim[] {
    return this.byAddress.get(addressOf(type, host, path)) ?? [];
  }
}

/** The host name itself and the wildcards that cover it: those of Ingresses cover one label, others several. */
export function coveringHosts(host: string): string[] {
  const labels = host.replace(/^\*\./, '').split('.');
  const first = host.startsWith('*.') ? 0 : 1;
  return [...new Set([host, ...labels.map((_, i) => `*.${labels.slice(i + first).join('.')}`), ''])];
}

/** Whether a host name is below that of a claim as the API of the claim has it. */
export function isCovered(host: string, { host: pattern, subject }: Claim): boolean {
  const isDirect = host === pattern || pattern === '';
  return isDirect || subject.kind !== 'Ingress' || host.replace(/^[^.]+/, '*') === pattern;
}

/** Whether calls may come in at the same place: not where both name other listeners, or other classes. */
export function shareEntry(a: Subject, b: Subject): boolean {
  const isIngress = a.kind === 'Ingress';
  if (isIngress !== (b.kind === 'Ingress')) {
    // the host name leads to one of them
    return true;
  }
  if (isIngress) {
    const [one, other] = [a, b].map(({ manifest }) => asString(getPath(manifest, 'spec', 'ingressClassName')));
    return one === undefined || other === undefined || one === other;
  }
  const [own, others] = [listenersOf(a), listenersOf(b)];
  return (
    own.length === 0 ||
    others.length === 0 ||
    own.some(one =>
      others.some(
        other =>
          one.gateway === other.gateway &&
          (one.listener === undefined || other.listener === undefined || one.listener === other.listener),
      ),
    )
  );
}

/** The Gateways and listeners of a route. */
export function listenersOf({
  manifest,
  namespace,
}: Subject): { readonly gateway: string; readonly listener?: string }[] {
  return asArray(getPath(manifest, 'spec', 'parentRefs')).map(parent => ({
    gateway: [
      referredKind(parent, 'Gateway'),
      asString(getPath(parent, 'namespace')) ?? namespace,
      asString(getPath(parent, 'name')),
    ].join(' '),
    listener: asString(getPath(parent, 'sectionName')),
  }));
}

/** A path, and all above it. */
function aboveOf(path: string): string[] {
  const parts = path.split('/').slice(1);
  const above = parts.map((_, i) => `/${parts.slice(0, i + 1).join('/')}`);
  return [...new Set(['/', ...above])];
}

function addressOf(type: Claim['type'], host: string, path: string): string {
  return `${type} ${host}${path}`;
}
