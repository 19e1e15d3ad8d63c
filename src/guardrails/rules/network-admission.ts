import { celRangeSound, celUnionSpecific } from './range-admission';
import { MAX_PORTS } from '../ports';

const DNS_ONLY =
  "r.ports.all(q, has(q.port) && string(q.port) == '53' && !has(q.endPort)) && p.ipBlock.cidr.matches(r'/(?:32|128)$')";
/** Exceptions keep private networks closed to the inside; the rest of the world may still come in. */
const RANGE = {
  from: celRangeSound('[]', 'true'),
  to: celRangeSound('p.ipBlock.?except.orValue([])', DNS_ONLY),
} as const;

/** The same as `namesNobody`. */
const namesNobody = (selector: string): string =>
  `${selector}.?matchLabels.orValue({}).size() == 0` +
  ` && !${selector}.?matchExpressions.orValue([]).exists(e, e.operator == 'In')`;
const SELECTORS =
  `((has(p.namespaceSelector) || has(p.podSelector))` +
  ` && !(has(p.namespaceSelector) && ${namesNobody('p.namespaceSelector')}))`;
const PORTS = 'r.?ports.orValue([]).size() > 0 && r.ports.all(q, has(q.port))';

/**
 * CEL has nothing that merges ranges of ports. Too many are open only if their sizes add up to it, and if they lie in
 * as many blocks; the same range for several peers adds up, but lies in the same blocks.
 */
const BLOCK = 1024;
const BLOCKS = `[${Array.from({ length: 65536 / BLOCK }, (_, i) => i * BLOCK).join(', ')}]`;
const SIZES = 'ranged.map(l, l.map(q, int(q.endPort) - int(q.port) + 1).sum()).sum()';
const TOUCHED =
  `['TCP', 'UDP', 'SCTP'].map(t, ${BLOCKS}.filter(b, ranged.exists(l, l.exists(q,` +
  ` q.?protocol.orValue('TCP') == t && int(q.port) < b + ${BLOCK} && b <= int(q.endPort)))).size()).sum()`;
const portsSpecific = (rules: string): string =>
  `[${rules}.map(r, r.?ports.orValue([]).filter(q, has(q.port) && has(q.endPort))).filter(l, l.size() > 0)]` +
  `.all(ranged, ${SIZES} <= ${MAX_PORTS} || ${TOUCHED} <= ${MAX_PORTS / BLOCK})`;

/** The same as the findings of network-policy-open for an object of one namespace. */
export const POLICY_SOUND = (
  [
    ['ingress', 'from'],
    ['egress', 'to'],
  ] as const
)
  .map(([direction, side]) => {
    const rules = `variables.spec.?${direction}.orValue([])`;
    return (
      `${rules}.all(r, r.?${side}.orValue([]).size() > 0 && ${PORTS}` +
      ` && r.${side}.all(p, has(p.ipBlock) ? ${RANGE[side]} : ${SELECTORS}))` +
      ` && ${celUnionSpecific(rules, side)} && ${portsSpecific(rules)}`
    );
  })
  .join(' && ');
