import { METADATA_RANGES } from '../../foundation/net/addresses';
import { at, list, record, shown, text } from '../json';
import { rangeFindings } from '../ranges';
import { Finding, expect } from '../rule';
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
    ['spec', at(manifest, 'spec')] as const,
    ...list(at(manifest, 'specs')).map((spec, i) => [`specs[${i}]`, spec] as const),
  ];
  return specs.flatMap(([field, spec]) => [
    ...(['ingress', 'egress'] as const).flatMap(direction => [
      ...expect(
        at(spec, 'enableDefaultDeny', direction) !== false,
        `${field}.enableDefaultDeny.${direction}`,
        'must not be false',
      ),
      ...list(at(spec, direction)).flatMap((rule, i) =>
        ruleFindings(`${field}.${direction}[${i}]`, rule, PEERS[direction]),
      ),
    ]),
    ...list(at(spec, 'egress')).flatMap((rule, i) => dnsFindings(`${field}.egress[${i}]`, rule)),
    ...metadataFindings(field, spec),
  ]);
}

/** DNS that the proxy does not see tells it no addresses, and lets every name pass. The node itself is for DNS alone. */
function dnsFindings(field: string, rule: unknown): Finding[] {
  const entries = list(at(rule, 'toPorts'));
  const isDns = (entry: unknown): boolean =>
    list(at(entry, 'ports')).some(port => DNS_PORTS.includes(shown(at(port, 'port'))));
  const toNode = list(at(rule, 'toEntities')).some(entity => ['host', 'remote-node'].includes(shown(entity)));
  return [
    ...entries.flatMap((entry, i) =>
      expect(
        !isDns(entry) || list(at(entry, 'rules', 'dns')).length > 0,
        `${field}.toPorts[${i}].rules.dns`,
        'is missing: DNS would pass by the proxy',
      ),
    ),
    ...expect(!toNode || entries.every(isDns), `${field}.toEntities`, 'reaches the node on other ports than DNS'),
  ];
}

/** A name can be made to lead to instance metadata, so names are admitted only beside a deny for those addresses. */
function metadataFindings(field: string, spec: unknown): Finding[] {
  if (!list(at(spec, 'egress')).some(rule => list(at(rule, 'toFQDNs')).length > 0)) {
    return [];
  }
  const denied = list(at(spec, 'egressDeny')).flatMap(rule => list(at(rule, 'toCIDR')));
  return expect(
    METADATA_RANGES.every(range => denied.includes(range)),
    `${field}.egressDeny`,
    'leaves instance metadata within reach of the admitted names',
  );
}

function ruleFindings(field: string, rule: unknown, peers: readonly string[]): Finding[] {
  const [endpoints, entities, ranges, sets] = peers;
  return [
    ...expect(
      peers.some(name => list(at(rule, name)).length > 0),
      field,
      'names no peer, which means everyone',
    ),
    ...expect(
      !list(at(rule, entities)).some(entity => WORLD.includes(shown(entity))),
      field,
      `has the entity ${list(at(rule, entities)).map(shown).join(', ')}`,
    ),
    ...list(at(rule, endpoints)).flatMap((endpoint, i) => endpointFindings(`${field}.${endpoints}[${i}]`, endpoint)),
    ...list(at(rule, ranges)).flatMap((range, i) => rangeFindings(`${field}.${ranges}[${i}]`, text(range) ?? '', [])),
    ...list(at(rule, sets)).flatMap((set, i) => setFindings(`${field}.${sets}[${i}]`, set)),
    ...list(at(rule, 'toFQDNs')).flatMap((name, i) =>
      patternFindings(`${field}.toFQDNs[${i}].matchPattern`, at(name, 'matchPattern')),
    ),
    ...expect(
      !leavesPortsOpen(rule) || list(at(rule, 'icmps')).length > 0,
      `${field}.toPorts`,
      'leaves every port open',
    ),
  ];
}

function endpointFindings(field: string, selector: unknown): Finding[] {
  const reserved = Object.keys(record(at(selector, 'matchLabels'))).some(
    name => name.startsWith('reserved:') && WORLD.includes(name.slice('reserved:'.length)),
  );
  return expect(!isEmptySelector(selector) && !reserved, field, 'selects everyone');
}

/** Ranges by exception; other kinds of sets name a group of ranges. */
function setFindings(field: string, set: unknown): Finding[] {
  const cidr = at(set, 'cidr');
  return cidr === undefined ? [] : rangeFindings(`${field}.cidr`, shown(cidr), list(at(set, 'except')).map(shown));
}

function leavesPortsOpen(rule: unknown): boolean {
  const entries = list(at(rule, 'toPorts')).map(entry => list(at(entry, 'ports')));
  return (
    entries.length === 0 ||
    entries.some(
      ports => ports.length === 0 || ports.some(port => ['0', 'undefined'].includes(shown(at(port, 'port')))),
    )
  );
}

function patternFindings(field: string, pattern: unknown): Finding[] {
  return expect(pattern === undefined || NARROW_PATTERN.test(shown(pattern)), field, 'matches names of others');
}
