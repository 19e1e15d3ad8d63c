import { AppIndex } from './app-index';
import { ClaimIndex, coveringHosts, isCovered, shareEntry } from './claim-index';
import { Claim } from './route-claims';
import { Finding } from './rule';
import { Subject } from './subject';

/** Addresses of a route that lead to one gateway, and in another route to another gateway. */
export function conflictFindings(subject: Subject, app: AppIndex): Finding[] {
  const index = ClaimIndex.of(app);
  const found = new Map<string, Finding>();
  for (const claim of index.ofSubject(subject).filter(({ destination }) => destination !== undefined)) {
    for (const other of othersOf(claim, index)) {
      const key = `${claim.field} ${nameOf(other.subject)}`;
      const below = other.type === 'prefix' ? ' with all that is below ' : ' with ';
      const problem =
        `takes ${claim.host}${claim.path}, which ${nameOf(other.subject)} leads to another gateway` +
        (claim.host === other.host && claim.path === other.path ? '' : `${below}${other.host}${other.path}`);
      found.set(key, found.get(key) ?? { field: claim.field, problem });
    }
  }
  return [...found.values()];
}

/** Of two that take the same the second says so, and of two of which one takes more the one that takes less. */
function othersOf(claim: Claim, index: ClaimIndex): Claim[] {
  return coveringHosts(claim.host)
    .flatMap(host => index.covering({ ...claim, host }))
    .filter(
      other =>
        other.destination !== claim.destination &&
        isCovered(claim.host, other) &&
        (!isSame(claim, other) || keyOf(other) < keyOf(claim)) &&
        shareEntry(claim.subject, other.subject),
    );
}

function isSame(a: Claim, b: Claim): boolean {
  return a.host === b.host && a.path === b.path && a.type === b.type;
}

function keyOf({ subject: { namespace, kind, name }, field }: Claim): string {
  return `${namespace ?? ''}/${name}/${kind}/${field}`;
}

function nameOf({ kind, namespace, name }: Subject): string {
  return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}
