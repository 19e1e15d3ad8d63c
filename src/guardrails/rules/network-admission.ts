import { celRangeSound } from './range-admission';
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
  `!(has(p.namespaceSelector) && ${namesNobody('p.namespaceSelector')}` +
  ` && (!has(p.podSelector) || ${namesNobody('p.podSelector')}))`;
const PORTS =
  'r.?ports.orValue([]).size() > 0 && r.ports.all(q, has(q.port))' +
  ` && r.ports.map(q, has(q.endPort) ? int(q.endPort) - int(q.port) + 1 : 1).sum() <= ${MAX_PORTS}`;

/** The same as the findings of network-policy-open for an object of one namespace. */
export const POLICY_SOUND = (
  [
    ['ingress', 'from'],
    ['egress', 'to'],
  ] as const
)
  .map(
    ([direction, side]) =>
      `variables.spec.?${direction}.orValue([]).all(r, r.?${side}.orValue([]).size() > 0 && ${PORTS}` +
      ` && r.${side}.all(p, has(p.ipBlock) ? ${RANGE[side]} : ${SELECTORS}))`,
  )
  .join(' && ');
