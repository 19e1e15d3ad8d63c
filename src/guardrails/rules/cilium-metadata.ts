import { inspect } from 'node:util';
import { Cidr, METADATA_RANGES, contains, parseCidr } from '../../foundation/net/addresses';
import { getPath, asArray, describe } from '../json';
import { includesPort } from '../ports';
import { Finding, findingUnless } from '../rule';

interface Denial {
  readonly ranges: readonly Cidr[];
  /** undefined: every port. */
  readonly ports?: readonly unknown[];
}

/**
 * A name can be made to lead to instance metadata, so names are admitted only beside a deny for those addresses on the
 * same ports.
 */
export function metadataFindings(field: string, spec: unknown): Finding[] {
  const byName = asArray(getPath(spec, 'egress')).filter(rule => asArray(getPath(rule, 'toFQDNs')).length > 0);
  if (byName.length === 0) {
    return [];
  }
  const denials = asArray(getPath(spec, 'egressDeny')).map(readDenial);
  const ports = portsOf(byName);
  const closed = METADATA_RANGES.every(text => {
    const range = parseCidr(text);
    const fitting = denials.filter(({ ranges }) => ranges.some(outer => range && contains(outer, range)));
    return ports.every(port => fitting.some(({ ports: denied }) => denied?.some(one => covers(one, port)) ?? true));
  });
  return findingUnless(closed, `${field}.egressDeny`, 'allows instance metadata through the admitted names');
}

function portsOf(rules: readonly unknown[]): unknown[] {
  const all = rules.flatMap(rule =>
    asArray(getPath(rule, 'toPorts')).flatMap(entry => asArray(getPath(entry, 'ports'))),
  );
  return [...new Map(all.map(port => [inspect(port), port])).values()];
}

function readDenial(rule: unknown): Denial {
  const sets = asArray(getPath(rule, 'toCIDRSet')).filter(set => asArray(getPath(set, 'except')).length === 0);
  const texts = [...asArray(getPath(rule, 'toCIDR')), ...sets.map(set => getPath(set, 'cidr'))];
  const entries = getPath(rule, 'toPorts');
  return {
    ranges: texts.flatMap(text => parseCidr(describe(text)) ?? []),
    ports: entries === undefined ? undefined : asArray(entries).flatMap(entry => asArray(getPath(entry, 'ports'))),
  };
}

/** Whether a denied port includes an opened one. Metadata is served over TCP. */
function covers(denied: unknown, opened: unknown): boolean {
  const protocol = describe(getPath(denied, 'protocol') ?? 'ANY');
  const [first, last] = [getPath(opened, 'port'), getPath(opened, 'endPort') ?? getPath(opened, 'port')];
  return (
    describe(getPath(opened, 'protocol')) === 'UDP' ||
    (['TCP', 'ANY'].includes(protocol) &&
      includesPort(denied, Number(describe(first))) &&
      includesPort(denied, Number(describe(last))))
  );
}
