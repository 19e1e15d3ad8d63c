import { namesOf } from './cilium-peers';
import { CiliumScope } from './cilium-scope';
import { isWorldOpen, parseCidr } from '../../foundation/net/addresses';
import { Json, getPath, asArray, asString, describe } from '../json';
import { includesPort } from '../ports';
import { Finding, findingUnless } from '../rule';

const DNS_PORTS = [53, 5353];
const DNS_NAME = /^(?:(?:\*{1,2}|[\w-]+)\.)+$/;

/**
 * DNS must pass the proxy, which limits names and learns their addresses. It may ask for names of the cluster and for
 * those that `toFQDNs` opens: names are a way out for data even if nothing connects to them.
 */
export function dnsFindings(field: string, spec: unknown, scope: CiliumScope): Finding[] {
  const rules = asArray(getPath(spec, 'egress'));
  const opened = new Set(rules.flatMap(rule => asArray(getPath(rule, 'toFQDNs')).flatMap(namesOf)));
  return rules.flatMap((rule, i) =>
    asArray(getPath(rule, 'toPorts')).flatMap((entry, k) => {
      const names = asArray(getPath(entry, 'rules', 'dns'));
      const at = `${field}.egress[${i}].toPorts[${k}].rules.dns`;
      return [
        ...findingUnless(!opensDns(entry) || names.length > 0, at, 'is missing: DNS would bypass the proxy'),
        ...names.flatMap((name, n) =>
          findingUnless(
            namesOf(name).length === 1 && namesOf(name).every(text => isKnown(text, opened, scope)),
            `${at}[${n}]`,
            'is neither a name of toFQDNs nor one of the cluster',
          ),
        ),
      ];
    }),
  );
}

/** Whether every port of a rule is one of DNS. */
export function isDnsOnly(rule: Json): boolean {
  const ports = asArray(rule.toPorts).map(entry => asArray(getPath(entry, 'ports')));
  return (
    ports.length > 0 &&
    ports.every(
      list => list.length > 0 && list.every(port => isDnsPort(port) && getPath(port, 'endPort') === undefined),
    )
  );
}

function isDnsPort(port: unknown): boolean {
  return DNS_PORTS.some(number => describe(getPath(port, 'port')) === String(number));
}

function opensDns(entry: unknown): boolean {
  return asArray(getPath(entry, 'ports')).some(
    port => DNS_PORTS.some(number => includesPort(port, number)) || describe(getPath(port, 'port')).startsWith('dns'),
  );
}

function isKnown(name: string, opened: ReadonlySet<string>, { clusterDomain, beside }: CiliumScope): boolean {
  const parent = name.slice(name.indexOf('.') + 1);
  return (
    opened.has(name) ||
    (!name.includes('*') && opened.has(`*.${parent}`)) ||
    isOfCluster(name, clusterDomain) ||
    (name === '*' && opensInternet(beside))
  );
}

function isOfCluster(name: string, clusterDomain: string): boolean {
  return ['svc', clusterDomain].some(
    domain => name === domain || (name.endsWith(`.${domain}`) && DNS_NAME.test(name.slice(0, -domain.length))),
  );
}

/** Nobody knows beforehand by which names the public Internet is reached. */
function opensInternet(policy: Json | undefined): boolean {
  return asArray(getPath(policy, 'spec', 'egress'))
    .flatMap(rule => asArray(getPath(rule, 'to')))
    .some(peer => {
      const range = parseCidr(asString(getPath(peer, 'ipBlock', 'cidr')) ?? '');
      return range !== undefined && isWorldOpen(range, []);
    });
}
