import { getPath, asArray } from '../json';
import { portsProblem } from '../ports';
import { WrittenRange, rangeFindings, writtenRange } from '../ranges';
import { Finding, findingUnless } from '../rule';
import { selectsByPresence } from '../selectors';

const DIRECTIONS = [
  ['ingress', 'from'],
  ['egress', 'to'],
] as const;

/** What is open in the spec of a NetworkPolicy. */
export function policyFindings(spec: unknown): Finding[] {
  return DIRECTIONS.flatMap(([direction, side]) => {
    const rules = asArray(getPath(spec, direction));
    const fields = rules.map((rule, i) => ({ rule, field: `spec.${direction}[${i}]` }));
    const together = portsProblem(rules);
    const findings = fields.flatMap(({ rule, field }) => ruleFindings(field, rule, side, together !== undefined));
    return [
      ...findings,
      ...findingUnless(
        together === undefined || findings.some(({ problem }) => problem === together),
        `spec.${direction}`,
        together ?? '',
      ),
      ...rangeFindings(
        `spec.${direction}`,
        fields.flatMap(({ rule, field }) => rangesOf(field, rule, side)),
      ),
    ];
  });
}

/** @param opensTooMany Whether the ports of all rules together are too many, which those of one may be. */
function ruleFindings(field: string, rule: unknown, side: 'from' | 'to', opensTooMany: boolean): Finding[] {
  const [peers, ports] = [asArray(getPath(rule, side)), asArray(getPath(rule, 'ports'))];
  const tooMany = opensTooMany ? portsProblem([rule]) : undefined;
  return [
    ...findingUnless(peers.length > 0, `${field}.${side}`, 'is empty, which allows everyone'),
    ...findingUnless(ports.length > 0, `${field}.ports`, 'is empty, which allows every port'),
    ...ports.flatMap((port, k) =>
      findingUnless(
        getPath(port, 'port') !== undefined,
        `${field}.ports[${k}]`,
        'has no port, which allows every port',
      ),
    ),
    ...findingUnless(tooMany === undefined, `${field}.ports`, tooMany ?? ''),
    ...peers.flatMap((peer, k) => peerFindings(`${field}.${side}[${k}]`, peer)),
  ];
}

function peerFindings(field: string, peer: unknown): Finding[] {
  if (getPath(peer, 'ipBlock') !== undefined) {
    return [];
  }
  const [namespaces, pods] = [getPath(peer, 'namespaceSelector'), getPath(peer, 'podSelector')];
  return [
    ...findingUnless(namespaces !== undefined || pods !== undefined, field, 'selects every pod of every namespace'),
    ...findingUnless(
      !selectsByPresence(namespaces),
      field,
      'selects pods of every namespace: whoever creates pods in any can set their labels',
    ),
  ];
}

function rangesOf(field: string, rule: unknown, side: 'from' | 'to'): WrittenRange[] {
  const dnsOnly = isDnsOnly(rule);
  return asArray(getPath(rule, side)).flatMap((peer, k) => {
    const block = getPath(peer, 'ipBlock');
    if (block === undefined) {
      return [];
    }
    const range = writtenRange(`${field}.${side}[${k}].ipBlock`, block);
    return side === 'from'
      ? // exceptions keep private networks closed; the rest of the world may still come in
        { ...range, except: [], metadataIsMeant: true }
      : { ...range, metadataIsMeant: dnsOnly && /\/(32|128)$/.test(range.cidr) };
  });
}

/** DNS presets name the metadata address itself, for port 53 alone. */
function isDnsOnly(rule: unknown): boolean {
  const ports = asArray(getPath(rule, 'ports'));
  return (
    ports.length > 0 && ports.every(port => getPath(port, 'port') === 53 && getPath(port, 'endPort') === undefined)
  );
}
