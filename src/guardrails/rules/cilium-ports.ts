import { Json, asArray, asInteger, asObject, describe } from '../json';
import { Finding, findingUnless } from '../rule';

const ENTRY_FIELDS = ['originatingTLS', 'ports', 'rules', 'serverNames', 'terminatingTLS'];
const PORT_FIELDS = ['endPort', 'port', 'protocol'];
const PROTOCOLS = ['TCP', 'UDP', 'SCTP', 'ANY', 'undefined'];
/** A number, or the name that a container gives its port. */
const PORT = /^(?:[1-9]\d{0,4}|(?=.*[a-z])[a-z0-9-]{1,15})$/;

/** Whether a rule names its ports; one for ICMP types alone has none. */
export function portFindings(field: string, { toPorts, icmps }: Json): Finding[] {
  const entries = asArray(toPorts);
  const isIcmp = icmps !== undefined && toPorts === undefined;
  return [
    ...findingUnless(
      isIcmp || (entries.length > 0 && entries.every(entry => opensNamedPorts(asObject(entry)))),
      `${field}.toPorts`,
      'leaves every port open',
    ),
    ...entries.flatMap((entry, i) =>
      Object.keys(asObject(entry))
        .filter(name => !ENTRY_FIELDS.includes(name))
        .map(name => ({ field: `${field}.toPorts[${i}].${name}`, problem: 'is a field that can open more ports' })),
    ),
    ...findingUnless(
      icmps === undefined || namesIcmpTypes(icmps),
      `${field}.icmps`,
      'must name the types of each family',
    ),
  ];
}

function opensNamedPorts({ ports }: Json): boolean {
  return asArray(ports).length > 0 && asArray(ports).every(port => isNamedPort(asObject(port)));
}

function isNamedPort(entry: Json): boolean {
  const { port, endPort, protocol } = entry;
  const [first, last] = [Number(port), asInteger(endPort)];
  return (
    Object.keys(entry).every(name => PORT_FIELDS.includes(name)) &&
    PORT.test(describe(port)) &&
    PROTOCOLS.includes(describe(protocol)) &&
    (Number.isNaN(first) || first <= 65535) &&
    (endPort === undefined || (last !== undefined && last >= first && last <= 65535))
  );
}

function namesIcmpTypes(icmps: unknown): boolean {
  const entries = asArray(icmps).map(entry => asArray(asObject(entry).fields));
  return (
    entries.length > 0 &&
    entries.every(fields => fields.length > 0 && fields.every(one => asObject(one).type !== undefined))
  );
}
