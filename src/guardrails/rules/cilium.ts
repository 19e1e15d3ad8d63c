import { METADATA_RANGES } from '../../foundation/net/addresses';
import { getPath, asArray, asObject, describe, asString } from '../json';
import { rangeFindings } from '../ranges';
import { Finding, findingUnless } from '../rule';
import { isEmptySelector } from '../selectors';

const WORLD = ['world', 'world-ipv4', 'world-ipv6', 'all', 'cluster', 'unmanaged'];
const PEERS = {
  ingress: ['fromEndpoints', 'fromEntities', 'fromCIDR', 'fromCIDRSet', 'fromGroups', 'fromNodes'],
  egress: ['toEndpoints', 'toEntities', 'toCIDR', 'toCIDRSet', 'toFQDNs', 'toServices', 'toGroups', 'toNodes'],
} as const;
const DNS_PORTS = ['53', '5353'];
/** `*` at the front, alone, before at least two more labels: `*foo.com` also matches evilfoo.com. */
const NARROW_PATTERN = /^(\*{1,2}\.)?[\w-]+(\.[\w-]+)+\.?$/;

/** What is open in a CiliumNetworkPolicy, in `spec` and in the list form `specs`. */
export function ciliumFindings(manifest: unknown): Finding[] {
  const specs = [
    ['spec', getPath(manifest, 'spec')] as const,
    ...asArray(getPath(manifest, 'specs')).map((spec, i) => [`specs[${i}]`, spec] as const),
  ];
  return specs.flatMap(([field, spec]) => [
    ...(['ingress', 'egress'] as const).flatMap(direction => [
      ...findingUnless(
        getPath(spec, 'enableDefaultDeny', direction) !== false,
        `${field}.enableDefaultDeny.${direction}`,
        'must not be false',
      ),
      ...asArray(getPath(spec, direction)).flatMap((rule, i) =>
        ruleFindings(`${field}.${direction}[${i}]`, rule, PEERS[direction]),
      ),
    ]),
    ...asArray(getPath(spec, 'egress')).flatMap((rule, i) => dnsFindings(`${field}.egress[${i}]`, rule)),
    ...metadataFindings(field, spec),
  ]);
}

/**
 * DNS must pass the proxy, which limits names and learns their addresses. The node itself may only be reached for DNS.
 */
function dnsFindings(field: string, rule: unknown): Finding[] {
  const entries = asArray(getPath(rule, 'toPorts'));
  const isDns = (entry: unknown): boolean =>
    asArray(getPath(entry, 'ports')).some(port => DNS_PORTS.includes(describe(getPath(port, 'port'))));
  const toNode = asArray(getPath(rule, 'toEntities')).some(entity =>
    ['host', 'remote-node'].includes(describe(entity)),
  );
  return [
    ...entries.flatMap((entry, i) =>
      findingUnless(
        !isDns(entry) || asArray(getPath(entry, 'rules', 'dns')).length > 0,
        `${field}.toPorts[${i}].rules.dns`,
        'is missing: DNS would bypass the proxy',
      ),
    ),
    ...findingUnless(
      !toNode || entries.every(isDns),
      `${field}.toEntities`,
      'reaches the node on other ports than DNS',
    ),
  ];
}

/** A name can be made to lead to instance metadata, so names are admitted only beside a deny for those addresses. */
function metadataFindings(field: string, spec: unknown): Finding[] {
  if (!asArray(getPath(spec, 'egress')).some(rule => asArray(getPath(rule, 'toFQDNs')).length > 0)) {
    return [];
  }
  const denied = asArray(getPath(spec, 'egressDeny')).flatMap(rule => asArray(getPath(rule, 'toCIDR')));
  return findingUnless(
    METADATA_RANGES.every(range => denied.includes(range)),
    `${field}.egressDeny`,
    'allows instance metadata through the admitted names',
  );
}

function ruleFindings(field: string, rule: unknown, peers: readonly string[]): Finding[] {
  const [endpoints, entities, ranges, sets] = peers;
  return [
    ...findingUnless(
      peers.some(name => asArray(getPath(rule, name)).length > 0),
      field,
      'has no peer, which allows everyone',
    ),
    ...findingUnless(
      !asArray(getPath(rule, entities)).some(entity => WORLD.includes(describe(entity))),
      field,
      `has the entity ${asArray(getPath(rule, entities)).map(describe).join(', ')}`,
    ),
    ...asArray(getPath(rule, endpoints)).flatMap((endpoint, i) =>
      endpointFindings(`${field}.${endpoints}[${i}]`, endpoint),
    ),
    ...asArray(getPath(rule, ranges)).flatMap((range, i) =>
      rangeFindings(`${field}.${ranges}[${i}]`, asString(range) ?? '', []),
    ),
    ...asArray(getPath(rule, sets)).flatMap((set, i) => setFindings(`${field}.${sets}[${i}]`, set)),
    ...asArray(getPath(rule, 'toFQDNs')).flatMap((name, i) =>
      patternFindings(`${field}.toFQDNs[${i}].matchPattern`, getPath(name, 'matchPattern')),
    ),
    ...findingUnless(
      !leavesPortsOpen(rule) || asArray(getPath(rule, 'icmps')).length > 0,
      `${field}.toPorts`,
      'leaves every port open',
    ),
  ];
}

function endpointFindings(field: string, selector: unknown): Finding[] {
  const reserved = Object.keys(asObject(getPath(selector, 'matchLabels'))).some(
    name => name.startsWith('reserved:') && WORLD.includes(name.slice('reserved:'.length)),
  );
  return findingUnless(!isEmptySelector(selector) && !reserved, field, 'selects everyone');
}

/** Ranges by exception; other kinds of sets name a group of ranges. */
function setFindings(field: string, set: unknown): Finding[] {
  const cidr = getPath(set, 'cidr');
  return cidr === undefined
    ? []
    : rangeFindings(`${field}.cidr`, describe(cidr), asArray(getPath(set, 'except')).map(describe));
}

function leavesPortsOpen(rule: unknown): boolean {
  const entries = asArray(getPath(rule, 'toPorts')).map(entry => asArray(getPath(entry, 'ports')));
  return (
    entries.length === 0 ||
    entries.some(
      ports => ports.length === 0 || ports.some(port => ['0', 'undefined'].includes(describe(getPath(port, 'port')))),
    )
  );
}

function patternFindings(field: string, pattern: unknown): Finding[] {
  return findingUnless(
    pattern === undefined || NARROW_PATTERN.test(describe(pattern)),
    field,
    'matches names of others',
  );
}
