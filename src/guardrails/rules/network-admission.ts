import { GLOBAL_UNICAST_V6, METADATA_RANGES } from '../../private/addresses';
import { celPattern } from '../../private/admission-form';
import { celList } from '../../private/cel';

/** Shorter prefixes are as good as the whole address space. */
const BROAD = celPattern('^[0-9.]+/[0-7]$|:.*/(?:[0-9]|1[0-5])$');
/** Ranges that hold 169.254.0.0/16 or a part of it, but for those that are broad. */
const LINK_LOCAL = celPattern('^169[.]254[.]|^169[.][0-9.]+/(?:[89]|1[0-5])$');
/** One spelling for each range, so that texts can be compared: no leading zeros, and no IPv4 address within an IPv6 one (`::/8` holds nothing that is routed). */
const CANONICAL = celPattern('^(?:(?:0|[1-9][0-9]{0,2})(?:[.](?:0|[1-9][0-9]{0,2})){3}/(?:0|[1-9][0-9]?)|[1-9A-Fa-f][0-9A-Fa-f]*:[0-9A-Fa-f:]*/(?:0|[1-9][0-9]{0,2}))$');
/** What `0.0.0.0/0` must except to mean the Internet. Kubernetes 1.30 has no functions for addresses: exceptions are compared as texts. */
const PRIVATE = ['10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.168.0.0/16'];

const DNS_ONLY = "r.ports.all(q, has(q.port) && string(q.port) == '53' && !has(q.endPort)) && p.ipBlock.cidr.matches(r'/(?:32|128)$')";
const NO_METADATA = `!(p.ipBlock.cidr in ${celList(METADATA_RANGES)} || p.ipBlock.cidr.matches(${LINK_LOCAL})
  && !p.ipBlock.?except.orValue([]).exists(e, e in ['169.254.0.0/16', '169.254.169.254/32']))`;
const PUBLIC = `(p.ipBlock.cidr == '0.0.0.0/0' && ${celList(PRIVATE)}.all(e, e in p.ipBlock.?except.orValue([])) || p.ipBlock.cidr == '${GLOBAL_UNICAST_V6}')`;
const RANGE = {
  from: `!p.ipBlock.cidr.matches(${BROAD})`,
  to: `(p.ipBlock.cidr.matches(${BROAD}) ? ${PUBLIC} : ${NO_METADATA} || ${DNS_ONLY})`,
} as const;

const nobody = (selector: string): string => `${selector}.?matchLabels.orValue({}).size() == 0 && ${selector}.?matchExpressions.orValue([]).all(e,
  e.operator in ['NotIn', 'DoesNotExist'] || e.operator == 'Exists' && e.key == 'kubernetes.io/metadata.name')`;
const SELECTORS = `!(has(p.namespaceSelector) && ${nobody('p.namespaceSelector')} && (!has(p.podSelector) || ${nobody('p.podSelector')}))`;
const PORTS = 'r.?ports.orValue([]).size() > 0 && r.ports.all(q, has(q.port) && (!has(q.endPort) || q.endPort - q.port < 32768))';

/** The same as the findings of network-policy-open for an object of one namespace. */
export const POLICY_SOUND = ([['ingress', 'from'], ['egress', 'to']] as const).map(([direction, side]) => `variables.spec.?${direction}.orValue([]).all(r,
  r.?${side}.orValue([]).size() > 0 && ${PORTS}
  && r.${side}.all(p, has(p.ipBlock) ? p.ipBlock.cidr.matches(${CANONICAL}) && ${RANGE[side]} : ${SELECTORS}))`).map(text => text.replace(/\s*\n\s*/g, ' ')).join(' && ');
