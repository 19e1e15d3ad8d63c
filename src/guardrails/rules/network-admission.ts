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

/** Ports are counted in blocks, each as a whole if its middle is open: CEL has nothing that merges ranges. */
const BLOCK = 1024;
const MIDDLES = `[${Array.from({ length: 65536 / BLOCK }, (_, i) => i * BLOCK + BLOCK / 2).join(', ')}]`;
const portsSpecific = (rules: string): string =>
  `[${rules}.map(r, r.?ports.orValue([]).filter(q, has(q.port) && has(q.endPort))).filter(l, l.size() > 0)]` +
  `.all(ranged, ranged.size() == 0 || ['TCP', 'UDP', 'SCTP'].map(t, ${MIDDLES}.filter(m, ranged.exists(l, l.exists(q,` +
  " q.?protocol.orValue('TCP') == t && int(q.port) <= m && m <= int(q.endPort)))).size()).sum()" +
  ` <= ${MAX_PORTS / BLOCK})`;

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
