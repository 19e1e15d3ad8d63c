import { AppIndex } from './app-index';
import { ClaimIndex } from './claim-index';
import { asArray, asObject, getPath } from './json';
import { backendsOf } from './route-backends';
import { Claim } from './route-claims';
import { Finding } from './rule';
import { Subject } from './subject';
import { takenHosts } from './taken-hosts';

/** The kinds of routes that are told apart by host name, and not by the path of a request. */
export const BY_HOST = ['GRPCRoute', 'TLSRoute'];

/** Rules that take calls for a path of a gateway and lead them elsewhere, in any route or Ingress of the same host. */
export function shadowFindings(subject: Subject, app: AppIndex): Finding[] {
  return BY_HOST.includes(subject.kind) ? hostFindings(subject, app) : pathFindings(subject, ClaimIndex.of(app));
}

function hostFindings(subject: Subject, app: AppIndex): Finding[] {
  const [taken] = takenHosts(subject, ClaimIndex.of(app));
  const kept = new Set(
    backendsOf(subject, app)
      .filter(({ leadsTo }) => leadsTo !== 'other')
      .map(({ rule }) => rule),
  );
  return asArray(getPath(subject.manifest, 'spec', 'rules')).flatMap((_, i) =>
    taken === undefined || kept.has(i)
      ? []
      : [{ field: `spec.rules[${i}]`, problem: `takes calls for ${taken}, which a gateway serves` }],
  );
}

function pathFindings(subject: Subject, index: ClaimIndex): Finding[] {
  const claims = index.ofSubject(subject);
  const kept = new Set(claims.filter(({ destination }) => destination !== undefined).map(({ field }) => field));
  const rules = asArray(getPath(subject.manifest, 'spec', 'rules'));
  const taken = claims.filter(claim => !kept.has(claim.field) && !isUpgrade(rules[claim.rule]) && takes(claim, index));
  const first = new Map([...taken].reverse().map(({ field, host, path }) => [field, `${host}${path}`]));
  return [...new Set(taken.map(({ field }) => field))].map(field => ({
    field,
    problem: `takes calls for ${first.get(field)}, which a gateway serves`,
  }));
}

/** The longest path wins, and an exact one before a prefix. What is below `/` may belong to others. */
function takes(claim: Claim, index: ClaimIndex): boolean {
  return index.covering(claim).some(({ type, path }) => type === 'exact' || path !== '/' || claim.path === '/');
}

/** Whether all a rule does is to send callers to the same address with TLS. */
function isUpgrade(rule: unknown): boolean {
  const redirects = asArray(getPath(rule, 'filters')).map(filter => asObject(getPath(filter, 'requestRedirect')));
  return redirects.length === 1 && redirects[0].scheme === 'https' && redirects[0].hostname === undefined;
}
